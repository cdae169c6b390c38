// JSON text (RFC 8259) -> views. These are the pieces from which generated readers are made.
//
// Every reader has the form `const char* read(Reader&, const char* p, T& out)`: `p` is where the
// value may begin, possibly with white space before it; the result is where the value ended, or
// null when the text is not a value that `T` can hold. A reader stops at the first doubt and does
// not say why: that is the work of `explain`. Readers for generated records are found by
// argument-dependent lookup, so lists, maps and nullables compose with them.
//
// The text is followed by `input_padding` zero bytes, so scans need no bounds checks: a zero byte
// is no part of any JSON token.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "tally/engine/arena.h"
#include "tally/engine/base.h"
#include "tally/engine/plan.h"
#include "tally/engine/values/number.h"
#include "tally/engine/view.h"

namespace tally::json {

/// What all readers of one document share.
struct Reader {
  Arena& arena;         // lists and strings with escapes go here
  std::uint32_t depth;  // how many more arrays and objects may be opened inside each other
  // The text was written by a door, so that it may hold Foreign::bytes and Foreign::bigint, and
  // WholeMillis a number.
  bool foreign = false;
  plan::UnknownOverride unknown = plan::UnknownOverride::none;  // what the caller asked for
  // Where the reader does not know what a value is (type json, members that nobody declares), only
  // its end is looked for: see `skip_unjudged`.
  bool judge_json = true;
};

inline bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

inline const char* skip_space(const char* p) noexcept {
  while (is_space(*p)) ++p;
  return p;
}

/// True when the text at `p` begins with `literal`. Compares eight bytes at a time; reads no
/// further than the padding.
template <std::uint32_t size>
bool matches(const char* p, const char (&literal)[size]) noexcept {
  constexpr std::uint32_t length = size - 1;
  if constexpr (small || length > input_padding) {
    return std::strncmp(p, literal, length) == 0;
  } else if constexpr (length >= 8) {
    for (std::uint32_t i = 0; i + 8 <= length; i += 8) {
      if (load64(p + i) != load64(literal + i)) return false;
    }
    return load64(p + length - 8) == load64(literal + length - 8);
  } else {
    // A masked load: WebAssembly has no inlined memcmp.
    std::uint64_t expected = 0;
    for (std::uint32_t i = 0; i < length; ++i) {
      expected |= std::uint64_t{static_cast<unsigned char>(literal[i])} << (8 * i);
    }
    return (load64(p) & ((std::uint64_t{1} << (8 * length)) - 1)) == expected;
  }
}

/// Behind the `{` or `[` that `p` must be at: at the first member or element, or at the closing
/// bracket.
inline const char* open(Reader& reader, const char* p, char bracket) noexcept {
  p = skip_space(p);
  if (*p != bracket || reader.depth == 0) return nullptr;
  --reader.depth;
  return skip_space(p + 1);
}

/// Behind the closing bracket that `p` is at.
inline const char* close(Reader& reader, const char* p) noexcept {
  ++reader.depth;
  return p + 1;
}

/// `next` where there is white space, or something else than a comma or the bracket.
TALLY_NOINLINE inline const char* next_slowly(const char* p, char bracket) noexcept {
  p = skip_space(p);
  if (*p == ',') {
    p = skip_space(p + 1);
    return *p == bracket ? nullptr : p;
  }
  return *p == bracket ? p : nullptr;
}

/// After a value inside brackets: at the next member or element, or at `bracket`, which closes
/// them.
TALLY_INLINE const char* next(const char* p, char bracket) noexcept {
  const bool compact = bracket == '}' ? p[1] == '"' : p[1] > ' ' && p[1] != ']';
  if (*p == ',' && compact) [[likely]]
    return p + 1;
  return *p == bracket ? p : next_slowly(p, bracket);
}

/// Reads a member's key and the colon behind it.
const char* read_key(Reader& reader, const char* p, view::String& key) noexcept;

/// Passes over one value of any kind, checking all of its syntax, its text and the range of its
/// numbers, unless the reader leaves that to others.
const char* skip_value(Reader& reader, const char* p) noexcept;

/// Passes over what a value seems to be, by its brackets and strings alone: an envelope is whole
/// whatever is in it. The end is that of the value wherever it is one, of any depth; null where
/// strings or brackets have no end.
const char* skip_unjudged(const char* p) noexcept;

/// The rest of a string whose text begins at `begin` and is plain ASCII up to `p`. Decodes escapes
/// into the arena.
const char* read_string_slowly(Reader& reader, const char* begin, const char* p,
                               view::String& out) noexcept;

const char* read(Reader& reader, const char* p, bool& out) noexcept;
const char* read(Reader& reader, const char* p,
                 std::int64_t& out) noexcept;  // as a number or a string
const char* read(Reader& reader, const char* p,
                 std::uint64_t& out) noexcept;  // as a number or a string
const char* read(Reader& reader, const char* p, view::NumberInt64& out) noexcept;
const char* read(Reader& reader, const char* p, view::NumberUint64& out) noexcept;
const char* read(Reader& reader, const char* p, float& out) noexcept;
const char* read(Reader& reader, const char* p, Decimal& out) noexcept;  // as a number or a string
const char* read(Reader& reader, const char* p, view::Bytes& out) noexcept;
const char* read(Reader& reader, const char* p, view::UrlBytes& out) noexcept;
const char* read(Reader& reader, const char* p, Uuid& out) noexcept;
const char* read(Reader& reader, const char* p, Timestamp& out) noexcept;
const char* read(Reader& reader, const char* p, std::chrono::year_month_day& out) noexcept;
const char* read(Reader& reader, const char* p, TimeOfDay& out) noexcept;
const char* read(Reader& reader, const char* p, std::chrono::nanoseconds& out) noexcept;
const char* read(Reader& reader, const char* p, view::Json& out) noexcept;

inline const char* read(Reader&, const char* p, double& out) noexcept {
  p = skip_space(p);
  return read_double(p, out) == NumberStatus::ok ? p : nullptr;
}

inline const char* read(Reader&, const char* p, view::UnixMillis& out) noexcept {
  p = skip_space(p);
  std::int64_t millis = 0;
  if (read_int64(p, millis) != NumberStatus::ok) return nullptr;
  return timestamp_from_millis(millis, out.value) == TimeStatus::ok ? p : nullptr;
}

inline const char* read(Reader& reader, const char* p, view::WholeMillis& out) noexcept {
  p = skip_space(p);
  if (!reader.foreign || *p == '"') return read(reader, p, out.value);
  view::UnixMillis millis;
  p = read(reader, p, millis);
  out.value = millis.value;
  return p;
}

inline const char* read(Reader&, const char* p, view::Integer& out) noexcept {
  p = skip_space(p);
  return read_int64(p, out.value) == NumberStatus::ok ? p : nullptr;
}

/// Integers of up to 32 bits.
template <class T>
requires(std::is_integral_v<T> && sizeof(T) <= 4 && !std::is_same_v<T, bool>) const
    char* read(Reader&, const char* p, T& out) noexcept {
  p = skip_space(p);
  std::int64_t wide = 0;
  if (read_int64(p, wide) != NumberStatus::ok) return nullptr;
  out = static_cast<T>(wide);
  return out == wide ? p : nullptr;
}

/// The first byte that is no plain ASCII string content: a quote, a backslash, a control character
/// or beyond ASCII.
TALLY_INLINE const char* find_special(const char* p) noexcept {
  if constexpr (small) {
    for (;; ++p) {
      const auto byte = static_cast<unsigned char>(*p);
      if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') return p;
    }
  }
  for (;; p += 8) {
    const std::uint64_t word = load64(p);
    const std::uint64_t quote = word ^ repeat('"');
    const std::uint64_t backslash = word ^ repeat('\\');
    // A borrow runs upwards only, so the lowest flagged byte is always a true one.
    const std::uint64_t flagged =
        (((quote - repeat(1)) & ~quote) | ((backslash - repeat(1)) & ~backslash) |
         (word - repeat(0x20)) | word) &
        repeat(0x80);
    if (flagged != 0) return p + (std::countr_zero(flagged) >> 3);
  }
}

TALLY_INLINE const char* read(Reader& reader, const char* p, view::String& out) noexcept {
  p = skip_space(p);
  if (*p != '"') return nullptr;
  const char* begin = p + 1;
  p = find_special(begin);
  if (*p != '"') return read_string_slowly(reader, begin, p, out);
  out = {begin, static_cast<std::uint32_t>(p - begin)};
  return p + 1;
}

/// The position in `names` of the string at `p`.
const char* read_name(Reader& reader, const char* p, plan::Names names,
                      std::uint32_t& out) noexcept;

/// The value of an enum by its name.
template <class Enum>
const char* read_enum(Reader& reader, const char* p, plan::Names names, Enum& out) noexcept {
  std::uint32_t value = 0;
  p = read_name(reader, p, names, value);
  if (p != nullptr) out = static_cast<Enum>(value);
  return p;
}

template <class T>
const char* read(Reader& reader, const char* p, view::Nullable<T>& out) noexcept {
  p = skip_space(p);
  out.null = matches(p, "null");
  return out.null ? p + 4 : read(reader, p, out.value);
}

template <class T>
const char* read(Reader& reader, const char* p, view::Box<T>& out) noexcept {
  T* value = reader.arena.allocate<T>(1);
  out.value = value;
  return value == nullptr ? nullptr : read(reader, p, *value);
}

/// What a list has to know of its elements.
struct Element {
  std::uint32_t size;  // bytes
  std::uint32_t alignment;
  plan::Read read;
};

/// Room for more elements behind those that fill `capacity`; null when the arena is exhausted.
void* grow(Arena& arena, void* data, std::uint32_t& capacity, std::uint32_t element_size,
           std::uint32_t alignment) noexcept;

template <class T>
T* grow(Arena& arena, T* data, std::uint32_t& capacity) noexcept {
  return static_cast<T*>(grow(arena, static_cast<void*>(data), capacity, sizeof(T), alignof(T)));
}

/// A list of any type.
const char* read_list(Reader& reader, const char* p, void* list, const Element& element) noexcept;

template <class T>
const char* read_erased(Reader& reader, const char* p, void* view) noexcept;

template <class T>
const char* read(Reader& reader, const char* p, view::List<T>& out) noexcept {
  if constexpr (small) {
    return read_list(reader, p, &out, {sizeof(T), alignof(T), read_erased<T>});
  }
  p = open(reader, p, '[');
  T* data = nullptr;
  std::uint32_t size = 0;
  std::uint32_t capacity = 0;
  if (p != nullptr && *p != ']') {
    do {
      if (size == capacity && (data = grow(reader.arena, data, capacity)) == nullptr)
        return nullptr;
      p = read(reader, p, data[size]);
      if (p == nullptr) return nullptr;
      ++size;
      p = next(p, ']');
    } while (p != nullptr && *p != ']');
  }
  if (p == nullptr) return nullptr;
  reader.arena.shrink(data, capacity * sizeof(T), size * sizeof(T));
  out = {data, size};
  return close(reader, p);
}

/// Sorts map entries by key, given their number and the size of one; they begin with their key. The
/// arena lends room. False when a key occurs twice.
bool sort_entries(Arena& arena, void* entries, std::uint32_t count,
                  std::uint32_t entry_size) noexcept;

/// Collects the entries of an object in ascending order of their keys, each once.
template <class T>
class Entries {
 public:
  explicit Entries(Arena& arena) noexcept : arena_(arena) {}

