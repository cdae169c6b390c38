// Declarations: records, newtypes, aliases, enums and unions.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "diagnose/quote.h"
#include "language/foreign.h"
#include "language/language.h"
#include "resolve/declarations.h"
#include "resolve/names.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using Form = syntax::Declaration::Form;
using Use = syntax::Declaration::Use;

// A key that says what is declared.
struct FormKey {
  std::string_view name;
  Form form;
};

constexpr std::array form_keys{
    FormKey{"record", Form::record}, FormKey{"newtype", Form::newtype},
    FormKey{"alias", Form::alias},   FormKey{"enum", Form::enumeration},
    FormKey{"union", Form::union_},  FormKey{"mixin", Form::record},
    FormKey{"derive", Form::record},
};

std::vector<const FormKey*> forms_of(const yaml::Node& body) {
  std::vector<const FormKey*> forms;
  for (const auto& form : form_keys) {
    if (body.find(form.name) != nullptr) forms.push_back(&form);
  }
  return forms;
}

void read_derived_record(Context& context, const Pending& pending) {
  check_keys(*pending.body, language::derived_record_place, context.diagnostics);
  auto derived = read_derived(context, *pending.body->find("derive"), pending.declaration);
  auto own_rules = read_rules(context, *pending.body);
  auto& declaration = declaration_at(context, pending.declaration);
  declaration.broken = !derived;
  if (!derived) return;
  declaration.fields = std::move(derived->fields);
  declaration.rules = std::move(derived->rules);
  for (auto& rule : own_rules) declaration.rules.push_back(std::move(rule));
  declaration.reserved = read_former_names(context, *pending.body, "reserved");
  declaration.unknown = read_unknown(context, *pending.body, derived->unknown);
}

void read_record(Context& context, const Pending& pending) {
  if (pending.body->find("derive") != nullptr) return read_derived_record(context, pending);
  const bool mixin = declaration_at(context, pending.declaration).use == Use::mixin;
  const Surroundings around{context.sources};
  check_keys(*pending.body, mixin ? language::mixin_place : language::record_place,
             context.diagnostics, &around);
  const auto* node = pending.body->find(mixin ? "mixin" : "record");
  if (!yaml::expect_mapping(*node, mixin ? "`mixin`" : "`record`", context.diagnostics)) {
    declaration_at(context, pending.declaration).broken = true;
    return;
  }
  Included made;
  if (const auto* include = pending.body->find("include")) {
    made = read_included(context, *include, pending.declaration);
  }
  for (auto& field : read_fields(context, *node)) made.fields.push_back(std::move(field));
  for (auto& rule : read_rules(context, *pending.body)) made.rules.push_back(std::move(rule));
  auto& declaration = declaration_at(context, pending.declaration);
  declaration.fields = std::move(made.fields);
  declaration.rules = std::move(made.rules);
  declaration.reserved = read_former_names(context, *pending.body, "reserved");
  declaration.unknown = read_unknown(context, *pending.body, context.current().unknown);
  if (const auto* observe = pending.body->find("observe")) {
    const auto name = yaml::read_text(*observe, "`observe`", context.diagnostics);
    if (name) declaration.observed = model::FormerName{std::string(*name), observe->span};
  }
}

void read_renamed_type(Context& context, const Pending& pending, bool newtype) {
  const auto& body = *pending.body;
  const Surroundings around{context.sources};
  check_keys(body, newtype ? language::newtype_place : language::alias_place, context.diagnostics,
             &around);
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
  const Surroundings around{context.sources};
  check_keys(*pending.body, language::enum_place, context.diagnostics, &around);
  auto values = read_values(context, *pending.body->find("enum"));
  auto& declaration = declaration_at(context, pending.declaration);
  declaration.broken = !values;
  if (values) declaration.values = std::move(*values);
  if (const auto* open = pending.body->find("open"))
    declaration.open = yaml::read_bool(*open, "`open`", context.diagnostics).value_or(false);
  declaration.reserved = read_former_names(context, *pending.body, "reserved");
}

bool check_type_name(Context& context, const yaml::Node& key) {
  if (is_builtin_name(key.text)) {
    context.diagnostics.add(Code::reserved_name, key.span,
                            quote(key.text) + " is a built-in type and cannot be declared");
    return false;
  }
  if (!is_type_name(key.text)) {
    context.diagnostics.add(Code::bad_name, key.span, quote(key.text) + " cannot name a type")
        .label("a capital letter, then letters, digits and `_`");
  }
  return true;
}

// The first key that other languages declare types with.
const language::ForeignKey* foreign_advice(const yaml::Node& body) {
  for (const auto& [key, value] : body.entries) {
    const auto* foreign = language::find_foreign_key(key->text);
    if (foreign != nullptr && foreign->repair == language::Repair::advise) return foreign;
  }
  return nullptr;
}

// The form that another language calls so; empty for other words.
std::string_view foreign_form(std::string_view word) {
  const auto* foreign = language::find_foreign_key(word);
  if (foreign == nullptr || foreign->repair != language::Repair::rename) return {};
  const auto same = [&](const FormKey& form) { return form.name == foreign->ours; };
  return std::any_of(form_keys.begin(), form_keys.end(), same) ? foreign->ours : std::string_view();
}

