// Declarations: records, newtypes, aliases, enums and unions.
#include <array>
#include <string>

#include "diagnose/quoted.h"
#include "resolve/declarations.h"
#include "resolve/names.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using Form = model::Declaration::Form;

// A key that says what is declared. Those without a form are not supported yet.
struct FormKey {
  std::string_view name;
  std::optional<Form> form;
};

constexpr std::array form_keys{
    FormKey{"record", Form::record}, FormKey{"newtype", Form::newtype},
    FormKey{"alias", Form::alias},   FormKey{"enum", Form::enumeration},
    FormKey{"union", Form::union_},  FormKey{"mixin", std::nullopt},
    FormKey{"derive", std::nullopt},
};

constexpr std::array common_keys{
    Key{"doc"},
    Key{"examples"},
    Key{"mixin", "mixins"},
    Key{"include", "mixins"},
    Key{"params", "generics"},
    Key{"derive", "derived records"},
    Key{"since", "notes about versions"},
    Key{"deprecated", "notes about versions"},
    Key{"reserved", "reserved names"},
};

constexpr std::array record_keys{
    Key{"record"},
    Key{"unknown"},
    Key{"rules", "rules"},
    Key{"observe", "signals"},
};
constexpr std::array newtype_keys{Key{"newtype"}, Key{"unit"}};
constexpr std::array alias_keys{Key{"alias"}};
constexpr std::array enum_keys{Key{"enum"}, Key{"open", "open enums"}};
constexpr std::array union_keys{Key{"union"}};

std::vector<const FormKey*> forms_of(const yaml::Node& body) {
  std::vector<const FormKey*> forms;
  for (const auto& form : form_keys) {
    if (body.find(form.name) != nullptr) forms.push_back(&form);
  }
  return forms;
}

void read_record(Context& context, const Pending& pending) {
  check_keys(*pending.body, {record_keys, declaration_keys()}, "a record", context.diagnostics);
  const auto* node = pending.body->find("record");
  if (!yaml::expect_mapping(*node, "`record`", context.diagnostics)) {
    declaration_at(context, pending.declaration).broken = true;
    return;
  }
  auto fields = read_fields(context, *node);
  auto& declaration = declaration_at(context, pending.declaration);
  declaration.fields = std::move(fields);
  declaration.unknown = read_unknown(context, *pending.body, context.current().unknown);
}

void read_renamed_type(Context& context, const Pending& pending, bool newtype) {
  const auto& body = *pending.body;
  const Keys own = newtype ? Keys(newtype_keys) : Keys(alias_keys);
  check_keys(body, {own, declaration_keys(), refinement_keys()}, newtype ? "a newtype" : "an alias",
             context.diagnostics);
  auto type = read_type(context, *body.find(newtype ? "newtype" : "alias"));
  read_refinements(context, body, type);
  auto& declaration = declaration_at(context, pending.declaration);
  declaration.type = std::move(type);
  if (newtype) declaration.unit = read_optional_text(context, body, "unit");
  for (const auto& [key, value] : body.entries) {
    if (key->text == "newtype" && body.find("unit") == nullptr) declaration.form_span = key->span;
  }
}

void read_enum(Context& context, const Pending& pending) {
  check_keys(*pending.body, {enum_keys, declaration_keys()}, "an enum", context.diagnostics);
  auto values = read_values(context, *pending.body->find("enum"));
  auto& declaration = declaration_at(context, pending.declaration);
  declaration.broken = !values;
  if (values) declaration.values = std::move(*values);
}

bool check_type_name(Context& context, const yaml::Node& key) {
  if (is_builtin_name(key.text)) {
    context.diagnostics.add(Code::reserved_name, key.span,
                            quoted(key.text) + " is a built-in type and cannot be declared");
    return false;
  }
  if (!is_type_name(key.text)) {
    context.diagnostics.add(Code::bad_name, key.span, quoted(key.text) + " cannot name a type")
        .label("a capital letter, then letters, digits and `_`");
  }
  return true;
}

