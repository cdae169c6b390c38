#include "sample/sampler.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "model/vocabulary.h"
#include "sample/faults.h"

namespace tally::compiler::sampling {
namespace {

// Enough for rules that one document in fifty obeys by chance.
constexpr std::uint32_t most_drafts = 400;
constexpr std::uint32_t most_spoiled = 40;

/// How far documents nest beyond what they must.
constexpr std::uint32_t levels = 5;

Value& value_at(Value& root, const std::vector<std::size_t>& route) {
  Value* value = &root;
  for (const std::size_t step : route) value = &value->items[step];
  return *value;
}

}  // namespace

Sampler::Sampler(const plan::Plan& plan, plan::TypeIndex type, std::uint64_t seed)
    : type_(type), seed_(seed), workshop_(plan), series_(plan, seed) {}

/// A document that is valid. Later attempts are flatter: one that was too large becomes smaller.
std::optional<Value> Sampler::draft(Random& random, std::uint64_t number, std::uint32_t attempt) {
  const std::uint32_t deep = attempt % 4 == 3 ? 1 : attempt % 4 == 2 ? 2 : levels;
  auto value = Maker(workshop_, random, &series_, number).make(type_, deep);
  if (value && !workshop_.judge(type_, to_json(*value)).empty()) value.reset();
  return value;
}

std::optional<std::string> Sampler::valid(std::uint64_t number) {
  Random random(seed_, number);
  for (std::uint32_t attempt = 0; attempt < most_drafts; ++attempt) {
    if (const auto value = draft(random, number, attempt)) return to_json(*value);
    if (workshop_.least_depth(type_) == UINT32_MAX) break;
  }
  return std::nullopt;
}

std::optional<FaultySample> Sampler::spoil(const Value& sound, std::uint64_t number,
                                           Random& random) {
  std::vector<Fault> faults = faults_of(sound, workshop_, random);
  std::set<std::string> known;
  for (const Fault& fault : faults) known.insert(fault.code);
  // Kinds of faults take turns, or the many places where a type can be wrong would leave no room.
  std::vector<std::string> codes(known.begin(), known.end());
  if (codes.empty()) return std::nullopt;
  std::rotate(codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(number % codes.size()),
              codes.end());
  for (const std::string& code : codes) {
    std::vector<const Fault*> candidates;
    for (const Fault& fault : faults) {
      if (fault.code == code) candidates.push_back(&fault);
    }
    for (int tries = 0; tries < 8; ++tries) {
      const Fault& fault = *candidates[random.below(candidates.size())];
      Value spoiled = sound;
      if (!fault.make(value_at(spoiled, fault.route))) continue;
      std::string document = to_json(spoiled);
      const Issues issues = workshop_.judge(type_, document);
      const bool as_meant = issues.size() == 1 && issues.front().code == fault.code &&
                            issues.front().path == fault.path;
      if (as_meant) return FaultySample{std::move(document), fault.code, fault.path};
    }
  }
  return std::nullopt;
}

std::optional<FaultySample> Sampler::invalid(std::uint64_t number) {
  Random random(seed_, number);
  for (std::uint32_t attempt = 0, spoiled = 0; attempt < most_drafts && spoiled < most_spoiled;
       ++attempt) {
    const auto value = draft(random, number, attempt);
    if (!value) continue;
    ++spoiled;
    if (auto sample = spoil(*value, number, random)) return sample;
  }
  return std::nullopt;
}

std::string Sampler::trouble() const {
  if (!workshop_.trouble) return {};
  const auto& [path, index] = *workshop_.trouble;
  std::string limits;
  for (const auto& constraint : workshop_.plan().types[index].constraints) {
    limits += (limits.empty() ? "`" : ", `") + std::string(model::name_of(constraint.keyword)) +
              ": " + std::string(constraint.text) + "`";
  }
  const std::string place = path.empty() ? "the document" : "`" + path + "`";
  return "nothing was found for " + place + (limits.empty() ? "" : " with " + limits);
}

}  // namespace tally::compiler::sampling
