#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/commands.h"
#include "commands/issue_codes.h"
#include "commands/session.h"
#include "commands/vocabulary_page.h"
#include "diagnose/catalogue.h"
#include "lint/rules.h"
#include "source/suggest.h"

namespace tally::compiler {
namespace {

struct ExplainArguments {
  std::string code;
};

/// The code that was probably meant.
std::optional<std::string> near_code(const std::string& code) {
  std::vector<std::string> names;
  for (const CatalogueEntry& known : catalogue()) names.push_back(code_text(known.code));
  for (const std::string_view known : linting::rule_names()) names.emplace_back(known);
  for (const model::IssueRow& known : model::issues()) names.emplace_back(known.code);
  if (const auto found = find_code("T" + code)) return code_text(*found);
  return suggest(code, names);
}

Exit run_explain(const ExplainArguments& arguments, Session& session) {
  if (const auto code = find_code(arguments.code)) {
    session.console.write(explain(*code));
    return Exit::fine;
  }
  if (const auto rule = linting::find_rule(arguments.code)) {
    session.console.write(explain(linting::rule(*rule).code));
    return Exit::fine;
  }
  if (const model::IssueRow* issue = model::find_issue(arguments.code)) {
    session.console.write(explain(*issue));
    return Exit::fine;
  }
  if (arguments.code == "vocabulary") {
    session.console.write(vocabulary_page());
    return Exit::fine;
  }
  auto draft = session.fail(Code::unknown_code, "unknown code `" + arguments.code + "`");
  if (const auto near = near_code(arguments.code)) draft.label("did you mean `" + *near + "`?");
  return session.finish(Exit::failed);
}

constexpr Parameter parameters[] = {
    {.name = "CODE",
     .help = "T204, as behind `error`; minLength, as in an issue; the name of a lint rule; or "
             "vocabulary, "
             "for all words of contracts and issues",
     .bind = to<&ExplainArguments::code>,
     .required = true},
};

}  // namespace

constinit const Command explain_command = {
    .name = "explain",
    .summary = "Explain the code of a diagnostic or of an issue",
    .exit_status = "0 explained, 2 there is no such code.",
    .examples = R"(  tally explain T204
  tally explain minLength
  tally explain vocabulary)",
    .parameters = parameters,
    .arguments = make<ExplainArguments>,
    .run = call<run_explain>,
};

}  // namespace tally::compiler