  /// The value to fill for a new entry of that key; null when the arena is exhausted.
  T* add(const view::String& key) noexcept {
    if (size_ == capacity_ && (data_ = grow(arena_, data_, capacity_)) == nullptr) return nullptr;
    sorted_ = sorted_ && (size_ == 0 || data_[size_ - 1].key.text() < key.text());
    data_[size_].key = key;
    return &data_[size_++].value;
  }

  /// False when a key occurs twice.
  bool finish(view::Map<T>& out) noexcept {
    if (!sorted_ && !sort_entries(arena_, data_, size_, sizeof(view::Entry<T>))) return false;
    out = {data_, size_};
    return true;
  }

 private:
  Arena& arena_;
  view::Entry<T>* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
  bool sorted_ = true;
};

/// The members of one object that its record does not declare.
class UnknownMembers {
 public:
  UnknownMembers(const Reader& reader, plan::Unknown declared) noexcept
      : policy_(plan::policy(declared, reader.unknown)), entries_(reader.arena) {}

  /// Reads the value of one; null when it is refused or broken.
  const char* add(Reader& reader, const char* p, const view::String& key) noexcept {
    if (policy_ == plan::Unknown::reject) return nullptr;
    view::Json* value = entries_.add(key);
    return value == nullptr ? nullptr : read(reader, p, *value);
  }

