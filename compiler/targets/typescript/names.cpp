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

/// What the code of a module says of JavaScript's own: a const of such a name would be used
/// instead.
constexpr std::string_view used_globals[] = {"Array", "BigInt", "JSON", "Map", "Object"};

using Taken = std::set<std::string, std::less<>>;

/// Identifiers for all of `names`, none of which is taken.
std::vector<std::string> unique(std::vector<std::string> names, const IsTaken& is_taken,
                                const IdentifierRules& rules) {
  for (std::string& name : names) name = escape_identifier(name, rules);
  return make_unique(names, is_taken);
}

/// By declaration: whether it holds a field with a default, at any depth. O(size of the model).
std::vector<bool> find_defaults(const model::Model& model) {
  std::vector<bool> found(model.declarations.size());
  std::vector<std::vector<model::DeclarationId>> holders(found.size());  // by what they hold
  std::vector<model::DeclarationId> open;
  const auto add = [&](model::DeclarationId id) {
    if (!found[id]) open.push_back(id);
    found[id] = true;
  };
  const auto hold = [&](const auto& self, const model::TypeExpression& type,
                        model::DeclarationId holder) -> void {
    if (type.form == model::TypeExpression::Form::declared) {
      holders[type.declared].push_back(holder);
    } else if (!type.element.empty()) {
      self(self, type.element.front(), holder);
    }
  };
  for (model::DeclarationId id = 0; id < found.size(); ++id) {
    const model::Declaration& declaration = model.declarations[id];
    for (const model::Field& field : fields_of(declaration)) {
      if (field.default_value) add(id);
      hold(hold, field.type, id);
    }
    for (const model::Variant& variant : variants_of(declaration))
      holders[variant.record].push_back(id);
    if (const auto* alias = declaration.as<model::Alias>()) hold(hold, alias->type, id);
  }
  while (!open.empty()) {
    const model::DeclarationId id = open.back();
    open.pop_back();
    for (const model::DeclarationId holder : holders[id]) add(holder);
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
                         "keys", "load",    "made",      "tally",  "wasm"};
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
    names.clear();
    for (const model::Constant& constant : contract.constants) names.push_back(constant.name);
    own.insert(std::begin(used_globals), std::end(used_globals));
    names = unique(names, is_taken, rules);
    for (std::size_t i = 0; i < names.size(); ++i) constants_[&contract.constants[i]] = names[i];
  }
}

std::string stem(const model::Contract& contract) {
  static constexpr std::array own = {"contracts", "contracts.wasm", "db",     "db.node",
                                     "index",     "index.node",     "inline", "json-schema"};
  return free_stem(contract.stem, [](std::string_view name) {
    return name.ends_with(".schema") || std::find(own.begin(), own.end(), name) != own.end();
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
