// What is refused, where, and with which hint; and that no template takes the renderer down.

#include <limits>

#include "catch.h"
#include "render/mustache.h"

namespace tally::compiler {
namespace {

/// "line:column message [hint]", one a line.
std::string listed(const std::vector<TemplateError>& errors) {
  std::string out;
  for (const TemplateError& e : errors) {
    out += std::to_string(e.line) + ':' + std::to_string(e.column) + ' ' + e.message;
    if (!e.hint.empty()) out += " [" + e.hint + ']';
    out += '\n';
  }
  return out;
}

std::string parse_errors(const std::string& source) {
  return listed(parse_template("t", source).errors);
}

std::string render_errors(const std::string& source, const std::string& data,
                          const Templates& partials = {}) {
  const Rendered rendered =
      render(parse_template("t", source).value, OrderedJson::parse(data), partials);
  CHECK((rendered.errors.empty() || rendered.text.empty()));
  return listed(rendered.errors);
}

std::string repeated(std::string_view text, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

Templates one_partial(const std::string& name, const std::string& source) {
  return {{name, parse_template(name, source).value}};
}

}  // namespace

TEST_CASE("malformed templates") {
  struct Row {
    std::string source, expected;
  };
  const std::vector<Row> rows{
      {"a\n {{b", "2:2 this tag is not closed; `}}` is missing\n"},
      {"{{#a}}{{b", "1:7 this tag is not closed; `}}` is missing\n"},
      {"{{{b}}", "1:1 this tag is not closed; `}}}` is missing\n"},
      {"{{}}", "1:1 this tag has no name\n"},
      {"{{#  }}", "1:1 this tag has no name\n"},
      {"{{a b}}", "1:1 a name does not contain blanks\n"},
      {"{{a..b}}{{.a}}{{a.}}",
       "1:1 an empty name between dots\n1:9 an empty name between dots\n"
       "1:15 an empty name between dots\n"},
      {"{{#a}}", "1:1 `a` is opened here and not closed\n"},
      {"{{/a}}", "1:1 `a` is closed here but not open\n"},
      {"{{#a}}{{#b}}{{/a}}", "1:7 `b` is opened here and not closed\n"},
      {"ä{{#a}}{{/b}}{{/a}}", "1:8 `b` is closed here but not open\n"},
      {"{{=<%=}}", "1:1 new delimiters are written like `{{=<% %>=}}`\n"},
      {"{{<p}}\n  text\n{{/p}}", "2:3 only blocks may stand inside a parent\n"},
      {"{{<p}}{{a}}{{/p}}", "1:7 only blocks may stand inside a parent\n"},
  };
  for (const Row& row : rows) {
    INFO(row.source);
    CHECK(parse_errors(row.source) == row.expected);
  }
}

TEST_CASE("unknown names are errors with a suggestion") {
  struct Row {
    std::string source, data, expected;
  };
  const std::vector<Row> rows{
      {"{{nmae}}", R"({"name":1})", "1:3 unknown variable `nmae` [did you mean `name`?]\n"},
      {"x\n{{# itms }}{{/ itms }}", R"({"items":[]})",
       "2:5 unknown section `itms` [did you mean `items`?]\n"},
      {"{{^itms}}{{/itms}}", R"({"items":[]})",
       "1:4 unknown section `itms` [did you mean `items`?]\n"},
      {"{{ax}}", R"({"ay":1,"ab":2,"az":3,"far":4})",
       "1:3 unknown variable `ax` [did you mean `ab` or `ay` or `az`?]\n"},
      {"{{other}}", R"({"name":1})", "1:3 unknown variable `other`\n"},
      {"{{a.bc}}", R"({"a":{"bd":1},"bc":2})", "1:3 `a` has no member `bc` [did you mean `bd`?]\n"},
      {"{{a.b}}", R"({"a":"text"})", "1:3 `a` is a string and has no members\n"},
      {"{{#a}}{{@lst}}{{/a}}", R"({"a":[1]})",
       "1:9 unknown variable `@lst` [did you mean `@last`?]\n"},
      {"{{@last}}", "{}", "1:3 unknown variable `@last`\n"},
      {"{{a}}{{b}}", "{}", "1:3 unknown variable `a`\n1:8 unknown variable `b`\n"},
      {"{{#a}}{{b}}{{/a}}", R"({"a":[1,2,3]})", "1:9 unknown variable `b`\n"},
      {"{{>p}}", "{}", "1:4 unknown template `p`\n"},
  };
  for (const Row& row : rows) {
    INFO(row.source);
    CHECK(render_errors(row.source, row.data) == row.expected);
  }
}

TEST_CASE("lists and objects are not text") {
  CHECK(render_errors("{{a}}", R"({"a":[1]})") ==
        "1:3 `a` is a list and cannot be written as text\n");
  CHECK(render_errors("{{a}}", R"({"a":{}})") ==
        "1:3 `a` is an object and cannot be written as text\n");
}

TEST_CASE("numbers that are not finite are not text") {
  const OrderedJson data{{"a", std::numeric_limits<double>::infinity()}};
  CHECK(listed(render(parse_template("t", "{{a}}").value, data).errors) ==
        "1:3 `a` is not a finite number\n");
}

TEST_CASE("an error names the template it stands in, and its bytes") {
  const Rendered rendered = render(parse_template("t", "{{>part}}").value, OrderedJson::object(),
                                   one_partial("part", "ab {{ missing }}"));
  REQUIRE(rendered.errors.size() == 1);
  CHECK(rendered.errors[0].template_name == "part");
  CHECK(rendered.errors[0].begin == 6);
  CHECK(rendered.errors[0].end == 13);
}

TEST_CASE("nesting is limited") {
  CHECK(parse_errors(repeated("{{#a}}", 64) + repeated("{{/a}}", 64)).empty());
  CHECK(parse_errors(repeated("{{#a}}", 100'000)).find("nested more than 64 deep") !=
        std::string::npos);
}

TEST_CASE("partials that include themselves end") {
  CHECK(render_errors("{{>p}}", "{}", one_partial("p", "{{>p}}")) ==
        "1:1 sections and partials are nested more than 64 deep\n");
  CHECK(render_errors("{{>p}}", "{}", one_partial("p", "x{{>p}}{{>p}}")) ==
        "1:2 sections and partials are nested more than 64 deep\n");
  CHECK(render_errors("{{<p}}{{/p}}", "{}", one_partial("p", "{{<p}}{{/p}}")) ==
        "1:1 sections and partials are nested more than 64 deep\n");
}

TEST_CASE("output and work are limited") {
  const OrderedJson data = OrderedJson::parse(R"({"a":[1,2,3,4,5,6,7,8,9,10]})");
  const std::string nested = repeated("{{#a}}", 9) + "x" + repeated("{{/a}}", 9);
  const Template value = parse_template("t", nested).value;
  RenderLimits limits;
  limits.output_bytes = 1000;
  CHECK(listed(render(value, data, {}, {}, limits).errors).find("the output is too large") !=
        std::string::npos);
  limits = {};
  limits.steps = 1000;
  CHECK(listed(render(value, data, {}, {}, limits).errors).find("takes too many steps") !=
        std::string::npos);
}

TEST_CASE("the number of errors is limited") {
  CHECK(parse_template("t", repeated("{{}}", 1000)).errors.size() == 100);
  CHECK(render(parse_template("t", repeated("{{a}}", 1000)).value, OrderedJson::object())
            .errors.size() == 100);
}

TEST_CASE("any cut of a template is parsed without harm") {
  const std::string source =
      "{{=<% %>=}}<%={{ }}=%>\n {{#a}}\n {{^b}}{{/b}}{{! c }}{{>p}}\n{{/a}}{{$x}}{{/x}}"
      "{{<p}}{{$y}}z{{/y}}{{/p}}{{{d}}}";
  CHECK(parse_errors(source).empty());
  for (size_t begin = 0; begin < source.size(); ++begin) {
    for (size_t size = 1; begin + size <= source.size(); ++size) {
      const ParsedTemplate parsed = parse_template("t", source.substr(begin, size));
      for (const TemplateNode& node : parsed.value.nodes) {
        if (node.end > size || node.subtree_end > parsed.value.nodes.size()) FAIL("out of range");
      }
    }
  }
}

}  // namespace tally::compiler
