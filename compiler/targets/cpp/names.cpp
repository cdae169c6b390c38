#include "targets/cpp/names.h"

#include <algorithm>
#include <set>

#include "model/query.h"
#include "model/vocabulary.h"
#include "targets/cpp/reserved.h"

namespace tally::compiler::targets::cpp {
namespace {

using model::Declaration;
using model::TypeExpression;
using Form = TypeExpression::Form;

std::string_view view_builtin(const TypeExpression& type) {
  if (type.as_millis) return "tally::view::WholeMillis";
  const model::KindRow& row = model::row(type.builtin);
  return type.encoding == model::Encoding::natural ? row.view : row.encoded_view;
}

constexpr std::string_view separator = "::";

/// A part of a package as a namespace. With any number of `_` behind a reserved word there is one
/// more, so that different packages stay different.
std::string segment(std::string_view part, bool first, const IdentifierRules& rules) {
  const std::string_view word = part.substr(0, part.find_last_not_of('_') + 1);
  const bool reserved = is_reserved_namespace(word, first) ||
                        std::binary_search(rules.reserved.begin(), rules.reserved.end(), word);
  return std::string(part) + (reserved ? "_" : "");
}

/// Of what a key's pattern says literally.
std::string key_function_of(std::string_view pattern) {
  std::string name;
  for (const std::string_view level : model::levels(pattern)) {
    if (level.front() != '{') name += (name.empty() ? "" : "_") + std::string(level);
  }
  std::replace(name.begin(), name.end(), '-', '_');
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) name.insert(0, "any_");
  return name + (name.ends_with('_') ? "key" : "_key");
}

std::string generic(std::string_view name, const std::string& argument) {
  return std::string(name) + "<" + argument + ">";
}

}  // namespace

std::string_view underlying_type(const Declaration& enumeration) {
  return values_of(enumeration).size() <= 256 ? "std::uint8_t" : "std::uint16_t";
}

Names::Names(const model::Model& model, const Definition& definition) : model_(model) {
  rules_.reserved = reserved_words();
  rules_.reserved.insert(rules_.reserved.end(), definition.reserved.begin(),
                         definition.reserved.end());
  std::sort(rules_.reserved.begin(), rules_.reserved.end());
  // By package, what its namespace has: types, then what is named after something else.
  std::map<std::string_view, std::set<std::string, std::less<>>> taken;
  for (const model::Contract& contract : model.contracts) {
    ++sharing_[contract.package];
    for (const model::DeclarationId id : contract.declarations)
      taken[contract.package].insert(type_name(model.declarations[id]));
  }
  const auto give = [&](const model::Contract& contract, const std::string& name) {
    auto& names = taken[contract.package];
    std::string given = make_unique({&name, 1}, [&](std::string_view candidate) {
                          return names.contains(candidate);
                        }).front();
    return *names.insert(std::move(given)).first;
  };
  for (const Declaration& declaration : model.declarations) {
    if (declaration.as<model::Alias>() != nullptr)
      alias_structs_[&declaration] =
          give(model.contracts[declaration.contract], type_name(declaration) + "Contract");
  }
  for (const model::Contract& contract : model.contracts) {
    for (const model::Constant& constant : contract.constants)
      constants_[&constant] = give(contract, escape_identifier(constant.name, rules_));
    for (const model::Key& key : contract.keys)
      key_functions_[&key] = give(contract, key_function_of(key.pattern));
  }
}

std::vector<std::string> Names::unique(const std::vector<std::string>& names,
                                       std::vector<std::string> taken) const {
  const auto own = static_cast<std::ptrdiff_t>(taken.size());
  for (const std::string& name : names)
    taken.push_back(escape_identifier(restyle(name, NameStyle::snake), rules_));
  std::vector<std::string> all = make_unique(taken);
  return {all.begin() + own, all.end()};
}

std::string Names::stem(const model::Contract& contract) const {
  return free_stem(contract.stem, [](std::string_view name) {
    return name == "contract_set" || is_system_header(name);
  });
}

std::string Names::snake(std::string_view name) const {
  return restyle(name, NameStyle::snake);
}

std::vector<std::string> Names::parameters(const std::vector<std::string>& names) const {
  return unique(names, {});
}

std::string Names::name_space(const model::Contract& contract) const {
  const bool own = is_own_package(contract.package);
  std::string result;
  std::string_view rest = contract.package;
  for (;;) {
    const std::size_t dot = rest.find('.');
    const std::string_view part = rest.substr(0, dot);
    result += own ? std::string(part) : segment(part, result.empty(), rules_);
    if (dot == std::string_view::npos) return result;
    result += separator;
    rest.remove_prefix(dot + 1);
  }
}

std::string Names::scope(const model::Contract& contract) const {
  return std::string(separator) + name_space(contract);
}

