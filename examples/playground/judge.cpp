#include "judge.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "contract_set.h"
#include "tally/engine/explain/issue_text.h"
#include "tally/engine/json/writer.h"

namespace playground {
namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

constexpr Microseconds time_per_answer{1000};

struct Demands {
  std::uint32_t types = 0;
  std::uint32_t constraints = 0;
};

/// What a contract asks for from one of its types on.
Demands demands_of(const tally::ContractType& type) {
  using tally::plan::Kind;
  Demands demands;
  std::vector<bool> seen(type.plan.types.size());
  std::vector<tally::plan::TypeIndex> open{type.type};
  while (!open.empty()) {
    const tally::plan::TypeIndex index = open.back();
    open.pop_back();
    if (seen[index]) continue;
    seen[index] = true;
    const tally::plan::Type& found = type.plan.types[index];
    ++demands.types;
    demands.constraints += static_cast<std::uint32_t>(found.constraints.size());
    if (found.kind == Kind::list || found.kind == Kind::nullable || found.kind == Kind::map) {
      open.push_back(found.element);
    }
    if (found.kind == Kind::map) open.push_back(found.key);
    if (found.kind == Kind::record || found.kind == Kind::union_) {
      for (const tally::plan::Member& member : found.members) open.push_back(member.type);
    }
  }
  return demands;
}

}  // namespace

const tally::ContractType* find_type(std::string_view name) noexcept {
  for (const tally::ContractType* type : acme::contract_set::types()) {
    if (type->name == name) return type;
  }
  return nullptr;
}

std::string type_names() {
  std::string json = "[";
  for (const tally::ContractType* type : acme::contract_set::types()) {
    if (json.size() > 1) json += ',';
    json += tally::to_json(type->name);
  }
  return json += ']';
}

const void* Judge::judge(const tally::ContractType& type) noexcept {
  arena_.reset();
  return tally::judge(type, arena_, document_.padded());
}

std::string Judge::answer(const tally::ContractType& type, std::string_view bytes) {
  document_.assign(bytes);
  const void* view = nullptr;
  tally::Issues issues;
  std::uint32_t runs = 0;
  const Clock::time_point start = Clock::now();
  Microseconds spent{};
  do {
    view = judge(type);
    if (view == nullptr) issues = tally::explain(type, document_.padded());
    ++runs;
    spent = Clock::now() - start;
  } while (spent < time_per_answer);

  std::string json = "{\"valid\":";
  json += view != nullptr ? "true" : "false";
  json += ",\"issues\":" + tally::to_json(issues, bytes);
  if (view != nullptr) {
    tally::json::Writer writer;
    type.write(writer, view);
    json += ",\"canonical\":" + tally::to_json(writer.text());
  }
  return json += ",\"microseconds\":" + std::to_string(spent.count() / runs) + '}';
}

std::string Judge::measure(const tally::ContractType& type, std::string_view bytes,
                           std::uint32_t repeat) {
  document_.assign(bytes);
  bool valid = judge(type) != nullptr;
  std::vector<double> runs(std::max(repeat, 1U));
  for (double& run : runs) {
    const Clock::time_point start = Clock::now();
    valid = judge(type) != nullptr && valid;
    run = Microseconds(Clock::now() - start).count();
  }
  const auto median = runs.begin() + static_cast<std::ptrdiff_t>(runs.size() / 2);
  std::nth_element(runs.begin(), median, runs.end());
  const Demands demands = demands_of(type);
  return "{\"valid\":" + std::string(valid ? "true" : "false") +
         ",\"bytes\":" + std::to_string(bytes.size()) +
         ",\"types\":" + std::to_string(demands.types) +
         ",\"constraints\":" + std::to_string(demands.constraints) +
         ",\"runs\":" + std::to_string(runs.size()) +
         ",\"microseconds\":" + std::to_string(*median) + ",\"megabytes_per_second\":" +
         std::to_string(static_cast<double>(bytes.size()) / *median) + '}';
}

}  // namespace playground
