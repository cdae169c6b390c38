// 64-bit integers on their way between JSON, which carries them as decimal text, and JavaScript,
// which has BigInt. Portable: it works on texts.
#pragma once

#include <string>
#include <string_view>

#include "tally/engine/json/document.h"
#include "tally/engine/plan.h"

namespace tally::embind {

/// A door's text (json::Foreign) whose bigints have become strings of their digits. That is how a
/// document spells 64-bit integers, but strings may stand in other places too: `explain` has to
/// have found the text free of issues. O(n).
std::string quote_bigints(std::string_view text);

/// The text of an acceptable document, in canonical form, for a reader that must tell 64-bit
/// integers from strings: where the document has any, they are strings that begin with a mark, and
/// the result begins with that mark as it is. The mark is U+0001, a number and a colon; the number
/// is one with which no other string begins like that. O(n), and O(fields) for each member.
std::string mark_bigints(const plan::Plan& plan, plan::TypeIndex type, PaddedText document);

}  // namespace tally::embind
