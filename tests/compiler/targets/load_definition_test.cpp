#include "targets/load_definition.h"

#include <map>

#include "catch.h"

using namespace tally::compiler;
using namespace tally::compiler::targets;

namespace {

using Files = std::map<std::string, std::string>;

struct Loaded {
  std::optional<LoadedTarget> target;
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

Loaded load(const Files& files) {
  Sources sources;
  Diagnostics diagnostics;
  const ReadFile read = [&](const std::string& path) -> std::optional<std::string> {
    const auto found = files.find(path);
    if (found == files.end()) return std::nullopt;
    return found->second;
  };
  Loaded result;
  result.target = load_definition("mine", read, sources, diagnostics);
  result.diagnostics = diagnostics.sorted();
  for (const Diagnostic& diagnostic : result.diagnostics) {
    const Span span = diagnostic.span;
    result.places.push_back(span.is_nowhere() ? ""
                                              : sources.file(span.file).path() + ": " +
                                                    std::string(sources.text(span)));
  }
  return result;
}

std::string target(const std::string& output) {
  return "target: 1\nname: mine\nmodel: cpp\noutputs:\n  - " + output + "\n";
}

const std::string header = target("{template: h.mustache, each: contract, path: '{{stem}}.h'}");

}  // namespace

TEST_CASE("a target is a definition and the templates that it reaches") {
  const Loaded loaded =
      load({{"mine/target.yaml", header + "reserved: [new, class, new]\n"},
            {"mine/h.mustache", "{{> parts/field}}{{< frame}}{{$body}}{{/body}}{{/frame}}"},
            {"mine/parts/field.mustache", "{{> parts/type}}"},
            {"mine/parts/type.mustache", "type"},
            {"mine/frame.mustache", "{{$body}}{{/body}}"},
            {"mine/unused.mustache", "{{"}});
  CHECK(loaded.diagnostics.empty());
  REQUIRE(loaded.target);
  const Definition& definition = loaded.target->definition;
  CHECK(definition.name == "mine");
  CHECK(definition.model == "cpp");
  CHECK(definition.reserved == std::vector<std::string>{"class", "new"});
  REQUIRE(definition.outputs.size() == 1);
  CHECK(definition.outputs[0].template_name == "h.mustache");
  CHECK(definition.outputs[0].each == Output::Each::contract);
  CHECK(definition.outputs[0].path == "{{stem}}.h");
  std::vector<std::string> names;
  for (const auto& [name, value] : loaded.target->templates) names.push_back(name);
  CHECK(names == std::vector<std::string>{"frame", "h", "parts/field", "parts/type"});
}

TEST_CASE("templates may include each other") {
  const Loaded loaded = load({{"mine/target.yaml", header},
                              {"mine/h.mustache", "{{> list}}"},
                              {"mine/list.mustache", "{{#items}}{{> list}}{{/items}}"}});
  CHECK(loaded.target);
}

TEST_CASE("a folder without target.yaml is no target") {
  const Loaded loaded = load({});
  CHECK_FALSE(loaded.target);
  CHECK(loaded.has(Code::cannot_read, "", "a target is a folder with a `target.yaml`"));
}

TEST_CASE("a missing template is reported where it is named") {
  CHECK(load({{"mine/target.yaml", header}})
            .has(Code::template_not_found, "mine/target.yaml: h.mustache"));
  CHECK(load({{"mine/target.yaml", header}, {"mine/h.mustache", "a {{> feild }}"}})
            .has(Code::template_not_found, "mine/h.mustache: feild"));
}

TEST_CASE("a template stays in its folder and is called like one") {
  for (const std::string file : {"../h.mustache", "/h.mustache", "a/../../h.mustache"}) {
    CAPTURE(file);
    const Loaded loaded =
        load({{"mine/target.yaml", target("{template: " + file + ", each: set, path: x}")},
              {"mine/" + file, ""},
              {"h.mustache", ""},
              {"/h.mustache", ""}});
    CHECK(loaded.has(Code::template_not_found, "mine/target.yaml: " + file));
  }
  CHECK(load({{"mine/target.yaml", target("{template: h.txt, each: set, path: x}")},
              {"mine/h.txt", ""}})
            .has(Code::template_not_found, "mine/target.yaml: h.txt",
                 "templates end in `.mustache`"));
}

TEST_CASE("a broken template is reported in the template") {
  const Loaded loaded = load({{"mine/target.yaml", header}, {"mine/h.mustache", "a {{#b}} c"}});
  CHECK_FALSE(loaded.target);
  CHECK(loaded.has(Code::template_syntax, "mine/h.mustache: {{#b}}"));
}

TEST_CASE("a broken path template is reported in target.yaml") {
  const Loaded loaded =
      load({{"mine/target.yaml", target("{template: h.mustache, each: set, path: '{{x'}")},
            {"mine/h.mustache", ""}});
  CHECK(loaded.has(Code::template_syntax, "mine/target.yaml: '{{x'"));
}

TEST_CASE("an unknown template model gets a suggestion, or the list of what there is") {
  const auto with_model = [](const std::string& name) {
    return load({{"mine/target.yaml", "target: 1\nname: m\nmodel: " + name + "\noutputs: []\n"}});
  };
  CHECK(
      with_model("typscript")
          .has(Code::unknown_choice, "mine/target.yaml: typscript", "did you mean `typescript`?"));
  CHECK(with_model("rust").has(
      Code::unknown_choice, "mine/target.yaml: rust",
      "there are `cpp`, `embind`, `json-schema`, `markdown`, `model`, `typescript`"));
}

TEST_CASE("target.yaml is strict") {
  const Loaded loaded =
      load({{"mine/target.yaml", "target: 2\nnmae: m\noutputs: [{template: t, eahc: set}, x]\n"}});
  CHECK_FALSE(loaded.target);
  CHECK(loaded.has(Code::unsupported_edition, "mine/target.yaml: 2", "write 1"));
  CHECK(loaded.has(Code::unknown_key, "mine/target.yaml: nmae", "did you mean `name`?"));
  CHECK(loaded.has(Code::unknown_key, "mine/target.yaml: eahc", "did you mean `each`?"));
  CHECK(loaded.has(Code::missing_key, "mine/target.yaml: "));
  CHECK(loaded.has(Code::wrong_kind, "mine/target.yaml: x"));
}

TEST_CASE("`each` is set or contract") {
  const Loaded loaded =
      load({{"mine/target.yaml", target("{template: h.mustache, each: type, path: x}")},
            {"mine/h.mustache", ""}});
  CHECK(loaded.has(Code::unknown_choice, "mine/target.yaml: type", "write `set` or `contract`"));
}

TEST_CASE("built-in targets are folders inside of the program") {
  const BuiltinFile files[] = {{"one/h.mustache", "text"},
                               {"one/target.yaml",
                                "target: 1\nname: one\nmodel: cpp\noutputs: "
                                "[{template: h.mustache, each: set, path: h}]\n"},
                               {"two/target.yaml", ""}};
  CHECK(builtin_targets(files) == std::vector<std::string_view>{"one", "two"});
  Sources sources;
  Diagnostics diagnostics;
  const auto loaded =
      load_definition(builtin_folder("one"), read_builtin(files), sources, diagnostics);
  REQUIRE(loaded);
  CHECK(loaded->templates.find("h")->second.source == "text");
  CHECK_FALSE(load_definition(builtin_folder("three"), read_builtin(files), sources, diagnostics));
}
