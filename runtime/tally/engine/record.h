// What generated code says of a record's members, once, and what is made of it while it is
// compiled: a table for each of those that go by it. A program keeps those that it uses.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "tally/engine/json/reader.h"
#include "tally/engine/json/writer.h"
#include "tally/engine/own.h"
#include "tally/engine/plan.h"
#include "tally/engine/union.h"
#include "tally/engine/values/unique.h"

namespace tally::record {

/// Where a member lies, and what is done with what is there.
struct Place {
  std::uint32_t offset;  // in the view
  plan::Read read;
  void (*write)(json::Writer& writer, const void* value);
  view::Owner owner;
  view::Borrower borrower;
  view::Order order;
  bool optional;  // values need not have it
};

struct Member {
  plan::Member in_documents;
  Place place;
};

// The types of a member erased. `Owned` is a std::optional where values need not have it.

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class View, class Owned>
void own_member(const void* from, bool present, void* to) {
  using view::own;
  auto& owned = *static_cast<Owned*>(to);
  const auto& view = *static_cast<const View*>(from);
  if constexpr (!is_optional<Owned>) {
    own(view, owned);
  } else if (present) {
    own(view, owned.emplace());
  } else {
    owned.reset();
  }
}

template <class View, class Owned>
bool borrow_member(Arena& arena, const void* from, void* to, bool& present) {
  using view::borrow;
  const auto& owned = *static_cast<const Owned*>(from);
  auto& view = *static_cast<View*>(to);
  if constexpr (is_optional<Owned>) {
    present = owned.has_value();
    return !present || borrow(arena, *owned, view);
  } else {
    return borrow(arena, owned, view);
  }
}

/// Whether values of a type are compared: not of JSON, nor of records that nobody asked it of.
template <class View>
inline constexpr bool is_compared = !view::Record<View> && !view::Union<View>;
template <>
inline constexpr bool is_compared<view::Json> = false;
template <view::Record View>
inline constexpr bool is_compared<View> = requires {
  View::tally_order;
};
template <class... Variant>
inline constexpr bool is_compared<view::Variants<Variant...>> = (is_compared<Variant> && ...);
template <view::Union View>
inline constexpr bool is_compared<View> = is_compared<typename View::tally_variants>;
template <class T>
inline constexpr bool is_compared<view::Nullable<T>> = is_compared<T>;
template <class T>
inline constexpr bool is_compared<view::Box<T>> = is_compared<T>;
template <class T>
inline constexpr bool is_compared<view::List<T>> = is_compared<T>;
template <class T>
inline constexpr bool is_compared<view::Map<T>> = is_compared<T>;

template <class View>
int compare_member(const void* a, const void* b) noexcept {
  using view::compare;
  return compare(*static_cast<const View*>(a), *static_cast<const View*>(b));
}

template <class View, class Owned>
constexpr Place place(std::size_t in_view, std::size_t in_owned) noexcept {
  const auto at = static_cast<std::uint32_t>(in_view);
  const auto owned_at = static_cast<std::uint32_t>(in_owned);
  view::Order order{at, nullptr};
  if constexpr (is_compared<View>) order.compare = compare_member<View>;
  return {at,
          json::read_erased<View>,
          json::write_erased<View>,
          {at, owned_at, own_member<View, Owned>},
          {at, owned_at, borrow_member<View, Owned>},
          order,
          is_optional<Owned>};
}

/// The place of a member that is called the same in the view and in the owned value.
#define TALLY_PLACE(View, name)                                                  \
  tally::record::place<decltype(View::name), decltype(View::tally_owned::name)>( \
      offsetof(View, name), offsetof(View::tally_owned, name))

// What is made of a table of members, as constants.

template <const auto& members>
inline constexpr auto in_documents = [] {
  std::array<plan::Member, std::size(members)> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = members[i].in_documents;
    table[i].offset = members[i].place.offset & 0x7FFFFFFFU;
    table[i].read = members[i].place.read;
  }
  return table;
}();

/// Calls `visit` with each number of a range, as a constant. Clang folds over 256 at most.
template <std::size_t first, std::size_t count, class Visit>
TALLY_INLINE void for_range(Visit& visit) {
  if constexpr (count > 128) {
    for_range<first, count / 2>(visit);
    for_range<first + count / 2, count - count / 2>(visit);
  } else {
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      (visit(std::integral_constant<std::size_t, first + i>{}), ...);
    }
    (std::make_index_sequence<count>{});
  }
}

