#include "serve/simulation.h"

#include "model/query.h"
#include "tally/engine/simulate.h"

namespace tally::compiler {
namespace {

constexpr std::uint64_t seed = 1;

/// The keys that stand for a pattern.
std::vector<std::string> examples_of(const model::Key& key) {
  std::vector<std::string> keys;
  for (const char* name : {"1", "2", "3"}) {
    std::string text;
    bool open = false;
    for (const std::string_view segment : model::segments(key.pattern)) {
      if (!text.empty()) text += '.';
      open = open || segment.front() == '{';
      text += segment.front() == '{' ? std::string_view(name) : segment;
    }
    keys.push_back(std::move(text));
    if (!open) break;
  }
  return keys;
}

}  // namespace

Simulated::Source::Source(const model::Model& model, const ServedKey& key, std::uint64_t its_seed)
    : series(model, *key.plan, its_seed), sampler(key.type->plan, key.type->type, its_seed) {
  sampler.simulate([this](const sampling::Place& place) {
    auto value = series.value(place);
    asked = asked || value.has_value();
    return value;
  });
}

Simulated::Simulated(const model::Model& model, const ServedRecords& records, db::Db& db)
    : db_(db) {
  for (const ServedKey& key : records.keys()) {
    if (!key.readable || key.writable) continue;
    for (std::string& name : examples_of(*key.declared)) {
      Source& source = sources_.emplace_back(model, key, simulate::seed_of(seed, name));
      const auto first = source.sampler.valid(0);
      const auto record = db.configure(name, *key.type, key.buffer);
      if (!first || !source.asked || !record) {
        sources_.pop_back();
        break;
      }
      source.record = &*record;
      keys_.push_back(std::move(name));
    }
  }
}

void Simulated::step() {
  for (Source& source : sources_) {
    if (const auto json = source.sampler.valid(number_)) db_.set(*source.record, *json);
  }
  ++number_;
}

}  // namespace tally::compiler
