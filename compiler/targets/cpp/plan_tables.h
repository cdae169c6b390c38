// Plans as the initialisers of constant tables.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tally/engine/plan.h"
#include "targets/cpp/conditions.h"
#include "targets/template_data.h"

namespace tally::compiler::targets::cpp {

/// What a contract's source file has under a name of its own, by what it is in the plan.
struct Tables {
  std::map<const plan::Member*, std::string> members;  // by the first of a type's members
  std::map<const plan::Rule*, std::string> ruled;      // views of records, by their first rule
};

/// Rows, a few on a line, for tables of what is small.
std::string filled(const std::vector<std::string>& rows);

/// The tables of one contract's plan. Members of its records stand in tables of their own; those of
/// imported ones, of which this plan numbers the types anew, are here.
class PlanTables {
 public:
  PlanTables(const plan::Plan& plan, Conditions& conditions);
  ~PlanTables();
  PlanTables(const PlanTables&) = delete;
  PlanTables& operator=(const PlanTables&) = delete;

  /// A row about a member. `fallback` is the constant that is its default; empty if it has none.
  std::string member(const plan::Type& type, const plan::Member& member,
                     const std::string& fallback);
  /// A row about a rule, which `judge` judges.
  static std::string rule(const plan::Rule& rule, const std::string& judge);

  /// Everything else. Adds to `defaults`: constants with JSON. `converters` are the functions of
  /// steps that convert, in their order.
  Json finish(const Tables& generated, const std::vector<std::string>& converters, Json& defaults);

 private:
  struct Shared;

  std::string members(const plan::Type& type, const Tables& generated, Json& defaults);
  std::string type(const plan::Type& type, const Tables& generated, Json& defaults);

  const plan::Plan& plan_;
  Conditions& conditions_;
  std::unique_ptr<Shared> shared_;
};

}  // namespace tally::compiler::targets::cpp
