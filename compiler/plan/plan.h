// From the model to the plan: the table that the engine explains documents with.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/model.h"
#include "pattern/compile.h"
#include "plan/code.h"
#include "tally/engine/plan.h"

namespace tally::compiler {

// A plan and everything that it points at. Independent of the model; may be moved, and what
// points into it stays valid.
class OwnedPlan {
 public:
  struct Entry {
    model::DeclarationId declaration = 0;
    plan::TypeIndex type = 0;
  };

  OwnedPlan() = default;
  OwnedPlan(const OwnedPlan&) = delete;
  OwnedPlan& operator=(const OwnedPlan&) = delete;
  OwnedPlan(OwnedPlan&&) = default;
  OwnedPlan& operator=(OwnedPlan&&) = default;

  // Valid as long as this object or what it was moved to.
  plan::Plan plan() const {
    return {types_,
            limits_,
            version_,
            version_field_,
            migrations_,
            plan::code::rewrite,
            plan::code::simulate};
  }

  // The entry points: the contract's declarations in their order, without inline variants.
  std::span<const Entry> entries() const { return entries_; }

  // The type of a declaration that the entry points reach. O(1).
  std::optional<plan::TypeIndex> type_of(model::DeclarationId declaration) const;

  // Native rules call functions that only compiled code has: takes them from the plan that was
  // generated of the same contract.
  void take_natives(const plan::Plan& compiled);

  // Whether there is a native rule without its function.
  bool lacks_natives() const;

  // The type of an entry point. O(log entries).
  std::optional<plan::TypeIndex> find(model::DeclarationId declaration) const;

 private:
  friend class PlanBuilder;

  std::vector<plan::Type> types_;
  plan::Limits limits_;
  std::string_view version_;
  std::string_view version_field_;
  std::vector<plan::Migration> migrations_;
  std::vector<Entry> entries_;
  std::unordered_map<model::DeclarationId, plan::TypeIndex> declared_;
  // Deques, so that what a view points at stays where it is.
  std::deque<std::string> strings_;
  std::deque<std::vector<plan::Member>> members_;
  std::deque<std::vector<std::string_view>> old_names_;
  std::deque<plan::Names> renamed_;
  std::deque<plan::Simulated> simulated_;
  std::deque<std::vector<std::string_view>> choices_;
  std::deque<std::vector<double>> weights_;
  std::deque<std::vector<plan::Constraint>> constraints_;
  std::deque<std::vector<plan::Step>> steps_;
  std::deque<std::vector<plan::NewName>> new_names_;
  std::deque<std::vector<std::uint32_t>> positions_;
  std::deque<std::pair<plan::TypeIndex, std::vector<plan::Rule>>> rules_;
  std::deque<std::vector<plan::RuleNode>> nodes_;
  std::deque<std::vector<std::uint32_t>> named_;
  std::deque<CompiledPattern> compiled_;
  std::deque<Pattern> patterns_;
};

// The plan of one contract with all that it reaches in its imports. The model must have passed
// `check` without errors. The same model gives the same plan. A declaration is one type wherever it
// is used; a use with constraints of its own is another.
OwnedPlan build_plan(const model::Model& model, model::ContractId contract);

// The types of the contract's consts, in their order, in a plan without entry points.
struct ConstantsPlan {
  OwnedPlan plan;
  std::vector<plan::TypeIndex> types;
};
ConstantsPlan build_constants_plan(const model::Model& model, model::ContractId contract);

}  // namespace tally::compiler
