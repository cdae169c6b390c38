#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "commands/build_files.h"
#include "commands/commands.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "commands/watch.h"
#include "commands/write.h"
#include "compile/lock.h"
#include "render/outputs.h"

namespace tally::compiler {
namespace {

struct GenerateArguments {
  std::string project;
  bool check = false;
  bool list_outputs = false;
  bool watch = false;
  std::string depfile;
  std::string stamp;
  std::string format = "text";
};

Exit list(const std::vector<OutputFile>& files, const OpenProject& opened, Session& session) {
  for (const OutputFile& file : files)
    session.console.write(join_path(opened.folder, file.path) + "\n");
  return session.finish(Exit::fine);
}

Exit check_drift(const std::vector<OutputFile>& files, const OpenProject& opened,
                 Session& session) {
  const Drift drift = compare(files, [&](std::string_view path) {
    return read_file(join_path(opened.folder, std::string(path)));
  });
  for (const DriftEntry& entry : drift.entries) {
    const std::string path = "`" + join_path(opened.folder, entry.path) + "`";
    if (entry.kind == DriftKind::missing) {
      session.fail(Code::drift, path + " is missing").label("run `tally generate`");
    } else {
      session.fail(Code::drift, path + " is not up to date")
          .label("line " + std::to_string(entry.line) + " is `" + entry.actual +
                 "` and should be `" + entry.expected + "`");
    }
  }
  if (drift.clean()) session.console.note(counted(files.size(), "file") + " up to date");
  return session.finish(session.diagnostics.has_errors() ? Exit::refused : Exit::fine);
}

Exit write(const std::vector<OutputFile>& files, const OpenProject& opened,
           const GenerateArguments& arguments, Session& session) {
  const WriteReport report = write_if_changed(opened.folder, files);
  for (const OutputError& error : report.failed) {
    session.fail(Code::cannot_write,
                 "`" + join_path(opened.folder, error.path) + "`: " + error.message);
  }
  if (!arguments.depfile.empty()) {
    std::vector<std::string> targets;
    if (!arguments.stamp.empty()) {
      targets.push_back(arguments.stamp);
    } else {
      for (const OutputFile& file : files) targets.push_back(join_path(opened.folder, file.path));
    }
    write_depfile(arguments.depfile, targets, {}, session);
  }
  if (session.diagnostics.has_errors()) return session.finish(Exit::failed);
  const std::string summary = counted(report.written.size(), "file") + " written, " +
                              std::to_string(report.unchanged.size()) + " unchanged";
  // Last: a run that failed leaves the old one.
  if (!arguments.stamp.empty()) write_stamp(arguments.stamp, summary, session);
  session.console.note(summary);
  return session.finish(session.diagnostics.has_errors() ? Exit::failed : Exit::fine);
}

Exit finish(const GenerateArguments& arguments, const Compilation& made, Session& session) {
  if (session.diagnostics.has_errors()) return session.finish(Exit::failed);
  const std::vector<OutputFile>& files = made.outputs;
  if (arguments.list_outputs) return list(files, *made.project, session);
  if (arguments.check) {
    check_lock(*made.project, *made.model, session.disk.files(), session.diagnostics);
    return check_drift(files, *made.project, session);
  }
  return write(files, *made.project, arguments, session);
}

/// What came of one go.
struct Generated {
  Exit status = Exit::failed;
  std::optional<OpenProject> project;  // if it could be read
};

Generated generate(const GenerateArguments& arguments, Session& session) {
  const auto project = find_project(arguments.project, session);
  if (!project) return {session.finish(Exit::failed), std::nullopt};
  Compilation made = compile({.project = *project, .generate = true}, session);
  const Exit status = finish(arguments, made, session);
  return {status, std::move(made.project)};
}

/// Files that are read, or would be if they were there, and those that the project's patterns name.
std::set<std::string> watched_files(const std::optional<OpenProject>& opened, Session& session) {
  std::set<std::string> files = session.disk.files_read();
  files.insert(session.disk.files_missed().begin(), session.disk.files_missed().end());
  if (opened) files.merge(contracts_of(*opened, session.disk.files()));
  return files;
}

Exit run_watch(const GenerateArguments& arguments, Session& session) {
  std::optional<OpenProject> opened;
  const auto work = [&] {
    session.restart();
    session.disk.forget();
    opened = generate(arguments, session).project;
    session.console.flush();
    session.console.note("watching " + counted(watched_files(opened, session).size(), "file"));
  };
  watch({work, [&] { return watched_files(opened, session); }});
  return Exit::fine;
}

Exit run_generate(const GenerateArguments& arguments, Session& session) {
  session.reporting = {arguments.format, arguments.list_outputs};
  if (arguments.watch) return run_watch(arguments, session);
  return generate(arguments, session).status;
}

constexpr Parameter parameters[] = {
    project_file(to<&GenerateArguments::project>),
    {.name = "--check",
     .help = "Write nothing; say which files are not up to date",
     .bind = to<&GenerateArguments::check>},
    {.name = "--list-outputs",
     .help = "Write nothing; print the outputs' paths",
     .bind = to<&GenerateArguments::list_outputs>,
     .excludes = {"--check"}},
    {.name = "--depfile",
     .help = "Also write what the outputs depend on, for Make and Ninja",
     .bind = to<&GenerateArguments::depfile>,
     .value = "FILE",
     .excludes = {"--check", "--list-outputs"}},
    {.name = "--stamp",
     .help = "Also write this file when all is done; --depfile is about it then",
     .bind = to<&GenerateArguments::stamp>,
     .value = "FILE",
     .excludes = {"--check", "--list-outputs"}},
    {.name = "--watch",
     .help = "Generate again after each change, until interrupted",
     .bind = to<&GenerateArguments::watch>,
     .excludes = {"--check", "--list-outputs"}},
    report_format(to<&GenerateArguments::format>),
};

}  // namespace

constinit const Command generate_command = {
    .name = "generate",
    .summary = "Generate the files of the project's targets",
    .notes = "Files that would not change are not touched.",
    .exit_status = R"(0 done (--check: all up to date), 1 only with --check: a file is
not up to date, 2 could not run: bad project, contract, template or folder.)",
    .examples = R"(  tally generate
  tally generate --check
  tally generate --project web/tally.yaml --depfile build/contracts.d)",
    .parameters = parameters,
    .arguments = make<GenerateArguments>,
    .run = call<run_generate>,
};

}  // namespace tally::compiler
