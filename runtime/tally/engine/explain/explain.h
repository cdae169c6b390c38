// The plan engine: walks a document with a contract's plan and collects every issue. Slow beside
// the generated judge, and of one mind with it: a document has no issues exactly when the judge
// accepts it.
#pragma once

#include "tally/engine/explain/issue.h"
#include "tally/engine/json/document.h"
#include "tally/engine/plan.h"

namespace tally {

/// Where a document's text comes from.
enum class Source : std::uint8_t {
  text,     // a user's JSON
  foreign,  // written by a door for values that may not be JSON (json::Foreign); issues carry no
            // offsets
};

/// All issues of a document, at most `plan.limits.issues`: in document order; an array's or
/// object's own before those of what is in it, a record's missing members behind those that are
/// there. A text that is no JSON has one issue. O(n log n) in the size of the document.
Issues explain(const plan::Plan& plan, plan::TypeIndex type, PaddedText document,
               Source source = Source::text,
               plan::UnknownOverride unknown = plan::UnknownOverride::none);

}  // namespace tally
