// What a program does with a contract's types: the door from and to JSON text, and the judgement of
// its own values.
//
//   tally::Result<sensors::Temperature> reading = tally::parse<sensors::Temperature>(text);
//   if (!reading) for (const tally::Issue& issue : reading.issues()) log(issue.path,
//   issue.message);
//
// Records, unions, enums and newtypes are named by themselves. An alias is a standard type that
// several contracts may share, so it is named by a generated struct:
// `tally::parse<sensors::ReadingsContract>(text)`.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "tally/engine/arena.h"
#include "tally/engine/explain/explain.h"
#include "tally/engine/explain/issue.h"
#include "tally/engine/json/document.h"
#include "tally/engine/json/reader.h"
#include "tally/engine/json/writer.h"
#include "tally/engine/own.h"
#include "tally/engine/plan.h"
#include "tally/engine/result.h"
#include "tally/engine/union.h"
#include "tally/engine/values/constraints.h"
#include "tally/engine/values/unique.h"
#include "tally/engine/view.h"

namespace tally {

/// One entry point of a contract with its types erased: what WASM exports and tools work with. One
/// that nobody generated code for has its plan alone and no functions: documents are judged by it,
/// more slowly, and have no views.
struct ContractType {
  std::string_view name;  // with its package: sensors.Temperature
  /// SHA-256 of the type's canonical form: equal on both sides of a wire when they mean the same.
  std::string_view fingerprint;
  const plan::Plan& plan;
  plan::TypeIndex type;
  std::uint32_t view_size;
  const char* (*read)(json::Reader&, const char*, void* view) noexcept;
  bool (*validate)(const void* view) noexcept;
  void (*write)(json::Writer&, const void* view);
};

/// Erases the types of an entry point whose views are `View` and judged by `validate`.
template <class View, bool (*validate)(const View&) noexcept>
constexpr ContractType contract_type(std::string_view name, std::string_view fingerprint,
                                     const plan::Plan& plan, plan::TypeIndex type) {
  static_assert(alignof(View) <= 16 && std::is_trivially_copyable_v<View> &&
                std::is_trivially_destructible_v<View>);
  return {
      name,
      fingerprint,
      plan,
      type,
      sizeof(View),
      json::read_erased<View>,
      [](const void* view) noexcept { return validate(*static_cast<const View*>(view)); },
      json::write_erased<View>,
  };
}

/// The two forms of an entry point's values.
template <class OwnedForm, class ViewForm>
struct Forms {
  using Owned = OwnedForm;
  using View = ViewForm;
};

/// How to reach a type's contract: `Owned`, `View` and `static const ContractType type`. Generated
/// code specialises it for every type of its own; the struct that names an alias is its own
/// contract.
template <class T>
struct Contract : T {};

/// What one call asks for beside the contract.
struct ReadOptions {
  /// Members that a record does not declare, of all records in the document. `reject` where a
  /// document has to be exactly what is declared, `drop` where a newer one has to be read.
  plan::UnknownOverride unknown = plan::UnknownOverride::none;
};

/// The view of an acceptable document, or null. The view lives in `arena` and points into
/// `document`. Allocates nothing once the arena is warm. Of a type without functions it is no view,
/// and not null.
/// A text that a door wrote (Source::foreign) holds no other foreign values than bytes.
const void* judge(const ContractType& type, Arena& arena, PaddedText document,
                  Source source = Source::text, ReadOptions options = {}) noexcept;

/// Why `judge` said no; at least one issue, also when it was the arena that had no room.
Issues explain(const ContractType& type, PaddedText document, Source source = Source::text,
               ReadOptions options = {});

/// Why a view is not acceptable that was made of a program's own values; the type has functions.
Issues explain(const ContractType& type, const void* view);

template <class T>
const typename Contract<T>::View* judge(Arena& arena, PaddedText document,
                                        ReadOptions options = {}) noexcept {
  return static_cast<const typename Contract<T>::View*>(
      judge(Contract<T>::type, arena, document, Source::text, options));
}

/// JSON text -> value.
template <class T>
Result<typename Contract<T>::Owned> parse(std::string_view text, ReadOptions options = {}) {
  const ContractType& type = Contract<T>::type;
  if (text.size() > type.plan.limits.bytes) {
    // Too large is known without the text; one byte more than allowed gives the same issue as all
    // of it.
    text = text.substr(0, std::size_t{type.plan.limits.bytes} + 1);
  }
  const Document document(text);
  Arena arena;
  using view::own;
  const auto* accepted = judge<T>(arena, document.padded(), options);
  if (accepted == nullptr) return explain(type, document.padded(), Source::text, options);
  typename Contract<T>::Owned value{};
  own(*accepted, value);
  return value;
}

/// The value of a sound JSON text: what a member is initialised with that has a default.
template <class View, class Owned, std::uint32_t size>
Owned value_of(const json::Literal<size>& text) {
  using json::read;
  using view::own;
  Arena arena;
  json::Reader reader{arena, plan::max_depth};
  View made{};
  Owned value{};
  if (read(reader, text.text, made) != nullptr) own(made, value);
  return value;
}

/// Everything that is wrong with a value of the program's own; empty when it may leave.
template <class T>
Issues check(const typename Contract<T>::Owned& value) {
  using view::borrow;
  Arena arena;
  typename Contract<T>::View borrowed{};
  const bool sound = borrow(arena, value, borrowed);
  const ContractType& type = Contract<T>::type;
  return sound && type.validate(&borrowed) ? Issues{} : explain(type, &borrowed);
}

/// Value -> canonical JSON text, or why the value must not leave.
template <class T>
Result<std::string> stringify(const typename Contract<T>::Owned& value) {
  using view::borrow;
  Arena arena;
  typename Contract<T>::View borrowed{};
  const bool sound = borrow(arena, value, borrowed);
  const ContractType& type = Contract<T>::type;
  if (!sound || !type.validate(&borrowed)) return explain(type, &borrowed);
  json::Writer writer;
  type.write(writer, &borrowed);
  return std::move(writer).take();
}

}  // namespace tally
