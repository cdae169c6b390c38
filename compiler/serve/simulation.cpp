#include "serve/simulation.h"

#include <algorithm>

#include "model/query.h"
#include "sample/sampler.h"
#include "tally/engine/simulation/simulate.h"

namespace tally::compiler {
namespace {

constexpr std::uint64_t seed = 1;

/// The keys that stand for a pattern.
std::vector<std::string> examples_of(std::string_view pattern) {
  std::vector<std::string> keys;
  for (const char* name : {"1", "2", "3"}) {
    std::string text;
    bool open = false;
    for (const std::string_view level : model::levels(pattern)) {
      if (!text.empty()) text += '.';
      open = open || level.front() == '{';
      text += level.front() == '{' ? std::string_view(name) : level;
    }
    keys.push_back(std::move(text));
    if (!open) break;
  }
  return keys;
}

}  // namespace

Simulated::Simulated(const std::vector<KeyDefinition>& keys, db::Db& db) {
  for (const KeyDefinition& key : keys) {
    const ContractType& type = *key.type;
    if (key.access != Access::read || key.buffer == BufferKind::mailbox ||
        !Series(type.plan, seed).is_lively(type.type))
      continue;
    for (const std::string& name : examples_of(key.pattern)) add(name, key, db);
  }
}

/// What the contract does not say stays what it was made up to be at first.
void Simulated::add(const std::string& key, const KeyDefinition& declared, db::Db& db) {
  const std::uint64_t own_seed = simulate::seed_of(seed, key);
  const ContractType& type = *declared.type;
  auto first = sampling::Sampler(type.plan, type.type, own_seed).valid(0);
  const auto record = db.configure(key, type, {declared.buffer, std::max(declared.capacity, 1U)});
  if (!first || !record) return;
  simulations_.emplace_back(
      db, *record, [first = std::move(*first)] { return first; }, own_seed);
  keys_.push_back(key);
}

void Simulated::step() {
  for (db::Simulation& simulation : simulations_) simulation.step_or_drop();
}

}  // namespace tally::compiler
