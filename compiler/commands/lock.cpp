#include <array>
#include <string>

#include "commands/commands.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "commands/write.h"
#include "compat/lock.h"
#include "compile/lock.h"

namespace tally::compiler {
namespace {

struct LockArguments {
  std::string project;
};

Exit run_lock(const LockArguments& arguments, Session& session) {
  const auto project = find_project(arguments.project, session);
  if (!project) return session.finish(Exit::failed);
  const Compilation made = compile({.project = *project}, session);
  if (!made.model) return session.finish(Exit::failed);
  check_lock(*made.project, *made.model, session.disk.files(), session.diagnostics);
  if (session.diagnostics.has_errors()) return session.finish(Exit::refused);

  const compat::Published published = compat::publish(*made.model);
  const std::array files = {OutputFile{"tally.lock", compat::write_lock(published)}};
  const WriteReport report = write_if_changed(made.project->folder, files);
  for (const OutputError& error : report.failed)
    session.fail(Code::cannot_write, "`" + lock_path(*made.project) + "`: " + error.message);
  if (session.diagnostics.has_errors()) return session.finish(Exit::failed);
  session.console.note(counted(published.types.size(), "type") + " locked");
  return session.finish(Exit::fine);
}

constexpr Parameter parameters[] = {project_file(to<&LockArguments::project>)};

}  // namespace

constinit const Command lock_command = {
    .name = "lock",
    .summary = "Write tally.lock: the types as they are published, for `check` to hold them to",
    .notes = "Changes that break what the last lock says need a higher major version.",
    .exit_status = R"(0 written, 1 a change breaks what was published, 2 could not run:
bad project, contract or lock.)",
    .examples = R"(  tally lock
  tally lock --project web/tally.yaml)",
    .parameters = parameters,
    .arguments = make<LockArguments>,
    .run = call<run_lock>,
};

}  // namespace tally::compiler
