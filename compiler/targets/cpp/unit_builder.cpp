#include "targets/cpp/unit_builder.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/query.h"
#include "model/vocabulary.h"
#include "plan/plan.h"
#include "render/ordered_json.h"
#include "render/quote.h"
#include "rules/wording.h"
#include "targets/cpp/definition_order.h"
#include "targets/cpp/documentation.h"
#include "targets/cpp/entries.h"
#include "targets/cpp/literals.h"
#include "targets/cpp/patterns.h"
#include "targets/cpp/plan_tables.h"
#include "targets/cpp/rules.h"
#include "targets/cpp/user_functions.h"
#include "targets/cpp/values.h"
#include "targets/layout.h"

namespace tally::compiler::targets::cpp {
namespace {

using model::Declaration;
using model::TypeExpression;

/// A field's name as documents have it; nlohmann's writer escapes as RFC 8785 does.
std::string key_of(const model::Field& field) {
  return cpp_string_literal(OrderedJson(field.wire).dump() + ":");
}

class UnitBuilder {
 public:
  UnitBuilder(const Shared& shared, model::ContractId id)
      : shared_(shared),
        model_(shared.model),
        names_(shared.names),
        contract_(shared.model.contracts[id]),
        conditions_(shared.model, shared.names, shared.patterns),
        order_(shared.model, shared.names, id),
        plan_(build_plan(shared.model, id)),
        planned_(plan_.plan()),
        tables_(planned_, conditions_) {}

  Unit run() {
    note_rules();
    for (const model::DeclarationId id : model::in_dependency_order(model_, contract_)) {
      made_.declarations.push_back(declare(id));
      order_.define(model_.declarations[id]);
    }
    const auto fingerprints = compat::entry_fingerprints(model_, shared_.published, contract_);
    for (const OwnedPlan::Entry& entry : plan_.entries()) {
      const Declaration& declaration = model_.declarations[entry.declaration];
      made_.entries.push_back({
          .entry = entry_point_of(model_, names_, declaration),
          .fingerprint =
              cpp_string_literal(fingerprints.at(model::qualified_name(model_, declaration))),
          .type = entry.type,
      });
    }
    add_heading(compat::contract_fingerprint(fingerprints));
    made_.constants = constants_of(model_, names_, contract_);
    made_.keys = keys_of(model_, names_, contract_);
    made_.signals = signals_of(model_, names_, contract_);
    Conversions conversions = conversions_of(model_, names_, contract_, plan_);
    made_.plan = tables_.finish(generated_, conversions.functions, made_.defaults);
    made_.converters = std::move(conversions.converters);
    made_.natives = natives_of(model_, names_, contract_);
    for (const PatternConstant& pattern : conditions_.patterns())
      made_.patterns.push_back(pattern_of(pattern));
    return std::move(made_);
  }

 private:
  void add_heading(std::string fingerprint) {
    made_.path = comment_name(contract_.path);
    made_.stem = names_.stem(contract_);
    made_.package = contract_.package;
    made_.version = contract_.version;
    made_.fingerprint = std::move(fingerprint);
    made_.name_space = names_.name_space(contract_);
    made_.plan_name = names_.of_contract("plan", contract_);
    made_.keys_name = names_.of_contract("keys", contract_);
    made_.doc = documentation(contract_.doc);
    made_.has_deprecated = model::has_deprecated(model_, contract_);
    for (const model::Import& import : contract_.imports)
      made_.includes.push_back(names_.stem(model_.contracts[import.contract]));
    made_.forward = order_.forward();
    made_.has_rules = std::any_of(
        contract_.declarations.begin(), contract_.declarations.end(),
        [&](model::DeclarationId id) { return !rules_of(model_.declarations[id]).empty(); });
  }

  /// The plan may hold records of other contracts, whose rules are in their files.
  void note_rules() {
    for (model::DeclarationId id = 0; id < model_.declarations.size(); ++id) {
      const Declaration& record = model_.declarations[id];
      const std::optional<plan::TypeIndex> type = plan_.type_of(id);
      if (type && !rules_of(record).empty())
        generated_.ruled[planned_.types[*type].rules.data()] = names_.view(record);
    }
  }

  TypeDeclaration declare(model::DeclarationId id) {
    const Declaration& declaration = model_.declarations[id];
    const auto* named = named_type(declaration);
    const std::optional<plan::TypeIndex> planned = plan_.type_of(id);
    return {
        .name = names_.type_name(declaration),
        .qualified = names_.qualified(declaration),
        .snake = names_.snake(declaration.name),
        .doc = documentation(declaration.doc, {.unit = unit_of(declaration),
                                               .since = declaration.history.since,
                                               .sensitive = named != nullptr && named->sensitive}),
        .deprecated = deprecation(declaration.history),
        .is_compared = shared_.compared.contains(id),
        .form = std::visit(
            [&](const auto& form) {
              return TypeDeclaration::Form(form_of(declaration, form, planned));
            },
            declaration.form),
    };
  }

