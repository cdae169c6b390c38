// Fields that a rule calculates from others.
#pragma once

#include "sample/value.h"

namespace tally::compiler::sampling {

/// Gives integer fields for which a rule says `this.field == expression` the value that the
/// expression has, where that is a value of the field. Chance would hardly ever find it. The record
/// is sound otherwise. O(rules * size of the record).
void settle(const plan::Plan& plan, plan::TypeIndex record, Value& value);

}  // namespace tally::compiler::sampling
