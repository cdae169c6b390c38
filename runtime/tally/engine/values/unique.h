// Order of views, and lists whose elements all differ.
//
// `compare(a, b)` is below, at or above 0 for sound views. The order is no one's business but a
// sort's: what counts is that it is 0 for equal values and nothing else. Numbers are equal by
// value, timestamps by instant, maps by their entries, records by their members, where an absent
// one differs from null. Found by argument-dependent lookup as readers and writers are.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

#include "tally/engine/own.h"
#include "tally/engine/view.h"

namespace tally::view {

template <class T>
requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) int compare(const T& a,
                                                                   const T& b) noexcept {
  return static_cast<int>(a > b) - static_cast<int>(a < b);
}
inline int compare_bytes(const void* a, std::uint32_t size_a, const void* b,
                         std::uint32_t size_b) noexcept {
  if (size_a != size_b) return compare(size_a, size_b);
  return size_a == 0 ? 0 : std::memcmp(a, b, size_a);
}
inline int compare(const String& a, const String& b) noexcept {
  return compare_bytes(a.data, a.size, b.data, b.size);
}
inline int compare(const Bytes& a, const Bytes& b) noexcept {
  return compare_bytes(a.data, a.size, b.data, b.size);
}
inline int compare(const UrlBytes& a, const UrlBytes& b) noexcept {
  return compare(a.value, b.value);
}
inline int compare(const Integer& a, const Integer& b) noexcept {
  return compare(a.value, b.value);
}
inline int compare(const NumberInt64& a, const NumberInt64& b) noexcept {
  return compare(a.value, b.value);
}
inline int compare(const NumberUint64& a, const NumberUint64& b) noexcept {
  return compare(a.value, b.value);
}
inline int compare(const Timestamp& a, const Timestamp& b) noexcept {
  return compare(a.nanoseconds, b.nanoseconds);
}
inline int compare(const UnixMillis& a, const UnixMillis& b) noexcept {
  return compare(a.value, b.value);
}
inline int compare(const WholeMillis& a, const WholeMillis& b) noexcept {
  return compare(a.value, b.value);
}
inline int compare(const std::chrono::year_month_day& a,
                   const std::chrono::year_month_day& b) noexcept {
  return a == b ? 0 : a < b ? -1 : 1;
}
inline int compare(const std::chrono::nanoseconds& a, const std::chrono::nanoseconds& b) noexcept {
  return compare(a.count(), b.count());
}
inline int compare(const TimeOfDay& a, const TimeOfDay& b) noexcept {
  const int order = compare(a.nanoseconds, b.nanoseconds);
  return order != 0 ? order : compare(a.offset, b.offset);
}
inline int compare(const Uuid& a, const Uuid& b) noexcept {
  return std::memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size());
}
inline int compare(const Decimal& a, const Decimal& b) noexcept {
  return a == b ? 0 : a < b ? -1 : 1;
}

/// Compares one member of two views of a record.
struct Order {
  std::uint32_t offset;  // in bytes
  int (*compare)(const void* a, const void* b) noexcept;
};

/// Members in declared order; what is absent comes before what is there.
int compare_members(const void* a, const void* b, std::span<const Order> members) noexcept;

// All forms, so that each finds the others.
template <Record T>
int compare(const T& a, const T& b) noexcept;
template <Union T>
int compare(const T& a, const T& b) noexcept;
template <class T>
int compare(const Nullable<T>& a, const Nullable<T>& b) noexcept;
template <class T>
int compare(const Box<T>& a, const Box<T>& b) noexcept;
template <class T>
int compare(const Entry<T>& a, const Entry<T>& b) noexcept;
template <class T>
int compare(const List<T>& a, const List<T>& b) noexcept;
template <class T>
int compare(const Map<T>& a, const Map<T>& b) noexcept;

template <Record T>
int compare(const T& a, const T& b) noexcept {
  return compare_members(&a, &b, T::tally_order);
}

template <class T>
int compare(const Nullable<T>& a, const Nullable<T>& b) noexcept {
  if (a.null || b.null) return compare(a.null, b.null);
  return compare(a.value, b.value);
}

template <class T>
int compare(const Box<T>& a, const Box<T>& b) noexcept {
  return compare(*a, *b);
}

template <class T>
int compare(const Entry<T>& a, const Entry<T>& b) noexcept {
  const int order = compare(a.key, b.key);
  return order != 0 ? order : compare(a.value, b.value);
}

template <class Items>
int compare_items(const Items& a, const Items& b) noexcept {
  if (a.size != b.size) return compare(a.size, b.size);
  for (std::uint32_t i = 0; i < a.size; ++i) {
    const int order = compare(a.data[i], b.data[i]);
    if (order != 0) return order;
  }
  return 0;
}
template <class T>
int compare(const List<T>& a, const List<T>& b) noexcept {
  return compare_items(a, b);
}
template <class T>
int compare(const Map<T>& a, const Map<T>& b) noexcept {
  return compare_items(a, b);
}

/// Of a member that may be absent.
template <class T>
int compare_optional(bool has_a, const T& a, bool has_b, const T& b) noexcept {
  return has_a && has_b ? compare(a, b) : compare(has_a, has_b);
}

}  // namespace tally::view

namespace tally {

/// Whether no two of `count` items of `size` bytes each are equal. Up to 16 are compared pairwise,
/// more are sorted: O(count log count) comparisons. From 257 items on it takes 4 bytes of memory
/// for each until it returns, and is false when there is no such memory.
bool all_differ(const void* items, std::uint32_t count, std::uint32_t size,
                int (*compare)(const void* a, const void* b) noexcept) noexcept;

template <class T>
bool all_differ(const view::List<T>& list) noexcept {
  return all_differ(list.data, list.size, sizeof(T), [](const void* a, const void* b) noexcept {
    using view::compare;
    return compare(*static_cast<const T*>(a), *static_cast<const T*>(b));
  });
}

/// A member of a record, and which one it is.
template <auto member, std::uint32_t position>
struct KeyMember {
  template <class T>
  static int compare(const T& a, const T& b) noexcept {
    return view::compare_optional(a.present.has(position), a.*member, b.present.has(position),
                                  b.*member);
  }
};

/// Whether no two items, which are records, have the same values in these members.
template <class... Key, class T>
bool all_differ_by(const view::List<T>& list) noexcept {
  return all_differ(list.data, list.size, sizeof(T), [](const void* a, const void* b) noexcept {
    int order = 0;
    ((order =
          order != 0 ? order : Key::compare(*static_cast<const T*>(a), *static_cast<const T*>(b))),
     ...);
    return order;
  });
}

}  // namespace tally