// A key that is nearly one of the forms is what was meant, if there is only one such key.
void suggest_form(const yaml::Node& body, Draft& draft) {
  std::vector<std::string_view> names;
  for (const auto& form : form_keys) names.push_back(form.name);
  const yaml::Node* found = nullptr;
  std::optional<Suggestion> near;
  for (const auto& [key, value] : body.entries) {
    const auto candidate = find_suggestion(key->text, names);
    if (!candidate) continue;
    if (found != nullptr) return;
    found = key;
    near = candidate;
  }
  if (found != nullptr) draft.suggest(near, found->span);
}

// The one form that is declared; nothing if it is unclear or not supported. Both are reported.
std::optional<Form> find_form(Context& context, const yaml::Node& key, const yaml::Node& body) {
  if (!yaml::expect_mapping(body, "the type " + quoted(key.text), context.diagnostics)) {
    return std::nullopt;
  }
  const auto forms = forms_of(body);
  if (forms.size() != 1) {
    std::string message = quoted(key.text);
    if (forms.empty()) {
      message += " does not say what it is";
    } else {
      message += " is declared as " + quoted(forms[0]->name) + " and as " + quoted(forms[1]->name);
    }
    auto draft = context.diagnostics.add(Code::ambiguous_declaration, key.span, message);
    draft.label("write one of `newtype`, `alias`, `enum`, `record` and `union`");
    if (forms.empty()) suggest_form(body, draft);
    return std::nullopt;
  }
  if (!forms.front()->form || body.find("params") != nullptr) {
    check_keys(body,
               {record_keys, newtype_keys, alias_keys, enum_keys, union_keys, declaration_keys(),
                refinement_keys()},
               "a type", context.diagnostics);
    return std::nullopt;
  }
  return forms.front()->form;
}

}  // namespace

Keys declaration_keys() {
  return common_keys;
}

model::DeclarationId add_declaration(Context& context, Form form, std::string name, Span span) {
  const auto id = static_cast<model::DeclarationId>(context.model.declarations.size());
  model::Declaration declaration;
  declaration.form = form;
  declaration.name = std::move(name);
  declaration.contract = context.contract;
  declaration.span = span;
  context.model.declarations.push_back(std::move(declaration));
  context.current().declarations.push_back(id);
  return id;
}

model::Declaration& declaration_at(Context& context, model::DeclarationId id) {
  return context.model.declarations[id];
}

std::vector<Pending> declare_types(Context& context, const yaml::Node& root) {
  std::vector<Pending> result;
  const auto* types = root.find("types");
  if (types == nullptr || !yaml::expect_mapping(*types, "`types`", context.diagnostics)) {
    return result;
  }
  for (const auto& [key, body] : types->entries) {
    if (!check_type_name(context, *key)) continue;
    const auto form = find_form(context, *key, *body);
    const auto id = add_declaration(context, form.value_or(Form::record), key->text, key->span);
    context.scopes[context.contract].emplace(key->text, id);
    if (!form) {
      declaration_at(context, id).broken = true;
      continue;
    }
    Pending pending{id, body, {}};
    if (*form == Form::union_) declare_inline_shapes(context, pending);
    result.push_back(std::move(pending));
  }
  return result;
}

void read_declaration(Context& context, const Pending& pending) {
  declaration_at(context, pending.declaration).doc =
      read_optional_text(context, *pending.body, "doc");
  switch (declaration_at(context, pending.declaration).form) {
    case Form::record:
      return read_record(context, pending);
    case Form::newtype:
      return read_renamed_type(context, pending, true);
    case Form::alias:
      return read_renamed_type(context, pending, false);
    case Form::enumeration:
      return read_enum(context, pending);
    case Form::union_:
      return read_union(context, pending);
  }
}

}  // namespace tally::compiler::resolving
