// What the forms for other programs show: diagnostics of contracts, and issues of documents.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "diagnose/diagnostic.h"
#include "source/sources.h"

namespace tally::compiler {

// A range in a file; positions as people count them, the end is exclusive.
struct FilePlace {
  std::string path;
  Position begin;
  Position end;
};

struct RelatedFinding {
  std::optional<FilePlace> place;
  std::string message;
};

struct FindingFix {
  FilePlace place;
  std::string replacement;
};

struct Finding {
  std::string rule;  // the code: `T204`, `minLength`
  Severity severity = Severity::error;
  std::optional<FilePlace> place;
  std::string message;
  std::string label;
  std::vector<RelatedFinding> related = {};
  std::optional<FindingFix> fix = {};
};

// A page about the rules that findings name.
struct RulePage {
  std::string title;     // a few words
  std::string markdown;  // what `tally explain` shows
};

std::vector<Finding> findings(std::span<const Diagnostic> diagnostics, const Sources& sources);

}  // namespace tally::compiler
