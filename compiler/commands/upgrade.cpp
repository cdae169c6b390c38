#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "commands/commands.h"
#include "commands/documents.h"
#include "commands/load_type.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "plan/plan.h"
#include "tally/engine/evolution/upgrade.h"

namespace tally::compiler {
namespace {

struct UpgradeArguments {
  std::string file;
  std::vector<std::string> contracts;
  std::string type;
  std::optional<std::uint32_t> from;
};

/// Those of the old text have a place in it, those of the new one have none.
std::string line_of(const Issue& issue, const DocumentReader& reader, const std::string& name) {
  std::string line = printable(name) + ":";
  if (issue.offset != Issue::nowhere) {
    const Place place = place_of(reader.text(), issue.offset);
    line += std::to_string(place.line) + ":" + std::to_string(place.column) + ":";
  }
  if (!issue.path.empty()) line += " " + printable(issue.path) + ":";
  return line + " " + printable(issue.message) + " [" + std::string(issue.code) + "]";
}

Exit upgrade(const Input& input, const UpgradeArguments& arguments, const plan::Plan& plan,
             plan::TypeIndex type, Session& session) {
  DocumentReader reader(input.descriptor(), Framing::single, plan.limits.bytes);
  reader.next();
  if (!reader.problem().empty()) {
    session.fail(Code::cannot_read, "cannot read `" + input.name() + "`").label(reader.problem());
    return Exit::failed;
  }
  Document document(reader.text());
  const Result<std::string> upgraded =
      tally::upgrade(plan, type, document.padded(), {.from = arguments.from});
  Issues issues = upgraded.issues();
  if (upgraded) {
    document.assign(*upgraded);
    issues = explain_upgraded(plan, type, document.padded());
    if (issues.empty()) {
      session.console.write(*upgraded + "\n");
      return Exit::fine;
    }
  }
  bool converts = false;
  for (const Issue& issue : issues) {
    session.console.note(line_of(issue, reader, input.name()));
    converts = converts || issue.code == "convert";
  }
  if (converts) session.console.note("the functions of `convert` are in programs, not in `tally`");
  return Exit::refused;
}

Exit upgrade(const UpgradeArguments& arguments, Session& session) {
  const auto named = load_type(arguments.contracts, arguments.type, session);
  if (!named) return Exit::failed;

  const Input input(arguments.file);
  if (input.descriptor() < 0) {
    session.fail(Code::cannot_read, "cannot read `" + arguments.file + "`")
        .label(std::strerror(errno));
    return Exit::failed;
  }
  return upgrade(input, arguments, named->plan.plan(), named->type, session);
}

Exit run_upgrade(const UpgradeArguments& arguments, Session& session) {
  return session.finish(upgrade(arguments, session));
}

constexpr Parameter parameters[] = {
    document_file(to<&UpgradeArguments::file>),
    contract_file(to<&UpgradeArguments::contracts>),
    type_name(to<&UpgradeArguments::type>),
    {.name = "--from",
     .help = "The major version of the contract that the document is of, if it does not say",
     .bind = to<&UpgradeArguments::from>,
     .value = "VERSION"},
};

}  // namespace

constinit const Command upgrade_command = {
    .name = "upgrade",
    .summary = "Make a current document of one of an older version",
    .notes =
        R"(The new document goes to stdout, its issues go to stderr. Migrations with a `convert` need
the functions that they name, which only compiled programs have.)",
    .exit_status =
        R"(0 upgraded, 1 the document has issues, 2 could not run: a file cannot be
read, the contract has errors, there is no such type.)",
    .examples = R"(  tally upgrade order.json --type Order --from 2
  tally upgrade - --contract schemas/orders.contract.yaml --type Order < order.json)",
    .parameters = parameters,
    .arguments = make<UpgradeArguments>,
    .run = call<run_upgrade>,
};

}  // namespace tally::compiler
