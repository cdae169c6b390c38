// What walks over JSON text that may be trusted have in common: the check that it may, and its
// strings and separators.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tally/engine/explain/explain.h"
#include "tally/engine/explain/issue.h"
#include "tally/engine/json/document.h"
#include "tally/engine/json/scan.h"
#include "tally/engine/plan.h"

namespace tally::json {

/// How to pass over a value of a text that has no fault.
inline Scan trusting(Source source) noexcept {
  return {.depth = plan::max_depth, .judge_values = false, .extended = source == Source::foreign};
}

/// Why the text may not be walked: it is too large, too deep or no JSON.
std::optional<Issue> find_fault(PaddedText document, const plan::Limits& limits, Source source);

/// A string without its escapes: a part of the document where there are none.
struct Text {
  std::string_view view;
  std::string unescaped{};
};

/// Decodes the string at `p`. False when it is not well-formed Unicode; `end` is set in any case.
bool decode(Source source, const char* p, Text& text, const char*& end);

/// Whether a number begins at `p`.
inline bool is_number(const char* p) noexcept {
  return *p == '-' || (*p >= '0' && *p <= '9');
}

/// At the next member or element, or at the closing bracket.
const char* after_value(const char* p) noexcept;

/// The value of the member `name` of the object at `p`, or null. The first one counts.
const char* find_member(Source source, const char* p, std::string_view name);

/// Puts one more step behind a JSON Pointer.
void append_step(std::string& path, std::string_view step);

}  // namespace tally::json
