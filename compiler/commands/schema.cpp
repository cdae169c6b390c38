#include "commands/schema.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "commands/issue_codes.h"
#include "editor/schema.h"
#include "language/language.h"

namespace tally::compiler {
namespace {

struct EditorSchema {
  std::string_view language;
  const language::Place* place;
};

constexpr EditorSchema schemas[] = {
    {"contract", &language::contract_place},
    {"project", &language::project_place},
    {"target", &language::target_place},
};

}  // namespace

std::string editor_schema(std::string_view language) {
  std::vector<language::Word> codes;
  for (const IssueCode& code : issue_codes()) codes.push_back({code.code, code.meaning});
  for (const EditorSchema& schema : schemas) {
    if (schema.language == language) return editor::schema_of(*schema.place, codes).dump(2) + "\n";
  }
  return {};
}

CLI::App* declare_schema(CLI::App& program, SchemaArguments& arguments) {
  CLI::App* command = program.add_subcommand("schema", "Print a JSON Schema for editors");
  command
      ->add_option("LANGUAGE", arguments.language,
                   "contract: *.contract.yaml; project: tally.yaml; target: target.yaml")
      ->required()
      ->check(CLI::IsMember({"contract", "project", "target"}));
  command->footer(
      R"(With the schema (draft 7) an editor completes and explains the keys of these files and
shows errors as you type. docs/editors.md says how to set up yours. `tally check` sees more
than a schema can.

Exit status: 0 printed, 2 there is no such language.

Examples:
  tally schema contract > editor/contract.schema.json
  tally schema project > editor/project.schema.json)");
  return command;
}

Exit run_schema(const SchemaArguments& arguments, Session& session) {
  session.console.write(editor_schema(arguments.language));
  return Exit::fine;
}

}  // namespace tally::compiler
