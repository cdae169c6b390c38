// Tags, scopes, whitespace and partials, case by case in the manner of the Mustache specification.

#include "render/mustache.h"

#include "catch.h"

namespace tally::compiler {
namespace {

using Sources = std::vector<std::pair<std::string, std::string>>;

struct Case {
  std::string name;
  std::string source;
  std::string data;
  std::string expected;
  Sources partials = {};
};

Template parsed(const std::string& name, const std::string& source) {
  ParsedTemplate result = parse_template(name, source);
  for (const TemplateError& error : result.errors) UNSCOPED_INFO(name << ": " << error.message);
  REQUIRE(result.errors.empty());
  return std::move(result.value);
}

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    INFO(c.name);
    Templates partials;
    for (const auto& [name, source] : c.partials) partials.emplace(name, parsed(name, source));
    const Rendered rendered =
        render(parsed("root", c.source), OrderedJson::parse(c.data, nullptr), partials);
    for (const TemplateError& error : rendered.errors) UNSCOPED_INFO(error.message);
    CHECK(rendered.errors.empty());
    CHECK(rendered.text == c.expected);
  }
}

}  // namespace

TEST_CASE("variables") {
  check({
      {"no tags", "Hello, {planet}.\n", "{}", "Hello, {planet}.\n"},
      {"empty template", "", "{}", ""},
      {"string", "Hello, {{name}}!", R"({"name":"world"})", "Hello, world!"},
      {"blanks in the tag", "{{ \t name \n}}", R"({"name":"x"})", "x"},
      {"nothing is escaped", "{{a}} {{{a}}} {{&a}}", R"({"a":"<&\">"})", "<&\"> <&\"> <&\">"},
      {"integers", "{{a}} {{b}}", R"({"a":-7,"b":18446744073709551615})",
       "-7 18446744073709551615"},
      {"floating point, shortest", "{{a}} {{b}}", R"({"a":0.1,"b":1.0})", "0.1 1.0"},
      {"booleans", "{{a}} {{b}}", R"({"a":true,"b":false})", "true false"},
      {"dotted", "{{a.b.c}}", R"({"a":{"b":{"c":1}}})", "1"},
      {"values are not templates", "{{a}}", R"({"a":"{{b}}"})", "{{b}}"},
      {"a brace next to a tag", "{ {{a}}}", R"({"a":1})", "{ 1}"},
      {"non-ASCII names", "{{größe}}", R"({"größe":3})", "3"},
  });
}

TEST_CASE("sections") {
  check({
      {"true", "{{#a}}yes{{/a}}", R"({"a":true})", "yes"},
      {"false", "{{#a}}yes{{/a}}", R"({"a":false})", ""},
      {"null", "{{#a}}yes{{/a}}", R"({"a":null})", ""},
      {"empty list", "{{#a}}yes{{/a}}", R"({"a":[]})", ""},
      {"empty string", "{{#a}}yes{{/a}}", R"({"a":""})", ""},
      {"zero and the empty object are true", "{{#a}}0{{/a}}{{#b}}{}{{/b}}", R"({"a":0,"b":{}})",
       "0{}"},
      {"string as scope", "{{#a}}<{{.}}>{{/a}}", R"({"a":"x"})", "<x>"},
      {"object as scope", "{{#a}}{{b}}{{/a}}", R"({"a":{"b":1}})", "1"},
      {"outer names", "{{#a}}{{b}}{{c}}{{/a}}", R"({"a":{"b":1},"c":2})", "12"},
      {"inner names win", "{{#a}}{{b}}{{/a}}{{b}}", R"({"a":{"b":1},"b":2})", "12"},
      {"list of objects", "{{#a}}{{b}};{{/a}}", R"({"a":[{"b":1},{"b":2}]})", "1;2;"},
      {"list of strings", "{{#a}}{{.}};{{/a}}", R"({"a":["x","y"]})", "x;y;"},
      {"list of lists", "{{#a}}{{#.}}{{.}}{{/.}};{{/a}}", R"({"a":[[1,2],[3]]})", "12;3;"},
      {"list items that are falsy", "{{#a}}<{{.}}>{{/a}}", R"({"a":[false,""]})", "<false><>"},
      {"dotted", "{{#a.b}}{{.}}{{/a.b}}", R"({"a":{"b":[1,2]}})", "12"},
      {"the same name nested", "{{#a}}1{{#a}}2{{/a}}{{/a}}", R"({"a":true})", "12"},
      {"inverted false", "{{^a}}no{{/a}}", R"({"a":false})", "no"},
      {"inverted empty list", "{{^a}}no{{/a}}", R"({"a":[]})", "no"},
      {"inverted true", "{{^a}}no{{/a}}", R"({"a":[0]})", ""},
      {"a boolean keeps the scope", "{{#a}}{{#b}}{{.}}{{/b}}{{/a}}", R"({"a":["x"],"b":true})",
       "x"},
  });
}

