#include "commands/schema.h"

#include <string>
#include <vector>

#include "commands/commands.h"
#include "commands/issue_codes.h"
#include "commands/session.h"
#include "editor/schema.h"
#include "language/language.h"

namespace tally::compiler {
namespace {

struct SchemaArguments {
  std::string language;
};

struct EditorSchema {
  std::string_view language;
  const language::Place* place;
};

constexpr EditorSchema schemas[] = {
    {"contract", &language::contract_place},
    {"project", &language::project_place},
    {"target", &language::target_place},
};

Exit run_schema(const SchemaArguments& arguments, Session& session) {
  session.console.write(editor_schema(arguments.language));
  return Exit::fine;
}

std::vector<std::string> languages() {
  std::vector<std::string> names;
  for (const EditorSchema& schema : schemas) names.emplace_back(schema.language);
  return names;
}

constexpr Parameter parameters[] = {
    {.name = "LANGUAGE",
     .help = "contract: *.contract.yaml; project: tally.yaml; target: target.yaml",
     .bind = to<&SchemaArguments::language>,
     .required = true,
     .choices = languages},
};

}  // namespace

std::string editor_schema(std::string_view language) {
  std::vector<language::Word> codes;
  for (const model::IssueRow& code : model::issues()) codes.push_back({code.code, code.meaning});
  for (const EditorSchema& schema : schemas) {
    if (schema.language == language) return editor::schema_of(*schema.place, codes).dump(2) + "\n";
  }
  return {};
}

constinit const Command schema_command = {
    .name = "schema",
    .summary = "Print a JSON Schema for editors",
    .notes =
        R"(With the schema (draft 7) an editor completes and explains the keys of these files and
shows errors as you type. docs/editors.md says how to set up yours. `tally check` sees more
than a schema can.)",
    .exit_status = "0 printed, 2 there is no such language.",
    .examples = R"(  tally schema contract > editor/contract.schema.json
  tally schema project > editor/project.schema.json)",
    .parameters = parameters,
    .arguments = make<SchemaArguments>,
    .run = call<run_schema>,
};

}  // namespace tally::compiler
