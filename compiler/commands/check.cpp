#include "commands/check.h"

#include <CLI/CLI.hpp>

#include "commands/locked.h"
#include "diagnose/print_json.h"

namespace tally::compiler {

CLI::App* declare_check(CLI::App& program, CheckArguments& arguments) {
  CLI::App* command =
      program.add_subcommand("check", "Check contracts, and all that they import, for errors");
  command->add_option("FILE", arguments.files,
                      "Contracts; those of the project when none is given");
  command
      ->add_option("--format", arguments.format,
                   "text: diagnostics on stderr; json: a list of them on stdout")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->footer(R"(Exit status: 0 no errors (there may be warnings), 1 a contract has errors,
2 could not run: a file or the project cannot be read.

Examples:
  tally check
  tally check schemas/orders.contract.yaml
  tally check --format json schemas/*.contract.yaml)");
  return command;
}

Exit run_check(const CheckArguments& arguments, Session& session) {
  const auto opened = arguments.files.empty() ? open_project({}, session) : std::nullopt;
  Exit status = Exit::failed;
  std::size_t contracts = 0;
  if (opened || !arguments.files.empty()) {
    const LoadedModel loaded = load_model(opened ? opened->contracts : arguments.files, session);
    if (loaded.model) contracts = loaded.model->contracts.size();
    if (loaded.model && opened) check_lock(*opened, *loaded.model, session);
    if (loaded.all_readable) status = session.diagnostics.has_errors() ? Exit::refused : Exit::fine;
  }
  if (arguments.format == "json") {
    session.console.write(print_json(session.diagnostics.sorted(), session.sources));
    return status;
  }
  session.finish(status);
  session.console.note(status == Exit::fine ? counted(contracts, "contract") + " checked, no errors"
                                            : counted(session.diagnostics.error_count(), "error"));
  return status;
}

}  // namespace tally::compiler