TEST_CASE("the place in a list") {
  check({
      {"commas", "{{#a}}{{.}}{{^@last}}, {{/@last}}{{/a}}", R"({"a":[1,2,3]})", "1, 2, 3"},
      {"first and index", "{{#a}}{{#@first}}>{{/@first}}{{@index}}{{/a}}", R"({"a":["x","y"]})",
       ">01"},
      {"the nearest list counts", "{{#a}}{{#b}}{{@index}}{{/b}}{{@index}};{{/a}}",
       R"({"a":[{"b":[1,2]},{"b":[3]}]})", "010;01;"},
      {"through an object", "{{#a}}{{#o}}{{@index}}{{/o}}{{/a}}", R"({"a":[{"o":{"x":1}}]})", "0"},
  });
}

TEST_CASE("tags that stand on their own line leave no line") {
  check({
      {"section", "1\n{{#a}}\n2\n{{/a}}\n3\n", R"({"a":true})", "1\n2\n3\n"},
      {"indented", "1\n  {{#a}}  \n2\n\t{{/a}}\n3\n", R"({"a":true})", "1\n2\n3\n"},
      {"carriage returns", "1\r\n{{#a}}\r\n2\r\n{{/a}}\r\n3\r\n", R"({"a":true})",
       "1\r\n2\r\n3\r\n"},
      {"at both ends of the file", "{{#a}}\n1\n{{/a}}", R"({"a":true})", "1\n"},
      {"inverted", "{{^a}}\n1\n{{/a}}\n", R"({"a":false})", "1\n"},
      {"comment", "1\n  {{! comment }}\n2\n", "{}", "1\n2\n"},
      {"comment of several lines", "1\n{{! one\n   two }}\n2\n", "{}", "1\n2\n"},
      {"comment inside a line", "1 {{! comment }} 2\n", "{}", "1  2\n"},
      {"two tags are not one", "{{#a}}{{/a}}\n", R"({"a":true})", "\n"},
      {"after text", "x {{#a}}\n1{{/a}}\n", R"({"a":true})", "x \n1\n"},
      {"a variable keeps its line", "1\n{{a}}\n2\n", R"({"a":""})", "1\n\n2\n"},
      {"after a tag that spans lines", "{{! a\n }} {{#a}}\n1{{/a}}", R"({"a":true})", " \n1"},
  });
}

TEST_CASE("delimiters") {
  check({
      {"changed", "{{=<% %>=}}<%a%> {{a}}", R"({"a":1})", "1 {{a}}"},
      {"changed back", "{{=| |=}}|a||={{ }}=|{{a}}", R"({"a":1})", "11"},
      {"on their own line", "{{= <% %> =}}\n<%a%>\n", R"({"a":1})", "1\n"},
      {"partials start with the default", "{{=<% %>=}}<%>p%>", R"({"a":1})", "1", {{"p", "{{a}}"}}},
  });
}

TEST_CASE("partials") {
  check({
      {"inline", "[{{>p}}]", R"({"a":1})", "[1]", {{"p", "{{a}}"}}},
      {"names are paths", "{{> cpp/field.h }}", "{}", "x", {{"cpp/field.h", "x"}}},
      {"sees the scope", "{{#a}}{{>p}}{{/a}}", R"({"a":[1,2]})", "<1><2>", {{"p", "<{{.}}>"}}},
      {"re-indented", "{\n  {{>p}}\n}\n", "{}", "{\n  1\n  2\n}\n", {{"p", "1\n2\n"}}},
      {"empty lines stay empty", " {{>p}}\n", "{}", " 1\n\n 2\n", {{"p", "1\n\n2\n"}}},
      {"indentation adds up",
       " {{>p}}\n",
       "{}",
       " 1\n  2\n",
       {{"p", "1\n {{>q}}\n"}, {"q", "2\n"}}},
      {"inline ones are not re-indented", "  - {{>p}}\n", "{}", "  - 1\n2\n", {{"p", "1\n2"}}},
      {"recursive",
       "{{>tree}}",
       R"({"v":1,"kids":[{"v":2,"kids":[]},{"v":3,"kids":[]}]})",
       "1\n  2\n  3\n",
       {{"tree", "{{v}}\n{{#kids}}\n  {{>tree}}\n{{/kids}}\n"}}},
  });
}

TEST_CASE("values of several lines repeat the leader of a variable that stands alone") {
  check({
      {"indentation", "{\n  {{a}}\n}\n", R"({"a":"1\n2"})", "{\n  1\n  2\n}\n"},
      {"doc comment", "  /// {{a}}\n", R"({"a":"1\n2"})", "  /// 1\n  /// 2\n"},
      {"block comment", "/**\n * {{a}}\n */\n", R"({"a":"1\n2"})", "/**\n * 1\n * 2\n */\n"},
      {"no blanks at the end of an empty line", " /// {{a}}\n", R"({"a":"1\n\n2"})",
       " /// 1\n ///\n /// 2\n"},
      {"within an indented partial",
       "  {{>p}}\n",
       R"({"a":"1\n2"})",
       "  # 1\n  # 2\n",
       {{"p", "# {{a}}\n"}}},
      {"at the end of the file", "// {{a}}", R"({"a":"1\n2"})", "// 1\n// 2"},
      {"text before it", "x = {{a}}\n", R"({"a":"1\n2"})", "x = 1\n2\n"},
      {"text after it", "  {{a}};\n", R"({"a":"1\n2"})", "  1\n2;\n"},
      {"another tag before it", "{{b}} {{a}}\n", R"({"a":"1\n2","b":""})", " 1\n2\n"},
  });
}

}  // namespace tally::compiler
