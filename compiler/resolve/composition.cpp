// Records that are made of others: by the fields of mixins, or by a choice of fields.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "diagnose/quote.h"
#include "language/language.h"
#include "resolve/declarations.h"
#include "resolve/keys.h"
#include "source/suggest.h"
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
        .add(Code::wrong_declaration_kind, name.span, quote(name.text) + " is not " + what)
        .related(source.span, "declared");
    return std::nullopt;
  }
  if (!ensure_read(context, *id)) {
    context.diagnostics
        .add(Code::recursive_declaration, name.span,
             quote(declaration_at(context, owner).name) + " is defined by itself")
        .related(declaration_at(context, *id).span, quote(name.text) + " declared");
    return std::nullopt;
  }
  return id;
}

const syntax::Field* find_field(const std::vector<syntax::Field>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const syntax::Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

// The names of fields under `key`. Names that are none are reported and left out.
std::vector<std::string> read_field_names(Context& context, const yaml::Node& node,
                                          std::string_view key,
                                          const std::vector<syntax::Field>& fields) {
  std::vector<std::string> names;
  if (!yaml::expect_sequence(node, quote(key), context.diagnostics)) return names;
  for (const auto* name : node.items) {
    if (!yaml::read_text(*name, "the name of a field", context.diagnostics)) continue;
    if (find_field(fields, name->text) != nullptr) {
      names.push_back(name->text);
      continue;
    }
    std::vector<std::string> known;
    for (const auto& field : fields) known.push_back(field.name);
    auto draft = context.diagnostics.add(Code::unknown_member, name->span,
                                         "there is no field " + quote(name->text));
    if (const auto near = suggest(name->text, known)) {
      draft.label("did you mean " + quote(*near) + "?");
    }
  }
  return names;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Adds the fields of the record that the expression names.
void add_named(const syntax::Expression& syntax, std::vector<std::string>& names) {
  using Form = syntax::Expression::Form;
  for (const auto& argument : syntax.arguments) add_named(argument, names);
  const bool own = syntax.form == Form::select && syntax.arguments.front().form == Form::name &&
                   syntax.arguments.front().text == "this";
  if (own) names.push_back(syntax.text);
}

std::vector<std::string> names_in(const syntax::Rule& rule) {
  std::vector<std::string> names;
  if (rule.when) add_named(*rule.when, names);
  if (rule.assertion) add_named(*rule.assertion, names);
  for (const auto& field : rule.fields) names.push_back(field.name);
  for (const auto& [field, needs] : rule.requirements) {
    names.push_back(field.name);
    for (const auto& need : needs) names.push_back(need.name);
  }
  if (rule.at) names.push_back(rule.at->name);
  return names;
}

// The rules whose fields are all still there. A native one may ask for any of them.
std::vector<syntax::Rule> surviving(const std::vector<syntax::Rule>& rules,
                                    const std::vector<syntax::Field>& fields) {
  std::vector<syntax::Rule> kept;
  for (const auto& rule : rules) {
    const auto names = names_in(rule);
    const bool whole = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
      return find_field(fields, name) != nullptr;
    });
    if (rule.broken || rule.form == syntax::Rule::Form::native || !whole) continue;
    kept.push_back(rule);
    kept.back().derived = true;
  }
  return kept;
}

// A field that may be absent is not there by default.
void make_optional(syntax::Field& field) {
  field.optional = true;
  field.default_value.reset();
}

}  // namespace

std::optional<Derived> read_derived(Context& context, const yaml::Node& derive,
                                    model::DeclarationId owner) {
  if (!yaml::expect_mapping(derive, "`derive`", context.diagnostics)) return std::nullopt;
  check_keys(derive, language::derive_place, context.diagnostics);
  const auto* from = derive.find("from");
  const auto* pick = derive.find("pick");
  const auto* omit = derive.find("omit");
  if (from == nullptr) {
    context.diagnostics.add(Code::missing_key, derive.span, "`derive` has no `from`");
    return std::nullopt;
  }
  if (pick != nullptr && omit != nullptr) {
    context.diagnostics.add(Code::unknown_key, omit->span, "`derive` has both `pick` and `omit`")
        .label("say which fields to take, or which to leave out");
  }
  const auto is_record = [](const syntax::Declaration& source) {
    return source.use == syntax::Declaration::Use::type &&
           source.form == syntax::Declaration::Form::record;
  };
  const auto source = find_source(context, *from, owner, is_record, "a record");
  if (!source) return std::nullopt;
  Derived derived{
      declaration_at(context, *source).fields, {}, declaration_at(context, *source).unknown};
  const auto& all = declaration_at(context, *source).fields;
  if (const auto* choice = pick != nullptr ? pick : omit) {
    const auto names = read_field_names(context, *choice, choice == pick ? "pick" : "omit", all);
    std::erase_if(derived.fields, [&](const syntax::Field& field) {
      return contains(names, field.name) != (choice == pick);
    });
  }
  for (auto& field : derived.fields) {
    auto& deprecated = field.history.deprecated;
    if (!deprecated || deprecated->use.empty()) continue;
    if (find_field(derived.fields, deprecated->use) != nullptr) continue;
    // What is to be used instead was left out here; it is still worth saying.
    deprecated->message = "use " + std::exchange(deprecated->use, {});
  }
  derived.rules = surviving(declaration_at(context, *source).rules, derived.fields);
  const auto* optional = derive.find("optional");
  if (optional == nullptr) return derived;
  const bool every = optional->is_scalar() && optional->text == "all";
  const auto names = every ? std::vector<std::string>{}
                           : read_field_names(context, *optional, "optional", derived.fields);
  for (auto& field : derived.fields) {
    if (!every && !contains(names, field.name)) continue;
    make_optional(field);
    for (auto& rule : derived.rules) rule.awaited.push_back(field.name);
  }
  return derived;
}

Included read_included(Context& context, const yaml::Node& include, model::DeclarationId owner) {
  Included included;
  auto& fields = included.fields;
  if (!yaml::expect_sequence(include, "`include`", context.diagnostics)) return included;
  const auto is_mixin = [](const syntax::Declaration& source) {
    return source.use == syntax::Declaration::Use::mixin;
  };
  for (const auto* name : include.items) {
    const auto mixin = find_source(context, *name, owner, is_mixin, "a mixin");
    if (!mixin) continue;
    for (const auto& field : declaration_at(context, *mixin).fields) {
      if (const auto* other = find_field(fields, field.name)) {
        context.diagnostics
            .add(Code::duplicate_name, name->span,
                 quote(name->text) + " brings the field " + quote(field.name) +
                     ", which is there already")
            .related(other->span, "first declared")
            .related(field.span, "declared again");
        continue;
      }
      fields.push_back(field);
    }
    const auto& rules = declaration_at(context, *mixin).rules;
    included.rules.insert(included.rules.end(), rules.begin(), rules.end());
  }
  return included;
}

void add_indirect_imports(syntax::Model& model) {
  for (model::ContractId id = 0; id < model.contracts.size(); ++id) {
    auto& contract = model.contracts[id];
    std::set<model::ContractId> known{id};
    for (const auto& import : contract.imports) known.insert(import.contract);
    const auto visit = [&](const auto& self, const syntax::TypeExpression& type) -> void {
      for (const auto& element : type.element) self(self, element);
      if (type.broken || type.form != syntax::TypeExpression::Form::declared) return;
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
