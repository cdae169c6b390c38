// An entry point as C++ programs use it: text -> owned value -> text.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tally/engine/contract.h"

namespace tally::tests {

/// What `parse` and `stringify` make of a document.
struct RoundTrip {
  Issues issues;          // of parse
  std::string canonical;  // of an accepted document: stringify(parse(text))
  bool stable = true;     // the value has no issues, and its text is made of its text again
};

template <class T>
RoundTrip round_trip(std::string_view text) {
  const auto value = tally::parse<T>(text);
  if (!value) return {value.issues(), {}, true};
  const auto canonical = tally::stringify<T>(*value);
  if (!canonical) return {canonical.issues(), {}, false};
  const auto again = tally::parse<T>(*canonical);
  const bool stable =
      again && *tally::stringify<T>(*again) == *canonical && tally::check<T>(*value).empty();
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
