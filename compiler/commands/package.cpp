#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "commands/build_files.h"
#include "commands/commands.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "commands/version.h"
#include "commands/write.h"
#include "package/assemble.h"
#include "package/cache.h"
#include "package/home.h"
#include "package/processes.h"
#include "package/recipe.h"
#include "render/ordered_json.h"

namespace tally::compiler {
namespace {

namespace fs = std::filesystem;
using package::Process;

struct PackageArguments {
  std::string project;
  std::string name;
  std::string version;
  std::string out = "dist";
  std::vector<std::string> sources;
  std::string only = "all";
  std::string depfile;
  std::string stamp;
  std::string format = "text";
  bool small = false;
  bool debug = false;
  bool clean = false;
  bool json = false;
};

/// What is made on the way stays here, beside tally.yaml, so that a change takes seconds.
constexpr const char* workshop = ".tally";

/// Says how far it is: lines of JSON for programs, a line that changes on a terminal, else only
/// what begins.
class Progress {
 public:
  Progress(Session& session, bool json)
      : session_(session), json_(json), terminal_(isatty(STDERR_FILENO) == 1) {}

  void begin(const std::string& what, std::size_t steps) {
    what_ = what;
    steps_ = steps;
    done_ = 0;
    if (!json_ && !terminal_) session_.console.note(what_);
  }
  void step(const std::string& name) {
    ++done_;
    if (json_) {
      say({{"event", "step"}, {"phase", what_}, {"name", name}, {"done", done_}, {"of", steps_}});
    } else if (terminal_) {
      const std::string count = std::to_string(done_) + " of " + std::to_string(steps_);
      session_.console.complain("\r\033[K" + what_ + ": " + count + ", " + name);
      if (done_ == steps_) session_.console.complain("\r\033[K");
    }
  }
  /// The package and what it is made from, for who watches it.
  void reads(const std::string& package, const Sources& sources) {
    if (!json_) return;
    OrderedJson paths = OrderedJson::array();
    for (std::size_t i = 0; i < sources.size(); ++i)
      paths.push_back(fs::absolute(sources.file(static_cast<FileId>(i)).path()).lexically_normal());
    say({{"event", "reads"}, {"package", package}, {"paths", paths}});
  }
  /// What a program wrote that failed.
  void failed(const std::string& name, const std::string& said) {
    if (json_) {
      say({{"event", "output"}, {"name", name}, {"text", said}});
    } else {
      session_.console.complain(said);
    }
  }
  void made(const std::string& path, std::uintmax_t bytes) {
    if (json_) {
      say({{"event", "artifact"}, {"path", path}, {"bytes", bytes}});
    } else {
      session_.console.write(path + "\n");
    }
  }

 private:
  void say(const OrderedJson& event) { session_.console.write(event.dump() + "\n"); }

