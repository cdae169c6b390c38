// Unions: what generated code does with their views, which say what there is to choose from.
// Everything else than the choice is done by the functions of the variant's record.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

#include "tally/engine/json/reader.h"
#include "tally/engine/json/writer.h"
#include "tally/engine/own.h"
#include "tally/engine/values/unique.h"
#include "tally/engine/view.h"

namespace tally::view {

/// Calls `visit` with the chosen variant's view (as a null pointer of its type) and its position,
/// which is a constant. Nothing, made by default, when there is no such variant.
template <class Result, class... Variant, class Visit>
Result choose(Variants<Variant...> /*all*/, std::uint32_t chosen, Visit visit) {
  Result result{};
  const auto each = [&]<std::size_t... i>(std::index_sequence<i...>) {
    (void)((i == chosen ? (result = visit(static_cast<Variant*>(nullptr),
                                          std::integral_constant<std::size_t, i>{}),
                           true)
                        : false) ||
           ...);
  };
  each(std::index_sequence_for<Variant...>{});
  return result;
}

template <class Result, Union View, class Visit>
Result choose(const View& view, Visit visit) {
  return choose<Result>(typename View::tally_variants{}, static_cast<std::uint32_t>(view.variant),
                        visit);
}

/// The same with the variant's view itself, which is there.
template <class Result, Union View, class Visit>
Result visit(const View& view, Visit visit_variant) {
  return choose<Result>(view, [&]<class Variant>(Variant*, auto) {
    return visit_variant(*static_cast<const Variant*>(view.value));
  });
}

/// What the variants' records are read by, in their order.
template <Union View>
inline constexpr auto records = []<class... Variant>(Variants<Variant...>) {
  return std::array{&Variant::tally_record...};
}(typename View::tally_variants{});

/// What generated `validate` functions of unions are.
template <Union View>
bool validate_union(const View& view) noexcept {
  return visit<bool>(view, [](const auto& variant) {
    if constexpr (requires { variant.unknown_members; }) {
      // A kept member of the tag's name would make the document name it twice.
      for (const auto& entry : variant.unknown_members) {
        if (entry.key.text() == View::tally_tag) return false;
      }
    }
    return validate(variant);
  });
}

template <Union V>
void own(const V& view, typename V::tally_owned& out) {
  choose<bool>(view, [&]<class Variant, class Position>(Variant*, Position) {
    own(*static_cast<const Variant*>(view.value), out.value.template emplace<Position::value>());
    return true;
  });
}

template <Union V>
bool borrow(Arena& arena, const typename V::tally_owned& value, V& view) {
  view.variant = value.tag();
  view.value = nullptr;
  return choose<bool>(view, [&]<class Variant, class Position>(Variant*, Position) {
    auto* variant = arena.allocate<Variant>(1);
    view.value = variant;
    return variant != nullptr &&
           borrow(arena, *std::get_if<Position::value>(&value.value), *variant);
  });
}

template <Union T>
int compare(const T& a, const T& b) noexcept {
  if (a.variant != b.variant) return compare(a.variant, b.variant);
  return choose<int>(a, [&]<class Variant>(Variant*, auto) {
    return compare(*static_cast<const Variant*>(a.value), *static_cast<const Variant*>(b.value));
  });
}

}  // namespace tally::view

namespace tally::json {

template <view::Union View>
const char* read(Reader& reader, const char* p, View& out) noexcept {
  Tag tag{View::tally_tag};
  std::uint32_t chosen = 0;
  p = open_union(reader, p, tag, View::tally_names, chosen);
  if (p == nullptr) return nullptr;
  out.variant = static_cast<decltype(out.variant)>(chosen);
  if constexpr (by_table) {
    const plan::Record& record = *view::records<View>[chosen];
    void* variant = make_view(reader.arena, record);
    out.value = variant;
    p = variant == nullptr ? nullptr : read_rest(reader, p, variant, record, &tag);
    return p == nullptr ? nullptr : close(reader, p);
  }
  p = view::choose<const char*>(out, [&]<class Variant>(Variant*, auto) -> const char* {
    auto* variant = reader.arena.allocate<Variant>(1);
    out.value = variant;
    return variant == nullptr ? nullptr : read_members(reader, p, *variant, &tag);
  });
  return p == nullptr ? nullptr : close(reader, p);
}

template <view::Union View>
void write(Writer& writer, const View& value) {
  const auto chosen = static_cast<std::uint32_t>(value.variant);
  if (value.value == nullptr || chosen >= std::size(View::tally_names)) {
    writer.foreign(Foreign::malformed);
    return;
  }
  writer.raw("{");
  write_key(writer, [] { return View::tally_tag; });
  writer.string(View::tally_names[chosen]);
  view::visit<bool>(value, [&]<class Variant>(const Variant& variant) {
    write_members(writer, variant);
    return true;
  });
  writer.raw("}");
}

}  // namespace tally::json
