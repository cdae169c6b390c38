#include "lint/lint.h"

#include <string>
#include <vector>

#include "catch.h"
#include "compiler/resolve/compile.h"

namespace tally::compiler::linting {
namespace {

constexpr const char* path = "test.contract.yaml";

// The diagnostics for these types by the project's rules, without the contract's own.
std::vector<std::string> lines(std::string_view types, const Settings& settings = {}) {
  auto compiled = testing::compile_types(types);
  REQUIRE(compiled.diagnostics.empty());
  lint(*compiled.model, {path}, settings, compiled.sources, compiled.diagnostics);
  return compiled.messages();
}

Settings only(RuleId id, Level level = Level::warning) {
  Settings settings;
  for (const auto name : rule_names()) settings.set(*find_rule(name), Level::off);
  settings.set(id, level);
  return settings;
}

bool finds(RuleId id, const std::string& type) {
  return !lines("  A: " + type + "\n", only(id)).empty();
}

TEST_CASE("rules are found by their names, and say where their page is") {
  CHECK(find_rule("pattern.unanchored") == RuleId::pattern_unanchored);
  CHECK(find_rule("doc.missing") == RuleId::doc_missing);
  CHECK(!find_rule("T701"));
  for (const Rule& each : rules()) {
    CAPTURE(each.name);
    CHECK(entry(each.code).explanation.find("`" + std::string(each.name) + "`") !=
          std::string::npos);
  }
}

TEST_CASE("a pattern is anchored when all of it begins or ends where the text does") {
  const auto found = [](const std::string& pattern) {
    return finds(RuleId::pattern_unanchored, "{newtype: string, pattern: '" + pattern + "'}");
  };
  for (const char* pattern : {"^a$", "^a", "a$", "^(a|b)$", "^a|^b", "^[|$]", R"(^\|)", R"(\\$)"}) {
    CAPTURE(pattern);
    CHECK(!found(pattern));
  }
  for (const char* pattern : {"a", "^a|b", "^a|b$", "[^a]", R"(a\$)", R"(\^a)", "(^a)"}) {
    CAPTURE(pattern);
    CHECK(found(pattern));
  }
  CHECK(finds(RuleId::pattern_unanchored, "{alias: map<int8>, keys: {pattern: a}}"));
  CHECK(finds(RuleId::pattern_unanchored, "{alias: list<string>, items: {pattern: a}}"));
}

TEST_CASE("the fix of a pattern keeps its alternatives together and its quotes right") {
  const auto fix = [](const std::string& written) {
    auto compiled = testing::compile_types("  A: {newtype: string, pattern: " + written + "}\n");
    lint(*compiled.model, {path}, only(RuleId::pattern_unanchored), compiled.sources,
         compiled.diagnostics);
    const auto all = compiled.diagnostics.sorted();
    REQUIRE(all.size() == 1);
    REQUIRE(all[0].fix);
    CHECK(compiled.sources.text(all[0].fix->span) == written);
    return all[0].fix->replacement;
  };
  CHECK(fix("a+") == "'^a+$'");
  CHECK(fix("'a''b'") == "'^a''b$'");
  CHECK(fix(R"("a\\d")") == R"('^a\d$')");
  CHECK(fix("a|b") == "'^(?:a|b)$'");
  CHECK(fix(R"('a\$')") == R"('^a\$$')");
}

TEST_CASE("text is bounded by a length or by a pattern that only short text matches") {
  for (const char* type :
       {"{newtype: string, maxLength: 3}", "{newtype: string, pattern: '^a{2}[+*]$'}",
        "{alias: string | null, maxLength: 3}", "{newtype: uuid}",
        "{alias: list<string>, items: {maxLength: 3}}"}) {
    CAPTURE(type);
    CHECK(!finds(RuleId::string_unbounded, type));
  }
  for (const char* type :
       {"{newtype: string, minLength: 3}", "{newtype: string, pattern: '^a+$'}",
        "{newtype: string, pattern: '^a{2,}$'}", "{newtype: string, pattern: '^a'}",
        "{newtype: string, pattern: 'a'}", "{alias: string | null}",
        "{alias: list<string>, maxItems: 3}", "{record: {f: string}}"}) {
    CAPTURE(type);
    CHECK(finds(RuleId::string_unbounded, type));
  }
}

TEST_CASE("lists and maps are bounded by their own limits") {
  CHECK(!finds(RuleId::list_unbounded, "{alias: list<int8>, maxItems: 3}"));
  CHECK(!finds(RuleId::list_unbounded, "{alias: map<int8> | null, maxProperties: 3}"));
  CHECK(finds(RuleId::list_unbounded, "{alias: map<int8>}"));
  CHECK(finds(RuleId::list_unbounded, "{alias: 'list<list<int8>>', maxItems: 3}"));
}

TEST_CASE("names have a style") {
  CHECK(lines("  A_B: {newtype: int8}\n").size() == 1);
  CHECK(lines("  Ab2C: {newtype: int8}\n").empty());
  for (const char* name : {"a", "a_b", "a2_b3", "'a?'"})
    CHECK(!finds(RuleId::naming_field, "{record: {" + std::string(name) + ": int8}}"));
  for (const char* name : {"aB", "A", "_a", "a_", "a__b"})
    CHECK(finds(RuleId::naming_field, "{record: {" + std::string(name) + ": int8}}"));
}

TEST_CASE("the project decides how much a rule matters") {
  const std::string types = "  A: {newtype: string}\n";
  CHECK(lines(types).empty());
  CHECK(lines(types, only(RuleId::string_unbounded)).size() == 1);
  auto compiled = testing::compile_types(types);
  lint(*compiled.model, {path}, only(RuleId::string_unbounded, Level::error), compiled.sources,
       compiled.diagnostics);
  CHECK(compiled.diagnostics.has_errors());
}

TEST_CASE("what is only imported is not held against the rules") {
  auto compiled = testing::compile_types("  A_B: {newtype: int8}\n");
  lint(*compiled.model, {"other.contract.yaml"}, {}, compiled.sources, compiled.diagnostics);
  CHECK(compiled.diagnostics.empty());
}

using Lines = std::vector<std::string>;

TEST_CASE("a comment with a reason keeps a rule back, on its line or on the next with content") {
  CHECK(lines("  A_B: {newtype: int8}  # tally-ignore naming.type: as in the standard\n").empty());
  CHECK(
      lines(
          "  # tally-ignore naming.type: as in the standard\n\n  # more\n  A_B: {newtype: int8}\n")
          .empty());
  CHECK(lines("  # tally-ignore naming.type, naming.field: as in the standard\n"
              "  A_B: {record: {aB: int8}}\n")
            .empty());
}

TEST_CASE("a comment reaches no further than its line") {
  CHECK(lines("  # tally-ignore naming.type: as in the standard\n  A_B: {newtype: int8}\n"
              "  C_D: {newtype: int8}\n") == Lines{"6:3 T704 the type `C_D` is not in PascalCase"});
}

TEST_CASE("a comment for the file keeps a rule back wherever it stands") {
  const std::string types =
      "  A_B: {record: {aB: int8}}\n"
      "  # tally-ignore-file naming.field: the protocol writes camelCase\n"
      "  C: {record: {cD: int8}}\n";
  CHECK(lines(types) == Lines{"4:3 T704 the type `A_B` is not in PascalCase"});
  CHECK(lines("  # tally-ignore-file naming.field: why not\n  A: {newtype: int8}\n") ==
        Lines{"4:3 T712 nothing here is against `naming.field`"});
}

TEST_CASE("a comment without use, reason or rule is wrong itself") {
  CHECK(lines("  A: {newtype: int8}  # tally-ignore naming.type: no reason\n") ==
        Lines{"4:23 T712 nothing here is against `naming.type`"});
  CHECK(lines("  A_B: {newtype: int8}  # tally-ignore naming.type\n") ==
        Lines{"4:25 T711 the comment does not say why"});
  CHECK(lines("  A_B: {newtype: int8}  # tally-ignore naming.type:  \n") ==
        Lines{"4:25 T711 the comment does not say why"});
  CHECK(lines("  A: {newtype: int8}  # tally-ignore naming.tpye: x\n") ==
        Lines{"4:38 T713 there is no rule `naming.tpye`"});
  CHECK(lines("  A: {newtype: int8}  # tally-ignore\n") ==
        Lines{"4:23 T711 the comment does not say why", "4:23 T713 the comment names no rule"});
}

TEST_CASE("a comment for a rule that is off is not held to be unused") {
  CHECK(lines("  A: {newtype: int8}  # tally-ignore doc.missing: plain enough\n").empty());
}

TEST_CASE("text is no comment, and other comments mean nothing") {
  CHECK(lines("  A: {newtype: int8, doc: '# tally-ignore naming.type'}\n").empty());
  CHECK(lines("  A: {newtype: int8}  # tally-ignored\n").empty());
  CHECK(lines("  A:\n    doc: |\n      # tally-ignore naming.type\n    newtype: int8\n").empty());
}

}  // namespace
}  // namespace tally::compiler::linting
