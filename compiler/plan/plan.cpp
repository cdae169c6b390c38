#include "plan/plan.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "rules/wording.h"
#include "tally/engine/base.h"
#include "tally/engine/values/formats.h"

namespace tally::compiler {

using Form = model::TypeExpression::Form;
using plan::Kind;
using plan::TypeIndex;

class PlanBuilder {
 public:
  explicit PlanBuilder(const model::Model& model) : model_(model) {}

  void add_entries(const model::Contract& source) {
    out_.limits_ = source.limits;
    for (const auto id : source.declarations) {
      if (model_.declarations[id].inline_variant) continue;
      out_.entries_.push_back({id, declared_type(id)});
    }
    out_.version_ = keep(source.version);
    out_.version_field_ = keep(source.version_field);
    for (const auto& migration : source.migrations) {
      // What no document of this contract holds needs none.
      if (const auto type = out_.type_of(migration.type)) add(migration, *type);
    }
  }

  TypeIndex add(const model::TypeExpression& use) { return type(use, {}); }

  OwnedPlan take() {
    // One may be a copy of another, which has a lower index and comes first then.
    std::map<TypeIndex, TypeIndex> sources;
    for (const auto& [source, copy] : sensitive_) sources.emplace(copy, source);
    for (const auto& [copy, source] : sources) {
      out_.types_[copy] = out_.types_[source];
      out_.types_[copy].sensitive = true;
    }
    for (plan::Type& type : out_.types_) type.explain = explainer_of(type).function;
    return std::move(out_);
  }

 private:
  // Constraints in the order in which they are checked.
  using Chain = std::vector<const model::Constraint*>;

  void add(const model::Migration& migration, TypeIndex record) {
    std::vector<plan::Step> steps;
    for (const auto& step : migration.steps) {
      const auto& value = step.old_type ? step.old_type : step.new_type;
      std::vector<plan::NewName> names;
      for (const auto& name : step.values) names.push_back({keep(name.from), keep(name.to)});
      steps.push_back({step.action, keep(step.field), keep(step.to), value ? type(*value, {}) : 0,
                       out_.new_names_.emplace_back(std::move(names)), nullptr});
    }
    out_.migrations_.push_back(
        {record, migration.from, migration.to, out_.steps_.emplace_back(std::move(steps))});
  }

  // Indices are given out before what a type contains is built, so that a plan reads top down.
  TypeIndex reserve(Kind kind) {
    out_.types_.emplace_back().kind = kind;
    return static_cast<TypeIndex>(out_.types_.size() - 1);
  }

  TypeIndex declared_type(model::DeclarationId id) {
    if (const auto known = out_.declared_.find(id); known != out_.declared_.end())
      return known->second;
    const auto& declaration = model_.declarations[id];
    const TypeIndex index =
        std::visit([&](const auto& form) { return built(form, id); }, declaration.form);
    out_.declared_.emplace(id, index);
    return index;
  }

  TypeIndex built(const model::Newtype& newtype, model::DeclarationId) {
    return type(newtype.type, {});
  }

  TypeIndex built(const model::Alias& alias, model::DeclarationId) { return type(alias.type, {}); }

  TypeIndex built(const model::Record& record, model::DeclarationId id) {
    const TypeIndex index = reserve(Kind::record);
    out_.declared_.emplace(id, index);  // before its fields, which may come back to it
    std::vector<plan::Member> members;
    for (const auto& field : record.fields) {
      const TypeIndex element = type(field.type, {});
      plan::Member member{.name = keep(field.wire),
                          .type = element,
                          .optional = field.may_be_absent(),
                          .renamed_from = old_names(field)};
      if (field.default_value) member.fallback = padded(field.default_value->json);
      if (field.simulation) member.simulated = simulated(*field.simulation);
      members.push_back(member);
    }
    out_.types_[index].rules = rules(record, index);
    out_.types_[index].unknown = record.unknown;
    out_.types_[index].members = out_.members_.emplace_back(std::move(members));
    return index;
  }

  const char* padded(const std::string& json) {
    return out_.strings_.emplace_back(json + std::string(input_padding, '\0')).c_str();
  }