// A key that is nearly one of the forms, or what another language calls one, is what was meant, if
// there is only one such key.
void suggest_form(const yaml::Node& body, Draft& draft) {
  std::vector<std::string_view> names;
  for (const auto& form : form_keys) names.push_back(form.name);
  const yaml::Node* found = nullptr;
  std::optional<Suggestion> near;
  for (const auto& [key, value] : body.entries) {
    auto candidate = find_suggestion(key->text, names);
    if (const auto form = foreign_form(key->text); !form.empty())
      candidate = Suggestion{std::string(form), true};
    if (!candidate) continue;
    if (found != nullptr) return;
    found = key;
    near = candidate;
  }
  if (found != nullptr) {
    draft.suggest(near, found->span);
  } else if (const auto* foreign = foreign_advice(body)) {
    draft.label(std::string(foreign->advice));
  } else if (body.find("type") != nullptr) {
    draft.label("write `newtype: T` for a type of its own, `alias: T` for another name of `T`");
  }
}

// The one form that is declared; nothing if it is unclear or not supported. Both are reported.
std::optional<Form> find_form(Context& context, const yaml::Node& key, const yaml::Node& body) {
  if (!yaml::expect_mapping(body, "the type " + quote(key.text), context.diagnostics)) {
    return std::nullopt;
  }
  const auto forms = forms_of(body);
  if (forms.size() != 1) {
    std::string message = quote(key.text);
    if (forms.empty()) {
      message += " does not say what it is";
    } else {
      message += " is declared as " + quote(forms[0]->name) + " and as " + quote(forms[1]->name);
    }
    auto draft = context.diagnostics.add(Code::ambiguous_declaration, key.span, message);
    draft.label("write one of `newtype`, `alias`, `enum`, `record`, `union`, `mixin` and `derive`");
    if (forms.empty()) suggest_form(body, draft);
    return std::nullopt;
  }
  return forms.front()->form;
}

void read_body(Context& context, const Pending& pending) {
  auto& declaration = declaration_at(context, pending.declaration);
  declaration.doc = read_optional_text(context, *pending.body, "doc");
  declaration.history = read_history(context, *pending.body);
  switch (declaration.form) {
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

}  // namespace

model::DeclarationId add_declaration(Context& context, Form form, std::string name, Span span,
                                     Use use) {
  const auto id = static_cast<model::DeclarationId>(context.model.declarations.size());
  syntax::Declaration declaration;
  declaration.form = form;
  declaration.use = use;
  declaration.name = std::move(name);
  declaration.contract = context.contract;
  declaration.span = span;
  context.model.declarations.push_back(std::move(declaration));
  if (use == Use::type) context.current().declarations.push_back(id);
  return id;
}

syntax::Declaration& declaration_at(Context& context, model::DeclarationId id) {
  return context.model.declarations[id];
}

namespace {

// Until it is instantiated, nothing is known of what the parameters stand for.
void add_parameters(Context& context, Pending& pending) {
  pending.parameters = read_parameters(context, *pending.body);
  syntax::TypeExpression unknown;
  unknown.broken = true;
  for (const auto& name : pending.parameters) pending.arguments.emplace(name, unknown);
}

}  // namespace

void declare_types(Context& context, const yaml::Node& root) {
  const auto* types = root.find("types");
  if (types == nullptr || !yaml::expect_mapping(*types, "`types`", context.diagnostics)) return;
  for (const auto& [key, body] : types->entries) {
    if (!check_type_name(context, *key)) continue;
    const auto form = find_form(context, *key, *body);
    Use use = Use::type;
    if (form && body->find("mixin") != nullptr) use = Use::mixin;
    const bool generic = form == Form::record || form == Form::alias;
    if (generic && use == Use::type && body->find("params") != nullptr) use = Use::generic;
    const auto id =
        add_declaration(context, form.value_or(Form::record), key->text, key->span, use);
    context.scopes[context.contract].emplace(key->text, id);
    if (!form) {
      declaration_at(context, id).broken = true;
      continue;
    }
    Pending& pending = context.pending.emplace_back();
    pending.declaration = id;
    pending.contract = context.contract;
    pending.home = context.contract;
    pending.body = body;
    context.pending_of[id] = &pending;
    if (use == Use::generic) add_parameters(context, pending);
    if (*form == Form::union_) declare_inline_shapes(context, pending);
  }
}

void read_declaration(Context& context, Pending& pending) {
  if (pending.state != Pending::State::waiting) return;
  const model::ContractId outer = std::exchange(context.contract, pending.contract);
  const Pending* outer_reading = std::exchange(context.reading, &pending);
  pending.state = Pending::State::open;
  read_body(context, pending);
  pending.state = Pending::State::done;
  context.reading = outer_reading;
  context.contract = outer;
  // A generic is read for what is wrong with it whatever its arguments are.
  auto& declaration = declaration_at(context, pending.declaration);
  if (declaration.use == Use::generic) declaration.broken = true;
}

bool ensure_read(Context& context, model::DeclarationId declaration) {
  const auto found = context.pending_of.find(declaration);
  if (found == context.pending_of.end()) return true;  // broken
  read_declaration(context, *found->second);
  return found->second->state == Pending::State::done;
}

}  // namespace tally::compiler::resolving
