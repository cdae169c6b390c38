#include "commands/model.h"

#include <CLI/CLI.hpp>

#include "targets/model/model_json.h"

namespace tally::compiler {

CLI::App* declare_model(CLI::App& program, ModelArguments& arguments) {
  CLI::App* command =
      program.add_subcommand("model", "Print the resolved model of contracts as JSON");
  command->add_option("FILE", arguments.files,
                      "Contracts; those of the project when none is given");
  add_format_option(*command, arguments.format);
  command->footer(
      R"(The form is versioned: {"model": 1, "contracts": [...]}. Imported contracts come first.

Exit status: 0 printed, 2 could not run: a contract has errors or cannot be read.

Examples:
  tally model
  tally model schemas/orders.contract.yaml | jq '.contracts[].types[].name')");
  return command;
}

Exit run_model(const ModelArguments& arguments, Session& session) {
  session.reporting = {arguments.format, true};
  const auto files = contracts_or_project(arguments.files, session);
  if (!files) return session.finish(Exit::failed);
  const LoadedModel loaded = load_model(*files, session);
  if (!loaded.model) return session.finish(Exit::failed);
  session.console.write(targets::to_json(*loaded.model, {}, &session.sources).dump(2) + "\n");
  return session.finish(Exit::fine);
}

}  // namespace tally::compiler
