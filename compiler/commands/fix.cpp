#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "commands/commands.h"
#include "commands/rewrite.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"

namespace tally::compiler {
namespace {

struct FixArguments {
  std::vector<std::string> files;
  bool dry_run = false;
  std::string format = "text";
};

/// One fix may make room for the next; two that undo each other must not go on for ever.
constexpr int most_rounds = 50;

struct Round {
  bool all_readable = false;
  std::set<std::string> files;  // that may be changed
};

/// Reads and checks everything once.
Round look(const FixArguments& arguments, Session& session) {
  session.restart();
  Round round;
  auto request = requested(arguments.files, session);
  if (!request) return round;
  request->lint = true;
  const Compilation made = compile(*request, session);
  round.all_readable = made.all_readable;
  for (const std::string& file : made.contracts) round.files.insert(normalise_path(file));
  // Without arguments the first file that is read is the project's.
  if (arguments.files.empty() && session.sources.size() > 0)
    round.files.insert(session.sources.file(FileId{0}).path());
  return round;
}

/// Applies the fixes that do not touch each other, per file from the front. How many that were.
std::size_t apply_fixes(const std::set<std::string>& allowed, Session& session) {
  std::map<FileId, std::vector<Fix>> by_file;
  for (const Diagnostic& diagnostic : session.diagnostics.sorted()) {
    if (!diagnostic.fix || diagnostic.fix->span.is_nowhere()) continue;
    const FileId file = diagnostic.fix->span.file;
    if (allowed.contains(session.sources.file(file).path()))
      by_file[file].push_back(*diagnostic.fix);
  }
  std::size_t count = 0;
  for (auto& [id, fixes] : by_file) {
    std::stable_sort(fixes.begin(), fixes.end(),
                     [](const Fix& a, const Fix& b) { return a.span.begin < b.span.begin; });
    const std::string_view text = session.sources.file(id).text();
    std::string result;
    std::size_t done = 0;  // bytes of `text` that are in `result`
    const Fix* previous = nullptr;
    for (const Fix& fix : fixes) {
      if (previous != nullptr && (fix.span.begin < done || fix.span.begin == previous->span.begin))
        continue;
      result.append(text.substr(done, fix.span.begin - done)).append(fix.replacement);
      done = fix.span.end;
      previous = &fix;
      ++count;
    }
    session.disk.pretend(session.sources.file(id).path(), result.append(text.substr(done)));
  }
  return count;
}

std::vector<Rewrite> rewrites(Session& session) {
  const auto pretended = session.disk.pretended();
  session.disk.forget();
  std::vector<Rewrite> list;
  for (const auto& [path, after] : pretended) {
    std::string before = session.disk.read(path).text.value_or("");
    if (before != after) list.push_back({path, std::move(before), after});
  }
  return list;
}

Exit run_fix(const FixArguments& arguments, Session& session) {
  session.reporting = {arguments.format, arguments.dry_run};
  std::size_t count = 0;
  Round round = look(arguments, session);
  for (int i = 0; i < most_rounds; ++i) {
    const std::size_t applied = apply_fixes(round.files, session);
    if (applied == 0) break;
    count += applied;
    round = look(arguments, session);
  }
  const bool errors_left = session.diagnostics.has_errors();
  const std::vector<Rewrite> changed = rewrites(session);
  const std::size_t errors_before = session.diagnostics.error_count();
  if (arguments.dry_run) {
    show_diff(changed, session);
  } else {
    write_files(changed, session);
  }
  const bool written = session.diagnostics.error_count() == errors_before;
  Exit status = errors_left ? Exit::refused : Exit::fine;
  if (!written || !round.all_readable) status = Exit::failed;
  session.finish(status);
  session.console.note(std::to_string(count) + (count == 1 ? " fix in " : " fixes in ") +
                       counted(changed.size(), "file") +
                       (arguments.dry_run ? ", nothing written" : ""));
  return status;
}

constexpr Parameter parameters[] = {
    {.name = "FILE",
     .help = "Contracts; those of the project, and tally.yaml, when none is given",
     .bind = to<&FixArguments::files>},
    {.name = "--dry-run",
     .help = "Write nothing; print a diff",
     .bind = to<&FixArguments::dry_run>},
    report_format(to<&FixArguments::format>),
};

}  // namespace

constinit const Command fix_command = {
    .name = "fix",
    .summary = "Put right what diagnostics are certain about",
    .notes = "Diagnostics that are left are shown afterwards.",
    .exit_status = R"(0 no errors are left, 1 errors are left that need a person, 2 could
not run: a file cannot be read or written.)",
    .examples = R"(  tally fix
  tally fix --dry-run schemas/orders.contract.yaml)",
    .parameters = parameters,
    .arguments = make<FixArguments>,
    .run = call<run_fix>,
};

}  // namespace tally::compiler
