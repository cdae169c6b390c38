#include "render/outputs.h"

#include <map>

#include "catch.h"

namespace tally::compiler {
namespace {

std::string problem_of(const std::string& path) {
  const std::vector<OutputFile> files{{path, ""}};
  const auto errors = check_outputs(files);
  return errors.empty() ? "" : errors[0].message;
}

std::string second_problem(const std::string& first, const std::string& second) {
  const std::vector<OutputFile> files{{first, ""}, {second, ""}};
  const auto errors = check_outputs(files);
  REQUIRE(errors.size() <= 1);
  if (!errors.empty()) CHECK(errors[0].path == second);
  return errors.empty() ? "" : errors[0].message;
}

}  // namespace

TEST_CASE("output paths stay inside the root and mean the same everywhere") {
  struct Row {
    std::string path, problem;
  };
  const std::vector<Row> rows{
      {"a.h", ""},
      {"cpp/tally/größe.h", ""},
      {"a/..b/...c", ""},
      {"", "an output path is empty"},
      {"/etc/passwd", "an output path must be relative"},
      {"C:/x", "an output path must not hold `:`"},
      {"a\\b", "an output path is separated by `/`, not by a backslash"},
      {"../a", "an output path must not leave the output folder"},
      {"a/../../b", "an output path must not leave the output folder"},
      {"a/..", "an output path must not leave the output folder"},
      {"./a", "an output path has the component `.`"},
      {"a//b", "an output path has an empty component"},
      {"a/", "an output path has an empty component"},
      {"a\nb", "an output path must not hold control characters"},
      {std::string("a\0b", 3), "an output path must not hold control characters"},
      {"a./b", "a component of an output path ends in a period or a space"},
  };
  for (const Row& row : rows) {
    INFO(row.path);
    CHECK(problem_of(row.path) == row.problem);
  }
}

TEST_CASE("output paths do not collide") {
  CHECK(second_problem("a/b.h", "a/c.h").empty());
  CHECK(second_problem("a/b", "a/b.h").empty());
  CHECK(second_problem("a.h", "a.h") == "this output path is used twice");
  CHECK(second_problem("a/B.h", "A/b.h") ==
        "this output path differs from `a/B.h` in upper and lower case only");
  CHECK(second_problem("a", "A/b") == "`a` is a file and a folder");
  CHECK(second_problem("a/b/c", "a/b") == "this is a file and, for `a/b/c`, a folder");
}

TEST_CASE("drift is what is missing or changed, with the first line that differs") {
  const std::vector<OutputFile> files{{"same", "1\n2\n"},         {"missing", "x"},
                                      {"changed", "1\ntwo\n3\n"}, {"longer", "1\n2\n"},
                                      {"shorter", "1\n2\n"},      {"no line end", "1\n"}};
  const std::map<std::string, std::string, std::less<>> disk{
      {"same", "1\n2\n"}, {"changed", "1\ntoo\n3\n"}, {"longer", "1\n2\n3\n"},
      {"shorter", "1\n"}, {"no line end", "1"},       {"extra", "x"}};
  const Drift drift = compare(files, [&](std::string_view path) -> std::optional<std::string> {
    const auto found = disk.find(path);
    if (found == disk.end()) return std::nullopt;
    return found->second;
  });
  CHECK_FALSE(drift.clean());
  REQUIRE(drift.entries.size() == 5);
  const auto is = [&](size_t index, const char* path, DriftKind kind, uint32_t line,
                      const char* expected, const char* actual) {
    const DriftEntry& entry = drift.entries[index];
    INFO(path);
    CHECK(entry.path == path);
    CHECK(entry.kind == kind);
    CHECK(entry.line == line);
    CHECK(entry.expected == expected);
    CHECK(entry.actual == actual);
  };
  is(0, "missing", DriftKind::missing, 0, "", "");
  is(1, "changed", DriftKind::changed, 2, "two", "too");
  is(2, "longer", DriftKind::changed, 3, "", "3");
  is(3, "shorter", DriftKind::changed, 2, "2", "");
  is(4, "no line end", DriftKind::changed, 1, "1", "1");
}

TEST_CASE("depfiles") {
  using Paths = std::vector<std::string>;
  CHECK(depfile(Paths{"out/a.h"}, Paths{"a.yaml", "b.yaml"}) ==
        "out/a.h: \\\n  a.yaml \\\n  b.yaml\n");
  CHECK(depfile(Paths{"a", "b"}, Paths{}) == "a b:\n");
  CHECK(depfile(Paths{"a b"}, Paths{"#c", "$d", "e\\f", "g\\ h"}) ==
        "a\\ b: \\\n  \\#c \\\n  $$d \\\n  e\\f \\\n  g\\\\\\ h\n");
  CHECK_FALSE(depfile(Paths{"a"}, Paths{"b\nc"}));
  CHECK_FALSE(depfile(Paths{}, Paths{"a"}));
}

}  // namespace tally::compiler
