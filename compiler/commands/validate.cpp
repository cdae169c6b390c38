#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "commands/commands.h"
#include "commands/documents.h"
#include "commands/load_type.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "diagnose/print_github.h"
#include "plan/plan.h"
#include "tally/engine/explain/explain.h"
#include "tally/engine/explain/issue_text.h"

namespace tally::compiler {
namespace {

struct ValidateArguments {
  std::string file;
  std::vector<std::string> contracts;
  std::string type;
  bool ndjson = false;
  std::string format = "text";
};

/// A SARIF log is written at the end, and a service takes no more from one.
constexpr std::size_t most_sarif_results = 25'000;

/// One line for each issue.
std::string text_of(const Issues& issues, const DocumentReader& document, const std::string& name) {
  std::string text;
  for (const Issue& issue : issues) {
    const Place place = place_of(document.text(), issue.offset);
    text += printable(name) + ":" + std::to_string(document.line() + place.line - 1) + ":" +
            std::to_string(place.column) + ": ";
    if (!issue.path.empty()) text += printable(issue.path) + ": ";
    text += printable(issue.message) + " [" + std::string(issue.code) + "]\n";
  }
  return text;
}

/// The issues as findings in the document's file.
std::vector<Finding> findings_of(const Issues& issues, const DocumentReader& document,
                                 const std::string& name) {
  std::vector<Finding> list;
  for (const Issue& issue : issues) {
    const Place place = place_of(document.text(), issue.offset);
    const Position at{static_cast<std::uint32_t>(document.line() + place.line - 1), place.column};
    const std::string path = issue.path.empty() ? "" : issue.path + ": ";
    list.push_back({std::string(issue.code), Severity::error, FilePlace{name, at, at},
                    path + issue.message, ""});
  }
  return list;
}

/// One line for the document. `params` are JSON already; reading and writing them again could
/// change numbers.
std::string json_of(const Issues& issues, const DocumentReader& document, std::uint64_t number) {
  std::string list;
  for (const Issue& issue : issues) {
    const Place place = place_of(document.text(), issue.offset);
    if (!list.empty()) list += ",";
    list += "{\"path\":" + tally::to_json(issue.path) + ",\"code\":" + tally::to_json(issue.code) +
            ",\"params\":" + issue.params + ",\"message\":" + tally::to_json(issue.message) +
            ",\"line\":" + std::to_string(document.line() + place.line - 1) +
            ",\"column\":" + std::to_string(place.column) + "}";
  }
  return "{\"document\":" + std::to_string(number) +
         ",\"valid\":" + (issues.empty() ? "true" : "false") + ",\"issues\":[" + list + "]}\n";
}

/// What one document comes to.
struct Verdict {
  std::string name;
  std::string format;
  std::uint64_t number;
};

void show(const Issues& issues, const DocumentReader& reader, const Verdict& verdict,
          Session& session) {
  if (verdict.format == "json") {
    session.console.write(json_of(issues, reader, verdict.number));
  } else if (verdict.format == "text") {
    session.console.write(text_of(issues, reader, verdict.name));
  } else {
    const auto found = findings_of(issues, reader, verdict.name);
    if (verdict.format == "github") {
      session.console.write(print_github(found));
    } else {
      const std::size_t room = most_sarif_results - session.issues.size();
      session.issues.insert(
          session.issues.end(), found.begin(),
          found.begin() + static_cast<std::ptrdiff_t>(std::min(room, found.size())));
    }
  }
}

Exit judge(const Input& input, const ValidateArguments& arguments, const plan::Plan& plan,
           plan::TypeIndex type, Session& session) {
  const Framing framing = arguments.ndjson ? Framing::lines : Framing::single;
  DocumentReader reader(input.descriptor(), framing, plan.limits.bytes);
  Document padded;
  std::uint64_t count = 0;
  std::uint64_t invalid = 0;
  while (!session.console.broken() && reader.next()) {
    padded.assign(reader.text());
    const Issues issues = explain(plan, type, padded.padded());
    ++count;
    if (!issues.empty()) ++invalid;
    show(issues, reader, {input.name(), arguments.format, count}, session);
    if (reader.drained())
      session.console.flush();  // whoever feeds a pipe slowly wants to see verdicts
  }
  if (!reader.problem().empty()) {
    session.fail(Code::cannot_read, "cannot read `" + input.name() + "`").label(reader.problem());
    return Exit::failed;
  }
  if (arguments.format == "text") {
    session.console.flush();
    session.console.note(counted(count, "document") + ", " + std::to_string(invalid) + " invalid");
  }
  return invalid == 0 ? Exit::fine : Exit::refused;
}

Exit validate(const ValidateArguments& arguments, Session& session) {
  const auto named = load_type(arguments.contracts, arguments.type, session);
  if (!named) return Exit::failed;

  const Input input(arguments.file);
  if (input.descriptor() < 0) {
    session.fail(Code::cannot_read, "cannot read `" + arguments.file + "`")
        .label(std::strerror(errno));
    return Exit::failed;
  }
  note_natives(named->plan, session);
  return judge(input, arguments, named->plan.plan(), named->type, session);
}

Exit run_validate(const ValidateArguments& arguments, Session& session) {
  if (arguments.format != "json") session.reporting.format = arguments.format;
  return session.finish(validate(arguments, session));
}

constexpr Parameter parameters[] = {
    document_file(to<&ValidateArguments::file>),
    contract_file(to<&ValidateArguments::contracts>),
    type_name(to<&ValidateArguments::type>),
    {.name = "--ndjson",
     .help = "FILE holds one document a line; blank lines are skipped",
     .bind = to<&ValidateArguments::ndjson>},
    {.name = "--format",
     .help = "text: a line per issue; json: a line per document; sarif (2.1.0), github "
             "(workflow commands): issues and diagnostics for programs",
     .bind = to<&ValidateArguments::format>,
     .choices = report_formats},
};

}  // namespace

constinit const Command validate_command = {
    .name = "validate",
    .summary = "Judge JSON documents by a type of a contract",
    .exit_status = R"(0 all documents are valid, 1 a document is not, 2 could not run: a
file cannot be read, the contract has errors, there is no such type.)",
    .examples = R"(  tally validate order.json --contract schemas/orders.contract.yaml --type Order
  tally validate - --type acme.orders.Order < order.json
  tally validate events.ndjson --ndjson --type Reading --format json)",
    .parameters = parameters,
    .arguments = make<ValidateArguments>,
    .run = call<run_validate>,
};

}  // namespace tally::compiler
