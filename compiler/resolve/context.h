// What the passes of `resolve` share.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "source/sources.h"
#include "yaml/tree.h"

namespace tally::compiler::resolving {

// The declarations that a contract's own type expressions can name.
using Scope = std::map<std::string, model::DeclarationId, std::less<>>;

// A declaration and the node that its body is read from.
struct Pending {
  enum class State : std::uint8_t { waiting, open, done };

  model::DeclarationId declaration = 0;
  model::ContractId contract = 0;  // whose names the body uses
  const yaml::Node* body = nullptr;
  // Per variant of a union: the declaration of the inline shape, if it is one.
  std::vector<std::optional<model::DeclarationId>> inline_shapes;
  State state = State::waiting;
};

struct Context {
  const Sources& sources;
  Diagnostics& diagnostics;
  model::Model& model;
  std::vector<Scope> scopes;       // by ContractId
  model::ContractId contract = 0;  // whose nodes are being read
  std::deque<Pending> pending;     // every declaration with a body; grows while they are read
  std::map<model::DeclarationId, Pending*> pending_of;

  model::Contract& current() { return model.contracts[contract]; }
};

// contract.cpp: everything of a contract but its imports, types and tests.
void read_header(Context& context, const yaml::Node& root);

// types.cpp: first the names of all declarations, then what they are made of.
void declare_types(Context& context, const yaml::Node& root);
void read_declaration(Context& context, Pending& pending);

// Has a declaration read that another one copies from. False when it is being read already: it
// copies from itself.
bool ensure_read(Context& context, model::DeclarationId declaration);

// A `doc` or `unit` next to other keys; empty if there is none.
std::string read_optional_text(Context& context, const yaml::Node& mapping, std::string_view key);

// history.cpp: `since` and `deprecated` beside other keys, and `reserved` of records and enums.
model::History read_history(Context& context, const yaml::Node& mapping);
std::vector<model::Reserved> read_reserved(Context& context, const yaml::Node& mapping);

// `unknown: reject | drop | keep`, or what holds without it.
model::Unknown read_unknown(Context& context, const yaml::Node& mapping, model::Unknown otherwise);

// expression.cpp: the type that a scalar names. The result may be broken.
model::TypeExpression read_type(Context& context, const yaml::Node& scalar);

// The declaration that a name stands for (`Sku`, `money.Amount`). Reports unknown names.
std::optional<model::DeclarationId> find_declaration(Context& context, std::string_view name,
                                                     Span span);

// constraints.cpp: what a mapping says about a type besides its name.
void read_refinements(Context& context, const yaml::Node& mapping, model::TypeExpression& type);

// examples.cpp: to be read when all declarations are known.
void read_examples(Context& context, model::DeclarationId declaration, const yaml::Node& node);
void read_tests(Context& context, const yaml::Node& root);

}  // namespace tally::compiler::resolving
