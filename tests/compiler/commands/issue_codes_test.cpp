#include "commands/issue_codes.h"

#include <set>

#include "catch.h"
#include "diagnose/catalogue.h"
#include "model/vocabulary.h"
#include "tally/engine/explain/issue_text.h"

using namespace tally::compiler;

TEST_CASE("every constraint keyword has a page") {
  for (std::size_t i = 0; i < model::keywords().size(); ++i) {
    const auto keyword = static_cast<tally::plan::Keyword>(i);
    CAPTURE(model::name_of(keyword));
    CHECK(model::find_issue(tally::word_of(tally::code_of(keyword))) != nullptr);
  }
}

TEST_CASE("the codes of issues are unique and differ from those of diagnostics") {
  std::set<std::string_view> seen;
  for (const model::IssueRow& issue : model::issues()) {
    CAPTURE(issue.code);
    CHECK(seen.insert(issue.code).second);
    CHECK_FALSE(find_code(issue.code));
    CHECK(issue.meaning.ends_with('.'));
  }
}

TEST_CASE("a page names the params if there are any") {
  CHECK(explain(*model::find_issue("minimum")).ends_with("\nIn `params`: limit.\n"));
  CHECK(explain(*model::find_issue("syntax")).starts_with("# syntax\n\n"));
  CHECK(explain(*model::find_issue("syntax")).find("params") == std::string::npos);
}

TEST_CASE("codes are spelled exactly") {
  CHECK(model::find_issue("Minimum") == nullptr);
  CHECK(model::find_issue("") == nullptr);
}
