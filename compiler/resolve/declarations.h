// The parts of a declaration, for the passes that read declarations.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resolve/context.h"
#include "resolve/keys.h"
#include "yaml/tree.h"

namespace tally::compiler::resolving {

// A new declaration of the current contract; not in its scope yet. References to declarations do
// not outlive the next call.
model::DeclarationId add_declaration(Context& context, syntax::Declaration::Form form,
                                     std::string name, Span span,
                                     syntax::Declaration::Use use = syntax::Declaration::Use::type);

syntax::Declaration& declaration_at(Context& context, model::DeclarationId id);

// members.cpp: what records, enums and unions consist of.

// Reports the name of a field, an enum value or a variant that could not stand in code.
void check_member_name(Context& context, std::string_view name, Span span, bool has_wire);

// The name in documents: `wire` in the description of a member (null if it has none), or its name.
std::string read_wire(Context& context, const yaml::Node* description, std::string_view name);

// The node must be a mapping.
std::vector<syntax::Field> read_fields(Context& context, const yaml::Node& node);

// A mapping from names to descriptions, or a sequence of names. Nothing if it is neither.
std::optional<std::vector<model::EnumValue>> read_values(Context& context, const yaml::Node& node);

// composition.cpp: records that are made of others.

// The fields of the mixins that an `include` of the declaration `owner` names, in its order, and
// their rules.
struct Included {
  std::vector<syntax::Field> fields;
  std::vector<syntax::Rule> rules;
};
Included read_included(Context& context, const yaml::Node& include, model::DeclarationId owner);

// What `derive` makes of another record.
struct Derived {
  std::vector<syntax::Field> fields;
  std::vector<syntax::Rule> rules;
  model::Unknown unknown{};
};
std::optional<Derived> read_derived(Context& context, const yaml::Node& derive,
                                    model::DeclarationId owner);

// What came from other contracts may use types of contracts that its new home does not import: they
// become imports without a name.
void add_indirect_imports(syntax::Model& model);

// rules.cpp: what stands under `rules`. Rules that are broken are among them.
std::vector<syntax::Rule> read_rules(Context& context, const yaml::Node& body);

// unions.cpp

// Declares the inline shapes of a union; their names are the union's and the variant's.
void declare_inline_shapes(Context& context, Pending& pending);

void read_union(Context& context, const Pending& pending);

}  // namespace tally::compiler::resolving
