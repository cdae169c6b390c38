// The compiler as a function of values: nothing here lies on a disk.
#include "compile/compile.h"

#include <map>

#include "catch.h"
#include "compat/lock.h"
#include "compile/lock.h"

using namespace tally::compiler;

namespace {

using Texts = std::map<std::string, std::string>;

const std::string money = "contract: 1\npackage: shop.money\ntypes:\n  Cents: {newtype: int}\n";
const std::string orders =
    "contract: 1\npackage: shop.orders\nimports: {money: shared/money.contract.yaml}\ntypes:\n"
    "  Order: {record: {total: money.Cents}}\n";

/// A project with a target of its own, which lists the names of types.
Texts shop() {
  return {{"tally.yaml",
           "tally: 1\ncontracts: ['**/*.contract.yaml']\n"
           "targets: {names: {out: made, templates: tools/names}}\n"},
          {"orders.contract.yaml", orders},
          {"shared/money.contract.yaml", money},
          {"tools/names/target.yaml",
           "target: 1\nname: names\nmodel: model\n"
           "outputs: [{template: n.mustache, each: contract, path: '{{stem}}.txt'}]\n"},
          {"tools/names/n.mustache", "{{path}}:{{#types}} {{name}}{{/types}}\n"}};
}

Compilation generated(Files files, const std::string& project = "tally.yaml") {
  return compile({.project = project, .generate = true}, files);
}

/// `orders.contract.yaml: T204 unknown type ...` of each diagnostic, as they are shown.
std::vector<std::string> said(const Compilation& made) {
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : made.diagnostics.sorted()) {
    const Span span = diagnostic.span;
    lines.push_back((span.is_nowhere() ? "" : made.sources.file(span.file).path() + ": ") +
                    code_text(diagnostic.code) + " " + diagnostic.message);
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("named texts of a project make the files of its targets") {
  const Compilation made = generated(files_of(shop()));
  CHECK(said(made).empty());
  REQUIRE(made.outputs.size() == 2);
  CHECK(made.outputs[0].path == "made/money.txt");
  CHECK(made.outputs[0].content == "shared/money.contract.yaml: Cents\n");
  CHECK(made.outputs[1].path == "made/orders.txt");
  CHECK(made.outputs[1].content == "orders.contract.yaml: Order\n");
}

TEST_CASE("outputs do not depend on where the project is seen from") {
  Texts elsewhere;
  for (const auto& [path, text] : shop()) elsewhere["../a/b/" + path] = text;
  const Compilation made = generated(files_of(elsewhere), "../a/b/tally.yaml");
  const Compilation here = generated(files_of(shop()));
  REQUIRE(made.outputs.size() == here.outputs.size());
  for (std::size_t i = 0; i < here.outputs.size(); ++i) {
    CHECK(made.outputs[i].path == here.outputs[i].path);
    CHECK(made.outputs[i].content == here.outputs[i].content);
  }
}

TEST_CASE("diagnostics are values that point into the texts") {
  Texts files = shop();
  files["orders.contract.yaml"] += "  Line: {record: {sku: Skoo}}\n";
  const Compilation made = generated(files_of(files));
  CHECK(said(made) == Lines{"orders.contract.yaml: T204 unknown type `Skoo`"});
  CHECK(made.sources.text(made.diagnostics.sorted()[0].span) == "Skoo");
  CHECK_FALSE(made.model);
  CHECK(made.outputs.empty());
}

TEST_CASE("an error in a template takes all outputs away") {
  Texts files = shop();
  files["tools/names/n.mustache"] = "{{pathe}}";
  const Compilation made = generated(files_of(files));
  CHECK(said(made) == Lines{"tools/names/n.mustache: T501 unknown variable `pathe`"});
  CHECK(made.outputs.empty());
}

TEST_CASE("blocks of a built-in target come from the texts, too") {
  Texts files = shop();
  files["tally.yaml"] =
      "tally: 1\ncontracts: [orders.contract.yaml]\ntargets: {markdown: {out: docs, blocks: b}}\n";
  CHECK(said(generated(files_of(files))) == Lines{"T001 no file in `b`"});
  files["b/nothing.mustache"] = "";
  CHECK(said(generated(files_of(files))) ==
        Lines{"b/nothing.mustache: T510 `markdown` has no block `nothing`"});
}

TEST_CASE("whoever reads the files says why one cannot be read") {
  Texts files = shop();
  files.erase("tools/names/target.yaml");
  CHECK(said(generated(files_of(files))) == Lines{"T001 cannot read `tools/names/target.yaml`"});
  const Compilation none = generated(files_of({}));
  CHECK(said(none) == Lines{"T001 cannot read `tally.yaml`"});
  CHECK(none.diagnostics.sorted()[0].label == "there is no such file");
  CHECK_FALSE(none.all_readable);
}

TEST_CASE("whoever reads the files refuses imports and outputs that leave the project") {
  Files files = files_of(shop());
  files.locate = [](const std::string& path, const std::string&) {
    return ImportTarget{path.starts_with("shared/"), path};
  };
  CHECK(said(compile({.contracts = {"orders.contract.yaml"}}, files)) ==
        Lines{"orders.contract.yaml: T212 `shared/money.contract.yaml` is outside of the project"});
  files.locate = {};
  files.leaves = [](const std::string& path, const std::string&) {
    return path == "made/orders.txt";
  };
  CHECK(said(generated(files)) ==
        Lines{"tally.yaml: T010 `made/orders.txt` is outside of the folder of the project"});
}

TEST_CASE("rules of taste are applied when that is asked for") {
  Texts files = shop();
  files["tally.yaml"] += "lint: {doc.missing: error}\n";
  CHECK(said(generated(files_of(files))).empty());
  const Compilation linted = compile({.project = "tally.yaml", .lint = true}, files_of(files));
  CHECK(said(linted).size() == 3);  // two types and a field
  CHECK_FALSE(linted.model);
  SECTION("to the contracts that are given, by the project's rules") {
    const Compilation one = compile(
        {.project = "tally.yaml", .contracts = {"shared/money.contract.yaml"}, .lint = true},
        files_of(files));
    CHECK(said(one).size() == 1);
    CHECK_FALSE(one.project);
  }
}

TEST_CASE("a model is held against the lock among the texts") {
  const Files before = files_of(shop());
  const Compilation first = compile({.project = "tally.yaml"}, before);
  Texts files = shop();
  files["shared/money.contract.yaml"] =
      "contract: 1\npackage: shop.money\ntypes:\n  Cents: {newtype: int, maximum: 9}\n";
  Compilation second = compile({.project = "tally.yaml"}, files_of(files));
  REQUIRE(second.model);
  check_lock(*second.project, *second.model, files_of(files), second.diagnostics);
  CHECK(said(second).empty());
  files["tally.lock"] = compat::write_lock(compat::publish(*first.model));
  check_lock(*second.project, *second.model, files_of(files), second.diagnostics);
  CHECK(said(second) ==
        Lines{"shared/money.contract.yaml: T801 `shop.money.Cents` breaks what was published: "
              "limits.tightened: maximum none -> 9"});
  files["tally.lock"] = "{}";
  Compilation third = compile({.project = "tally.yaml"}, files_of(files));
  check_lock(*third.project, *third.model, files_of(files), third.diagnostics);
  CHECK(said(third) == Lines{"T802 `tally.lock` is no lock that `tally lock` wrote"});
}

TEST_CASE("texts are listed as files of folders") {
  const Files files = files_of({{"a.yaml", ""}, {"b/c.yaml", ""}, {"b/d/e.yaml", ""}});
  const auto names = [&](const std::string& folder) {
    Lines list;
    for (const FolderEntry& entry : files.list(folder))
      list.push_back(entry.name + (entry.is_folder ? "/" : ""));
    return list;
  };
  CHECK(names("") == Lines{"a.yaml", "b/"});
  CHECK(names("b") == Lines{"c.yaml", "d/"});
  CHECK(names("b/.") == Lines{"c.yaml", "d/"});
  CHECK(names("c").empty());
}
