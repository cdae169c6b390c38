// Records that are made of others: the fields of mixins.
#include <algorithm>
#include <set>
#include <string>

#include "diagnose/quoted.h"
#include "resolve/declarations.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

// The declaration that `name` stands for, read and ready to be copied from; what it must be is
// `allowed`, which `what` says in words. Everything else is reported.
template <class Allowed>
std::optional<model::DeclarationId> find_source(Context& context, const yaml::Node& name,
                                                model::DeclarationId owner, Allowed allowed,
                                                const std::string& what) {
  if (!yaml::read_text(name, what, context.diagnostics)) return std::nullopt;
  const auto id = find_declaration(context, name.text, name.span);
  if (!id || declaration_at(context, *id).broken) return std::nullopt;
  const auto& source = declaration_at(context, *id);
  if (!allowed(source)) {
    context.diagnostics
        .add(Code::wrong_declaration_kind, name.span, quoted(name.text) + " is not " + what)
        .related(source.span, "declared");
    return std::nullopt;
  }
  if (!ensure_read(context, *id)) {
    context.diagnostics
        .add(Code::recursive_declaration, name.span,
             quoted(declaration_at(context, owner).name) + " is defined by itself")
        .related(declaration_at(context, *id).span, quoted(name.text) + " declared");
    return std::nullopt;
  }
  return id;
}

const model::Field* find_field(const std::vector<model::Field>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const model::Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

}  // namespace

std::vector<model::Field> read_included(Context& context, const yaml::Node& include,
                                        model::DeclarationId owner) {
  std::vector<model::Field> fields;
  if (!yaml::expect_sequence(include, "`include`", context.diagnostics)) return fields;
  const auto is_mixin = [](const model::Declaration& source) {
    return source.use == model::Declaration::Use::mixin;
  };
  for (const auto* name : include.items) {
    const auto mixin = find_source(context, *name, owner, is_mixin, "a mixin");
    if (!mixin) continue;
    for (const auto& field : declaration_at(context, *mixin).fields) {
      if (const auto* other = find_field(fields, field.name)) {
        context.diagnostics
            .add(Code::duplicate_name, name->span,
                 quoted(name->text) + " brings the field " + quoted(field.name) +
                     ", which is there already")
            .related(other->span, "first declared")
            .related(field.span, "declared again");
        continue;
      }
      fields.push_back(field);
    }
  }
  return fields;
}

void add_indirect_imports(model::Model& model) {
  for (model::ContractId id = 0; id < model.contracts.size(); ++id) {
    auto& contract = model.contracts[id];
    std::set<model::ContractId> known{id};
    for (const auto& import : contract.imports) known.insert(import.contract);
    const auto visit = [&](const auto& self, const model::TypeExpression& type) -> void {
      for (const auto& element : type.element) self(self, element);
      if (type.broken || type.form != model::TypeExpression::Form::declared) return;
      const model::ContractId target = model.declarations[type.declared].contract;
      if (!known.insert(target).second) return;
      model::Import& import = contract.imports.emplace_back();
      import.contract = target;
      import.used = true;
    };
    for (const auto declaration : contract.declarations) {
      for (const auto& field : model.declarations[declaration].fields) visit(visit, field.type);
      visit(visit, model.declarations[declaration].type);
    }
  }
}

}  // namespace tally::compiler::resolving
