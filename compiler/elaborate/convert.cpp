// What the two models have in common, taken over.
#include <utility>

#include "elaborate/passes.h"

namespace tally::compiler::elaborating {
namespace {

std::vector<model::Constraint> converted(std::vector<syntax::Constraint> constraints) {
  std::vector<model::Constraint> list;
  list.reserve(constraints.size());
  for (auto& constraint : constraints) {
    auto& made = list.emplace_back();
    for (auto& field : constraint.fields)
      made.fields.push_back({std::move(field.name), field.span, 0, {}});
    static_cast<model::WrittenConstraint&>(made) = std::move(constraint);
  }
  return list;
}

model::TypeExpression converted(syntax::TypeExpression type) {
  model::TypeExpression made;
  made.constraints = converted(std::move(type.constraints));
  made.keys = converted(std::move(type.keys));
  for (auto& element : type.element) made.element.push_back(converted(std::move(element)));
  static_cast<model::WrittenType&>(made) = type;
  return made;
}

model::Simulation converted(syntax::Simulation simulation) {
  model::Simulation made;
  made.spec.generator = simulation.generator;
  static_cast<model::WrittenSimulation&>(made) = std::move(simulation);
  return made;
}

std::vector<model::Field> converted(std::vector<syntax::Field> fields) {
  std::vector<model::Field> list;
  list.reserve(fields.size());
  for (auto& field : fields) {
    auto& made = list.emplace_back();
    made.type = converted(std::move(field.type));
    if (field.simulation) made.simulation = converted(std::move(*field.simulation));
    static_cast<model::WrittenField&>(made) = std::move(field);
  }
  return list;
}

// `type_rules` reads the rest of the rules from where they are.
std::vector<model::Rule> converted(const std::vector<syntax::Rule>& rules) {
  std::vector<model::Rule> list(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i)
    static_cast<model::WrittenRule&>(list[i]) = rules[i];
  return list;
}

void convert_form(syntax::Declaration& source, std::uint32_t simplest,
                  model::Declaration& declaration) {
  using Form = syntax::Declaration::Form;
  switch (source.form) {
    case Form::record:
      declaration.form =
          model::Record{converted(std::move(source.fields)), source.unknown,
                        converted(source.rules), std::move(source.reserved), source.observed};
      return;
    case Form::newtype:
      declaration.form = model::Newtype{converted(std::move(source.type)), std::move(source.unit)};
      return;
    case Form::alias:
      declaration.form = model::Alias{converted(std::move(source.type))};
      return;
    case Form::enumeration:
      declaration.form =
          model::Enumeration{std::move(source.values), source.open, std::move(source.reserved)};
      return;
    case Form::union_:
      declaration.form = model::Union{std::move(source.tag), std::move(source.variants), simplest};
      return;
  }
}

model::Migration converted(syntax::Migration migration) {
  model::Migration made;
  for (auto& step : migration.steps) {
    auto& step_made = made.steps.emplace_back();
    if (step.old_type) step_made.old_type = converted(std::move(*step.old_type));
    static_cast<model::WrittenStep&>(step_made) = std::move(step);
  }
  static_cast<model::WrittenMigration&>(made) = migration;
  return made;
}

model::Contract converted(syntax::Contract contract) {
  model::Contract made;
  for (auto& migration : contract.migrations)
    made.migrations.push_back(converted(std::move(migration)));
  for (auto& constant : contract.constants) {
    auto& constant_made = made.constants.emplace_back();
    constant_made.type = converted(std::move(constant.type));
    static_cast<model::WrittenConstant&>(constant_made) = std::move(constant);
  }
  static_cast<model::WrittenContract&>(made) = std::move(contract);
  return made;
}

}  // namespace

model::Model convert(syntax::Model& source, const Simplest& simplest) {
  model::Model model;
  for (auto& contract : source.contracts) model.contracts.push_back(converted(std::move(contract)));
  for (std::size_t id = 0; id < source.declarations.size(); ++id) {
    auto& declaration = model.declarations.emplace_back();
    convert_form(source.declarations[id], simplest[id], declaration);
    static_cast<model::WrittenDeclaration&>(declaration) = std::move(source.declarations[id]);
  }
  return model;
}

}  // namespace tally::compiler::elaborating
