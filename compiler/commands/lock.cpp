#include <array>
#include <string>

#include "commands/commands.h"
#include "commands/locked.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "compat/lock.h"
#include "render/write.h"

namespace tally::compiler {
namespace {

struct LockArguments {
  std::string project;
};

Exit run_lock(const LockArguments& arguments, Session& session) {
  const auto opened = open_project(arguments.project, session);
  if (!opened) return session.finish(Exit::failed);
  const LoadedModel loaded = load_model(opened->contracts, session);
  if (!loaded.model) return session.finish(Exit::failed);
  check_lock(*opened, *loaded.model, session);
  if (session.diagnostics.has_errors()) return session.finish(Exit::refused);

  const compat::Published published = compat::publish(*loaded.model);
  const std::array files = {OutputFile{"tally.lock", compat::write_lock(published)}};
  const WriteReport report = write_if_changed(opened->folder, files);
  for (const OutputError& error : report.failed)
    session.fail(Code::cannot_write, "`" + lock_path(*opened) + "`: " + error.message);
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
