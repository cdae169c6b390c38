#include "targets/generate.h"

#include <map>

#include "catch.h"

using namespace tally::compiler;
using namespace tally::compiler::targets;

namespace {

struct Generated {
  std::vector<OutputFile> files;
  std::vector<Diagnostic> diagnostics;
  std::vector<std::string> places;  // `path: marked text` of each diagnostic

  bool has(Code code, const std::string& place, const std::string& label = "") const {
    for (std::size_t i = 0; i < diagnostics.size(); ++i) {
      if (diagnostics[i].code == code && places[i] == place && diagnostics[i].label == label)
        return true;
    }
    return false;
  }
};

/// Generates for the contracts a/orders and b/money with a target of one template for each of them.
Generated generate_with(const std::string& path, const std::string& contract_template,
                        const std::string& set_template = "", const std::string& partial = "") {
  const std::map<std::string, std::string> files{
      {"mine/target.yaml",
       "target: 1\nname: mine\nmodel: cpp\noutputs:\n"
       "  - {template: c.mustache, each: contract, path: '" +
           path +
           "'}\n"
           "  - {template: s.mustache, each: set, path: all.txt}\n"},
      {"mine/c.mustache", contract_template},
      {"mine/s.mustache", set_template},
      {"mine/part.mustache", partial}};
  Sources sources;
  Diagnostics diagnostics;
  const ReadFile read = [&](const std::string& file) -> std::optional<std::string> {
    return files.at(file);
  };
  const auto target = load_definition("mine", read, sources, diagnostics);
  REQUIRE(target);
  model::Model model;
  model.contracts.resize(2);
  model.contracts[0].path = "a/orders.contract.yaml";
  model.contracts[1].path = "b/money.contract.yaml";
  const Json contracts = {{{"stem", "orders"}, {"package", "acme"}, {"names", {"x", "y"}}},
                          {{"stem", "money"}, {"package", "acme"}, {"names", Json::array()}}};
  const TemplateData data{{{"count", 2}}, [&](model::ContractId id) { return contracts[id]; }};
  Generated result;
  result.files = generate(model, *target, data, diagnostics);
  result.diagnostics = diagnostics.sorted();
  for (const Diagnostic& diagnostic : result.diagnostics) {
    result.places.push_back(sources.file(diagnostic.span.file).path() + ": " +
                            std::string(sources.text(diagnostic.span)));
  }
  return result;
}

}  // namespace

TEST_CASE("an output is rendered for each contract, or once for the set") {
  const Generated generated = generate_with("{{package}}/{{stem}}.txt", "{{stem}}:{{> part}}\n",
                                            "{{count}}\n", "{{#names}} {{.}}{{/names}}");
  CHECK(generated.diagnostics.empty());
  REQUIRE(generated.files.size() == 3);
  CHECK(generated.files[0].path == "acme/orders.txt");
  CHECK(generated.files[0].content == "orders: x y\n");
  CHECK(generated.files[1].path == "acme/money.txt");
  CHECK(generated.files[1].content == "money:\n");
  CHECK(generated.files[2].path == "all.txt");
  CHECK(generated.files[2].content == "2\n");
}

TEST_CASE("an unknown variable is reported in the template, once for all contracts") {
  const Generated generated = generate_with("{{stem}}", "a {{pakage}}");
  CHECK(generated.diagnostics.size() == 1);
  CHECK(
      generated.has(Code::unknown_variable, "mine/c.mustache: pakage", "did you mean `package`?"));
}

TEST_CASE("an error in a partial is reported in the partial") {
  CHECK(generate_with("{{stem}}", "{{> part}}", "", "{{nmaes}}")
            .has(Code::unknown_variable, "mine/part.mustache: nmaes", "did you mean `names`?"));
}

TEST_CASE("an error in a path is reported in target.yaml") {
  CHECK(generate_with("{{stm}}.h", "")
            .has(Code::unknown_variable, "mine/target.yaml: '{{stm}}.h'", "did you mean `stem`?"));
}

TEST_CASE("errors of rendering have codes of their own") {
  CHECK(generate_with("{{stem}}", "{{names}}")
            .has(Code::template_wrong_kind, "mine/c.mustache: names"));
  CHECK(generate_with("{{stem}}", "{{stem.x}}")
            .has(Code::template_wrong_kind, "mine/c.mustache: stem.x"));
  CHECK(generate_with("{{stem}}", "{{> part}}", "", "{{> part}}")
            .has(Code::template_too_deep, "mine/part.mustache: {{> part}}"));
  CHECK(generate_with("{{stem}}", "{{< part}}{{$tpo}}{{/tpo}}{{/part}}", "", "{{$top}}{{/top}}")
            .has(Code::unknown_block, "mine/c.mustache: tpo", "did you mean `top`?"));
}

TEST_CASE("two outputs with one path collide") {
  CHECK(generate_with("{{package}}.h", "")
            .has(Code::output_collision, "mine/target.yaml: '{{package}}.h'",
                 "made for `a/orders.contract.yaml` and for `b/money.contract.yaml`"));
  CHECK(generate_with("all.txt/{{stem}}", "")
            .has(Code::output_collision, "mine/target.yaml: all.txt", "made for the whole set"));
}

TEST_CASE("an output cannot leave its folder") {
  for (const std::string path :
       {"../{{stem}}", "/{{stem}}", "a/../../{{stem}}", "{{stem}}/", "c:{{stem}}"}) {
    CAPTURE(path);
    CHECK(generate_with(path, "").has(Code::output_escapes, "mine/target.yaml: '" + path + "'",
                                      "made for `a/orders.contract.yaml`"));
  }
}
