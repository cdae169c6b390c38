// What is known of fields where an expression is evaluated: which are there, and which are not
// null.
#pragma once

#include <set>
#include <string>

#include "model/syntax.h"

namespace tally::compiler::rules {

// By paths as they are written: `this.note`, `l.price.currency`.
struct Facts {
  std::set<std::string, std::less<>> present;
  std::set<std::string, std::less<>> not_null;
};

// The path that a chain of names is; empty for everything else.
std::string path_of(const syntax::Expression& syntax);

// Adds what is known where the condition is not false (`truth`), or not true. A calculation that
// fails is neither, and what is known then holds for it as well.
void learn(Facts& facts, const syntax::Expression& condition, bool truth);

}  // namespace tally::compiler::rules
