#include "sample/simulated.h"

#include "sample/numbers.h"
#include "tally/engine/simulate.h"

namespace tally::compiler::sampling {

Series::Series(const model::Model& model, const OwnedPlan& plan, std::uint64_t seed)
    : plan_(plan.view()), seed_(seed) {
  for (model::DeclarationId id = 0; id < model.declarations.size(); ++id) {
    const auto& declaration = model.declarations[id];
    if (declaration.form != model::Declaration::Form::record) continue;
    if (const auto type = plan.type_of(id)) records_.emplace(*type, &declaration);
  }
}

double Series::number_of(const simulate::Spec& spec, const Place& place) {
  constexpr std::int64_t apart = 1'000'000'000;
  const std::uint64_t seed = simulate::seed_of(seed_, place.path);
  const auto at = [&](std::uint64_t step, double previous) {
    return simulate::number(spec, seed, {step, static_cast<std::int64_t>(step) * apart}, previous);
  };
  if (spec.generator != simulate::Generator::walk) return at(place.number, 0);
  auto found = last_.find(place.path);
  if (found == last_.end() || found->second.step > place.number)
    found = last_.insert_or_assign(std::string(place.path), Last{0, at(0, 0)}).first;
  Last& last = found->second;
  while (last.step < place.number) {
    ++last.step;
    last.number = at(last.step, last.number);
  }
  return last.number;
}

std::optional<std::string> Series::value(const Place& place) {
  const auto found = records_.find(place.record);
  if (found == records_.end()) return std::nullopt;
  const auto& simulation = found->second->fields[place.member].simulation;
  if (!simulation) return std::nullopt;
  if (simulation->spec.generator == simulate::Generator::choice) {
    const std::uint64_t seed = simulate::seed_of(seed_, place.path);
    return simulation->values[simulate::choice(simulation->weights, seed, place.number)];
  }
  plan::TypeIndex index = plan_.types[place.record].members[place.member].type;
  while (plan_.types[index].kind == plan::Kind::nullable) index = plan_.types[index].element;
  const plan::Type& type = plan_.types[index];
  const double number = number_of(simulation->spec, place);
  return simulation->spec.whole ? spell_whole(type, static_cast<Int128>(number))
                                : spell_float(type, number);
}

}  // namespace tally::compiler::sampling
