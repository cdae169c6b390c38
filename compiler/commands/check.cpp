#include <optional>
#include <string>
#include <vector>

#include "commands/commands.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "compile/lock.h"

namespace tally::compiler {
namespace {

struct CheckArguments {
  std::vector<std::string> files;
  std::string format = "text";
};

Exit run_check(const CheckArguments& arguments, Session& session) {
  session.reporting.format = arguments.format;
  auto request = requested(arguments.files, session);
  Exit status = Exit::failed;
  std::size_t contracts = 0;
  if (request) {
    request->lint = true;
    const Compilation made = compile(*request, session);
    if (made.model) contracts = made.model->contracts.size();
    if (made.model && made.project)
      check_lock(*made.project, *made.model, session.disk.files(), session.diagnostics);
    if (made.all_readable) status = session.diagnostics.has_errors() ? Exit::refused : Exit::fine;
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
