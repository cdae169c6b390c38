// A contract's plan as constant data in C++.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "targets/cpp/conditions.h"
#include "targets/view_model.h"

namespace tally::compiler::targets::cpp {

/// The function of a native rule of a type, as an initialiser.
using NativeInitialiser = std::function<std::string(plan::TypeIndex type, std::size_t rule)>;

/// `{types: [...], members: [...], constraints: [...], limits}`: each a list of lines of C++.
/// `patterns` names the pattern constants of the same file; those that only the plan needs are
/// added to it. `converters` are the functions of all `convert` steps, in their order.
Json plan_tables(const plan::Plan& plan, Conditions& conditions, const NativeInitialiser& native,
                 const std::vector<std::string>& converters);

}  // namespace tally::compiler::targets::cpp
