// Codes of issues and their English sentences.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "tally/engine/explain/issue.h"
#include "tally/engine/plan.h"

namespace tally {

/// The codes of issues, but for those of rules.
enum class IssueCode : std::uint8_t {
#define TALLY_ISSUE(id, ...) id,
#include "tally/engine/vocabulary/issues.def"
};

/// "minLength".
std::string_view word_of(IssueCode code) noexcept;

/// One parameter of an issue: a name and a JSON value. One without a value is left out.
struct Parameter {
  std::string_view name;
  std::string json;
};
using Parameters = std::initializer_list<Parameter>;

/// A whole number, which is JSON as well.
std::string decimal_text(std::uint64_t value);
/// A JSON string.
std::string to_json(std::string_view text);
/// The same behind `json`.
void append_json(std::string& json, std::string_view text);
/// A JSON array of the members' names.
std::string to_json(std::span<const plan::Member> members);

/// Of issues that a constraint makes.
IssueCode code_of(plan::Keyword keyword) noexcept;

/// An issue whose params and message are made from `parameters`.
Issue make_issue(std::string path, IssueCode code, Parameters parameters, std::uint32_t offset);

}  // namespace tally
