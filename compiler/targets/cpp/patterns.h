// Compiled patterns as constant tables.
#pragma once

#include "targets/cpp/conditions.h"
#include "targets/cpp/unit.h"

namespace tally::compiler::targets::cpp {

Pattern pattern_of(const PatternConstant& constant);

}  // namespace tally::compiler::targets::cpp
