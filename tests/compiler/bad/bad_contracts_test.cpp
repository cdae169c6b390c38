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

testing::Compiled compile(const std::string& name) {
  return testing::Compiled(name, [](const std::string& path) { return read_text(folder / path); });
}

TEST_CASE("every bad contract gets the diagnostic that its first line announces") {
  for (const auto& name : contracts()) {
    const auto text = read_text(folder / name);
    REQUIRE(text);
    const std::string first_line = text->substr(0, text->find('\n'));
    CAPTURE(name);
    CHECK("# " + compile(name).message() == first_line);
    CHECK(first_line.find(" " + name.substr(0, 4) + " ") != std::string::npos);
  }
}

TEST_CASE("every diagnostic about contracts has a bad contract") {
  std::set<std::string> covered;
  for (const auto& name : contracts()) covered.insert(name.substr(0, 4));
  for (const auto& row : catalogue()) {
    const auto group = static_cast<int>(row.code) / 100;
    if (group < 2 || group == 5 || group > 6) continue;
    CAPTURE(code_text(row.code));
    CHECK(covered.contains(code_text(row.code)));
  }
}

}  // namespace
}  // namespace tally::compiler
