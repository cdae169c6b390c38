// Values with names.
#include <array>
#include <string>

#include "diagnose/quote.h"
#include "language/language.h"
#include "resolve/context.h"
#include "resolve/example_json.h"
#include "resolve/keys.h"
#include "resolve/names.h"
#include "source/suggest.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

void declare_constant(Context& context, const yaml::Node& key, const yaml::Node& body) {
  if (!is_type_name(key.text)) {
    context.diagnostics.add(Code::bad_name, key.span, quote(key.text) + " cannot name a const")
        .label("a capital letter, then letters, digits and `_`");
    return;
  }
  const std::string what = "the const " + quote(key.text);
  if (!yaml::expect_mapping(body, what, context.diagnostics)) return;
  check_keys(body, language::constant_place, context.diagnostics);
  for (const char* needed : {"type", "value"}) {
    if (body.find(needed) != nullptr) continue;
    context.diagnostics.add(Code::missing_key, key.span,
                            what + " has no " + quote(std::string(needed)));
    return;
  }
  syntax::Constant constant;
  constant.name = key.text;
  constant.span = key.span;
  constant.doc = read_optional_text(context, body, "doc");
  constant.history = read_history(context, body);
  constant.value_span = body.find("value")->span;
  context.constants[context.contract].emplace(key.text, &body);
  context.current().constants.push_back(std::move(constant));
}

// Everything that could have been meant.
std::vector<std::string> known_constants(const Context& context) {
  std::vector<std::string> names;
  for (const auto& [name, body] : context.constants[context.contract]) names.push_back(name);
  for (const auto& import : context.model.contracts[context.contract].imports) {
    if (import.broken) continue;
    for (const auto& [name, body] : context.constants[import.contract])
      names.push_back(import.alias + "." + name);
  }
  return names;
}

}  // namespace

void declare_constants(Context& context, const yaml::Node& root) {
  const auto* constants = root.find("consts");
  if (constants == nullptr) return;
  if (!yaml::expect_mapping(*constants, "`consts`", context.diagnostics)) return;
  for (const auto& [key, body] : constants->entries) declare_constant(context, *key, *body);
}

void read_constant_types(Context& context) {
  for (auto& constant : context.current().constants) {
    const yaml::Node& body = *context.constants[context.contract].at(constant.name);
    auto type = read_type(context, *body.find("type"));
    read_refinements(context, body, type);
    constant.type = std::move(type);
  }
}

void read_constant_values(Context& context) {
  for (auto& constant : context.current().constants) {
    const yaml::Node& body = *context.constants[context.contract].at(constant.name);
    auto json = example_json(*body.find("value"), constant.type, "the value of the const",
                             context.model, context.diagnostics);
    constant.type.broken = constant.type.broken || !json;
    if (json) constant.json = std::move(*json);
  }
}

bool names_constant(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return is_type_name(text);
  return is_identifier(text.substr(0, dot)) && is_type_name(text.substr(dot + 1));
}

std::optional<std::string> constant_number(Context& context, const yaml::Node& use) {
  std::string_view name = use.text;
  model::ContractId home = context.contract;
  if (const auto dot = name.find('.'); dot != std::string_view::npos) {
    const auto* import = find_import(context, name.substr(0, dot), use.span);
    if (import == nullptr || import->broken) return std::nullopt;
    home = import->contract;
    name.remove_prefix(dot + 1);
  }
  const auto found = context.constants[home].find(name);
  if (found == context.constants[home].end()) {
    context.diagnostics.add(Code::unknown_constant, use.span, "unknown const " + quote(use.text))
        .suggest(find_suggestion(use.text, known_constants(context)), use.span);
    return std::nullopt;
  }
  const yaml::Node& value = *found->second->find("value");
  if (value.is_scalar() && value.is_plain() && yaml::is_number(value.text, true)) return value.text;
  context.diagnostics
      .add(Code::constant_no_number, use.span, "the const " + quote(use.text) + " is no number")
      .related(value.span, "its value");
  return std::nullopt;
}

}  // namespace tally::compiler::resolving
