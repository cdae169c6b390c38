// What issues of rules say.
#pragma once

#include <string>

#include "model/model.h"

namespace tally::compiler::rules {

// The rule's own message, or a sentence made of what it says: "must have at least one of email,
// phone". Fields are named as documents name them.
std::string sentence(const model::Record& record, const model::Rule& rule);

// What the rule says, for documentation: "this.end >= this.start when has(this.end)".
std::string statement(const model::Record& record, const model::Rule& rule);

// The names of fields that a program may want, as a JSON object.
std::string params(const model::Record& record, const model::Rule& rule);

}  // namespace tally::compiler::rules
