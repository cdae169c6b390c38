#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "commands/commands.h"
#include "commands/init_files.h"
#include "commands/schema.h"
#include "commands/session.h"
#include "commands/version.h"
#include "commands/write.h"
#include "package/assemble.h"
#include "package/home.h"
#include "package/processes.h"
#include "render/mustache.h"
#include "render/ordered_json.h"

namespace tally::compiler {
namespace {

struct InitArguments {
  std::string folder = ".";
  bool cpp = false;
  bool web = false;
  bool server = false;
};

namespace fs = std::filesystem;

/// A word out of the folder's name. It may be `int` or `time`: what is named by it has a second
/// word, so that it is never a word of C++, of its library or of CMake.
std::string name_of(const std::string& folder) {
  std::error_code error;
  const fs::path path = fs::weakly_canonical(folder, error);
  std::string name;
  for (const char c : path.filename().string()) {
    const bool upper = c >= 'A' && c <= 'Z';
    const char lower = upper ? static_cast<char>(c - 'A' + 'a') : c;
    const bool letter = lower >= 'a' && lower <= 'z';
    const bool digit = c >= '0' && c <= '9';
    if (letter || (digit && !name.empty())) {
      name += lower;
    } else if (!name.empty() && !name.ends_with('_')) {
      name += '_';
    }
  }
  while (name.ends_with('_')) name.pop_back();
  return name.empty() ? "weather" : name;
}

/// How the build finds Tally on this machine: CMake keeps such things in a file of its own, which
/// is not committed.
std::string user_presets(const fs::path& home, const std::string& program) {
  std::error_code error;
  OrderedJson variables = OrderedJson::object();
  if (fs::exists(home / "CMakeLists.txt", error)) {  // a checkout
    variables["TALLY_ROOT"] = home.generic_string();
    variables["TALLY_PROGRAM"] = program;
  } else if (!home.empty()) {
    variables["CMAKE_PREFIX_PATH"] = home.parent_path().parent_path().generic_string();
  }
  OrderedJson presets;
  presets["version"] = 6;
  presets["configurePresets"] = {
      {{"name", "dev"}, {"binaryDir", "${sourceDir}/build"}, {"cacheVariables", variables}}};
  presets["buildPresets"] = {{{"name", "dev"}, {"configurePreset", "dev"}}};
  presets["testPresets"] = {
      {{"name", "dev"}, {"configurePreset", "dev"}, {"output", {{"outputOnFailure", true}}}}};
  OrderedJson steps = OrderedJson::array();
  for (const char* step : {"configure", "build", "test"})
    steps.push_back({{"type", step}, {"name", "dev"}});
  presets["workflowPresets"] = {{{"name", "dev"}, {"steps", steps}}};
  return presets.dump(2) + "\n";
}

/// A part of the project: where its files lie, and what templates call it.
struct Part {
  std::string_view name;
  std::string_view folder;
  bool InitArguments::*wanted;
};
constexpr std::array<Part, 3> parts = {{
    {"cpp", "app/", &InitArguments::cpp},
    {"server", "hub/", &InitArguments::server},
    {"web", "web/", &InitArguments::web},
}};
/// The template of the commands that build, test and run the project: README.md has them too.
constexpr std::string_view steps = "steps";

/// What the templates see.
OrderedJson data_for(const InitArguments& arguments) {
  const std::string name = name_of(arguments.folder);
  const std::string npm = "@" + name + "/contracts";
  OrderedJson data = {{"name", name},
                      {"package", npm},
                      {"package_folder", package::file_name_of(npm)},
                      {"version", program_version}};
  for (const Part& part : parts) data[std::string(part.name)] = arguments.*part.wanted;
  data["native"] = arguments.cpp || arguments.server;
  data["serve"] = arguments.web && !arguments.server;
  return data;
}

struct Made {
  std::vector<OutputFile> files;
  std::string steps;
};

Made made_for(const InitArguments& arguments, const std::string& program) {
  const OrderedJson data = data_for(arguments);
  const bool native = data["native"];
  Templates templates;
  for (const BuiltinFile& file : init_files()) {
    std::string name(file.path.substr(0, file.path.rfind('.')));
    templates.emplace(name, parse_template(name, std::string(file.content)).value);
  }
  Made made;
  for (const auto& [name, source] : templates) {
    const auto holds = [&path = name](const Part& part) { return path.starts_with(part.folder); };
    const auto* const part = std::find_if(parts.begin(), parts.end(), holds);
    if (part != parts.end() && !(arguments.*part->wanted)) continue;
    if (name == "CMakeLists.txt" && !native) continue;
    std::string text = render(source, data, templates).text;
    if (name == steps) {
      made.steps = std::move(text);
    } else {
      made.files.push_back({name, std::move(text)});
    }
  }
  for (const char* language : {"contract", "project"}) {
    made.files.push_back(
        {"editor/" + std::string(language) + ".schema.json", editor_schema(language)});
  }
  if (native) {
    const fs::path itself = package::path_of(program);
    made.files.push_back(
        {"CMakeUserPresets.json", user_presets(package::home_of(itself), itself.string())});
  }
  return made;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// Says of a file that was there that it stays, and of those that a project has one of what our
/// files beside it would need in it.
void tell_of_left(const std::string& path, const OutputFile& ours, const std::string& theirs,
                  const Console& console) {
  constexpr std::array<std::string_view, 3> shared = {".gitignore", "CMakeLists.txt", "tally.yaml"};
  const bool is_shared = std::find(shared.begin(), shared.end(), ours.path) != shared.end();
  const std::vector<std::string_view> there = lines_of(theirs);
  std::string lacking;
  for (const std::string_view line : lines_of(ours.content)) {
    const bool is_code = !line.empty() && !line.starts_with('#');
    if (is_shared && is_code && std::find(there.begin(), there.end(), line) == there.end())
      lacking += "    " + std::string(line) + "\n";
  }
  console.note("left as it was: " + path + (lacking.empty() ? "" : ", which would need"));
  console.complain(lacking);
}

/// The commands, and before them what makes the shell find this program.
std::string steps_for(const InitArguments& arguments, const Session& session,
                      const std::string& commands) {
  std::string text;
  const auto add = [&](std::string_view line) { text += "    " + std::string(line) + "\n"; };
  if (package::find_program("tally").empty()) {
    const fs::path folder = package::path_of(session.program).parent_path();
    add("export PATH=\"" + folder.string() + ":$PATH\"");
  }
  if (arguments.folder != ".") add("cd '" + arguments.folder + "'");
  for (const std::string_view line : lines_of(commands)) add(line);
  return text;
}

Exit run_init(const InitArguments& given, Session& session) {
  InitArguments arguments = given;
  const auto is_wanted = [&](const Part& part) { return arguments.*part.wanted; };
  arguments.cpp = arguments.cpp || std::none_of(parts.begin(), parts.end(), is_wanted);
  const Made made = made_for(arguments, session.program);
  std::vector<OutputFile> files;
  for (const OutputFile& file : made.files) {
    const std::string path = join_path(arguments.folder, file.path);
    if (!file_exists(path)) {
      files.push_back(file);
    } else {
      tell_of_left(path, file, read_file(path).value_or(""), session.console);
    }
  }
  std::error_code error;
  std::set<fs::path> folders;  // that come with the files
  for (const OutputFile& file : files) {
    fs::path folder = fs::absolute(join_path(arguments.folder, file.path), error).parent_path();
    for (; !fs::exists(folder, error); folder = folder.parent_path()) folders.insert(folder);
  }
  const WriteReport report = write_if_changed(arguments.folder, files);
  for (const OutputError& failed : report.failed) {
    session.fail(Code::cannot_write,
                 "`" + join_path(arguments.folder, failed.path) + "`: " + failed.message);
  }
  if (session.diagnostics.has_errors()) {
    for (const std::string& path : report.written)
      fs::remove(join_path(arguments.folder, path), error);
    for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder)
      fs::remove(*folder, error);
    return session.finish(Exit::failed);
  }
  for (const std::string& path : report.written)
    session.console.write(join_path(arguments.folder, path) + "\n");
  session.console.note("build, test and run it with:");
  session.console.complain(steps_for(arguments, session, made.steps));
  return Exit::fine;
}

constexpr Parameter parameters[] = {
    {.name = "DIR",
     .help = "The folder; is made when it is not there",
     .bind = to<&InitArguments::folder>},
    {.name = "--cpp",
     .help = "A C++ program that judges, with a test; what is made without any of these",
     .bind = to<&InitArguments::cpp>},
    {.name = "--web",
     .help = "A page: Vite, React, TypeScript, and the npm package of the contract",
     .bind = to<&InitArguments::web>},
    {.name = "--server",
     .help = "A hub in C++ that shares the contract's records with pages and programs",
     .bind = to<&InitArguments::server>},
};

}  // namespace

constinit const Command init_command = {
    .name = "init",
    .summary = "Make a project that builds",
    .notes =
        R"(Writes a contract, tally.yaml, schemas that editors complete contracts with, and what
the options name, all together or one after the other. A file that is there stays as it is, which is
said. At the end the commands are printed that build, test and run the project.)",
    .exit_status = "0 made, 2 could not run: a file cannot be written; then none is.",
    .examples = R"(  tally init weather
  tally init plant --cpp --server --web)",
    .parameters = parameters,
    .arguments = make<InitArguments>,
    .run = call<run_init>,
};

}  // namespace tally::compiler
