// The canonical form of a type: everything of it that matters to documents and to values, and
// nothing else. Documentation, the order of declarations, the spelling of numbers, aliases and the
// names of imports leave no trace, so equal contracts have equal forms.
//
// A form is JSON with sorted keys and no numbers:
//   {"form":"record","unknown":"reject","fields":[{"name":..,"wire":..,"optional":false,"type":U,
//     "default":"[1]","renamedFrom":["older"]}]}
//   {"form":"enum","values":[{"name":..,"wire":..}]}
//   {"form":"union","tag":..,"variants":[{"name":..,"wire":..,"type":"acme.Card"}]}
//   {"form":"newtype","type":U}, {"form":"alias","type":U}
// where a use U of a type is one of
//   {"kind":"int32"}, {"kind":"timestamp","encoding":"unixMillis"}, {"ref":"acme.Order"},
//   {"kind":"decimal","precision":"12","scale":"2"},
//   {"kind":"list","element":U}, {"kind":"map","keys":U,"element":U},
//   {"kind":"nullable","element":U}
// with "limits":{"maximum":["5"]} where there are any. A default is JSON text, as canonical as the
// rest. Records, enums, unions and newtypes are
// referred to by their qualified names, which is what lets types refer to each other in circles.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/model.h"

namespace tally::compiler::compat {

using Json = nlohmann::json;

struct PublishedType {
  PublishedType() = default;
  PublishedType(Json form, Json document, std::string version, bool entry);

  Json form;
  Json document;        // {"bytes":"1048576","depth":"64"}: what the contract allows a document
  std::string version;  // of the contract
  bool entry = true;    // false for inline variants
  // What fingerprints are made of, again and again.
  std::string text;               // of the form
  std::vector<std::string> refs;  // the names in it
};

/// What is known about the types of some contracts: from a model, or from a lock.
struct Published {
  std::map<std::string, PublishedType> types;  // by qualified name
  /// `acme.Order`, and `acme.Order/WIRE` for its members; empty for those of a lock.
  std::map<std::string, Span> places;
};

/// What a form calls a limit: `minLength`, `minLength of bytes`.
std::string limit_name(model::Keyword keyword, model::LengthUnit unit);

/// The model must have passed `check` without errors.
Published publish(const model::Model& model);

/// The type with the closure of all types that it refers to, as one text.
std::string canonical_text(const Published& published, const std::string& name);

/// SHA-256 of the canonical text.
std::string fingerprint(const Published& published, const std::string& name);

/// The fingerprints of a contract's entry points, by qualified name.
std::map<std::string, std::string> entry_fingerprints(const model::Model& model,
                                                      const Published& published,
                                                      const model::Contract& contract);

/// SHA-256 over the names and fingerprints of a contract's entry points.
std::string contract_fingerprint(const std::map<std::string, std::string>& entries);

}  // namespace tally::compiler::compat