  Session& session_;
  bool json_;
  bool terminal_;
  std::string what_;
  std::size_t steps_ = 0;
  std::size_t done_ = 0;
};

/// What the project says of the package.
struct Wanted {
  std::string folder;  // of the project
  std::string package;
  std::string version;
  std::string name_space;
  std::vector<std::string> contracts;
};

std::string option_of(const Project& project, std::string_view target, const char* option) {
  for (const TargetUse& use : project.targets) {
    const auto found = use.options.find(option);
    if (use.name == target && found != use.options.end()) return found->get<std::string>();
  }
  return {};
}

std::optional<Wanted> wanted(const PackageArguments& arguments, Progress& progress,
                             Session& session) {
  const auto path = find_project(arguments.project, session);
  if (!path) return std::nullopt;
  const Compilation made = compile({.project = *path}, session);
  if (!made.project) return std::nullopt;
  const Project& project = made.project->project;
  const auto chosen = [&](const std::string& argument, const char* option) {
    return argument.empty() ? option_of(project, "typescript", option) : argument;
  };
  progress.reads(chosen(arguments.name, "package"), session.sources);
  if (session.diagnostics.has_errors()) return std::nullopt;
  Wanted wanted{.folder = made.project->folder.empty() ? "." : made.project->folder,
                .package = chosen(arguments.name, "package"),
                .version = chosen(arguments.version, "version"),
                .name_space = option_of(project, "cpp", "namespace"),
                .contracts = made.contracts};
  if (wanted.version.empty()) wanted.version = "0.0.0";
  if (wanted.package.empty()) {
    session.fail(Code::bad_command_line, "the package has no name")
        .label("`--name @acme/contracts`, or the option `package` of the target typescript");
    return std::nullopt;
  }
  return wanted;
}

std::string quoted(const std::string& text) {
  return OrderedJson(text).dump();
}

/// The files of the targets cpp and typescript, below folders of these names.
std::optional<std::vector<OutputFile>> generated(const Wanted& wanted, Session& session) {
  const fs::path folder = fs::path(wanted.folder) / workshop;
  std::error_code error;
  fs::create_directories(folder, error);  // paths are seen from it; writing says what is wrong
  std::string project = "tally: 1\ncontracts:\n";
  for (const std::string& contract : wanted.contracts) {
    const fs::path path = fs::path(contract).lexically_relative(folder.lexically_normal());
    project += "  - " + quoted(path.generic_string()) + "\n";
  }
  project += "targets:\n  cpp: {out: cpp";
  if (!wanted.name_space.empty())
    project += ", options: {namespace: " + quoted(wanted.name_space) + "}";
  project += "}\n  typescript: {out: typescript, options: {package: " + quoted(wanted.package) +
             ", version: " + quoted(wanted.version) + "}}\n";
  const std::string path = (folder / project_name).lexically_normal().generic_string();
  session.disk.pretend(path, project);
  Compilation made = compile({.project = path, .generate = true}, session);
  if (session.diagnostics.has_errors()) return std::nullopt;
  return std::move(made.outputs);
}

/// Those below a folder, as seen from there.
std::vector<OutputFile> below(const std::string& folder, const std::vector<OutputFile>& files) {
  std::vector<OutputFile> found;
  for (const OutputFile& file : files) {
    if (file.path.starts_with(folder + "/"))
      found.push_back({file.path.substr(folder.size() + 1), file.content});
  }
  return found;
}

bool write(const fs::path& folder, const std::vector<OutputFile>& files, Session& session) {
  const WriteReport report = write_if_changed(folder, files);
  for (const OutputError& error : report.failed) {
    session.fail(Code::cannot_write, "`" + (folder / error.path).string() + "`: " + error.message);
  }
  return report.failed.empty();
}

bool run(const std::vector<Process>& processes, Progress& progress, Session& session,
         const std::function<void(std::size_t)>& made = {}) {
  const std::uint32_t cores = std::max(1U, std::thread::hardware_concurrency());
  return package::run(processes, cores, [&](const package::Ended& ended) {
    progress.step(ended.process.name);
    if (ended.succeeded) {
      if (made) made(static_cast<std::size_t>(&ended.process - processes.data()));
      return;
    }
    progress.failed(ended.process.name, ended.said);
    session.fail(Code::build_failed, "`" + ended.process.name + "` cannot be made");
  });
}

/// Makes what is not fresh.
bool make(const package::Recipe& recipe, Progress& progress, Session& session) {
  for (const std::vector<package::Step>& phase : recipe) {
    std::vector<const package::Step*> stale;
    std::vector<Process> processes;
    for (const package::Step& step : phase) {
      if (is_fresh(step)) continue;
      std::error_code error;
      fs::create_directories(step.made.parent_path(), error);
      stale.push_back(&step);
      processes.push_back(step.process);
    }
    if (stale.empty()) continue;
    progress.begin(&phase == &recipe.front() ? "compiling" : "linking", stale.size());
    if (!run(processes, progress, session, [&](std::size_t i) { remember(*stale[i]); }))
      return false;
  }
  return true;
}

std::optional<package::Order> order_for(const PackageArguments& arguments, const Wanted& wanted,
                                        const std::vector<OutputFile>& files, Session& session) {
  package::Order order;
  order.home = package::home_of(package::path_of(session.program));
  order.compiler = package::find_program("em++");
  order.optimiser = package::find_program("wasm-opt");
  order.small = arguments.small;
  order.debug = arguments.debug;
  order.name_space = wanted.name_space;
  if (order.home.empty()) {
    session.fail(Code::build_failed, "the sources of the runtime are not beside this program")
        .label("install Tally as a whole");
    return std::nullopt;
  }
  if (order.compiler.empty()) {
    session.fail(Code::no_emscripten, "there is no `em++` on the PATH")
        .label("`apt install emscripten`, or Emscripten's own installer, emsdk");
    return std::nullopt;
  }
  if (order.optimiser.empty()) {
    std::error_code error;  // emsdk has it beside Emscripten
    const fs::path root = fs::canonical(order.compiler, error).parent_path();
    order.optimiser = (root / "../bin/wasm-opt").lexically_normal().string();
  }
  const fs::path folder = fs::absolute(wanted.folder).lexically_normal() / workshop;
  const char* mode = arguments.debug ? "debug" : arguments.small ? "small" : "fast";
  order.folder = folder / mode;
  order.shared = package::cache_for(order.home, order.compiler, mode);
  order.headers = folder / "cpp";
  for (const OutputFile& file : below("cpp", files)) {
    if (file.path.ends_with(".cpp")) order.sources.push_back(order.headers / file.path);
  }
  for (const std::string& source : arguments.sources)
    order.sources.push_back(fs::absolute(source).lexically_normal());
  if (arguments.only != "db") order.programs.emplace_back("contracts");
  if (arguments.only != "judge") order.programs.emplace_back("db");
  return order;
}

/// The esbuild of the project or of the system; empty when there is none.
std::string find_esbuild(const fs::path& folder) {
  std::error_code error;
  for (fs::path each = fs::absolute(folder).lexically_normal();; each = each.parent_path()) {
    const fs::path found = each / "node_modules/.bin/esbuild";
    if (fs::exists(found, error)) return found.string();
    if (!each.has_relative_path()) return package::find_program("esbuild");
  }
}

/// Modules of a folder become small, with maps to what they were.
bool minify(const fs::path& folder, const fs::path& to, const std::string& esbuild,
            Progress& progress, Session& session) {
  Process process{.name = "modules",
                  .command = {esbuild},
                  .output = (to.parent_path() / "esbuild.log").string()};
  std::error_code error;
  for (const fs::directory_entry& file : fs::directory_iterator(folder, error)) {
    const std::string name = file.path().filename().string();
    if (name.ends_with(".js") && !name.ends_with(".wasm.js"))
      process.command.push_back(file.path().string());
  }
  for (const char* option : {"--minify", "--sourcemap", "--target=es2022", "--log-level=warning"})
    process.command.emplace_back(option);
  process.command.push_back("--outdir=" + to.string());
  return run({process}, progress, session);
}

/// A folder that is gone with this object.
struct Staging {
  fs::path path;