  // What a declaration is. `planned` is its type in the plan: records and unions have one, wrappers
  // have none.

  Wrapper form_of(const Declaration& declaration, const model::Newtype& newtype,
                  std::optional<plan::TypeIndex> /*planned*/) {
    return wrapper_of(declaration, newtype.type);
  }

  Wrapper form_of(const Declaration& declaration, const model::Alias& alias,
                  std::optional<plan::TypeIndex> /*planned*/) {
    Wrapper made = wrapper_of(declaration, alias.type);
    made.is_alias = true;
    return made;
  }

  Wrapper wrapper_of(const Declaration& declaration, const TypeExpression& type) {
    order_.note_use(type, declaration);
    return {
        .is_alias = false,
        .owned = names_.owned(type, contract_),
        .view = names_.view(type),
        .conditions = conditions_.of(type, "value", names_.snake(declaration.name)),
    };
  }

  Enumeration form_of(const Declaration& declaration, const model::Enumeration& enumeration,
                      std::optional<plan::TypeIndex> planned) {
    Enumeration made{
        .is_open = enumeration.open,
        .table = helper(names_.snake(declaration.name) + "_names"),
        .wires = {},
        .known = names_.nested("Known", declaration),
        .underlying = underlying_type(declaration),
        .view = names_.view(declaration),
        .values = {},
    };
    if (planned) {
      const plan::Type& type = planned_.types[*planned];
      std::vector<std::string> rows;
      for (const plan::Member& value : type.members) rows.push_back(cpp_string_literal(value.name));
      made.wires = filled(rows);
      generated_.members[type.members.data()] = "tally::plan::named<" + made.table + ">";
    }
    const std::vector<std::string> names = names_.values(declaration);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const model::EnumValue& value = enumeration.values[i];
      made.values.push_back({
          .name = names[i],
          .doc = documentation(value.doc, {.since = value.history.since}),
          .deprecated = deprecation(value.history),
      });
    }
    return made;
  }

  Record form_of(const Declaration& declaration, const model::Record& record,
                 std::optional<plan::TypeIndex> planned) {
    const plan::Type& type = planned_.types[*planned];
    RecordLayout layout = layout_of(model_, record);
    Record made;
    made.table = helper(names_.snake(declaration.name) + "_members");
    made.unknown = model::id_of(record.unknown);
    made.keeps = record.unknown == model::Unknown::keep;
    made.position = names_.nested("Position", declaration);
    made.size = layout.size;
    made.offsets = std::move(layout.offsets);
    const std::vector<std::string> names = names_.fields(declaration);
    if (!names.empty()) {
      made.conditions.push_back("value.present.covers(tally::record::required<" + made.table +
                                ">)");
      generated_.members[type.members.data()] =
          "tally::record::in_documents<view::" + made.table + ">";
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string owner =
          names_.snake(declaration.name) + "_" + names_.snake(record.fields[i].name);
      add_conditions(made.conditions, record.fields[i], i, "value." + names[i], owner);
      made.fields.push_back(field_of(declaration, record.fields[i], i, names[i], owner, type));
    }
    if (made.keeps) {
      made.conditions.push_back("tally::record::all_unknown(value.unknown_members, " +
                                names_.type_name(declaration) + "::tally_record)");
    }
    for (std::size_t i = 0; i < record.rules.size(); ++i) {
      made.rules.push_back(rule_of(declaration, record, record.rules[i], type.rules[i]));
      made.conditions.push_back("rules::" + made.rules.back().function + "(value)");
      made.has_native = made.has_native || made.rules.back().native;
    }
    return made;
  }

