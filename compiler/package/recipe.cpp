#include "package/recipe.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

namespace tally::compiler::package {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Words words(const Json& json, const char* key) {
  return json.at(key).get<Words>();
}

void append(Words& to, const Words& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// The sources that entries of wasm.json name: files, or all that are in a folder.
std::vector<fs::path> sources_of(const fs::path& runtime, const Words& entries) {
  std::vector<fs::path> sources;
  for (const std::string& entry : entries) {
    const fs::path path = (runtime / entry).lexically_normal();
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      sources.push_back(path);
      continue;
    }
    for (const fs::directory_entry& each : fs::recursive_directory_iterator(path, error)) {
      if (each.path().extension() == ".cpp") sources.push_back(each.path());
    }
  }
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  return sources;
}

class Builder {
 public:
  Builder(const Order& order, const Json& table)
      : order_(order), table_(table), runtime_(order.home / "runtime") {
    const Words mode = words(table, order.debug ? "debug" : order.small ? "small" : "fast");
    options_ = words(table, "compile");
    append(options_, mode);
    link_ = mode;
    append(link_, words(table, "link"));
    if (order.small) append(link_, words(table, "link_small"));
    if (order.debug) link_.emplace_back("-gsource-map");
    seldom_ = sources_of(runtime_, words(table, "seldom"));
    by_table_ = sources_of(runtime_, words(table, "by_table"));
  }

  Recipe build() {
    std::vector<fs::path> contracts;
    for (const fs::path& source : order_.sources)
      contracts.push_back(object("contracts/" + source.filename().string(), source, true));
    for (const std::string& program : order_.programs) {
      const Json& row = table_.at(program);
      std::vector<fs::path> objects = contracts;
      for (const fs::path& source : sources_of(runtime_, words(row, "sources")))
        objects.push_back(object(program + "/" + source.filename().string(), source, true));
      for (const fs::path& source : sources_of(runtime_, words(row, "parts"))) {
        const std::string place = source.lexically_relative(order_.home).generic_string();
        objects.push_back(object(place, source, false));
      }
      link(program, std::move(objects));
    }
    return {std::move(objects_), std::move(linked_), std::move(optimised_)};
  }

 private:
  /// The object of a source, which is made once. `knows` says whether it sees the contracts.
  /// Sources of one name, such as a contract's and one of the user's, get objects of their own.
  fs::path object(const std::string& wanted, const fs::path& source, bool knows) {
    std::string place = wanted;
    for (std::uint32_t number = 2;; ++number) {
      const auto there = std::find_if(objects_.begin(), objects_.end(),
                                      [&](const Step& step) { return step.process.name == place; });
      if (there == objects_.end()) break;
      if (there->from.front() == source) return there->made;
      place = wanted + " " + std::to_string(number);
    }
    const bool is_shared = !knows && !order_.shared.empty();
    fs::path made = (is_shared ? order_.shared : order_.folder / "objects") / (place + ".o");
    Step step = step_for(place, order_.compiler, made);
    step.from = {source};
    step.dependencies = made.string() + ".d";
    Words& command = step.process.command;
    append(command, options_);
    const auto is_in = [&](const std::vector<fs::path>& sources) {
      return std::binary_search(sources.begin(), sources.end(), source);
    };
    if (!order_.debug && is_in(seldom_)) command.emplace_back("-Oz");
    if (!order_.small && is_in(by_table_)) command.emplace_back("-DTALLY_BY_TABLE");
    if (knows) {
      command.push_back("-I" + order_.headers.string());
      if (!order_.name_space.empty()) command.push_back("-DTALLY_NAMESPACE=" + order_.name_space);
    }
    append(command,
           {"-I" + runtime_.string(), "-I" + (order_.home / "generated/runtime").string(), "-MMD",
            "-MF", step.dependencies.string(), "-c", source.string(), "-o", made.string()});
    objects_.push_back(std::move(step));
    return made;
  }

