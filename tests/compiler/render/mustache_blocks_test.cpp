// Named blocks: default content, parents, and overrides by the user.

#include "catch.h"
#include "render/mustache.h"

namespace tally::compiler {
namespace {

using Sources = std::vector<std::pair<std::string, std::string>>;

Template parsed(const std::string& name, const std::string& source) {
  ParsedTemplate result = parse_template(name, source);
  REQUIRE(result.errors.empty());
  return std::move(result.value);
}

Templates parsed_all(const Sources& sources) {
  Templates templates;
  for (const auto& [name, source] : sources) templates.emplace(name, parsed(name, source));
  return templates;
}

struct Case {
  std::string name;
  std::string source;
  Sources partials;
  Sources overrides;
  std::string expected;
};

const OrderedJson data = OrderedJson::parse(R"({"a":"1","list":["x","y"]})");

}  // namespace

TEST_CASE("blocks, parents and overrides") {
  const std::vector<Case> cases{
      {"default content", "[{{$b}}default {{a}}{{/b}}]", {}, {}, "[default 1]"},
      {"a parent without blocks", "{{<p}}{{/p}}", {{"p", "[{{$b}}d{{/b}}]"}}, {}, "[d]"},
      {"a parent with a block",
       "{{<p}}{{$b}}x{{a}}{{/b}}{{/p}}",
       {{"p", "[{{$b}}d{{/b}}]"}},
       {},
       "[x1]"},
      {"blanks and comments in a parent",
       "{{<p}}\n  {{! why }}\n  {{$b}}x{{/b}}\n{{/p}}\n",
       {{"p", "[{{$b}}d{{/b}}]"}},
       {},
       "[x]"},
      {"content sees the scope of the block",
       "{{<p}}{{$b}}{{.}}{{/b}}{{/p}}",
       {{"p", "{{#list}}<{{$b}}{{/b}}>{{/list}}"}},
       {},
       "<x><y>"},
      {"the outermost parent wins",
       "{{<p}}{{$b}}outer{{/b}}{{/p}}",
       {{"p", "{{<q}}{{$b}}middle{{/b}}{{/q}}"}, {"q", "[{{$b}}inner{{/b}}]"}},
       {},
       "[outer]"},
      {"two parents do not mix",
       "{{<p}}{{$b}}x{{/b}}{{/p}}{{<p}}{{/p}}",
       {{"p", "[{{$b}}d{{/b}}]"}},
       {},
       "[x][d]"},
      {"an override", "[{{$b}}d{{/b}}]", {}, {{"b", "o{{a}}\n"}}, "[o1]"},
      {"an override wins over a parent",
       "{{<p}}{{$b}}x{{/b}}{{/p}}",
       {{"p", "[{{$b}}d{{/b}}]"}},
       {{"b", "o"}},
       "[o]"},
      {"an override of a block in a partial",
       "{{>p}}",
       {{"p", "[{{$b}}d{{/b}}]"}},
       {{"b", "o"}},
       "[o]"},
      {"an override of every block of that name",
       "{{$b}}1{{/b}}{{$c}}2{{/c}}{{$b}}3{{/b}}",
       {},
       {{"b", "o"}},
       "o2o"},
      {"an override in a list",
       "{{#list}}{{$b}}d{{/b}}{{/list}}",
       {},
       {{"b", "{{.}}{{^@last}},{{/@last}}"}},
       "x,y"},
  };
  for (const Case& c : cases) {
    INFO(c.name);
    const Rendered rendered =
        render(parsed("root", c.source), data, parsed_all(c.partials), parsed_all(c.overrides));
    for (const TemplateError& error : rendered.errors) UNSCOPED_INFO(error.message);
    CHECK(rendered.errors.empty());
    CHECK(rendered.text == c.expected);
  }
}

TEST_CASE("lines and indentation of blocks") {
  const std::vector<Case> cases{
      {"tags on their own line leave none", "{\n{{$b}}\n  d\n{{/b}}\n}\n", {}, {}, "{\n  d\n}\n"},
      {"an override is indented as the tag",
       "{\n  {{$b}}\n  d\n  {{/b}}\n}\n",
       {},
       {{"b", "x\n\ny\n"}},
       "{\n  x\n\n  y\n}\n"},
      {"an override without a final line end gets one",
       "{\n  {{$b}}\n  d\n  {{/b}}\n}\n",
       {},
       {{"b", "x"}},
       "{\n  x\n}\n"},
      {"an empty place leaves no line", "1\n  {{$b}}{{/b}}\n2\n", {}, {}, "1\n2\n"},
      {"an empty place is filled with lines",
       "1\n  {{$b}}{{/b}}\n2\n",
       {},
       {{"b", "x\ny\n"}},
       "1\n  x\n  y\n2\n"},
      {"content moves from its tag to the other tag",
       "{{<p}}\n    {{$b}}\n    x\n      y\n    {{/b}}\n{{/p}}\n",
       {{"p", "{\n  {{$b}}\n  d\n  {{/b}}\n}\n"}},
       {},
       "{\n  x\n    y\n}\n"},
      {"tags in moved content move along",
       "{{<p}}\n  {{$b}}\n  {{#list}}\n  // {{.}}\n  {{>q}}\n  {{/list}}\n  {{/b}}\n{{/p}}\n",
       {{"p", "{{$b}}{{/b}}\n"}, {"q", "q\n"}},
       {},
       "// x\nq\n// y\nq\n"},
      {"a parent is indented as a partial",
       "{\n  {{<p}}{{/p}}\n}\n",
       {{"p", "1\n2\n"}},
       {},
       "{\n  1\n  2\n}\n"},
  };
  for (const Case& c : cases) {
    INFO(c.name);
    const Rendered rendered =
        render(parsed("root", c.source), data, parsed_all(c.partials), parsed_all(c.overrides));
    CHECK(rendered.errors.empty());
    CHECK(rendered.text == c.expected);
  }
}

TEST_CASE("a block that does not exist cannot be replaced") {
  const Templates partials = parsed_all({{"p", "{{$fields}}{{/fields}}"}});

  SECTION("by an override") {
    const Rendered rendered =
        render(parsed("root", "{{>p}}"), data, partials, parsed_all({{"feilds", "x"}}));
    REQUIRE(rendered.errors.size() == 1);
    CHECK(rendered.errors[0].template_name == "feilds");
    CHECK(rendered.errors[0].message == "there is no block `feilds` in `root`");
    CHECK(rendered.errors[0].hint == "did you mean `fields`?");
  }
  SECTION("by what a parent passes") {
    const Rendered rendered =
        render(parsed("root", "{{<p}}{{$field}}x{{/field}}{{/p}}"), data, partials);
    REQUIRE(rendered.errors.size() == 1);
    CHECK(rendered.errors[0].message == "there is no block `field` in `p`");
    CHECK(rendered.errors[0].hint == "did you mean `fields`?");
  }
  SECTION("and none is passed twice") {
    const Rendered rendered =
        render(parsed("root", "{{<p}}{{$fields}}x{{/fields}}{{$fields}}y{{/fields}}{{/p}}"), data,
               partials);
    REQUIRE(rendered.errors.size() == 1);
    CHECK(rendered.errors[0].message == "the block `fields` is passed twice");
  }
}

TEST_CASE("an override that contains its own block ends") {
  const Rendered rendered =
      render(parsed("root", "{{$b}}{{/b}}"), data, {}, parsed_all({{"b", "x{{$b}}{{/b}}"}}));
  REQUIRE(rendered.errors.size() == 1);
  CHECK(rendered.errors[0].message == "sections and partials are nested more than 64 deep");
}

TEST_CASE("block names are found through partials, parents and cycles") {
  const Templates partials = parsed_all({{"p", "{{$b}}{{$c}}{{/c}}{{/b}}{{>q}}"},
                                         {"q", "{{<p}}{{/p}}{{$d}}{{/d}}"},
                                         {"unused", "{{$e}}{{/e}}"}});
  const auto names = block_names(parsed("root", "{{$a}}{{/a}}{{>p}}{{>missing}}"), partials);
  CHECK(names == std::set<std::string, std::less<>>{"a", "b", "c", "d"});
}

}  // namespace tally::compiler
