#include <string>
#include <vector>

#include "commands/commands.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "targets/model/model_json.h"

namespace tally::compiler {
namespace {

struct ModelArguments {
  std::vector<std::string> files;
  std::string format = "text";
};

Exit run_model(const ModelArguments& arguments, Session& session) {
  session.reporting = {arguments.format, true};
  const auto request = requested(arguments.files, session);
  if (!request) return session.finish(Exit::failed);
  const Compilation made = compile(*request, session);
  if (!made.model) return session.finish(Exit::failed);
  session.console.write(targets::to_json(*made.model, {}, &session.sources).dump(2) + "\n");
  return session.finish(Exit::fine);
}

constexpr Parameter parameters[] = {
    contract_files(to<&ModelArguments::files>),
    report_format(to<&ModelArguments::format>),
};

}  // namespace

constinit const Command model_command = {
    .name = "model",
    .summary = "Print the resolved model of contracts as JSON",
    .notes =
        R"(The form is versioned: {"model": 1, "contracts": [...]}. Imported contracts come first.)",
    .exit_status = "0 printed, 2 could not run: a contract has errors or cannot be read.",
    .examples = R"(  tally model
  tally model schemas/orders.contract.yaml | jq '.contracts[].types[].name')",
    .parameters = parameters,
    .arguments = make<ModelArguments>,
    .run = call<run_model>,
};

}  // namespace tally::compiler
