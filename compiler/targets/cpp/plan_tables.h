// Plans as the initialisers of constant tables.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tally/engine/plan.h"
#include "targets/cpp/conditions.h"
#include "targets/cpp/unit.h"

namespace tally::compiler::targets::cpp {

/// What a contract's source file has under a name of its own, by what it is in the plan.
struct Tables {
  std::map<const plan::Member*, std::string> members;  // by the first of a type's members
  std::map<const plan::Rule*, std::string> ruled;      // views of records, by their first rule
};

/// The constant of some positions of members.
std::string positions_of(std::span<const std::uint32_t> members);

/// Makes the tables of one contract's plan. Members of its records stand in tables of their own;
/// those of imported ones, of which this plan numbers the types anew, are here.
class PlanTablesBuilder {
 public:
  PlanTablesBuilder(const plan::Plan& plan, Conditions& conditions);
  ~PlanTablesBuilder();
  PlanTablesBuilder(const PlanTablesBuilder&) = delete;
  PlanTablesBuilder& operator=(const PlanTablesBuilder&) = delete;

  /// A row about a member. `fallback` is the constant that is its default; empty if it has none.
  std::string member(const plan::Type& type, const plan::Member& member,
                     const std::string& fallback);

  /// Everything else. Adds to `defaults`. `converters` are the functions of steps that convert, in
  /// their order.
  PlanTables finish(const Tables& generated, const std::vector<std::string>& converters,
                    std::vector<DefaultText>& defaults);

 private:
  struct Shared;

  std::string members(const plan::Type& type, const Tables& generated,
                      std::vector<DefaultText>& defaults);
  std::string type(const plan::Type& type, const Tables& generated,
                   std::vector<DefaultText>& defaults);

  const plan::Plan& plan_;
  Conditions& conditions_;
  std::unique_ptr<Shared> shared_;
};

}  // namespace tally::compiler::targets::cpp
