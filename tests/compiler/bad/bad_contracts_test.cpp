// One bad contract per diagnostic. Its first line says what is expected: `# LINE:COLUMN CODE
// MESSAGE`.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "catch.h"
#include "compiler/resolve/compile.h"
#include "lint/lint.h"

namespace tally::compiler {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(TALLY_SOURCE_DIR) / "tests/compiler/bad";

std::optional<std::string> read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<std::string> contracts() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".contract.yaml")) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

linting::Settings all_rules() {
  linting::Settings settings;
  for (const auto name : linting::rule_names())
    settings.set(*linting::find_rule(name), linting::Level::warning);
  return settings;
}

// What `check` says first. The others need no taste.
std::string first_message(const std::string& name) {
  Files files;
  files.read = [](const std::string& path, std::size_t) {
    return ReadResult{read_text(folder / path), {}, false};
  };
  testing::Compiled compiled(name, files);
  if (name.starts_with("T7")) {
    REQUIRE(!compiled.diagnostics.has_errors());
    linting::lint(*compiled.model, {name}, all_rules(), compiled.sources, compiled.diagnostics);
  }
  return compiled.message();
}

TEST_CASE("every bad contract gets the diagnostic that its first line announces") {
  for (const auto& name : contracts()) {
    const auto text = read_text(folder / name);
    REQUIRE(text);
    const std::string first_line = text->substr(0, text->find('\n'));
    CAPTURE(name);
    CHECK("# " + first_message(name) == first_line);
    CHECK(first_line.find(" " + name.substr(0, 4) + " ") != std::string::npos);
  }
}

TEST_CASE("every diagnostic about contracts has a bad contract") {
  std::set<std::string> covered;
  for (const auto& name : contracts()) covered.insert(name.substr(0, 4));
  for (const auto& row : catalogue()) {
    const auto group = static_cast<int>(row.code) / 100;
    if (group < 2 || group == 5 || group > 7) continue;
    CAPTURE(code_text(row.code));
    CHECK(covered.contains(code_text(row.code)));
  }
}

}  // namespace
}  // namespace tally::compiler
