#include "commands/issue_codes.h"

namespace tally::compiler {

std::string explain(const model::IssueRow& issue) {
  std::string page = "# " + std::string(issue.code) + "\n\n" + std::string(issue.meaning) + "\n";
  if (!issue.parameters.empty()) page += "\nIn `params`: " + std::string(issue.parameters) + ".\n";
  return page;
}

}  // namespace tally::compiler
