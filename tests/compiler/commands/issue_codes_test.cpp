#include "commands/issue_codes.h"

#include <set>

#include "catch.h"
#include "diagnose/catalogue.h"
#include "model/vocabulary.h"
#include "tally/engine/issue_text.h"

using namespace tally::compiler;

TEST_CASE("every constraint keyword has a page") {
  for (const model::ConstraintWord& word : model::constraint_words()) {
    CAPTURE(word.name);
    CHECK(find_issue_code(tally::code_of(word.keyword)) != nullptr);
  }
}

TEST_CASE("the codes of issues are unique and differ from those of diagnostics") {
  std::set<std::string_view> seen;
  for (const IssueCode& issue : issue_codes()) {
    CAPTURE(issue.code);
    CHECK(seen.insert(issue.code).second);
    CHECK_FALSE(find_code(issue.code));
    CHECK(issue.meaning.ends_with('.'));
  }
}

TEST_CASE("a page names the params if there are any") {
  CHECK(explain(*find_issue_code("minimum")).ends_with("\nIn `params`: limit.\n"));
  CHECK(explain(*find_issue_code("syntax")).starts_with("# syntax\n\n"));
  CHECK(explain(*find_issue_code("syntax")).find("params") == std::string::npos);
}

TEST_CASE("codes are spelled exactly") {
  CHECK(find_issue_code("Minimum") == nullptr);
  CHECK(find_issue_code("") == nullptr);
}
