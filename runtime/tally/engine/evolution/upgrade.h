// Documents of older versions of a contract. `upgrade` does to a document what the contract's
// migrations say, and has the result judged as any document of the current version.
//
//   tally::Result<orders::Order> order = tally::upgrade<orders::Order>(text, {.from = 2});
//
// Versions are the contract's major versions. A migration is for documents of every version below
// the one that it leads to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tally/engine/arena.h"
#include "tally/engine/contract.h"
#include "tally/engine/explain/explain.h"
#include "tally/engine/explain/issue.h"
#include "tally/engine/json/document.h"
#include "tally/engine/json/reader.h"
#include "tally/engine/json/writer.h"
#include "tally/engine/own.h"
#include "tally/engine/plan.h"

namespace tally {

struct UpgradeOptions {
  /// The version of a document that does not carry its own.
  std::optional<std::uint32_t> from{};
};

/// A document of the current version that is still to be judged, or why there is none.
struct Upgraded {
  std::string text;
  Issues issues;  // empty when there is a text
};

/// Rewrites a document of an older version as the plan says; of one without migrations, all
/// versions are the same. A text that is no JSON, of a version that is not known, or with a value
/// that no migration can convert has issues, of these kinds only; the paths lead to where the
/// values would be in the result. O(n * depth) in the size of the document.
Upgraded upgrade(const plan::Plan& plan, plan::TypeIndex type, PaddedText document,
                 UpgradeOptions options, Source source = Source::text);

/// What is wrong with the text of an upgraded document. It is nobody's: the issues have no offsets.
Issues explain_upgraded(const plan::Plan& plan, plan::TypeIndex type, PaddedText document);

/// Old JSON text -> current value. The issues of the upgraded document have no offsets, as its text
/// is nobody's.
template <class T>
Result<typename Contract<T>::Owned> upgrade(std::string_view text, UpgradeOptions options = {}) {
  const ContractType& type = Contract<T>::type;
  Document document(text.substr(0, std::size_t{type.plan.limits.bytes} + 1));
  Upgraded upgraded = upgrade(type.plan, type.type, document.padded(), options);
  if (!upgraded.issues.empty()) return std::move(upgraded.issues);
  document.assign(upgraded.text);
  Arena arena;
  using view::own;
  const auto* accepted = judge<T>(arena, document.padded());
  if (accepted == nullptr) return explain_upgraded(type.plan, type.type, document.padded());
  typename Contract<T>::Owned value{};
  own(*accepted, value);
  return value;
}

/// A plan::Converter of a function that users write: `In` is the old value or a reference to it.
template <class InView, class OutView, class In, class Out,
          std::optional<Out> (*function)(In) noexcept>
bool convert(const char* p, bool foreign, json::Writer& writer) noexcept {
  using json::read;
  using json::write;
  using view::borrow;
  using view::own;
  Arena arena;
  json::Reader reader{arena, plan::max_depth, foreign};
  InView old_view{};
  if (read(reader, p, old_view) == nullptr) return false;
  std::remove_cv_t<std::remove_reference_t<In>> old_value{};
  own(old_view, old_value);
  const std::optional<Out> made = function(old_value);
  OutView view{};
  if (!made || !borrow(arena, *made, view)) return false;
  write(writer, view);
  return true;
}

}  // namespace tally
