// An entry point as C++ programs use it: text -> owned value -> text.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "tally/engine/contract.h"

namespace tally::tests {

/// What `parse` and `stringify` make of a document.
struct RoundTrip {
  Issues issues;          // of parse
  std::string canonical;  // of an accepted document: stringify(parse(text))
  // The value has no issues, its text is made of its text again, and of a view that outlives it.
  bool stable = true;
};

/// The text of a view that has copies of a value's texts, when the value is gone.
template <class T>
std::string text_of_kept(const typename Contract<T>::Owned& value) {
  using view::borrow;
  Arena arena;
  arena.reset(Arena::Texts::copied);
  typename Contract<T>::View kept{};
  auto gone = std::make_unique<typename Contract<T>::Owned>(value);
  if (!borrow(arena, *gone, kept)) return {};
  gone.reset();
  json::Writer writer;
  Contract<T>::type.write(writer, &kept);
  return std::move(writer).take();
}

template <class T>
RoundTrip round_trip(std::string_view text) {
  const auto value = tally::parse<T>(text);
  if (!value) return {value.issues(), {}, true};
  const auto canonical = tally::stringify<T>(*value);
  if (!canonical) return {canonical.issues(), {}, false};
  const auto again = tally::parse<T>(*canonical);
  const bool stable = again && *tally::stringify<T>(*again) == *canonical &&
                      tally::check<T>(*value).empty() && text_of_kept<T>(*value) == *canonical;
  return {{}, *canonical, stable};
}

struct Door {
  const ContractType& type;
  RoundTrip (*round_trip)(std::string_view text);
};

template <class T>
Door door() {
  return {Contract<T>::type, round_trip<T>};
}

/// The contracts of a set, and their doors in the same order where somebody has made some.
struct ContractSet {
  std::span<const ContractType* const> types;
  std::span<const Door> doors = {};
};

}  // namespace tally::tests
