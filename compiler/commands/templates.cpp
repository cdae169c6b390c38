#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "commands/commands.h"
#include "commands/session.h"
#include "commands/write.h"
#include "render/outputs.h"
#include "source/suggest.h"
#include "targets/builtin_templates.h"
#include "targets/load_definition.h"

namespace tally::compiler {
namespace {

struct ExportArguments {
  std::string target;
  std::string folder;
};

Exit run_export(const ExportArguments& arguments, Session& session) {
  const auto builtin = builtin_templates();
  const auto names = targets::builtin_targets(builtin);
  if (std::find(names.begin(), names.end(), arguments.target) == names.end()) {
    auto draft = session.fail(Code::unknown_target, "unknown target `" + arguments.target + "`");
    if (const auto near = suggest(arguments.target, names))
      draft.label("did you mean `" + *near + "`?");
    return session.finish(Exit::failed);
  }
  // Somebody may have worked on what is there.
  const std::string definition = join_path(arguments.folder, "target.yaml");
  if (file_exists(definition)) {
    session.fail(Code::cannot_write, "`" + definition + "` is there already")
        .label("name a new folder");
    return session.finish(Exit::failed);
  }
  const std::string prefix = arguments.target + "/";
  std::vector<OutputFile> files;
  for (const BuiltinFile& file : builtin) {
    if (!file.path.starts_with(prefix)) continue;
    files.push_back({std::string(file.path.substr(prefix.size())), std::string(file.content)});
  }
  const WriteReport report = write_if_changed(arguments.folder, files);
  for (const OutputError& error : report.failed) {
    session.fail(Code::cannot_write,
                 "`" + join_path(arguments.folder, error.path) + "`: " + error.message);
  }
  if (session.diagnostics.has_errors()) return session.finish(Exit::failed);
  session.console.note(counted(report.written.size(), "file") + " written");
  return session.finish(Exit::fine);
}

constexpr Parameter parameters[] = {
    {.name = "TARGET",
     .help = "cpp, typescript, ...",
     .bind = to<&ExportArguments::target>,
     .required = true},
    {.name = "DIR",
     .help = "Where to; it must not hold a target yet",
     .bind = to<&ExportArguments::folder>,
     .required = true},
};

constexpr std::string_view examples = "  tally templates export markdown tools/markdown";

constexpr Command export_command = {
    .name = "export",
    .summary = "Write the folder of a built-in target to disk",
    .notes = R"(In tally.yaml, `templates: DIR` then makes the project use the folder. To
replace a part of a target only, see `blocks` in docs/targets.md.)",
    .exit_status = "0 written, 2 could not run: no such target, or a folder in the way.",
    .examples = examples,
    .parameters = parameters,
    .arguments = make<ExportArguments>,
    .run = call<run_export>,
};

constexpr const Command* commands[] = {&export_command};

}  // namespace

constinit const Command templates_command = {
    .name = "templates",
    .summary = "Work with the templates of targets",
    .exit_status = "0 done, 2 could not run.",
    .examples = examples,
    .commands = commands,
};

}  // namespace tally::compiler
