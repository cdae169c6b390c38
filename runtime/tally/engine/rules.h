// Rules without compiled code: evaluated over the text of a record with the table of the plan.
#pragma once

#include <span>
#include <string_view>

#include "tally/engine/code.h"

namespace tally {

/// A record in a document. What the rule names in it has been found to be sound.
struct RecordText {
  const plan::Plan& plan;
  const char* begin;                     // at its brace
  std::span<const plan::Member> fields;  // of its type
  std::span<const char* const> values;   // where each field's value begins; null: absent
  std::string_view tag;                  // the member that names the variant, if it is one
  bool foreign;                          // the text was written by a door (json::Foreign)
  plan::UnknownOverride unknown = plan::UnknownOverride::none;  // what the caller asked for
};

/// Whether the rule holds. A native rule without a function does. O(size of the record) for each
/// list function that is not inside of another one.
inline bool holds(const RecordText& record, const plan::Rule& rule) {
  if (rule.evaluate != nullptr) return rule.evaluate(record, rule);
  return rule.native == nullptr ||
         rule.native(record.begin, record.tag, record.foreign, record.unknown);
}

}  // namespace tally