  Field field_of(const Declaration& record, const model::Field& field, std::size_t index,
                 const std::string& name, const std::string& owner, const plan::Type& planned) {
    Field made{
        .name = name,
        .index = index,
        .doc = documentation(
            field.doc,
            {.unit = field.unit, .since = field.history.since, .sensitive = field.type.sensitive}),
        .deprecated = deprecation(field.history),
        .optional = field.optional,
        .owned = names_.owned(field.type, contract_),
        .view = names_.view(field.type),
        .key = key_of(field),
        .row = {},
        .fallback = std::nullopt,
        .initial = "{}",
        .made = false,
    };
    if (field.optional) made.owned = "std::optional<" + made.owned + ">";
    std::string text;  // the constant with the default's JSON
    if (field.default_value) {
      made.fallback = helper(owner + "_default");
      text = *made.fallback + "_text";
      made_.defaults.push_back({text, cpp_string_literal(field.default_value->json)});
    }
    made.row = tables_.member(planned, planned.members[index], text);
    order_.note_use(field.type, record);
    if (order_.holds_undefined(field.type, record)) {
      // A list of what is not declared yet cannot be initialised here; it begins empty all the
      // same.
      made.initial = "";
    } else if (made.fallback) {
      const std::optional<std::string> initialiser = initialiser_of(model_, names_, field);
      made.initial = initialiser ? *initialiser : " = " + *made.fallback + "()";
      made.made = !initialiser;
    }
    return made;
  }

  void add_conditions(std::vector<std::string>& conditions, const model::Field& field,
                      std::size_t index, const std::string& access, const std::string& owner) {
    std::vector<std::string> parts = conditions_.of(field.type, access, owner);
    if (parts.empty()) return;
    if (field.optional) {
      const std::string absent = "!value.present.has(" + std::to_string(index) + ")";
      conditions.push_back(Conditions::either(absent, parts));
    } else {
      conditions.insert(conditions.end(), parts.begin(), parts.end());
    }
  }

  Rule rule_of(const Declaration& declaration, const model::Record& record, const model::Rule& rule,
               const plan::Rule& planned) {
    const bool has_place = planned.at != plan::Rule::nowhere;
    return {
        .source = line_comment_text(rules::statement(record, rule)),
        .function = helper(names_.snake(declaration.name) + "_" + names_.snake(rule.id)),
        .unused = !reads_record(rule),
        .body = rule_body(model_, names_, rule),
        .id = cpp_string_literal(planned.id),
        .message = cpp_string_literal(planned.message),
        .params = cpp_string_literal(planned.params),
        .at = has_place ? std::optional(planned.at) : std::nullopt,
        .named = planned.named.empty() ? std::nullopt : std::optional(positions_of(planned.named)),
        .native = planned.native,
    };
  }

  Union form_of(const Declaration& declaration, const model::Union& tagged,
                std::optional<plan::TypeIndex> planned) {
    const plan::Type& type = planned_.types[*planned];
    Union made{
        .tag = cpp_string_literal(tagged.tag),
        .tag_enum = names_.nested("Tag", declaration),
        .initial = {},
        .wires = {},
        .variants = {},
    };
    const std::vector<std::string> names = names_.variants(declaration);
    bool early = false;  // something that it holds is not defined yet
    std::vector<std::string> wires;
    std::string table = "view::" + names_.type_name(declaration) + "::tally_names";
    for (std::size_t i = 0; i < names.size(); ++i) {
      wires.push_back(cpp_string_literal(type.members[i].name));
      table += ", " + std::to_string(type.members[i].type);
      const model::Variant& variant = tagged.variants[i];
      const Declaration& record = model_.declarations[variant.record];
      const TypeExpression use = use_of(variant.record);
      early = order_.holds_undefined(use, declaration) || early;
      made.variants.push_back({
          .name = names[i],
          .doc = documentation(variant.doc),
          .owned = record.name == "Tag" ? names_.qualified(record) : names_.owned(use, contract_),
          .view = names_.view(use),
      });
    }
    generated_.members[type.members.data()] = "tally::plan::named<" + table + ">";
    made.wires = filled(wires);
    if (tagged.simplest != 0)
      made.initial = "{std::in_place_index<" + std::to_string(tagged.simplest) + ">}";
    else if (!early)
      made.initial = "{}";
    return made;
  }

  /// A name of this file alone.
  std::string helper(const std::string& wanted) { return conditions_.helper(wanted); }

  const Shared& shared_;
  const model::Model& model_;
  const Names& names_;
  const model::Contract& contract_;
  Conditions conditions_;
  DefinitionOrder order_;
  OwnedPlan plan_;
  plan::Plan planned_;  // what it owns, for the tables
  PlanTablesBuilder tables_;
  Tables generated_;
  Unit made_;
};

}  // namespace

Shared::Shared(const model::Model& of, const Definition& definition)
    : model(of),
      names(of, definition),
      published(compat::publish(of)),
      patterns(find_patterns(of)),
      compared(model::compared(of)) {}

Unit build_unit(const Shared& shared, model::ContractId contract) {
  return UnitBuilder(shared, contract).run();
}

}  // namespace tally::compiler::targets::cpp
