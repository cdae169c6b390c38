// The codes that issues of documents carry, for people who meet one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tally::compiler {

struct IssueCode {
  std::string_view code;
  std::string_view meaning;  // one or more sentences of Markdown
  std::string_view params;   // names in the issue's `params`, with commas; empty if there are none
};

std::span<const IssueCode> issue_codes();

/// Null when there is none of that name.
const IssueCode* find_issue_code(std::string_view code);

/// The page that `tally explain CODE` shows, as Markdown.
std::string explain(const IssueCode& issue);

}  // namespace tally::compiler
