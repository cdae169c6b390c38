// The codes that issues of documents carry, for people who meet one.
#pragma once

#include <string>

#include "model/vocabulary.h"

namespace tally::compiler {

/// The page that `tally explain CODE` shows, as Markdown.
std::string explain(const model::IssueRow& issue);

}  // namespace tally::compiler