  explicit Staging(fs::path at) : path(std::move(at)) {}
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging() {
    std::error_code error;
    fs::remove_all(path, error);
  }
};

bool fail_to_write(const std::string& path, const std::string& why, Session& session) {
  session.fail(Code::cannot_write, "`" + path + "`: " + why);
  return false;
}

/// Writes the package: the folder, and the tarballs that npm makes of it and of what it needs. All
/// is made beside its place, on the same disk, and put there when it is whole.
bool assemble(const PackageArguments& arguments, const Wanted& wanted, const package::Order& order,
              std::vector<OutputFile> files, Progress& progress, Session& session) {
  const fs::path& built = order.folder;
  const package::Parts parts{.judge = arguments.only != "db", .db = arguments.only != "judge"};
  auto complete = package::package_files(std::move(files), built, parts);
  if (!complete) {
    session.fail(Code::build_failed, complete.problem().place + ": " + complete.problem().text);
    return false;
  }
  std::error_code error;
  const std::string name = package::file_name_of(wanted.package);
  const fs::path out = fs::absolute(arguments.out).lexically_normal();
  const Staging staging(out / ".new");
  fs::remove_all(staging.path, error);
  fs::create_directories(staging.path, error);
  if (error) return fail_to_write(arguments.out, error.message(), session);
  const fs::path plain = built / "plain";
  const fs::path stage = staging.path / name;
  fs::path runtime = order.home / "runtime/js";
  fs::remove_all(plain, error);
  if (!write(plain, *complete, session)) return false;
  const std::string esbuild = find_esbuild(wanted.folder);
  if (esbuild.empty() || arguments.debug) {
    if (!write(stage, *complete, session)) return false;
    if (esbuild.empty())
      session.console.note("its modules are not minified: `npm install -D esbuild` changes that");
  } else {
    std::vector<OutputFile> others;
    for (OutputFile& file : *complete) {
      if (!file.path.ends_with(".js") || file.path.ends_with(".wasm.js"))
        others.push_back(std::move(file));
    }
    progress.begin("minifying", 2);
    if (!write(stage, others, session) || !minify(plain, stage, esbuild, progress, session))
      return false;
    const fs::path readable = std::exchange(runtime, staging.path / "runtime");
    fs::copy(readable, runtime, fs::copy_options::recursive, error);
    if (error) return fail_to_write(runtime.string(), error.message(), session);
    if (!minify(readable, runtime, esbuild, progress, session)) return false;
  }
  std::vector<Process> packs;
  const std::string npm = package::find_program("npm");
  if (npm.empty()) {
    session.console.note("no tarball was made: there is no `npm` on the PATH");
  } else {
    // The package depends on what all such packages share.
    const auto pack = [&](const std::string& tarball, const fs::path& folder) {
      packs.push_back({.name = tarball,
                       .command = {npm, "pack", "--silent", "--ignore-scripts",
                                   "--pack-destination", staging.path.string(), folder.string()},
                       .output = (built / (tarball + ".log")).string()});
    };
    pack(name + "-" + wanted.version + ".tgz", stage);
    pack(std::string("tally-runtime-") + program_version + ".tgz", runtime);
    pack(std::string("tally-vite-") + program_version + ".tgz", order.home / "runtime/vite");
    progress.begin("packing", packs.size());
    if (!run(packs, progress, session)) return false;
  }

  if (const auto problem = package::put_in_place(stage, out / name))
    return fail_to_write(problem->place, problem->text, session);
  std::uintmax_t bytes = 0;
  for (const fs::directory_entry& file : fs::directory_iterator(out / name, error))
    bytes += file.file_size(error);
  progress.made((fs::path(arguments.out) / name).generic_string(), bytes);

  for (const Process& each : packs) {
    fs::rename(staging.path / each.name, out / each.name, error);
    if (error) return fail_to_write((out / each.name).string(), error.message(), session);
    progress.made((fs::path(arguments.out) / each.name).generic_string(),
                  fs::file_size(out / each.name, error));
  }
  return true;
}

Exit run_package(const PackageArguments& arguments, Session& session) {
  Progress progress(session, arguments.json);
  session.reporting = {arguments.format, true};
  const auto what = wanted(arguments, progress, session);
  if (!what) return session.finish(Exit::failed);
  const fs::path folder = fs::path(what->folder) / workshop;
  if (arguments.clean) {
    std::error_code error;
    fs::remove_all(folder, error);
    if (error) session.fail(Code::cannot_write, "`" + folder.string() + "`: " + error.message());
    return session.finish(error ? Exit::failed : Exit::fine);
  }
  const auto files = generated(*what, session);
  if (!files) return session.finish(Exit::failed);
  const auto order = order_for(arguments, *what, *files, session);
  if (!order) return session.finish(Exit::failed);
  const auto recipe = package::recipe_for(*order);
  if (!recipe) {
    session.fail(Code::build_failed, recipe.problem().text + ": " + recipe.problem().place);
    return session.finish(Exit::failed);
  }
  const package::FolderLock lock(order->shared);
  const bool done =
      write(folder, {{".gitignore", "*\n"}}, session) &&
      write(folder / "cpp", below("cpp", *files), session) && make(*recipe, progress, session) &&
      assemble(arguments, *what, *order, below("typescript", *files), progress, session);
  if (!done) return session.finish(Exit::failed);
  if (!arguments.depfile.empty()) {
    std::vector<std::string> read;
    for (const package::Step& step : recipe->front()) {
      for (const fs::path& file : package::files_of(step)) read.push_back(file.string());
    }
    write_depfile(arguments.depfile, {arguments.stamp}, read, session);
  }
  if (!arguments.stamp.empty()) write_stamp(arguments.stamp, what->package, session);
  return session.finish(session.diagnostics.has_errors() ? Exit::failed : Exit::fine);
}

std::vector<std::string> parts() {
  return {"all", "judge", "db"};
}

constexpr Parameter parameters[] = {
    project_file(to<&PackageArguments::project>),
    {.name = "--name",
     .help = "What npm calls it; else the option `package` of the target typescript",
     .bind = to<&PackageArguments::name>,
     .value = "NAME"},
    {.name = "--version",
     .help = "Its version; else the option `version` of the target typescript",
     .bind = to<&PackageArguments::version>,
     .value = "VERSION"},
    {.name = "--out",
     .help = "The folder for the package and its tarball",
     .bind = to<&PackageArguments::out>,
     .value = "DIR"},
    {.name = "--source",
     .help = "A C++ file of functions that native rules call; may be repeated",
     .bind = to<&PackageArguments::sources>,
     .value = "FILE",
     .takes = Takes::one_each_time},
    {.name = "--only",
     .help = "judge: without records and hub; db: only these",
     .bind = to<&PackageArguments::only>,
     .choices = parts},
    {.name = "--small",
     .help = "Programs for size: they load sooner and judge more slowly",
     .bind = to<&PackageArguments::small>},
    {.name = "--debug",
     .help = "Programs for a debugger, with source maps of the WebAssembly",
     .bind = to<&PackageArguments::debug>,
     .excludes = {"--small"}},
    {.name = "--json",
     .help = "Say on stdout what is done and made: a JSON object a line",
     .bind = to<&PackageArguments::json>},
    {.name = "--stamp",
     .help = "Also write this file when all is done",
     .bind = to<&PackageArguments::stamp>,
     .value = "FILE"},
    {.name = "--depfile",
     .help = "Also write what the stamp depends on, for Make and Ninja",
     .bind = to<&PackageArguments::depfile>,
     .value = "FILE",
     .needs = "--stamp"},
    report_format(to<&PackageArguments::format>),
    {.name = "--clean",
     .help = "Remove what earlier runs have left, and make nothing",
     .bind = to<&PackageArguments::clean>},
};

}  // namespace

constinit const Command package_command = {
    .name = "package",
    .summary = "Make the npm package of the project's contracts",
    .notes = R"(Compiles the contracts to WebAssembly by the em++ that is on the PATH, and puts the
package together: types, modules, contracts.wasm and db.wasm. What is made on the
way stays in `.tally` beside tally.yaml, so that a change takes seconds; what all
projects have in common stays in the user's folder for caches.)",
    .exit_status = "0 made, 2 could not run.",
    .examples = R"(  tally package
  tally package --name @acme/contracts --version 1.2.0 --out dist
  npm install ./dist/*.tgz)",
    .parameters = parameters,
    .arguments = tally::compiler::make<PackageArguments>,
    .run = call<run_package>,
};

}  // namespace tally::compiler
