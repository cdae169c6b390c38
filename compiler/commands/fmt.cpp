#include <optional>
#include <string>
#include <vector>

#include "commands/commands.h"
#include "commands/rewrite.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "format/format.h"
#include "resolve/load.h"
#include "yaml/parse.h"

namespace tally::compiler {
namespace {

struct FmtArguments {
  std::vector<std::string> files;
  bool check = false;
  std::string format = "text";
};

/// The project's file and its contracts; they need not be sound.
std::optional<std::vector<std::string>> files_of_project(Session& session) {
  const auto request = requested({}, session);
  if (!request) return std::nullopt;
  auto opened =
      open_project(request->project, session.disk.files(), session.sources, session.diagnostics);
  if (!opened) return std::nullopt;
  std::vector<std::string> files = std::move(opened->contracts);
  files.push_back(session.sources.file(FileId{0}).path());
  return files;
}

/// The file in canonical layout; nothing after an error.
std::optional<std::string> formatted(FileId file, Session& session) {
  Diagnostics found;
  const auto tree = yaml::parse(file, session.sources, found);
  if (!tree || found.has_errors()) {
    yaml::parse(file, session.sources, session.diagnostics);
    return std::nullopt;
  }
  auto text = format(file, session.sources, *tree);
  if (text) {
    // Nothing may be lost, whatever the layout was: what comes out is read again.
    const std::string path = session.sources.file(file).path();
    const FileId again = session.sources.add(path, *text);
    const auto second = yaml::parse(again, session.sources, found);
    if (second && !found.has_errors() &&
        same_content(file, *tree, again, *second, session.sources)) {
      return text;
    }
  }
  session.diagnostics
      .add(Code::cannot_format, {file, 0, 0}, "the layout of this file is not understood")
      .label("it is left as it is; please report it");
  return std::nullopt;
}

Exit run_fmt(const FmtArguments& arguments, Session& session) {
  session.reporting = {arguments.format, arguments.check};
  std::optional<std::vector<std::string>> files = arguments.files;
  if (files->empty()) files = files_of_project(session);
  if (!files) return session.finish(Exit::failed);
  std::vector<Rewrite> changed;
  for (const std::string& path : *files) {
    ReadResult content = session.disk.read(path);
    if (!content.text) {
      session.fail(Code::cannot_read, "cannot read `" + path + "`").label(content.problem);
      continue;
    }
    const FileId file = session.sources.add(path, *content.text);
    auto text = formatted(file, session);
    if (text && *text != *content.text)
      changed.push_back({path, std::move(*content.text), std::move(*text)});
  }
  Exit status = Exit::fine;
  if (!arguments.check) {
    write_files(changed, session);
    if (session.diagnostics.has_errors()) status = Exit::failed;
  } else {
    if (session.diagnostics.has_errors()) status = Exit::failed;
    if (!session.diagnostics.has_errors() && !changed.empty()) status = Exit::refused;
    show_diff(changed, session);
    for (const Rewrite& rewrite : changed) {
      session.fail(Code::unformatted, "`" + rewrite.path + "` is not in canonical layout")
          .label("run `tally fmt`");
    }
  }
  session.finish(status);
  session.console.note(counted(changed.size(), "file") +
                       (arguments.check ? " would change" : " changed"));
  return status;
}

constexpr Parameter parameters[] = {
    {.name = "FILE",
     .help = "YAML files; the contracts of the project, and tally.yaml, when none is given",
     .bind = to<&FmtArguments::files>},
    {.name = "--check",
     .help = "Write nothing; say which files are not laid out so, and show a diff",
     .bind = to<&FmtArguments::check>},
    report_format(to<&FmtArguments::format>),
};

}  // namespace

constinit const Command fmt_command = {
    .name = "fmt",
    .summary = "Lay contracts out in one way",
    .notes = "Comments, quotes, line breaks and the order of things stay as they are.",
    .exit_status = R"(0 done (--check: nothing to do), 1 only with --check: a file would
change, 2 could not run: a file is not YAML, or cannot be read or written.)",
    .examples = R"(  tally fmt
  tally fmt --check schemas/*.contract.yaml)",
    .parameters = parameters,
    .arguments = make<FmtArguments>,
    .run = call<run_fmt>,
};

}  // namespace tally::compiler
