// Views -> JSON text, in one canonical form: no white space, declared order of members, map entries
// by key, numbers and escapes as in RFC 8785. The same view gives the same bytes on every platform.
//
// Every writer has the form `void write(Writer&, const T&)`; writers of generated records are found
// by argument-dependent lookup, as readers are.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "tally/engine/base.h"
#include "tally/engine/json/scan.h"
#include "tally/engine/plan.h"
#include "tally/engine/values/number.h"
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
  /// The key of a member and its colon.
  void member(std::string_view name);
  /// The same of a key that has its quotes and the colon.
  void key(std::string_view quoted) {
    separate();
    raw(quoted);
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

/// Whether a key is in documents as it is here.
constexpr bool needs_no_escape(std::string_view name) noexcept {
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\') return false;
  }
  return true;
}

/// The key that `Name` gives, a type of function, with its quotes and the colon; empty where it
/// needs escapes.
template <class Name>
inline constexpr auto quoted_key = [] {
  constexpr std::string_view name = Name{}();
  constexpr bool is_plain = needs_no_escape(name);
  std::array<char, is_plain ? name.size() + 3 : 0> key{};
  if constexpr (is_plain) {
    key.front() = '"';
    for (std::size_t i = 0; i < name.size(); ++i) key[i + 1] = name[i];
    key[name.size() + 1] = '"';
    key[name.size() + 2] = ':';
  }
  return key;
}();

/// Begins a member by a constant key.
template <class Name>
TALLY_INLINE void write_key(Writer& writer, Name name) {
  constexpr const auto& quoted = quoted_key<Name>;
  if constexpr (by_table || quoted.empty()) {
    writer.member(name());
  } else {
    writer.key({quoted.data(), quoted.size()});
  }
}

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

using Write = void (*)(Writer& writer, const void* view);

template <class View>
void write_erased(Writer& writer, const void* view);

/// A list of any type, given the size of an element in bytes and what writes it.
void write_list(Writer& writer, const void* list, std::size_t element_size, Write write);

template <class T>
void write(Writer& writer, const view::List<T>& list) {
  if constexpr (small) return write_list(writer, &list, sizeof(T), write_erased<T>);
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
    writer.member(entry.key.text());
    write(writer, entry.value);
  }
}

template <class T>
void write(Writer& writer, const view::Map<T>& map) {
  writer.raw("{");
  write_entries(writer, map);
  writer.raw("}");
}

/// Writes one value of a view's type, whichever it is: one for each type in a program.
template <class View>
void write_erased(Writer& writer, const void* view) {
  write(writer, *static_cast<const View*>(view));
}

/// One member of a record as a table has it.
struct WrittenMember {
  std::string_view name;
  std::uint32_t offset;  // in the view, in bytes
  Write write;
  bool optional;
};

/// Writes members in declared order, of optional ones those that the view has.
void write_by_table(Writer& writer, const void* view, std::span<const WrittenMember> members);

/// How a record is written.
struct Written {
  // The members that the contract names, each behind its key; null where there are none.
  void (*members)(Writer& writer, const void* view) = nullptr;
  std::uint32_t kept_offset = 0;  // of the unknown members in the view; 0 when it has none
};

/// The members of a record's view, without the braces.
template <view::Record View>
void write_members(Writer& writer, const View& value) {
  const Written& written = View::tally_written;
  if (written.members != nullptr) written.members(writer, &value);
  if (written.kept_offset == 0) return;
  const auto* bytes = static_cast<const char*>(static_cast<const void*>(&value));
  write_entries(writer, *static_cast<const view::Map<view::Json>*>(
                            static_cast<const void*>(bytes + written.kept_offset)));
}

template <view::Record View>
void write(Writer& writer, const View& value) {
  writer.raw("{");
  write_members(writer, value);
  writer.raw("}");
}

/// The value of an enum by its name.
void write_name(Writer& writer, plan::Names names, std::uint32_t value);

}  // namespace tally::json
