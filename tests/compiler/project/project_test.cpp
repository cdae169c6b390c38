#include "project/project.h"

#include <algorithm>

#include "catch.h"

using namespace tally::compiler;

namespace {

struct Read {
  std::optional<Project> project;
  std::vector<Diagnostic> diagnostics;
  std::vector<std::string> marked;  // the source of each diagnostic's span

  bool has(Code code, const std::string& text, const std::string& label = "") const {
    for (std::size_t i = 0; i < diagnostics.size(); ++i) {
      if (diagnostics[i].code == code && marked[i] == text && diagnostics[i].label == label)
        return true;
    }
    return false;
  }
};

Read read(std::string text) {
  Sources sources;
  Diagnostics diagnostics;
  const FileId file = sources.add("tally.yaml", std::move(text));
  Read result;
  result.project = read_project(file, sources, diagnostics);
  result.diagnostics = diagnostics.sorted();
  for (const Diagnostic& diagnostic : result.diagnostics) {
    result.marked.emplace_back(sources.text(diagnostic.span));
  }
  return result;
}

}  // namespace

TEST_CASE("a project names contracts and targets") {
  const Read result = read(R"(tally: 1
contracts: [./schemas/*.contract.yaml, more/**/*.contract.yaml]
targets:
  typescript: {out: generated/typescript, options: {package: "@acme/contracts", version: 1.0}}
  mine: {out: x/, templates: tools/my-target}
)");
  REQUIRE(result.project);
  CHECK(result.diagnostics.empty());
  const Project& project = *result.project;
  REQUIRE(project.contracts.size() == 2);
  CHECK(project.contracts[0].text == "schemas/*.contract.yaml");
  REQUIRE(project.targets.size() == 2);
  CHECK(project.targets[0].name == "typescript");
  CHECK(project.targets[0].out == "generated/typescript");
  CHECK(project.targets[0].templates.empty());
  CHECK(project.targets[0].options["package"] == "@acme/contracts");
  CHECK(project.targets[0].options["version"] == "1.0");  // options are text, never rounded
  CHECK(project.targets[1].out == "x");
  CHECK(project.targets[1].templates == "tools/my-target");
}

TEST_CASE("a project without targets is one to check with") {
  CHECK(read("tally: 1\ncontracts: [a.contract.yaml]\n").project);
}

TEST_CASE("an unknown key gets a suggestion") {
  const Read result = read("tally: 1\ncontract: [a]\ntargets: {cpp: {output: x}}\n");
  CHECK_FALSE(result.project);
  CHECK(result.has(Code::unknown_key, "contract", "did you mean `contracts`?"));
  CHECK(result.has(Code::unknown_key, "output"));
  CHECK(result.has(Code::missing_key, ""));  // `contracts`, and `out`
}

TEST_CASE("a value of the wrong kind is named") {
  CHECK(read("tally: 1\ncontracts: a.yaml\n").has(Code::wrong_kind, "a.yaml"));
  CHECK(read("tally: 1\ncontracts: [a]\ntargets: [cpp]\n").has(Code::wrong_kind, "["));
  CHECK(read("tally: 1\ncontracts: [a]\ntargets: {cpp: generated}\n")
            .has(Code::wrong_kind, "generated"));
  CHECK(read("tally: 1\ncontracts: [a]\ntargets: {t: {out: x, options: {a: [b]}}}\n")
            .has(Code::wrong_kind, "["));
  CHECK(read("- tally\n").has(Code::wrong_kind, "-"));
}

TEST_CASE("the edition has to be known") {
  CHECK(read("tally: 2\ncontracts: [a]\n").has(Code::unsupported_edition, "2", "write 1"));
}

TEST_CASE("paths are relative and use forward slashes") {
  for (const std::string path : {"/usr/include", "'a\\b'", "'c:/x'", "''"}) {
    CAPTURE(path);
    const Read result = read("tally: 1\ncontracts: [a]\ntargets: {t: {out: " + path + "}}\n");
    CHECK(result.has(Code::bad_project_path, path, "relative to this file, with forward slashes"));
  }
}

TEST_CASE("an output folder lies inside of the project") {
  const std::string start = "tally: 1\ncontracts: [a]\ntargets: {t: {out: ";
  CHECK(read(start + "../x}}\n").has(Code::bad_project_path, "../x"));
  CHECK(read(start + "a/../../x}}\n").has(Code::bad_project_path, "a/../../x"));
  CHECK(read(start + "a/../x}}\n").project);
  CHECK(read(start + ".}}\n").project);
}

TEST_CASE("an empty list of contracts is refused") {
  CHECK(read("tally: 1\ncontracts: []\n")
            .has(Code::no_contracts, "[]", "write `[schemas/*.contract.yaml]`"));
}

TEST_CASE("broken YAML is reported and gives no project") {
  CHECK_FALSE(read("tally: [1\n").project);
  CHECK_FALSE(read("").project);
  CHECK_FALSE(read("tally: 1\ntally: 1\ncontracts: [a]\n").project);
}

TEST_CASE("a project sets the levels of lint rules") {
  using namespace linting;
  const Read result = read(R"(tally: 1
contracts: [a.yaml]
lint: {pattern.unanchored: error, naming.field: off}
)");
  REQUIRE(result.project);
  CHECK(result.project->lint.level(RuleId::pattern_unanchored) == Level::error);
  CHECK(result.project->lint.level(RuleId::naming_field) == Level::off);
  CHECK(result.project->lint.level(RuleId::naming_type) == Level::warning);
}

TEST_CASE("lint rules and levels have to be known") {
  const Read result = read(R"(tally: 1
contracts: [a.yaml]
lint: {pattern.unanchord: error, naming.field: no}
)");
  CHECK(!result.project);
  CHECK(result.has(Code::unknown_lint_rule, "pattern.unanchord",
                   "did you mean `pattern.unanchored`?"));
  CHECK(result.has(Code::unknown_choice, "no", "write `off`, `warning` or `error`"));
}

TEST_CASE("a project says which directions count, for itself, for packages and for types") {
  const auto result = read(R"(tally: 1
contracts: [a.contract.yaml]
compatibility:
  directions: [old-to-new, cpp]
  packages: {acme.wire: [new-to-old]}
  types: {acme.wire.Ping: []}
)");
  REQUIRE(result.project);
  const compat::Policy& policy = result.project->compatibility.policy;
  const auto counts = [&](const char* type) {
    std::string all;
    for (const compat::DirectionWord& word : compat::directions()) {
      if (policy.of(type).contains(word.direction)) all += std::string(word.name) + " ";
    }
    return all;
  };
  CHECK(counts("acme.orders.Order") == "old-to-new cpp ");
  CHECK(counts("acme.wire.Pong") == "new-to-old ");
  CHECK(counts("acme.wire.Ping").empty());
  CHECK(counts("acme.wire.more.Ping") == "old-to-new cpp ");
}

TEST_CASE("all directions count where a project does not say") {
  const auto result = read("tally: 1\ncontracts: [a.contract.yaml]\n");
  REQUIRE(result.project);
  CHECK(result.project->compatibility.policy.of("acme.Order") == compat::DirectionSet::all());
}
