// Views <-> owned C++ values.
//
// `own(view, out)` copies a view into a value that owns its memory; `borrow(arena, value, view)`
// makes a view of an owned value without copying its strings, unless the arena was reset to copy
// them. It is false when the value holds what
// no sound view can: text that is not UTF-8, JSON that is none, or more than the arena affords; the
// view is complete even so, for `explain` to look at. Both compose over lists, maps and nullables,
// and find the functions of generated types by argument-dependent lookup: everything here is in
// `tally::view` for that reason.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tally/engine/arena.h"
#include "tally/engine/base.h"
#include "tally/engine/view.h"

namespace tally {

/// One JSON value as text. What is in it is judged for syntax, size and depth only.
struct RawJson {
  std::string text = "null";

  friend bool operator==(const RawJson&, const RawJson&) = default;
};

/// Entries under unique keys, in ascending order of the keys' bytes.
template <class T>
using Map = std::map<std::string, T, std::less<>>;

/// A value or JSON's null: `T | null`. Empty means null; for what may be absent there is
/// std::optional, and a field can be both.
template <class T>
class Nullable {
 public:
  Nullable() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): null reads as null
  Nullable(std::nullptr_t) {}
  // NOLINTNEXTLINE(google-explicit-constructor): a T reads as itself
  Nullable(T value) : value_(std::move(value)) {}

  [[nodiscard]] bool is_null() const noexcept { return !value_.has_value(); }
  explicit operator bool() const noexcept { return value_.has_value(); }
  /// Only when not null.
  T& operator*() noexcept { return *value_; }
  const T& operator*() const noexcept { return *value_; }
  T* operator->() noexcept { return &*value_; }
  const T* operator->() const noexcept { return &*value_; }
  T& emplace() { return value_.emplace(); }

  friend bool operator==(const Nullable&, const Nullable&) = default;

 private:
  std::optional<T> value_;
};

/// A value of its own in memory of its own: what a type leads back to itself with, and nothing
/// else. Copies copy the value. There always is one, but in a box that was moved from: it may only
/// be assigned to or destroyed. Copying and destroying take one level of the call stack for each
/// level of the value.
template <class T>
class Box {
 public:
  Box() : value_(std::make_unique<T>()) {}
  /// A T reads as itself. The test is by name: T may still be incomplete where a Box is a member.
  template <class U = T>
  requires std::is_same_v<std::remove_cvref_t<U>, T>
  // NOLINTNEXTLINE(google-explicit-constructor, bugprone-forwarding-reference-overload)
  Box(U&& value) : value_(std::make_unique<T>(std::forward<U>(value))) {}
  Box(const Box& other) : value_(other.value_ ? std::make_unique<T>(*other) : nullptr) {}
  Box(Box&& other) noexcept = default;
  Box& operator=(const Box& other) {
    return *this = Box(other);  // which also is right when `other` lies inside of this
  }
  Box& operator=(Box&& other) noexcept {
    // What is here goes last: it may hold `other`.
    const std::unique_ptr<T> old = std::exchange(value_, std::move(other.value_));
    return *this;
  }
  ~Box() = default;

  /// Only when not moved from.
  T& operator*() noexcept { return *value_; }
  const T& operator*() const noexcept { return *value_; }
  T* operator->() noexcept { return value_.get(); }
  const T* operator->() const noexcept { return value_.get(); }
  [[nodiscard]] bool was_moved_from() const noexcept { return value_ == nullptr; }

  friend bool operator==(const Box& left, const Box& right) { return *left == *right; }

 private:
  std::unique_ptr<T> value_;
};