/// Calls `visit` with the position of each member, as a constant.
template <const auto& members, class Visit>
TALLY_INLINE void for_each(Visit visit) {
  for_range<0, std::size(members)>(visit);
}

template <const auto& members>
inline constexpr auto owner_table = [] {
  std::array<view::Owner, std::size(members)> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = members[i].place.owner;
  return table;
}();

template <const auto& members>
inline constexpr auto borrower_table = [] {
  std::array<view::Borrower, std::size(members)> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = members[i].place.borrower;
  return table;
}();

template <const auto& members>
void own(const void* view, void* owned) {
  if constexpr (by_table) return view::own_by_table(view, owned, owner_table<members>);
  const auto& present = *static_cast<const view::Presence<std::size(members)>*>(view);
  for_each<members>([&](auto i) {
    constexpr view::Owner owner = members[i].place.owner;
    owner.own(static_cast<const char*>(view) + owner.in_view, present.has(i),
              static_cast<char*>(owned) + owner.in_owned);
  });
}

template <const auto& members>
bool borrow(Arena& arena, const void* owned, void* view) {
  if constexpr (by_table) return view::borrow_by_table(arena, owned, view, borrower_table<members>);
  view::Presence<std::size(members)> present{};  // a constant, as far as members are required
  bool sound = true;
  for_each<members>([&](auto i) {
    constexpr view::Borrower borrower = members[i].place.borrower;
    bool has = true;
    sound = borrower.borrow(arena, static_cast<const char*>(owned) + borrower.in_owned,
                            static_cast<char*>(view) + borrower.in_view, has) &&
            sound;
    if (has) present.set(i);
  });
  *static_cast<view::Presence<std::size(members)>*>(view) = present;
  return sound;
}

template <const auto& members>
inline constexpr view::Owners owners = {own<members>, borrow<members>};

template <const auto& members>
inline constexpr auto written_table = [] {
  std::array<json::WrittenMember, std::size(members)> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Place& place = members[i].place;
    table[i] = {members[i].in_documents.name, place.offset, place.write, place.optional};
  }
  return table;
}();

template <const auto& members>
void write(json::Writer& writer, const void* view) {
  if constexpr (by_table) return json::write_by_table(writer, view, written_table<members>);
  const auto& present = *static_cast<const view::Presence<std::size(members)>*>(view);
  for_each<members>([&](auto i) {
    constexpr const Member& member = members[i];
    if (member.place.optional && !present.has(i)) return;
    json::write_key(writer, [] { return members[decltype(i)::value].in_documents.name; });
    constexpr auto write_value = member.place.write;
    write_value(writer, static_cast<const char*>(view) + member.place.offset);
  });
}

template <const auto& members>
inline constexpr auto orders = [] {
  std::array<view::Order, std::size(members)> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = members[i].place.order;
  return table;
}();

/// Those that every value has.
template <const auto& members>
inline constexpr auto required = [] {
  view::Presence<std::size(members)> presence{};
  for (std::uint32_t i = 0; i < std::size(members); ++i) {
    if (!members[i].place.optional) presence.set(i);
  }
  return presence;
}();

/// What reads a record whose view is `View`.
template <class View, const auto& members>
constexpr plan::Record record_of(plan::Unknown unknown, std::size_t kept_offset = 0) {
  bool is_plain = kept_offset == 0;
  for (const Member& member : members) {
    is_plain = is_plain && member.in_documents.fallback == nullptr;
  }
  return {in_documents<members>, unknown, sizeof(View), static_cast<std::uint32_t>(kept_offset),
          is_plain};
}

/// Whether members lie where JavaScript looks for them, which is in WebAssembly.
template <class View, std::size_t count>
constexpr bool lie_at(const Member (&members)[count], std::size_t size,
                      const std::uint32_t (&offsets)[count]) {
  if (sizeof(void*) != 4) return true;
  bool same = sizeof(View) == size;
  for (std::size_t i = 0; i < count; ++i) same = same && members[i].place.offset == offsets[i];
  return same;
}

/// Whether none of a record's kept members has the name of a declared one, which would make the
/// document name it twice.
inline bool all_unknown(const view::Map<view::Json>& kept, const plan::Record& record) noexcept {
  for (const auto& entry : kept) {
    if (plan::find_field(record.members, entry.key.text()) < record.members.size()) return false;
  }
  return true;
}

}  // namespace tally::record
