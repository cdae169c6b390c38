#include "targets/typescript/names.h"

#include <algorithm>
#include <array>
#include <set>

#include "render/naming.h"
#include "render/quote.h"

namespace tally::compiler::targets::typescript {
namespace {

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

using Taken = std::set<std::string, std::less<>>;

/// Identifiers for all of `names`, none of which is taken.
std::vector<std::string> unique(std::vector<std::string> names, const IsTaken& is_taken,
                                const IdentifierRules& rules) {
  for (std::string& name : names) name = escape_identifier(name, rules);
  return make_unique(names, is_taken);
}

/// By declaration: whether it holds a field with a default, at any depth. Grows until nothing is
/// added, so that recursive types are no special case.
std::vector<bool> find_defaults(const model::Model& model) {
  std::vector<bool> found(model.declarations.size());
  const auto in_type = [&](const auto& self, const model::TypeExpression& type) -> bool {
    if (type.form == model::TypeExpression::Form::declared) return found[type.declared];
    return !type.element.empty() && self(self, type.element.front());
  };
  const auto in_declaration = [&](const model::Declaration& declaration) {
    const auto in_field = [&](const model::Field& field) {
      return field.default_value.has_value() || in_type(in_type, field.type);
    };
    const auto in_variant = [&](const model::Variant& variant) -> bool {
      return found[variant.record];
    };
    switch (declaration.form) {
      case model::Declaration::Form::record:
        return std::any_of(declaration.fields.begin(), declaration.fields.end(), in_field);
      case model::Declaration::Form::union_:
        return std::any_of(declaration.variants.begin(), declaration.variants.end(), in_variant);
      case model::Declaration::Form::alias:
        return in_type(in_type, declaration.type);
      default:
        return false;
    }
  };
  for (bool grown = true; grown;) {
    grown = false;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i] || !in_declaration(model.declarations[i])) continue;
      found[i] = true;
      grown = true;
    }
  }
  return found;
}

}  // namespace

Names::Names(const model::Model& model, const Definition& definition) {
  IdentifierRules rules;
  rules.reserved = definition.reserved;
  const std::vector<bool> with_defaults = find_defaults(model);
  std::vector<std::string> stems;
  for (const model::Contract& contract : model.contracts) stems.push_back(camel(contract.stem));
  // What the package's own modules declare or import beside the contracts.
  const Taken package = {"bind", "compile", "contracts", "engine", "glue",
                         "keys", "load",    "tally",     "wasm"};
  modules_ = unique(
      stems, [&](std::string_view name) { return package.contains(name); }, rules);
  const Taken modules(modules_.begin(), modules_.end());
  for (const model::Contract& contract : model.contracts) {
    std::vector<std::string> names;
    for (const model::DeclarationId id : contract.declarations)
      names.push_back(model.declarations[id].name);
    // What else a module declares. Modules are taken even where this one does not import them:
    // names stay as they are when an import is added.
    Taken own = {"tally", "glue", "Contracts", "bind", "Uint8Array"};
    if (!contract.keys.empty()) own.insert("Keys");
    const IsTaken is_taken = [&](std::string_view name) {
      return own.contains(name) || modules.contains(name);
    };
    names = unique(names, is_taken, rules);
    own.insert(names.begin(), names.end());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto* declaration = &model.declarations[contract.declarations[i]];
      type_names_[declaration] = names[i];
      if (!with_defaults[contract.declarations[i]]) continue;
      input_names_[declaration] = unique({names[i] + "Input"}, is_taken, rules).front();
      own.insert(input_names_[declaration]);
    }
  }
}

std::string constant_name(const std::string& name) {
  static constexpr std::array used = {"Array", "BigInt", "Map", "Object"};
  return std::find(used.begin(), used.end(), name) == used.end() ? name : name + "_";
}

std::string stem(const model::Contract& contract) {
  static constexpr std::array own = {"contracts", "contracts.wasm", "db",    "db.node",
                                     "index",     "index.node",     "inline"};
  return free_stem(contract.stem, [](std::string_view name) {
    return std::find(own.begin(), own.end(), name) != own.end();
  });
}

const std::string& Names::type_name(const model::Declaration& declaration) const {
  return type_names_.at(&declaration);
}

std::string Names::type_name(const model::Declaration& declaration, model::ContractId home) const {
  const std::string& name = type_name(declaration);
  return declaration.contract == home ? name : module(declaration.contract) + "." + name;
}

std::string Names::type_name(const model::Declaration& declaration, model::ContractId home,
                             Side side) const {
  if (side == Side::output || !has_input(declaration)) return type_name(declaration, home);
  const std::string& name = input_names_.at(&declaration);
  return declaration.contract == home ? name : module(declaration.contract) + "." + name;
}

std::string Names::function(std::string_view verb, const model::Declaration& declaration,
                            model::ContractId home) const {
  const std::string name = std::string(verb) + type_name(declaration);
  return declaration.contract == home ? name : module(declaration.contract) + "." + name;
}

bool is_plain_property(std::string_view name) {
  if (name.empty() || name == "__proto__" || (name.front() >= '0' && name.front() <= '9'))
    return false;
  for (const char c : name) {
    if (!is_ascii_letter(c) && !(c >= '0' && c <= '9') && c != '_' && c != '$') return false;
  }
  return true;
}

std::string property_key(std::string_view name) {
  if (is_plain_property(name)) return std::string(name);
  const std::string literal = js_string_literal(name);
  return name == "__proto__" ? "[" + literal + "]" : literal;
}

std::string member_access(std::string_view name) {
  return is_plain_property(name) ? "." + std::string(name) : "[" + js_string_literal(name) + "]";
}

std::string camel(std::string_view name) {
  return restyle(name, NameStyle::camel);
}

}  // namespace tally::compiler::targets::typescript
