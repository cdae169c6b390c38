// Views: the one form in which a value is judged. A view is a plain struct of fixed-width members
// whose strings point into the document and whose lists lie in an arena, so making one copies
// nothing and dropping one is free. A view is valid as long as both the document and the arena are.
//
// The layout is part of the contract between the compiler and the JavaScript glue, which reads and
// writes views in WASM memory: generated code asserts every offset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "tally/engine/values/decimal.h"
#include "tally/engine/values/time.h"
#include "tally/engine/values/uuid.h"

namespace tally::view {

/// Well-formed UTF-8, not terminated.
struct String {
  const char* data;
  std::uint32_t size;  // bytes

  [[nodiscard]] std::string_view text() const noexcept { return {data, size}; }
};

/// Bytes that documents carry as base64 (Base64::standard).
struct Bytes {
  const std::byte* data;
  std::uint32_t size;
};

/// Bytes that documents carry as base64url (Base64::url).
struct UrlBytes {
  Bytes value;
};

/// One JSON value, exactly as the document has it.
struct Json {
  const char* data;
  std::uint32_t size;  // bytes

  [[nodiscard]] std::string_view text() const noexcept { return {data, size}; }
};

template <class T>
struct List {
  const T* data;
  std::uint32_t size;

  [[nodiscard]] const T* begin() const noexcept { return data; }
  [[nodiscard]] const T* end() const noexcept { return data + size; }
};

template <class T>
struct Entry {
  String key;
  T value;
};

/// Entries in ascending order of their keys' bytes (which is the order of code points), each key
/// once.
template <class T>
struct Map {
  const Entry<T>* data;
  std::uint32_t size;

  [[nodiscard]] const Entry<T>* begin() const noexcept { return data; }
  [[nodiscard]] const Entry<T>* end() const noexcept { return data + size; }
};

/// `T | null`. `value` is meaningless when `null` is true.
template <class T>
struct Nullable {
  T value;
  bool null;
};

/// A `T` elsewhere in the arena: where a type leads back to itself. Null only in a view that could
/// not be completed, which no judge sees.
template <class T>
struct Box {
  const T* value;

  [[nodiscard]] const T& operator*() const noexcept { return *value; }
};

/// Contract `int`: an integer that a double holds exactly. Its own type because `int64` is written
/// differently.
struct Integer {
  static constexpr std::int64_t largest = 9007199254740991;  // 2^53 - 1

  std::int64_t value;
};

/// `int64` and `uint64` that a contract asked to be written as JSON numbers.
struct NumberInt64 {
  std::int64_t value;
};
struct NumberUint64 {
  std::uint64_t value;
};

/// A timestamp that documents carry as integer milliseconds since the Unix epoch.
struct UnixMillis {
  Timestamp value;
};

/// A timestamp of whole milliseconds that documents carry as text, and JavaScript programs as their
/// number.
struct WholeMillis {
  Timestamp value;
};

/// Which of `count` declared fields a view holds; bit n is field n.
template <std::uint32_t count>
struct Presence {
  static constexpr std::uint32_t size = count == 0 ? 1 : (count + 31) / 32;

  std::uint32_t words[size];

  void clear() noexcept {
    for (auto& word : words) word = 0;
  }
  constexpr void set(std::uint32_t field) noexcept { words[field / 32] |= 1U << (field % 32); }
  [[nodiscard]] bool has(std::uint32_t field) const noexcept {
    return (words[field / 32] >> (field % 32) & 1U) != 0;
  }
  /// Sets the field; false when it was set already, which makes a second member of that name a
  /// duplicate.
  bool claim(std::uint32_t field) noexcept {
    if (has(field)) return false;
    set(field);
    return true;
  }
  [[nodiscard]] bool covers(const Presence& required) const noexcept {
    for (std::uint32_t i = 0; i < size; ++i) {
      if ((words[i] & required.words[i]) != required.words[i]) return false;
    }
    return true;
  }
};

/// A view that generated code makes of a record: it has a table of its members (plan::Record),
/// which reading in any order and writing go by.
template <class View>
concept Record = requires {
  View::tally_record;
};

/// The types of the variants of a union, in their order.
template <class... Variant>
struct Variants {};

/// A view that generated code makes of a union: it says which variants there are, how documents
/// tell them apart, and where the variant lies (union.h).
template <class View>
concept Union = requires {
  typename View::tally_variants;
};

static_assert(sizeof(void*) != 4 || sizeof(String) == 8);
static_assert(sizeof(void*) != 4 || sizeof(List<std::uint64_t>) == 8);
static_assert(sizeof(Integer) == 8 && sizeof(UnixMillis) == 8 && sizeof(Presence<33>) == 8);
static_assert(std::is_standard_layout_v<Nullable<String>> && std::is_trivial_v<Nullable<String>>);

}  // namespace tally::view