namespace view {

// What copies one member of a record's view, and what copies it back: apart, since many programs do
// but one of these.
struct Owner {
  std::uint32_t in_view;  // where it lies, in bytes
  std::uint32_t in_owned;
  void (*own)(const void* view, bool present, void* owned);
};
struct Borrower {
  std::uint32_t in_view;
  std::uint32_t in_owned;
  bool (*borrow)(Arena& arena, const void* owned, void* view, bool& present);
};

/// Copies all members that the contract names; null where there are none.
struct Owners {
  void (*own)(const void* view, void* owned) = nullptr;
  bool (*borrow)(Arena& arena, const void* owned, void* view) = nullptr;
};

/// How a record's view and its owned value become each other.
struct Owning {
  Owners members{};
  std::uint32_t kept_in_view = 0;  // of the unknown members, in bytes; 0 when it keeps none
  std::uint32_t kept_in_owned = 0;
};

void own_kept(const void* view, void* owned, const Owning& owning);
bool borrow_kept(Arena& arena, const void* owned, void* view, const Owning& owning);

// Inlined, so that what is never called of an Owning is not in the program.
TALLY_INLINE void own_members(const void* view, void* owned, const Owning& owning) {
  if (owning.members.own != nullptr) owning.members.own(view, owned);
  if (owning.kept_in_view != 0) own_kept(view, owned, owning);
}

TALLY_INLINE bool borrow_members(Arena& arena, const void* owned, void* view,
                                 const Owning& owning) {
  bool sound = true;
  if (owning.members.borrow == nullptr) {
    *static_cast<std::uint32_t*>(view) = 0;
  } else {
    sound = owning.members.borrow(arena, owned, view);
  }
  return (owning.kept_in_view == 0 || borrow_kept(arena, owned, view, owning)) && sound;
}

/// What Owners do, by a table of the members in declared order.
void own_by_table(const void* view, void* owned, std::span<const Owner> members);
bool borrow_by_table(Arena& arena, const void* owned, void* view,
                     std::span<const Borrower> members);

/// A view of an owned value of that very type, not of what the type wraps.
template <class V, class T>
concept ViewOf = requires {
  typename V::tally_owned;
  requires std::is_same_v<typename V::tally_owned, T>;
};

/// A newtype: it has a value, which the view is of, and nothing else.
template <class T, class V>
concept NewtypeOf = !ViewOf<V, T> && requires(T owned) {
  owned.value;
};

/// An open enum: a string, of which some values have names.
template <class T>
concept OpenEnum = requires(const T& owned) {
  owned.known();
  owned.text();
};

// All forms, so that each finds the others.
template <Record V>
void own(const V& view, typename V::tally_owned& out);
template <Union V>
void own(const V& view, typename V::tally_owned& out);
template <class V, NewtypeOf<V> T>
void own(const V& view, T& out);
template <OpenEnum T>
void own(const String& view, T& out);
template <class V, class T>
void own(const Nullable<V>& view, tally::Nullable<T>& out);
template <class V, class T>
void own(const Box<V>& view, tally::Box<T>& out);
template <class V, class T>
void own(const List<V>& view, std::vector<T>& out);
template <class V, class T>
void own(const Map<V>& view, tally::Map<T>& out);
template <Record V>
bool borrow(Arena& arena, const typename V::tally_owned& value, V& view);
template <Union V>
bool borrow(Arena& arena, const typename V::tally_owned& value, V& view);
template <class T, class V>
requires NewtypeOf<T, V>
bool borrow(Arena& arena, const T& value, V& view);
template <OpenEnum T>
bool borrow(Arena& arena, const T& value, String& view);
template <class T, class V>
bool borrow(Arena& arena, const tally::Nullable<T>& value, Nullable<V>& view);
template <class T, class V>
bool borrow(Arena& arena, const tally::Box<T>& value, Box<V>& view);
template <class T, class V>
bool borrow(Arena& arena, const std::vector<T>& value, List<V>& view);
template <class T, class V>
bool borrow(Arena& arena, const tally::Map<T>& value, Map<V>& view);

/// Values that are the same in both forms: bool, fixed-width integers, float, double, Decimal,
/// Uuid, times, enums.
template <class T>
concept Plain = std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, Uuid> ||
    std::is_same_v<T, Timestamp> || std::is_same_v<T, std::chrono::year_month_day> ||
    std::is_same_v<T, TimeOfDay> || std::is_same_v<T, Decimal> ||
    std::is_same_v<T, std::chrono::nanoseconds>;

template <Plain T>
void own(const T& view, T& out) {
  out = view;
}
inline void own(const Integer& view, std::int64_t& out) {
  out = view.value;
}
inline void own(const NumberInt64& view, std::int64_t& out) {
  out = view.value;
}
inline void own(const NumberUint64& view, std::uint64_t& out) {
  out = view.value;
}
inline void own(const UnixMillis& view, Timestamp& out) {
  out = view.value;
}
inline void own(const WholeMillis& view, Timestamp& out) {
  out = view.value;
}
inline void own(const String& view, std::string& out) {
  out.assign(view.data, view.size);
}
inline void own(const Bytes& view, std::vector<std::byte>& out) {
  out.assign(view.data, view.data + view.size);
}
inline void own(const UrlBytes& view, std::vector<std::byte>& out) {
  own(view.value, out);
}
inline void own(const Json& view, RawJson& out) {
  out.text.assign(view.data, view.size);
}

template <Plain T>
bool borrow(Arena& /*arena*/, const T& value, T& view) {
  if constexpr (std::is_floating_point_v<T>) {
    view = value + T{0};  // documents have one zero
  } else {
    view = value;
  }
  return true;
}
inline bool borrow(Arena& /*arena*/, const std::chrono::year_month_day& value,
                   std::chrono::year_month_day& view) {
  view = value;
  return is_sound(value);
}
inline bool borrow(Arena& /*arena*/, const TimeOfDay& value, TimeOfDay& view) {
  view = value;
  return is_sound(value);
}
inline bool borrow(Arena& /*arena*/, const std::int64_t& value, Integer& view) {
  view.value = value;
  return true;
}
inline bool borrow(Arena& /*arena*/, const std::int64_t& value, NumberInt64& view) {
  view.value = value;
  return true;
}
inline bool borrow(Arena& /*arena*/, const std::uint64_t& value, NumberUint64& view) {
  view.value = value;
  return true;
}
inline bool borrow(Arena& /*arena*/, const Timestamp& value, UnixMillis& view) {
  view.value = value;
  return !has_sub_millis(value);  // documents could not carry the rest
}
inline bool borrow(Arena& /*arena*/, const Timestamp& value, WholeMillis& view) {
  view.value = value;
  return true;
}
bool borrow(Arena& arena, const std::string& value, String& view);
bool borrow(Arena& arena, const RawJson& value, Json& view);
bool borrow(Arena& arena, const std::vector<std::byte>& value, Bytes& view);
inline bool borrow(Arena& arena, const std::vector<std::byte>& value, UrlBytes& view) {
  return borrow(arena, value, view.value);
}

template <Record V>
void own(const V& view, typename V::tally_owned& out) {
  own_members(&view, &out, V::tally_owning);
}

template <Record V>
bool borrow(Arena& arena, const typename V::tally_owned& value, V& view) {
  return borrow_members(arena, &value, &view, V::tally_owning);
}

template <class V, NewtypeOf<V> T>
void own(const V& view, T& out) {
  own(view, out.value);
}

template <class T, class V>
requires NewtypeOf<T, V>
bool borrow(Arena& arena, const T& value, V& view) {
  return borrow(arena, value.value, view);
}

template <OpenEnum T>
void own(const String& view, T& out) {
  out = T(std::string(view.text()));
}

template <OpenEnum T>
bool borrow(Arena& arena, const T& value, String& view) {
  return borrow(arena, value.text(), view);
}

template <class V, class T>
void own(const Nullable<V>& view, tally::Nullable<T>& out) {
  if (view.null) {
    out = nullptr;
  } else {
    own(view.value, out.emplace());
  }
}

template <class T, class V>
bool borrow(Arena& arena, const tally::Nullable<T>& value, Nullable<V>& view) {
  view.null = value.is_null();
  return view.null || borrow(arena, *value, view.value);
}

template <class V, class T>
void own(const Box<V>& view, tally::Box<T>& out) {
  own(*view, *out);
}

template <class T, class V>
bool borrow(Arena& arena, const tally::Box<T>& value, Box<V>& view) {
  V* made = value.was_moved_from() ? nullptr : arena.allocate<V>(1);
  view.value = made;
  return made != nullptr && borrow(arena, *value, *made);
}

template <class V, class T>
void own(const List<V>& view, std::vector<T>& out) {
  out.clear();
  out.reserve(view.size);
  for (const V& item : view) {
    T owned{};
    own(item, owned);
    out.push_back(std::move(owned));
  }
}

template <class T, class V>
bool borrow(Arena& arena, const std::vector<T>& value, List<V>& view) {
  V* items = arena.allocate<V>(value.size());
  view = {items, 0};
  if ((items == nullptr && !value.empty()) || value.size() > UINT32_MAX) return false;
  bool sound = true;
  for (const auto& item : value) {
    const T& same = item;  // an element of vector<bool> is no reference
    sound = borrow(arena, same, items[view.size++]) && sound;
  }
  return sound;
}

template <class V, class T>
void own(const Map<V>& view, tally::Map<T>& out) {
  out.clear();
  for (const Entry<V>& entry : view)
    own(entry.value, out.emplace_hint(out.end(), entry.key.text(), T{})->second);
}

template <class T, class V>
bool borrow(Arena& arena, const tally::Map<T>& value, Map<V>& view) {
  auto* entries = arena.allocate<Entry<V>>(value.size());
  view = {entries, 0};
  if (entries == nullptr || value.size() > UINT32_MAX) return value.empty();
  bool sound = true;
  for (const auto& [key, item] : value) {
    Entry<V>& entry = entries[view.size++];
    sound = borrow(arena, key, entry.key) && sound;
    sound = borrow(arena, item, entry.value) && sound;
  }
  return sound;
}

}  // namespace view
}  // namespace tally
