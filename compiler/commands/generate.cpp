#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "commands/commands.h"
#include "commands/locked.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "commands/watch.h"
#include "render/outputs.h"
#include "render/write.h"
#include "source/suggest.h"
#include "targets/builtin_templates.h"
#include "targets/generate.h"
#include "targets/load_definition.h"
#include "targets/view_models.h"

namespace tally::compiler {
namespace {

struct GenerateArguments {
  std::string project;
  bool check = false;
  bool list_outputs = false;
  bool watch = false;
  std::string depfile;
  std::string format = "text";
};

using targets::LoadedTarget;
using targets::NamedViewModel;

std::optional<LoadedTarget> load_builtin(const TargetUse& use, Session& session) {
  const auto files = builtin_templates();
  const auto names = targets::builtin_targets(files);
  if (std::find(names.begin(), names.end(), use.name) == names.end()) {
    const auto near = suggest(use.name, names);
    session.diagnostics
        .add(Code::unknown_target, use.name_span, "unknown target `" + use.name + "`")
        .label(near ? "did you mean `" + *near + "`?"
                    : "a target of your own has its folder under `templates`");
    return std::nullopt;
  }
  auto target =
      targets::load_definition(targets::builtin_folder(use.name), targets::read_builtin(files),
                               session.sources, session.diagnostics);
  if (target) target->builtin = true;
  return target;
}

std::optional<LoadedTarget> load_target(const TargetUse& use, const std::string& project_folder,
                                        Session& session) {
  const ReadFile read = [&](const std::string& path) { return session.disk.read(path).text; };
  auto target = use.templates.empty()
                    ? load_builtin(use, session)
                    : targets::load_definition(join_path(project_folder, use.templates), read,
                                               session.sources, session.diagnostics);
  if (!target || use.blocks.empty()) return target;
  const std::string folder = join_path(project_folder, use.blocks);
  std::vector<std::string> files;
  for (const FolderEntry& entry : list_folder(folder)) {
    if (!entry.is_folder) files.push_back(entry.name);
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    session.fail(Code::cannot_read, "no file in `" + folder + "`")
        .label("`blocks` is a folder with a template for each block that is replaced");
  }
  targets::load_overrides(folder, files, read, *target, session.sources, session.diagnostics);
  return target;
}

/// "there are `a`, `b`".
std::string there_are(std::span<const std::string_view> names) {
  std::string list;
  for (const std::string_view name : names)
    list += (list.empty() ? "there are `" : ", `") + std::string(name) + "`";
  return list;
}

void check_options(const TargetUse& use, const NamedViewModel& view_model,
                   Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const targets::OptionFacts& option : view_model.options) names.push_back(option.name);
  std::size_t index = 0;
  for (const auto& [name, value] : use.options.items()) {
    const Span span = use.option_spans[index++];
    const auto known = std::find(names.begin(), names.end(), name);
    if (known == names.end()) {
      auto draft = diagnostics.add(Code::unknown_option, span,
                                   "the target `" + use.name + "` has no option `" + name + "`");
      const auto near = suggest(name, names);
      draft.label(near            ? "did you mean `" + *near + "`?"
                  : names.empty() ? "it has none"
                                  : there_are(names));
      continue;
    }
    const auto values = view_model.options[static_cast<std::size_t>(known - names.begin())].values;
    const auto text = value.get<std::string>();
    if (values.empty() || std::find(values.begin(), values.end(), text) != values.end()) continue;
    diagnostics
        .add(Code::unknown_choice, span, "the option `" + name + "` cannot be `" + text + "`")
        .label(there_are(values));
  }
}

/// What is generated stays in the project, wherever links lead; `--check` would show lines of what
/// is elsewhere.
void refuse_outside(std::span<const OutputFile> files, const TargetUse& use,
                    const std::string& folder, Session& session) {
  const std::string root = true_path(folder);
  std::map<std::string, std::string> folders;  // of the files, with their true paths
  for (const OutputFile& file : files) {
    const std::string path = join_path(folder, file.path);
    const auto [home, fresh] = folders.try_emplace(folder_of(path));
    if (fresh) home->second = true_path(home->first);
    if (is_below(is_link(path) ? true_path(path) : home->second, root)) continue;
    session.diagnostics
        .add(Code::bad_project_path, use.out_span,
             "`" + file.path + "` is outside of the folder of the project")
        .label("a link leads there");
    return;
  }
}

/// The files of one target, with paths as seen from the project's folder.
std::vector<OutputFile> generate_target(const TargetUse& use, const OpenProject& opened,
                                        const model::Model& model, Session& session) {
  const auto target = load_target(use, opened.folder, session);
  if (!target) return {};
  const NamedViewModel& view_model = *targets::find_view_model(target->definition.model);
  check_options(use, view_model, session.diagnostics);
  const targets::ViewModel view = view_model.make(model, target->definition, use.options);
  std::vector<OutputFile> files = targets::generate(model, *target, view, session.diagnostics);
  for (OutputFile& file : files) file.path = join_path(use.out, file.path);
  refuse_outside(files, use, opened.folder, session);
  return files;
}

/// The files of all targets; of no use after an error.
std::vector<OutputFile> generate_all(const OpenProject& opened, const model::Model& model,
                                     Session& session) {
  if (opened.project.targets.empty())
    session.fail(Code::unknown_target, "the project has no `targets`");
  std::vector<OutputFile> files;
  for (const TargetUse& use : opened.project.targets) {
    auto more = generate_target(use, opened, model, session);
    files.insert(files.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }
  if (session.diagnostics.has_errors()) return files;
  for (const OutputError& error : check_outputs(files)) {
    session.fail(Code::output_collision, "`" + error.path + "`: " + error.message)
        .label("two targets need two output folders");
  }
  return files;
}

/// Generated files name their contract, and are the same from whichever folder `tally` is run.
void make_paths_relative(model::Model& model, const std::string& folder) {
  if (folder.empty()) return;
  for (model::Contract& contract : model.contracts) {
    contract.path =
        std::filesystem::path(contract.path).lexically_relative(folder).generic_string();
  }
}

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

void write_depfile(const std::string& path, const std::vector<OutputFile>& files,
                   const OpenProject& opened, Session& session) {
  std::vector<std::string> outputs;
  outputs.reserve(files.size());
  for (const OutputFile& file : files) outputs.push_back(join_path(opened.folder, file.path));
  const auto& read = session.disk.files_read();
  const auto text = depfile(outputs, std::vector<std::string>(read.begin(), read.end()));
  if (!text) {
    session.fail(Code::cannot_write, "cannot write `" + path + "`")
        .label("a path in it holds a line end");
    return;
  }
  std::FILE* file = std::fopen(path.c_str(), "wb");
  const bool written =
      file != nullptr && std::fwrite(text->data(), 1, text->size(), file) == text->size();
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (!written || !closed) {
    session.fail(Code::cannot_write, "cannot write `" + path + "`").label(std::strerror(errno));
  }
}

Exit write(const std::vector<OutputFile>& files, const OpenProject& opened,
           const std::string& depfile_path, Session& session) {
  const WriteReport report = write_if_changed(opened.folder, files);
  for (const OutputError& error : report.failed) {
    session.fail(Code::cannot_write,
                 "`" + join_path(opened.folder, error.path) + "`: " + error.message);
  }
  if (!depfile_path.empty()) write_depfile(depfile_path, files, opened, session);
  if (session.diagnostics.has_errors()) return session.finish(Exit::failed);
  session.console.note(counted(report.written.size(), "file") + " written, " +
                       std::to_string(report.unchanged.size()) + " unchanged");
  return session.finish(Exit::fine);
}

Exit generate_once(const GenerateArguments& arguments, const std::optional<OpenProject>& opened,
                   Session& session) {
  if (!opened) return session.finish(Exit::failed);
  LoadedModel loaded = load_model(opened->contracts, session);
  if (!loaded.model) return session.finish(Exit::failed);
  make_paths_relative(*loaded.model, opened->folder);

  const std::vector<OutputFile> files = generate_all(*opened, *loaded.model, session);
  if (session.diagnostics.has_errors()) return session.finish(Exit::failed);
  if (arguments.list_outputs) return list(files, *opened, session);
  if (arguments.check) {
    check_lock(*opened, *loaded.model, session);
    return check_drift(files, *opened, session);
  }
  return write(files, *opened, arguments.depfile, session);
}

/// Files that are read, or would be if they were there, and those that the project's patterns name.
std::set<std::string> watched_files(const std::optional<OpenProject>& opened, Session& session) {
  std::set<std::string> files = session.disk.files_read();
  files.insert(session.disk.files_missed().begin(), session.disk.files_missed().end());
  if (opened) {
    for (const std::string& path : contracts_of(*opened)) files.insert(path);
  }
  return files;
}

Exit run_watch(const GenerateArguments& arguments, Session& session) {
  std::optional<OpenProject> opened;
  const auto work = [&] {
    session.restart();
    session.disk.forget();
    opened = open_project(arguments.project, session);
    generate_once(arguments, opened, session);
    session.console.flush();
    session.console.note("watching " + counted(watched_files(opened, session).size(), "file"));
  };
  watch({work, [&] { return watched_files(opened, session); }});
  return Exit::fine;
}

Exit run_generate(const GenerateArguments& arguments, Session& session) {
  session.reporting = {arguments.format, arguments.list_outputs};
  if (arguments.watch) return run_watch(arguments, session);
  return generate_once(arguments, open_project(arguments.project, session), session);
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
