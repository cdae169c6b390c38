// Views -> JSON text, in one canonical form: no white space, declared order of members, map entries
// by key, numbers and escapes as in RFC 8785. The same view gives the same bytes on every platform.
//
// Every writer has the form `void write(Writer&, const T&)`; writers of generated records are found
// by argument-dependent lookup, as readers are.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "tally/engine/base.h"
#include "tally/engine/json_scan.h"
#include "tally/engine/number.h"
#include "tally/engine/view.h"

namespace tally::json {

class Writer {
 public:
  /// How to write what JSON cannot carry (NaN, infinities, text that is not UTF-8): a valid view
  /// holds none of it. `foreign` marks it for `explain`.
  enum class Mode : std::uint8_t { canonical, foreign };

  explicit Writer(Mode mode = Mode::canonical) noexcept : mode_(mode) {}

  [[nodiscard]] Mode mode() const noexcept { return mode_; }
  [[nodiscard]] std::string_view text() const noexcept { return {buffer_.data(), size_}; }
  [[nodiscard]] std::string take() && {
    buffer_.resize(size_);
    return std::move(buffer_);
  }
  /// Forgets the text and keeps its memory.
  void clear() noexcept { size_ = 0; }

  /// Room for `count` more bytes; `commit` says where the text ends now.
  char* reserve(std::size_t count) {
    if (buffer_.size() - size_ < count) buffer_.resize((size_ + count) * 2);
    return buffer_.data() + size_;
  }
  void commit(const char* end) noexcept { size_ = static_cast<std::size_t>(end - buffer_.data()); }

  void raw(std::string_view text) {
    std::memcpy(reserve(text.size()), text.data(), text.size());
    size_ += text.size();
  }
  /// Begins a member or an element: a comma unless it is the first.
  void separate() {
    const char last = size_ == 0 ? '\0' : buffer_[size_ - 1];
    if (last != '{' && last != '[') raw(",");
  }
  /// `key` with its quotes and colon.
  void member(std::string_view key) {
    separate();
    raw(key);
  }
  void string(std::string_view text);
  void foreign(Foreign what) {
    const char mark[2] = {foreign_mark, static_cast<char>(what)};
    raw({mark, 2});
  }

 private:
  std::string buffer_;  // its size is the capacity in use; bytes behind size_ mean nothing
  std::size_t size_ = 0;
  Mode mode_;
};

void write(Writer& writer, bool value);
void write(Writer& writer, std::int32_t value);
void write(Writer& writer, std::uint32_t value);
void write(Writer& writer, std::int64_t value);   // as text
void write(Writer& writer, std::uint64_t value);  // as text
void write(Writer& writer, float value);
void write(Writer& writer, double value);
void write(Writer& writer, const Uuid& value);
void write(Writer& writer, const Timestamp& value);
void write(Writer& writer, const std::chrono::year_month_day& value);
void write(Writer& writer, const TimeOfDay& value);
void write(Writer& writer, const std::chrono::nanoseconds& value);
void write(Writer& writer, const view::Integer& value);
void write(Writer& writer, const view::NumberInt64& value);
void write(Writer& writer, const view::NumberUint64& value);
void write(Writer& writer, const view::UnixMillis& value);
inline void write(Writer& writer, const view::WholeMillis& value) {
  write(writer, value.value);
}
void write(Writer& writer, const view::String& value);
void write(Writer& writer, const Decimal& value);  // as text
void write(Writer& writer, const view::Bytes& value);
void write(Writer& writer, const view::UrlBytes& value);
void write(Writer& writer, const view::Json& value);

inline void write(Writer& writer, std::int8_t value) {
  write(writer, std::int32_t{value});
}
inline void write(Writer& writer, std::int16_t value) {
  write(writer, std::int32_t{value});
}
inline void write(Writer& writer, std::uint8_t value) {
  write(writer, std::uint32_t{value});
}
inline void write(Writer& writer, std::uint16_t value) {
  write(writer, std::uint32_t{value});
}

template <class T>
void write(Writer& writer, const view::Nullable<T>& value) {
  if (value.null) {
    writer.raw("null");
  } else {
    write(writer, value.value);
  }
}

template <class T>
void write(Writer& writer, const view::Box<T>& box) {
  if (box.value == nullptr) {
    writer.foreign(Foreign::malformed);
  } else {
    write(writer, *box);
  }
}

template <class T>
void write(Writer& writer, const view::List<T>& list) {
  writer.raw("[");
  for (const T& item : list) {
    writer.separate();
    write(writer, item);
  }
  writer.raw("]");
}

/// The entries of a map as members, without the braces: also how kept unknown members are written
/// back.
template <class T>
void write_entries(Writer& writer, const view::Map<T>& map) {
  for (const view::Entry<T>& entry : map) {
    writer.separate();
    writer.string(entry.key.text());
    writer.raw(":");
    write(writer, entry.value);
  }
}

template <class T>
void write(Writer& writer, const view::Map<T>& map) {
  writer.raw("{");
  write_entries(writer, map);
  writer.raw("}");
}

}  // namespace tally::json