  /// False when a key occurs twice. `kept` has those that are kept.
  bool finish(view::Map<view::Json>& kept) noexcept {
    if (!entries_.finish(kept)) return false;
    if (policy_ != plan::Unknown::keep) kept = {};
    return true;
  }
  bool finish() noexcept {
    view::Map<view::Json> dropped;
    return entries_.finish(dropped);
  }

 private:
  plan::Unknown policy_;
  Entries<view::Json> entries_;
};

template <class T>
const char* read(Reader& reader, const char* p, view::Map<T>& out) noexcept {
  Entries<T> entries(reader.arena);
  p = open(reader, p, '{');
  while (p != nullptr && *p != '}') {
    view::String key;
    p = read_key(reader, p, key);
    T* value = p == nullptr ? nullptr : entries.add(key);
    if (value == nullptr) return nullptr;
    p = read(reader, p, *value);
    if (p != nullptr) p = next(p, '}');
  }
  return p != nullptr && entries.finish(out) ? close(reader, p) : nullptr;
}

/// Reads the member that is expected next: when the text at `p` is `key` (with its quotes and
/// colon), its value into `out`, and moves `p` behind it; else does nothing. False when the value
/// is none. Documents mostly follow the declared order, so this one compare finds most members.
template <std::uint32_t size, class T, std::uint32_t fields>
TALLY_INLINE bool read_expected(Reader& reader, const char*& p, const char (&key)[size], T& out,
                                view::Presence<fields>& present, std::uint32_t field) noexcept {
  if (!matches(p, key)) return true;
  p = read(reader, p + (size - 1), out);
  if (p == nullptr) return false;
  present.set(field);
  p = next(p, '}');
  return p != nullptr;
}

/// A JSON text in the program, with the padding that readers need.
template <std::uint32_t size>
struct Literal {
  char text[size + input_padding] = {};

