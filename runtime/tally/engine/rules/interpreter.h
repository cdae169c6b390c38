// Rules without compiled code: evaluated (code::evaluate) over the text of a record with the table
// of the plan. O(size of the record) for each list function that is not inside of another one.
#pragma once

#include <span>

#include "tally/engine/code.h"

namespace tally {

/// A record in a document. What the rule names in it has been found to be sound.
struct RecordText {
  const plan::Plan& plan;
  const char* begin;                     // at its brace
  std::span<const plan::Member> fields;  // of its type
  std::span<const char* const> values;   // where each field's value begins; null: absent
  bool foreign;                          // the text was written by a door (json::Foreign)
};

}  // namespace tally
