// What a use of a type in a canonical form comes down to.
#pragma once

#include <string>

#include "compat/canonical.h"

namespace tally::compiler::compat {

/// Adds a limit to {"maximum":["5"]}. Of two bounds the tighter one stays; other limits hold
/// together.
void add_limit(Json& limits, const std::string& keyword, const std::string& text);

/// A use with newtypes looked through.
struct Effective {
  bool nullable = false;
  std::string named;     // the type that the use names; empty for what has no name
  Json base;             // the innermost use: of a built-in type, list or map; null for `declared`
  std::string declared;  // a record, enum or union
  Json limits;           // all of the way; null for none
};

Effective effective(const Published& published, const Json& use);

}  // namespace tally::compiler::compat