std::string Names::function(std::string_view name) const {
  std::string result;
  for (;;) {
    const std::size_t end = name.find(separator);
    if (end == std::string_view::npos) return result + escape_identifier(name, rules_);
    result += segment(name.substr(0, end), result.empty(), rules_) + std::string(separator);
    name.remove_prefix(end + separator.size());
  }
}

std::string Names::function_in_scope(std::string_view name) const {
  return std::string(separator) + function(name);
}

std::string Names::type_name(const Declaration& declaration) const {
  return escape_identifier(declaration.name, rules_);
}

std::string Names::contract(const Declaration& declaration) const {
  if (declaration.as<model::Alias>() == nullptr)
    return "tally::Contract<" + qualified(declaration) + ">";
  return scope(model_.contracts[declaration.contract]) + "::" + alias_struct(declaration);
}

std::string Names::validate_function(const Declaration& declaration) const {
  return scope(model_.contracts[declaration.contract]) + "::validate_" + snake(declaration.name);
}

const std::string& Names::alias_struct(const Declaration& alias) const {
  return alias_structs_.at(&alias);
}

const std::string& Names::key_function(const model::Key& key) const {
  return key_functions_.at(&key);
}

const std::string& Names::constant(const model::Constant& constant) const {
  return constants_.at(&constant);
}

std::string Names::of_contract(std::string_view what, const model::Contract& contract) const {
  const bool alone = sharing_.at(contract.package) == 1;
  return alone ? std::string(what)
               : escape_identifier(snake(contract.stem), rules_) + "_" + std::string(what);
}

std::string Names::nested(std::string_view name, const Declaration& owner) const {
  return std::string(name) + (type_name(owner) == name ? "_" : "");
}

std::string Names::qualified(const Declaration& declaration) const {
  return scope(model_.contracts[declaration.contract]) + "::" + type_name(declaration);
}

std::vector<std::string> Names::fields(const Declaration& record) const {
  std::vector<std::string> names;
  for (const model::Field& field : fields_of(record)) names.push_back(field.name);
  return unique(names, {"present", "unknown_members", "tally_owned", "tally_owning", "tally_order",
                        "tally_record", "tally_rules",
                        "tally_written"});  // what views and records have of their own
}

std::vector<std::string> Names::values(const Declaration& enumeration) const {
  std::vector<std::string> names;
  for (const model::EnumValue& value : values_of(enumeration)) names.push_back(value.name);
  if (!is_open(enumeration)) return unique(names, {});
  return unique(names, {"known", "text"});  // members of the class
}

std::vector<std::string> Names::variants(const Declaration& tagged) const {
  std::vector<std::string> names;
  for (const model::Variant& variant : variants_of(tagged)) names.push_back(variant.name);
  return unique(
      std::move(names),
      {"variant", "value", "tag", "tally_names", "tally_owned", "tally_tag",
       "tally_variants",               // members of the struct and its view
       "major", "minor", "makedev"});  // macros of <sys/sysmacros.h> where they are called
}

std::string Names::owned(const TypeExpression& type, const model::Contract& home) const {
  switch (type.form) {
    case Form::builtin:
      return std::string(model::row(type.builtin).cpp);
    case Form::list:
      return generic("std::vector", owned(type.element.front(), home));
    case Form::map:
      return generic("tally::Map", owned(type.element.front(), home));
    case Form::nullable:
      return generic("tally::Nullable", owned(type.element.front(), home));
    case Form::declared:
      break;
  }
  const Declaration& declaration = model_.declarations[type.declared];
  const bool at_home = &model_.contracts[declaration.contract] == &home;
  const std::string name = at_home ? type_name(declaration) : qualified(declaration);
  return type.boxed ? generic("tally::Box", name) : name;
}

std::string Names::view(const Declaration& declaration) const {
  if (declaration.as<model::Enumeration>() != nullptr)
    return is_open(declaration) ? "tally::view::String" : qualified(declaration);
  return scope(model_.contracts[declaration.contract]) + "::view::" + type_name(declaration);
}

std::string Names::view(const TypeExpression& type) const {
  const std::string name = view_unboxed(type);
  return type.boxed ? generic("tally::view::Box", name) : name;
}

std::string Names::view_unboxed(const TypeExpression& type) const {
  const model::Resolved resolved = model::resolve(model_, type);
  const TypeExpression& base = *resolved.base;
  switch (base.form) {
    case Form::builtin:
      return std::string(view_builtin(base));
    case Form::list:
      return generic("tally::view::List", view(base.element.front()));
    case Form::map:
      return generic("tally::view::Map", view(base.element.front()));
    case Form::nullable:
      return generic("tally::view::Nullable", view(base.element.front()));
    case Form::declared:
      break;
  }
  return view(*resolved.declaration);
}

}  // namespace tally::compiler::targets::cpp
