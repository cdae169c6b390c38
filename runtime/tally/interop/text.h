// Values of contracts as text for people, and what the other headers of this folder have in common.
// Each of them is for one library: a program includes those that it wants.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

#include "tally/engine/contract.h"

namespace tally::interop {

/// A type that a contract declares by itself: a record, a union, an enum or a newtype. An alias is
/// a standard type.
template <class T>
concept Contracted = (std::is_class_v<T> && !std::is_final_v<T> &&
                      requires {
                        { Contract<T>::type } -> std::same_as<const ContractType&>;
                      }) ||
                     (std::is_enum_v<T> && requires(json::Writer & writer, const T& value) {
                       write(writer, value);
                       { validate(value) } -> std::same_as<bool>;
                     });

/// What a view is written as that nobody has judged, sound or not.
template <Contracted T>
std::string unjudged(const T& value) {
  using view::borrow;
  Arena arena;
  typename Contract<T>::View borrowed{};
  borrow(arena, value, borrowed);
  json::Writer writer(json::Writer::Mode::foreign);
  Contract<T>::type.write(writer, &borrowed);
  return std::move(writer).take();
}

/// What `unjudged` wrote, for people: what the contract calls sensitive is `***`, and what JSON
/// cannot carry is named.
std::string shown(const ContractType& type, std::string_view unjudged);

/// A value for people: its JSON, that of an enum without quotes, and what is sensitive as `***`.
/// It need not be sound. O(size).
template <Contracted T>
std::string to_text(const T& value) {
  return shown(Contract<T>::type, unjudged(value));
}

/// `/lines/0/quantity: must be at least 1`
std::string to_text(const Issue& issue);
/// One line for each, without a line end behind the last.
std::string to_text(const Issues& issues);

/// What has a text.
template <class T>
concept Shown = Contracted<T> || std::same_as<T, Issue>;

}  // namespace tally::interop
