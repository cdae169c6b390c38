// What the passes of `resolve` share.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diagnose/diagnostic.h"
#include "model/syntax.h"
#include "source/sources.h"
#include "yaml/tree.h"

namespace tally::compiler::resolving {

// The declarations that a contract's own type expressions can name.
using Scope = std::map<std::string, model::DeclarationId, std::less<>>;

// What the parameters of a generic stand for.
using Arguments = std::map<std::string, syntax::TypeExpression, std::less<>>;

// A declaration and the node that its body is read from.
struct Pending {
  enum class State : std::uint8_t { waiting, open, done };

  model::DeclarationId declaration = 0;
  model::ContractId contract = 0;  // whose names the body uses
  model::ContractId home = 0;      // whose declaration it is; another one for instances of generics
  Arguments arguments;             // of such an instance
  std::vector<std::string> parameters;  // of a generic
  int level = 0;                        // instances that led to this one
  const yaml::Node* body = nullptr;
  // Per variant of a union: the declaration of the inline shape, if it is one.
  std::vector<std::optional<model::DeclarationId>> inline_shapes;
  State state = State::waiting;
};

struct Context {
  const Sources& sources;
  Diagnostics& diagnostics;
  syntax::Model& model;
  std::vector<Scope> scopes;         // by ContractId
  model::ContractId contract = 0;    // whose nodes are being read
  const Pending* reading = nullptr;  // the declaration that is being read
  std::deque<Pending> pending;       // every declaration with a body; grows while they are read
  std::map<model::DeclarationId, Pending*> pending_of;
  std::map<std::string, model::DeclarationId, std::less<>> instances;  // of generics
  // Defaults of fields, and values that migrations set, by where they stand: their types have to be
  // known before they are read.
  std::map<std::pair<FileId, std::uint32_t>, const yaml::Node*> defaults;
  // The same for the values that a simulation chooses from.
  std::map<std::pair<FileId, std::uint32_t>, const yaml::Node*> choices;
  // What consts are made of, by ContractId and name.
  std::vector<std::map<std::string, const yaml::Node*, std::less<>>> constants;

  syntax::Contract& current() { return model.contracts[contract]; }
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

// history.cpp: `since` and `deprecated` beside other keys, and names that are no longer used:
// `reserved`, `renamedFrom`.
model::History read_history(Context& context, const yaml::Node& mapping);
std::vector<model::FormerName> read_former_names(Context& context, const yaml::Node& mapping,
                                                 std::string_view key);

// `unknown: reject | drop | keep`, or what holds without it.
model::Unknown read_unknown(Context& context, const yaml::Node& mapping, model::Unknown otherwise);

// expression.cpp: the type that a scalar names. The result may be broken.
syntax::TypeExpression read_type(Context& context, const yaml::Node& scalar);

// The declaration that a name stands for (`Sku`, `money.Amount`). Reports unknown names.
std::optional<model::DeclarationId> find_declaration(Context& context, std::string_view name,
                                                     Span span);

// generics.cpp: the instance of a generic with these arguments, which is made at its first use.
// Nothing if they are too many or too few, or if instances need each other without end.
std::optional<model::DeclarationId> instantiate(Context& context, model::DeclarationId generic,
                                                std::vector<syntax::TypeExpression> arguments,
                                                Span use);

// The names under `params`.
std::vector<std::string> read_parameters(Context& context, const yaml::Node& body);

// The import with that name in front of the dot; marks it as used. Reports unknown ones.
model::Import* find_import(Context& context, std::string_view alias, Span span);

// constants.cpp: first their names, then their types, and their values when all types are known.
void declare_constants(Context& context, const yaml::Node& root);
void read_constant_types(Context& context);
void read_constant_values(Context& context);

// Whether a text is spelled like a const, and the number that one gives: `MaxLines`,
// `money.MaxAmount`. Reports unknown names and consts that are no numbers.
bool names_constant(std::string_view text);
std::optional<std::string> constant_number(Context& context, const yaml::Node& use);

// signals.cpp: `simulate` in the description of a field; what is chosen from is read later.
std::optional<syntax::Simulation> read_simulation(Context& context, const yaml::Node& field);
void read_choices(Context& context);

// record_keys.cpp
void read_record_keys(Context& context, const yaml::Node& root);

// constraints.cpp: what a mapping says about a type besides its name.
void read_refinements(Context& context, const yaml::Node& mapping, syntax::TypeExpression& type);

// examples.cpp: to be read when all declarations are known.
void read_examples(Context& context, model::DeclarationId declaration, const yaml::Node& node);
void read_tests(Context& context, const yaml::Node& root);

// defaults.cpp: the same for the defaults of all fields.
void read_defaults(Context& context);

// migrations.cpp: first the migrations of a contract, then the values that they set.
void read_migrations(Context& context, const yaml::Node& root);
void read_migration_values(Context& context);

}  // namespace tally::compiler::resolving
