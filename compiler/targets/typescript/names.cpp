#include "targets/typescript/names.h"

#include "render/naming.h"
#include "render/quote.h"

namespace tally::compiler::targets::typescript {
namespace {

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Identifiers for all of `names`, none of which is in `taken`.
std::vector<std::string> unique(const std::vector<std::string>& names,
                                std::vector<std::string> taken, const IdentifierRules& rules) {
  const auto own = static_cast<std::ptrdiff_t>(taken.size());
  for (const std::string& name : names) taken.push_back(escape_identifier(name, rules));
  const std::vector<std::string> all = make_unique(taken);
  return {all.begin() + own, all.end()};
}

}  // namespace

Names::Names(const model::Model& model, const Definition& definition) {
  IdentifierRules rules;
  rules.reserved = definition.reserved;
  std::vector<std::string> stems;
  for (const model::Contract& contract : model.contracts) stems.push_back(camel(contract.stem));
  modules_ = unique(stems, {"tally", "load"}, rules);
  for (const model::Contract& contract : model.contracts) {
    std::vector<std::string> names;
    for (const model::DeclarationId id : contract.declarations)
      names.push_back(model.declarations[id].name);
    // What else a module declares. Modules are taken even where this one does not import them:
    // names stay as they are when an import is added.
    std::vector<std::string> taken = modules_;
    taken.insert(taken.end(), {"tally", "Contracts", "bind"});
    names = unique(names, std::move(taken), rules);
    for (std::size_t i = 0; i < names.size(); ++i) {
      type_names_[&model.declarations[contract.declarations[i]]] = names[i];
    }
  }
}

const std::string& Names::type_name(const model::Declaration& declaration) const {
  return type_names_.at(&declaration);
}

std::string Names::type_name(const model::Declaration& declaration, model::ContractId home) const {
  const std::string& name = type_name(declaration);
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