  std::span<const plan::Rule> rules(const model::Record& record, TypeIndex index) {
    if (record.rules.empty()) return {};
    auto& list = out_.rules_.emplace_back(index, std::vector<plan::Rule>()).second;
    for (const auto& rule : record.rules) {
      plan::Rule& made = list.emplace_back();
      made.id = keep(rule.id);
      made.message = keep(rules::sentence(record, rule));
      made.params = keep(rules::params(record, rule));
      made.at = rule.place.value_or(plan::Rule::nowhere);
      if (!rule.named.empty()) made.named = out_.named_.emplace_back(rule.named);
      made.native = !rule.condition;
      if (made.native) continue;
      auto& nodes = out_.nodes_.emplace_back();
      flatten(*rule.condition, nodes);
      made.condition = nodes;
      made.evaluate = plan::code::evaluate;
    }
    return list;
  }

  void flatten(const model::Expression& expression, std::vector<plan::RuleNode>& nodes) {
    const std::size_t at = nodes.size();
    nodes.push_back({expression.operation, expression.kind, 1, expression.index, expression.integer,
                     expression.number, keep(expression.text)});
    for (const auto& argument : expression.arguments) flatten(argument, nodes);
    nodes[at].nodes = static_cast<std::uint32_t>(nodes.size() - at);
  }

  const plan::Simulated* simulated(const model::Simulation& simulation) {
    plan::Simulated& made = out_.simulated_.emplace_back();
    made.spec = simulation.spec;
    if (simulation.values.empty()) return &made;
    auto& values = out_.choices_.emplace_back();
    for (const auto& json : simulation.values) values.push_back(keep(json));
    made.values = values;
    made.weights = out_.weights_.emplace_back(simulation.weights);
    return &made;
  }

  const plan::Names* old_names(const model::Field& field) {
    if (field.renamed_from.empty()) return nullptr;
    auto& names = out_.old_names_.emplace_back();
    for (const auto& old : field.renamed_from) names.push_back(keep(old.name));
    return &out_.renamed_.emplace_back(names);
  }

  TypeIndex built(const model::Enumeration& enumeration, model::DeclarationId) {
    const TypeIndex index = reserve(Kind::enumeration);
    out_.types_[index].open = enumeration.open;
    std::vector<plan::Member> members;
    for (const auto& value : enumeration.values) members.push_back({.name = keep(value.wire)});
    out_.types_[index].members = out_.members_.emplace_back(std::move(members));
    return index;
  }

  TypeIndex built(const model::Union& tagged, model::DeclarationId id) {
    const TypeIndex index = reserve(Kind::union_);
    out_.declared_.emplace(id, index);  // as for records
    std::vector<plan::Member> members;
    for (const auto& variant : tagged.variants) {
      members.push_back({.name = keep(variant.wire), .type = declared_type(variant.record)});
    }
    out_.types_[index].tag = keep(tagged.tag);
    out_.types_[index].members = out_.members_.emplace_back(std::move(members));
    return index;
  }

  // A use of a type; `outer` are the constraints of the uses around it.
  TypeIndex type(const model::TypeExpression& use, const Chain& outer) {
    const TypeIndex index = plain_type(use, outer);
    if (!use.sensitive) return index;
    // A copy that is filled in when everything is known: a record may still be incomplete here.
    const auto [known, is_new] = sensitive_.emplace(index, 0);
    if (is_new) known->second = reserve(out_.types_[index].kind);
    return known->second;
  }

  TypeIndex plain_type(const model::TypeExpression& use, const Chain& outer) {
    Chain chain;
    for (const auto& constraint : use.constraints) chain.push_back(&constraint);
    chain.insert(chain.end(), outer.begin(), outer.end());
    switch (use.form) {
      case Form::builtin:
        return builtin(use, chain);
      case Form::declared:
        // As it is declared, or a copy of what it names with further constraints.
        return chain.empty() ? declared_type(use.declared)
                             : type(*named_type(model_.declarations[use.declared]), chain);
      case Form::nullable: {
        const TypeIndex index = reserve(Kind::nullable);
        const TypeIndex element = type(use.element.front(), chain);
        out_.types_[index].element = element;
        return index;
      }
      case Form::list:
      case Form::map:
        break;
    }
    return container(use, chain);
  }

  TypeIndex builtin(const model::TypeExpression& use, const Chain& chain) {
    const std::tuple plain{use.builtin, use.encoding, use.precision, use.scale, use.as_millis};
    if (chain.empty()) {
      if (const auto known = plain_.find(plain); known != plain_.end()) return known->second;
      plain_.emplace(plain, static_cast<TypeIndex>(out_.types_.size()));
    }
    const TypeIndex index = reserve(use.builtin);
    out_.types_[index].encoding = use.encoding;
    out_.types_[index].as_millis = use.as_millis;
    out_.types_[index].precision = use.precision;
    out_.types_[index].scale = use.scale;
    out_.types_[index].constraints = constraints(chain);
    return index;
  }

