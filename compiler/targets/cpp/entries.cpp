#include "targets/cpp/entries.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "model/query.h"
#include "model/vocabulary.h"
#include "render/quote.h"
#include "targets/cpp/documentation.h"

namespace tally::compiler::targets::cpp {
namespace {

using model::Declaration;

bool is_placeholder(std::string_view level) {
  return level.front() == '{';
}

/// What its placeholders are called as parameters.
std::vector<std::string> parameters_of(const Names& names, const model::Key& key) {
  std::vector<std::string> placeholders;
  for (const std::string_view level : model::levels(key.pattern)) {
    if (is_placeholder(level)) placeholders.emplace_back(level.substr(1, level.size() - 2));
  }
  return names.parameters(std::move(placeholders));
}

/// What a key is put together from: parameters, and literals of the text between them.
std::vector<std::string> pieces_of(const model::Key& key,
                                   const std::vector<std::string>& parameters) {
  std::vector<std::string> pieces;
  std::string literal;
  std::size_t parameter = 0;
  const auto flush = [&] {
    if (!literal.empty()) pieces.push_back(cpp_string_literal(literal));
    literal.clear();
  };
  for (const std::string_view level : model::levels(key.pattern)) {
    if (!literal.empty() || !pieces.empty()) literal += ".";
    if (is_placeholder(level)) {
      flush();
      pieces.push_back(parameters[parameter++]);
    } else {
      literal += level;
    }
  }
  flush();
  return pieces;
}

}  // namespace

EntryPoint entry_point_of(const model::Model& model, const Names& names,
                          const Declaration& declaration) {
  const model::Contract& contract = model.contracts[declaration.contract];
  const bool is_alias = declaration.as<model::Alias>() != nullptr;
  const auto* type = named_type(declaration);
  const bool has_function = type != nullptr || is_open(declaration);
  const bool has_view =
      declaration.as<model::Record>() != nullptr || declaration.as<model::Union>() != nullptr;
  EntryPoint made{
      .name = names.type_name(declaration),
      .full_name = cpp_string_literal(model::qualified_name(model, declaration)),
      .owned = names.qualified(declaration),
      .view = type != nullptr ? names.view(*type) : names.view(declaration),
      .validate = has_function ? names.validate_function(declaration)
                               : names.scope(contract) + (has_view ? "::view" : "") + "::validate",
      .contract = names.contract(declaration),
      .alias_struct = std::nullopt,
  };
  if (is_alias) {
    // Where it is defined, `::` in front would join the type before it.
    made.alias_struct = names.alias_struct(declaration);
    made.contract = names.name_space(contract) + "::" + *made.alias_struct;
  }
  return made;
}

std::vector<Key> keys_of(const model::Model& model, const Names& names,
                         const model::Contract& contract) {
  std::vector<Key> keys;
  for (const model::Key& key : contract.keys) {
    const std::vector<std::string> parameters = parameters_of(names, key);
    keys.push_back({
        .pattern = cpp_string_literal(key.pattern),
        .contract = names.contract(model.declarations[key.type]),
        .buffer = model::id_of(key.buffer),
        .capacity = key.capacity,
        .access = model::id_of(key.access),
        .function = names.key_function(key),
        .parameters = parameters,
        .pieces = pieces_of(key, parameters),
        .doc = documentation(key.doc),
    });
  }
  return keys;
}

std::vector<Signal> signals_of(const model::Model& model, const Names& names,
                               const model::Contract& contract) {
  std::vector<Signal> signals;
  for (const model::DeclarationId id : contract.declarations) {
    const Declaration& declaration = model.declarations[id];
    const auto* record = declaration.as<model::Record>();
    if (record == nullptr || !record->observed) continue;
    const std::vector<std::string> fields = names.fields(declaration);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (record->fields[i].name != record->observed->name) continue;
      signals.push_back({
          .record = names.qualified(declaration),
          .member = fields[i],
          .wire = cpp_string_literal(record->fields[i].wire),
          .unit = cpp_string_literal(record->fields[i].unit),
      });
    }
  }
  return signals;
}

}  // namespace tally::compiler::targets::cpp
