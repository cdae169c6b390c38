#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "commands/commands.h"
#include "commands/init_files.h"
#include "commands/schema.h"
#include "commands/session.h"
#include "commands/write.h"
#include "package/home.h"

namespace tally::compiler {
namespace {

struct InitArguments {
  std::string folder = ".";
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

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

/// How the build finds Tally on this machine: CMake keeps such things in a file of its own, which
/// is not committed.
std::string user_presets(const fs::path& home, const std::string& program) {
  std::error_code error;
  nlohmann::ordered_json variables = nlohmann::ordered_json::object();
  if (fs::exists(home / "CMakeLists.txt", error)) {  // a checkout
    variables["TALLY_ROOT"] = home.generic_string();
    variables["TALLY_PROGRAM"] = program;
  } else if (!home.empty()) {
    variables["CMAKE_PREFIX_PATH"] = home.parent_path().parent_path().generic_string();
  }
  nlohmann::ordered_json presets;
  presets["version"] = 6;
  presets["configurePresets"] = {
      {{"name", "dev"}, {"binaryDir", "${sourceDir}/build"}, {"cacheVariables", variables}}};
  presets["buildPresets"] = {{{"name", "dev"}, {"configurePreset", "dev"}}};
  presets["workflowPresets"] = {
      {{"name", "dev"},
       {"steps",
        {{{"type", "configure"}, {"name", "dev"}}, {{"type", "build"}, {"name", "dev"}}}}}};
  return presets.dump(2) + "\n";
}

std::vector<OutputFile> files_for(const InitArguments& arguments, const std::string& program) {
  const std::string name = name_of(arguments.folder);
  std::vector<OutputFile> files;
  for (const InitFile& file : init_files())
    files.push_back({std::string(file.path), replaced(std::string(file.text), "@NAME@", name)});
  for (const char* language : {"contract", "project"})
    files.push_back({"editor/" + std::string(language) + ".schema.json", editor_schema(language)});
  const fs::path itself = package::path_of(program);
  files.push_back(
      {"CMakeUserPresets.json", user_presets(package::home_of(itself), itself.generic_string())});
  return files;
}

Exit run_init(const InitArguments& arguments, Session& session) {
  const std::vector<OutputFile> files = files_for(arguments, session.program);
  for (const OutputFile& file : files) {
    const std::string path = join_path(arguments.folder, file.path);
    if (file_exists(path)) {
      session.fail(Code::cannot_write, "`" + path + "` is there already")
          .label("nothing was written");
    }
  }
  if (session.diagnostics.has_errors()) return session.finish(Exit::failed);
  std::error_code error;
  fs::create_directories(arguments.folder, error);
  const WriteReport report = write_if_changed(arguments.folder, files);
  for (const OutputError& failed : report.failed) {
    session.fail(Code::cannot_write,
                 "`" + join_path(arguments.folder, failed.path) + "`: " + failed.message);
  }
  if (session.diagnostics.has_errors()) return session.finish(Exit::failed);
  for (const std::string& path : report.written)
    session.console.write(join_path(arguments.folder, path) + "\n");
  session.console.note("build it there with: cmake --workflow --preset dev");
  return Exit::fine;
}

constexpr Parameter parameters[] = {
    {.name = "DIR",
     .help = "The folder; is made when it is not there",
     .bind = to<&InitArguments::folder>},
};

}  // namespace

constinit const Command init_command = {
    .name = "init",
    .summary = "Make a project that builds",
    .notes = R"(Writes a contract, tally.yaml, a C++ program, what CMake needs and the schemas that
editors complete contracts with, and never over a file that is there.)",
    .exit_status = "0 made, 2 could not run: a file is there already or cannot be written.",
    .examples = R"(  tally init
  tally init weather && cd weather && cmake --workflow --preset dev)",
    .parameters = parameters,
    .arguments = make<InitArguments>,
    .run = call<run_init>,
};

}  // namespace tally::compiler