  void link(const std::string& program, std::vector<fs::path> objects) {
    const fs::path made = order_.folder / (program + ".wasm");
    const fs::path linked = order_.small ? order_.folder / (program + ".linked.wasm") : made;
    Step& step = linked_.emplace_back(step_for(program + ".wasm", order_.compiler, linked));
    append(step.process.command, link_);
    for (const fs::path& object : objects) step.process.command.push_back(object.string());
    append(step.process.command, {"-o", linked.string()});
    step.from = std::move(objects);
    if (!order_.small) return;
    Step& last =
        optimised_.emplace_back(step_for(program + ".wasm, again", order_.optimiser, made));
    append(last.process.command, words(table_, "optimise_small"));
    append(last.process.command, {linked.string(), "-o", made.string()});
    last.from = {linked};
  }

  static Step step_for(const std::string& name, const std::string& program, const fs::path& made) {
    return {.process = {.name = name, .command = {program}, .output = made.string() + ".log"},
            .made = made,
            .from = {}};
  }

  const Order& order_;
  const Json& table_;
  fs::path runtime_;
  Words options_;
  Words link_;
  std::vector<fs::path> seldom_;
  std::vector<fs::path> by_table_;
  std::vector<Step> objects_;
  std::vector<Step> linked_;
  std::vector<Step> optimised_;
};

/// The paths behind the colon of a depfile.
Words read_depfile(const fs::path& path) {
  const std::string text = text_of(path);
  Words paths;
  std::string word;
  const auto flush = [&] {
    if (!word.empty() && word.back() != ':') paths.push_back(word);
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escapes = text[i] == '\\' && i + 1 < text.size();
    if (escapes && text[i + 1] == '\n') {
      ++i;
      flush();
    } else if (escapes && (text[i + 1] == ' ' || text[i + 1] == '#')) {
      word += text[++i];
    } else if (text[i] == ' ' || text[i] == '\n') {
      flush();
    } else {
      word += text[i];
    }
  }
  flush();
  return paths;
}

/// The command and the state of each file that it reads. Times alone do not tell: installing
/// another version may bring older files.
std::string history_of(const Step& step) {
  std::string text;
  for (const std::string& word : step.process.command) text += word + '\n';
  const auto add = [&](const fs::path& path) {
    std::error_code error;
    const auto time = fs::last_write_time(path, error).time_since_epoch().count();
    text += path.string() + ' ' + std::to_string(error ? 0 : time) + ' ' +
            std::to_string(fs::file_size(path, error)) + '\n';
  };
  std::error_code unknown;
  add(fs::canonical(step.process.command.front(), unknown));  // an upgrade leaves its path alone
  for (const fs::path& path : files_of(step)) add(path);
  return text;
}

fs::path history_file(const Step& step) {
  return step.made.string() + ".made";
}

}  // namespace

Result<Recipe, Problem> recipe_for(const Order& order) {
  const fs::path path = order.home / "runtime/wasm.json";
  const Json table = Json::parse(text_of(path), nullptr, false);
  if (table.is_discarded())
    return Problem{"runtime", "this installation of Tally is not whole", path.string()};
  try {
    return Builder(order, table).build();
  } catch (const Json::exception& error) {
    return Problem{"runtime", error.what(), path.string()};
  }
}

std::vector<fs::path> files_of(const Step& step) {
  std::vector<fs::path> files = step.from;
  if (!step.dependencies.empty()) {
    for (const std::string& path : read_depfile(step.dependencies)) files.emplace_back(path);
  }
  return files;
}

bool is_fresh(const Step& step) {
  std::error_code error;
  return fs::exists(step.made, error) && text_of(history_file(step)) == history_of(step);
}

void remember(const Step& step) {
  std::ofstream(history_file(step), std::ios::binary) << history_of(step);
}

}  // namespace tally::compiler::package
