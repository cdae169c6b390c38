// Generics: a declaration with parameters is read again for each combination of arguments.
#include <algorithm>
#include <string>

#include "diagnose/quote.h"
#include "model/name_around.h"
#include "model/vocabulary.h"
#include "resolve/context.h"
#include "resolve/names.h"
#include "source/counted.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using Form = syntax::TypeExpression::Form;

// Instances that need further instances, each of its own.
constexpr int max_level = 16;

// "ListOfMoneyAmountOrNull": what an argument adds to the name of an instance. Types of other
// contracts than `home` carry the last part of their package.
std::string spelled(const Context& context, const syntax::TypeExpression& type,
                    model::ContractId home) {
  if (type.form == Form::builtin) return pascal_case(model::name_of(type.builtin));
  if (type.form != Form::declared) {
    const auto& element = type.element.front();
    return model::name_around(type.form, element.form, spelled(context, element, home));
  }
  const auto& declaration = context.model.declarations[type.declared];
  if (declaration.contract == home) return declaration.name;
  const std::string& package = context.model.contracts[declaration.contract].package;
  return pascal_case(package.substr(package.rfind('.') + 1)) + declaration.name;
}

// The same by identity: two contracts may have types of one name.
std::string identity(const syntax::TypeExpression& type) {
  std::string text = std::to_string(static_cast<int>(type.form)) + ":";
  if (type.form == Form::builtin) text += std::to_string(static_cast<int>(type.builtin));
  if (type.form == Form::declared) text += std::to_string(type.declared);
  for (const auto& element : type.element) text += "(" + identity(element) + ")";
  return text;
}

}  // namespace

std::vector<std::string> read_parameters(Context& context, const yaml::Node& body) {
  std::vector<std::string> names;
  const auto* node = body.find("params");
  if (node == nullptr || !yaml::expect_sequence(*node, "`params`", context.diagnostics)) {
    return names;
  }
  for (const auto* name : node->items) {
    if (!yaml::read_text(*name, "a parameter", context.diagnostics)) continue;
    const bool taken = std::find(names.begin(), names.end(), name->text) != names.end();
    if (taken || !is_type_name(name->text)) {
      context.diagnostics
          .add(taken ? Code::duplicate_name : Code::bad_name, name->span,
               taken ? "the parameter " + quote(name->text) + " is there twice"
                     : quote(name->text) + " cannot name a parameter")
          .label("a capital letter, then letters, digits and `_`");
      continue;
    }
    names.push_back(name->text);
  }
  if (node->items.empty()) {
    context.diagnostics.add(Code::empty_declaration, node->span, "`params` names no parameter");
  }
  return names;
}

std::optional<model::DeclarationId> instantiate(Context& context, model::DeclarationId generic,
                                                std::vector<syntax::TypeExpression> arguments,
                                                Span use) {
  const Pending& source = *context.pending_of.at(generic);
  const auto& declared = context.model.declarations[generic];
  const model::ContractId home =
      context.reading == nullptr ? context.contract : context.reading->home;
  if (arguments.size() != source.parameters.size()) {
    context.diagnostics
        .add(Code::wrong_type_arguments, use,
             quote(declared.name) + " takes " + counted(source.parameters.size(), "type") +
                 ", not " + std::to_string(arguments.size()))
        .related(declared.span, "declared");
    return std::nullopt;
  }
  std::string key = std::to_string(generic) + "@" + std::to_string(home);
  std::string name = declared.name + "Of";
  Pending instance;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].broken) return std::nullopt;
    key += "," + identity(arguments[i]);
    name += (i == 0 ? "" : "And") + spelled(context, arguments[i], home);
    instance.arguments.emplace(source.parameters[i], std::move(arguments[i]));
  }
  if (const auto known = context.instances.find(key); known != context.instances.end()) {
    return known->second;
  }
  instance.level = context.reading == nullptr ? 1 : context.reading->level + 1;
  if (instance.level > max_level) {
    context.diagnostics
        .add(Code::declaration_too_deep, use,
             quote(declared.name) + " needs instances of itself without end")
        .related(declared.span, "declared");
    return std::nullopt;
  }
  const auto id = static_cast<model::DeclarationId>(context.model.declarations.size());
  syntax::Declaration made;
  made.form = declared.form;
  made.name = std::move(name);
  made.contract = home;
  made.span = use;
  context.model.declarations.push_back(std::move(made));
  context.model.contracts[home].declarations.push_back(id);
  context.instances.emplace(std::move(key), id);
  instance.declaration = id;
  instance.contract = source.contract;
  instance.home = home;
  instance.body = source.body;
  context.pending_of[id] = &context.pending.emplace_back(std::move(instance));
  return id;
}

}  // namespace tally::compiler::resolving
