// Constraints as C++ conditions, for generated `validate` functions.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "targets/cpp/names.h"

namespace tally::compiler::targets::cpp {

/// A pattern that a contract's source file needs as a constant.
struct PatternConstant {
  std::string name;
  const CompiledPattern* pattern;
};

/// The compiled patterns of all contracts by their source.
using Patterns = std::map<std::string_view, const CompiledPattern*>;
Patterns find_patterns(const model::Model& model);

/// Builds the conditions of one contract and collects the patterns that they name.
class Conditions {
 public:
  Conditions(const model::Model& model, const Names& names, const Patterns& all)
      : model_(model), names_(names), all_(all) {}

  /// Conditions that are all true when the value that `access` names is fine, in the order in which
  /// they are to be asked; empty when nothing can be wrong with it. `owner` is a snake_case name
  /// for the place, from which pattern constants get theirs.
  std::vector<std::string> of(const model::TypeExpression& type, const std::string& access,
                              const std::string& owner);

  /// `first`, or all of the others, which are some.
  static std::string either(const std::string& first, const std::vector<std::string>& others);

  /// The constant of a pattern that a plan names: one that was collected before, or a further one,
  /// found by its source among all contracts.
  std::string pattern_constant(std::string_view source);

  /// A name for something that only the contract's source file knows: `wanted`, or what is free.
  std::string helper(const std::string& wanted);

  /// What judges texts of a format.
  [[nodiscard]] std::string format_function(std::string_view name) const;

  /// In order of first use; equal patterns share one.
  [[nodiscard]] const std::vector<PatternConstant>& patterns() const { return patterns_; }

 private:
  using Constraints = std::vector<const model::Constraint*>;
  struct Tests;  // what each constraint becomes

  void add_own(std::vector<std::string>& parts, const model::TypeExpression& type,
               const std::string& access, const std::string& owner);
  void add_limits(std::vector<std::string>& parts, const model::TypeExpression& type,
                  const Constraints& constraints, const std::string& access,
                  const std::string& owner);
  std::string limit(const model::TypeExpression& base, const model::Constraint& constraint,
                    const std::string& access, const std::string& owner);
  std::string uniqueness(const model::TypeExpression& list, const model::Constraint& constraint,
                         const std::string& access) const;
  std::string elements(const model::TypeExpression& type, const std::string& access,
                       const std::string& owner);
  std::string pattern_name(const CompiledPattern& pattern, const std::string& owner);

  const model::Model& model_;
  const Names& names_;
  const Patterns& all_;
  std::vector<PatternConstant> patterns_;
  std::map<std::string_view, std::string> constants_;  // the names in `patterns_`, by source
  std::set<std::string, std::less<>> taken_;           // what the source file has
  std::uint32_t nesting_ = 0;                          // of lambdas
};

}  // namespace tally::compiler::targets::cpp
