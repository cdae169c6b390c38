#include "targets/cpp/user_functions.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "render/quote.h"
#include "rules/wording.h"
#include "targets/cpp/documentation.h"

namespace tally::compiler::targets::cpp {
namespace {

using model::Declaration;
using model::TypeExpression;

/// A function's namespace, and its name inside.
struct Place {
  std::string name_space;
  std::string function;
};

Place place_of(const Names& names, std::string_view name) {
  const std::string function = names.function(name);
  const std::size_t split = function.rfind("::");
  return {function.substr(0, split), function.substr(split + 2)};
}

/// What is as small as a reference is passed as it is.
std::string parameter_of(const TypeExpression& type, const std::string& owned) {
  using model::Kind;
  const bool small = type.form == TypeExpression::Form::builtin && type.builtin != Kind::string &&
                     type.builtin != Kind::bytes && type.builtin != Kind::json;
  return small ? owned : "const " + owned + "&";
}

Converter converter_of(const model::Model& model, const Names& names,
                       const model::Migration& migration, const model::MigrationStep& step) {
  static const model::Contract nowhere;  // so that all names are qualified
  const Place place = place_of(names, step.to);
  return {
      .name_space = place.name_space,
      .function = place.function,
      .parameter = parameter_of(*step.old_type, names.owned(*step.old_type, nowhere)),
      .to = names.owned(*step.new_type, nowhere),
      .doc =
          line_comment_text("`" + step.field + "` of " + model.declarations[migration.type].name +
                            " in documents of version " + std::to_string(migration.from) +
                            ", for version " + std::to_string(migration.to) + "."),
  };
}

bool are_same(const Converter& one, const Converter& other) {
  const auto signature = [](const Converter& each) {
    return std::tie(each.name_space, each.function, each.parameter, each.to);
  };
  return signature(one) == signature(other);
}

/// The converter between documents: values are read as views, converted, and written.
std::string step_function(const Names& names, const model::MigrationStep& step,
                          const Converter& converter) {
  return "tally::convert<" + names.view(*step.old_type) + ", " + names.view(*step.new_type) + ", " +
         converter.parameter + ", " + converter.to + ", " + names.function_in_scope(step.to) + ">";
}

}  // namespace

std::vector<NativeRule> natives_of(const model::Model& model, const Names& names,
                                   const model::Contract& contract) {
  std::vector<NativeRule> natives;
  std::set<std::string> known;
  for (const model::DeclarationId id : contract.declarations) {
    const Declaration& record = model.declarations[id];
    for (const model::Rule& rule : rules_of(record)) {
      if (rule.native.empty() || !known.insert(rule.native + " " + record.name).second) continue;
      const Place place = place_of(names, rule.native);
      natives.push_back({
          .name_space = place.name_space,
          .function = place.function,
          .view = names.view(record),
          .doc = documentation("Whether the rule `" + rule.id + "` of " + record.name +
                               " holds: " + rules::sentence(*record.as<model::Record>(), rule) +
                               ". Defined by the contract's user, once for every platform."),
      });
    }
  }
  return natives;
}

Conversions conversions_of(const model::Model& model, const Names& names,
                           const model::Contract& contract, const OwnedPlan& plan) {
  Conversions made;
  for (const model::Migration& migration : contract.migrations) {
    if (!plan.type_of(migration.type)) continue;
    for (const model::MigrationStep& step : migration.steps) {
      if (step.action != model::MigrationStep::Action::convert) continue;
      const Converter converter = converter_of(model, names, migration, step);
      made.functions.push_back(step_function(names, step, converter));
      const auto is_known = [&](const Converter& other) { return are_same(other, converter); };
      if (std::none_of(made.converters.begin(), made.converters.end(), is_known))
        made.converters.push_back(converter);
    }
  }
  return made;
}

}  // namespace tally::compiler::targets::cpp
