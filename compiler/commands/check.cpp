#include <optional>
#include <string>
#include <vector>

#include "commands/commands.h"
#include "commands/locked.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"

namespace tally::compiler {
namespace {

struct CheckArguments {
  std::vector<std::string> files;
  std::string format = "text";
};

Exit run_check(const CheckArguments& arguments, Session& session) {
  session.reporting.format = arguments.format;
  const auto opened = arguments.files.empty() ? open_project(session) : std::nullopt;
  std::optional<Checked> checked;
  if (opened) checked = Checked{opened->contracts, opened->project.lint};
  if (!arguments.files.empty()) checked = contracts_and_rules(arguments.files, session);
  Exit status = Exit::failed;
  std::size_t contracts = 0;
  if (checked) {
    const LoadedModel loaded = load_and_lint(*checked, session);
    if (loaded.model) contracts = loaded.model->contracts.size();
    if (loaded.model && opened) check_lock(*opened, *loaded.model, session);
    if (loaded.all_readable) status = session.diagnostics.has_errors() ? Exit::refused : Exit::fine;
  }
  session.finish(status);
  if (arguments.format != "text") return status;
  session.console.note(status == Exit::fine ? counted(contracts, "contract") + " checked, no errors"
                                            : counted(session.diagnostics.error_count(), "error"));
  return status;
}

constexpr Parameter parameters[] = {
    contract_files(to<&CheckArguments::files>),
    report_format(to<&CheckArguments::format>),
};

}  // namespace

constinit const Command check_command = {
    .name = "check",
    .summary = "Check contracts, and all that they import, for errors",
    .exit_status = R"(0 no errors (there may be warnings), 1 a contract has errors,
2 could not run: a file or the project cannot be read.)",
    .examples = R"(  tally check
  tally check schemas/orders.contract.yaml
  tally check --format sarif schemas/*.contract.yaml > tally.sarif)",
    .parameters = parameters,
    .arguments = make<CheckArguments>,
    .run = call<run_check>,
};

}  // namespace tally::compiler