  TypeIndex container(const model::TypeExpression& use, const Chain& chain) {
    const TypeIndex index = reserve(use.form == Form::list ? Kind::list : Kind::map);
    out_.types_[index].constraints = constraints(chain);
    if (use.form == Form::map) {
      Chain keys;
      for (const auto& constraint : use.keys) keys.push_back(&constraint);
      model::TypeExpression text;
      text.builtin = Kind::string;
      const TypeIndex key = builtin(text, keys);
      out_.types_[index].key = key;
    }
    const TypeIndex element = type(use.element.front(), {});
    out_.types_[index].element = element;
    return index;
  }

  std::span<const plan::Constraint> constraints(const Chain& chain) {
    if (chain.empty()) return {};
    auto& result = out_.constraints_.emplace_back();
    for (const auto* constraint : chain) {
      const Pattern* pattern = constraint->pattern ? keep(*constraint->pattern) : nullptr;
      plan::Matcher format = nullptr;
      if (constraint->keyword == plan::Keyword::format)
        format = matcher_of(static_cast<Format>(constraint->integer));
      result.push_back({constraint->keyword, keep(constraint->text), constraint->integer,
                        constraint->number, pattern, format, constraint->unit,
                        positions(*constraint)});
    }
    return result;
  }

  std::span<const std::uint32_t> positions(const model::Constraint& constraint) {
    if (constraint.fields.empty()) return {};
    auto& result = out_.positions_.emplace_back();
    for (const auto& field : constraint.fields) result.push_back(field.position);
    return result;
  }

  std::string_view keep(const std::string& text) {
    const auto known = strings_.find(text);
    if (known != strings_.end()) return *known;
    return *strings_.insert(out_.strings_.emplace_back(text)).first;
  }

  const Pattern* keep(const CompiledPattern& pattern) {
    auto& known = patterns_[pattern.source];
    if (known == nullptr) {
      known = &out_.patterns_.emplace_back(out_.compiled_.emplace_back(pattern).pattern());
    }
    return known;
  }

  const model::Model& model_;
  OwnedPlan out_;
  // What is there already.
  std::map<std::tuple<Kind, plan::Encoding, std::uint8_t, std::uint8_t, bool>, TypeIndex>
      plain_;                                 // built-in, without constraints
  std::map<TypeIndex, TypeIndex> sensitive_;  // copies of types
  std::set<std::string_view> strings_;
  std::map<std::string_view, const Pattern*> patterns_;  // by their source, which the model owns
};

std::optional<TypeIndex> OwnedPlan::find(model::DeclarationId declaration) const {
  // A contract's declarations have ascending ids.
  const auto entry = std::lower_bound(
      entries_.begin(), entries_.end(), declaration,
      [](const Entry& candidate, model::DeclarationId id) { return candidate.declaration < id; });
  if (entry == entries_.end() || entry->declaration != declaration) return std::nullopt;
  return entry->type;
}

void OwnedPlan::take_natives(const plan::Plan& compiled) {
  for (auto& [type, list] : rules_) {
    types_[type].record = compiled.types[type].record;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i].native) list[i].holds = compiled.types[type].rules[i].holds;
    }
  }
}

bool OwnedPlan::lacks_natives() const {
  return std::any_of(rules_.begin(), rules_.end(), [](const auto& of_type) {
    const auto& list = of_type.second;
    return std::any_of(list.begin(), list.end(),
                       [](const plan::Rule& rule) { return rule.native && rule.holds == nullptr; });
  });
}

std::optional<TypeIndex> OwnedPlan::type_of(model::DeclarationId declaration) const {
  const auto found = declared_.find(declaration);
  if (found == declared_.end()) return std::nullopt;
  return found->second;
}

OwnedPlan build_plan(const model::Model& model, model::ContractId contract) {
  PlanBuilder builder(model);
  builder.add_entries(model.contracts[contract]);
  return builder.take();
}

ConstantsPlan build_constants_plan(const model::Model& model, model::ContractId contract) {
  PlanBuilder builder(model);
  ConstantsPlan made;
  for (const auto& constant : model.contracts[contract].constants)
    made.types.push_back(builder.add(constant.type));
  made.plan = builder.take();
  return made;
}

}  // namespace tally::compiler