  // NOLINTNEXTLINE(google-explicit-constructor): it is the same text
  constexpr Literal(const char (&literal)[size]) {
    for (std::uint32_t i = 0; i < size; ++i) text[i] = literal[i];
  }
};

/// The member that names the variant of a union's object.
struct Tag {
  std::string_view key;
  bool consumed = false;

  /// Passes over the tag's value; null when it was passed over before, which makes this one a
  /// duplicate.
  const char* skip(Reader& reader, const char* p) noexcept {
    if (consumed) return nullptr;
    consumed = true;
    return skip_value(reader, p);
  }
};

/// A plan::Read: one for each type in a program.
template <class View>
const char* read_erased(Reader& reader, const char* p, void* view) noexcept {
  return read(reader, p, *static_cast<View*>(view));
}

/// The record's namespace has `read_members`, which takes what comes in the declared order and
/// leaves the rest to `read_rest`.
template <view::Record View>
const char* read(Reader& reader, const char* p, View& out) noexcept {
  p = open(reader, p, '{');
  if (p != nullptr) p = read_members(reader, p, out, nullptr);
  return p == nullptr ? nullptr : close(reader, p);
}

/// `read_rest` where something is left.
const char* read_in_any_order(Reader& reader, const char* p, void* view, const plan::Record& record,
                              Tag* tag) noexcept;

/// Reads members in any order up to the closing brace into the record's view, which knows those
/// that were read before, and fills in what the document leaves out. A member that is `tag`'s is
/// passed over. O(members x names).
inline const char* read_rest(Reader& reader, const char* p, void* view, const plan::Record& record,
                             Tag* tag) noexcept {
  return *p == '}' && record.is_plain ? p : read_in_any_order(reader, p, view, record, tag);
}

/// A record's view that has no members yet; null when the arena is exhausted.
void* make_view(Arena& arena, const plan::Record& record) noexcept;

/// Reads the values of members that were found before, each at its place in `values` (null: the
/// document leaves it out), into the record's view, and fills in what is left out; other members
/// stay absent. False when the arena is exhausted.
bool read_found(Reader& reader, std::span<const char* const> values, void* view,
                const plan::Record& record) noexcept;

/// Opens a union's object and sets `variant` to the position of its tag's value in `names`. When
/// the tag is the first member, the result is behind it; else it is found by looking ahead, and the
/// result is at the first member.
const char* open_union(Reader& reader, const char* p, Tag& tag, plan::Names names,
                       std::uint32_t& variant) noexcept;

}  // namespace tally::json
