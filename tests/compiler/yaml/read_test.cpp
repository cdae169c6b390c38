#include "yaml/read.h"

#include <string>

#include "catch.h"
#include "yaml/parse.h"

namespace tally::compiler::yaml {
namespace {

struct Value {
  explicit Value(const std::string& text)
      : tree(parse(sources.add("f", "k: " + text), sources, diagnostics)) {
    REQUIRE(tree.has_value());
  }
  const Node& node() const { return *tree->root().find("k"); }
  // Code, message, label and fix of the only diagnostic.
  std::string complaint() const {
    const auto list = diagnostics.sorted();
    REQUIRE(list.size() == 1);
    const Diagnostic& d = list[0];
    return code_text(d.code) + " " + d.message + " / " + d.label +
           (d.fix ? " -> " + d.fix->replacement : "");
  }

  Sources sources;
  Diagnostics diagnostics;
  std::optional<Tree> tree;
};

TEST_CASE("true and false are the only booleans") {
  for (const auto& [text, result] : {std::pair{"true", true}, {"false", false}}) {
    Value value(text);
    CHECK(read_bool(value.node(), "`open`", value.diagnostics) == result);
    CHECK(value.diagnostics.empty());
  }
  struct Case {
    std::string text, complaint;
  };
  const Case cases[] = {
      {"yes", "T206 `open` must be `true` or `false` / write `true` -> true"},
      {"No", "T206 `open` must be `true` or `false` / write `false` -> false"},
      {"off", "T206 `open` must be `true` or `false` / write `false` -> false"},
      {"True", "T206 `open` must be `true` or `false` / write `true` -> true"},
      {"'true'", "T206 `open` must be `true` or `false` / write `true`, without quotes -> true"},
      {"1", "T206 `open` must be `true` or `false` / "},
      {"", "T203 `open` must be `true` or `false` and is empty / "},
      {"[true]", "T203 `open` must be `true` or `false` and is a list / "},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    Value value(c.text);
    CHECK(!read_bool(value.node(), "`open`", value.diagnostics));
    CHECK(value.complaint() == c.complaint);
  }
}

TEST_CASE("numbers keep their source text") {
  for (const char* text : {"0", "-0", "12", "-12", "0.250", "1e6", "1E+6", "-1.5e-300",
                           "123456789012345678901234567890.5"}) {
    CAPTURE(text);
    Value value(text);
    CHECK(read_number(value.node(), "`maximum`", value.diagnostics) == text);
    CHECK(value.diagnostics.empty());
  }
}

TEST_CASE("other ways to write a number are refused with advice") {
  struct Case {
    std::string text, advice;
  };
  const Case cases[] = {
      {"1_000", "write `1000` -> 1000"},
      {"+5", "write `5` -> 5"},
      {".5", "write `0.5` -> 0.5"},
      {"-.5", "write `-0.5` -> -0.5"},
      {"5.", "write `5` -> 5"},
      {"'5'", "write `5`, without quotes -> 5"},
      {"0x1F", "numbers are written in decimal"},
      {"007", "a number has no leading zeros"},
      {".inf", "infinity and NaN are no numbers in documents"},
      {"NaN", "infinity and NaN are no numbers in documents"},
      {"1e", "a number is written like `-12`, `0.25` or `1e6`"},
      {"many", "a number is written like `-12`, `0.25` or `1e6`"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    Value value(c.text);
    CHECK(!read_number(value.node(), "`maximum`", value.diagnostics));
    CHECK(value.complaint() == "T207 `maximum` must be a number / " + c.advice);
  }
}

TEST_CASE("a number has an end") {
  Value value(std::string(401, '1'));
  CHECK(!read_number(value.node(), "`maximum`", value.diagnostics));
  CHECK(value.complaint() == "T207 `maximum` has too many digits / ");
}

TEST_CASE("whole numbers have neither fraction nor exponent") {
  Value whole("-12");
  CHECK(read_integer(whole.node(), "`n`", whole.diagnostics) == "-12");
  for (const char* text : {"1.0", "1e3"}) {
    Value value(text);
    CHECK(!read_integer(value.node(), "`n`", value.diagnostics));
    CHECK(value.complaint() ==
          "T207 `n` must be a whole number / a whole number, without fraction and exponent");
  }
}

TEST_CASE("counts lie between 0 and their maximum") {
  Value most("10");
  CHECK(read_count(most.node(), "`n`", 10, most.diagnostics) == 10u);
  for (const char* text : {"11", "-1", "99999999999999999999"}) {
    CAPTURE(text);
    Value value(text);
    CHECK(!read_count(value.node(), "`n`", 10, value.diagnostics));
    CHECK(value.complaint() == "T207 `n` must be between 0 and 10 / ");
  }
}

TEST_CASE("text is any scalar that is there") {
  for (const auto& [text, result] :
       {std::pair{"no", "no"}, {"1.0", "1.0"}, {"null", "null"}, {"''", ""}, {"'~'", "~"}}) {
    CAPTURE(text);
    Value value(text);
    CHECK(read_text(value.node(), "`doc`", value.diagnostics) == result);
    CHECK(value.diagnostics.empty());
  }
  Value nothing("");
  CHECK(!read_text(nothing.node(), "`doc`", nothing.diagnostics));
  CHECK(nothing.complaint() == "T203 `doc` must be text and is empty / ");
}

TEST_CASE("collections are what their place expects") {
  Value list("[a]");
  CHECK(expect_sequence(list.node(), "`tags`", list.diagnostics));
  CHECK(!expect_mapping(list.node(), "`tags`", list.diagnostics));
  CHECK(list.complaint() == "T203 `tags` must be a mapping and is a list / ");
  Value text("a");
  CHECK(!expect_sequence(text.node(), "`tags`", text.diagnostics));
  CHECK(text.complaint() == "T203 `tags` must be a list and is text / ");
}

TEST_CASE("a refused node adds no second error") {
  Node refused;
  refused.kind = Kind::refused;
  Diagnostics diagnostics;
  CHECK(!read_text(refused, "`doc`", diagnostics));
  CHECK(!read_bool(refused, "`doc`", diagnostics));
  CHECK(!read_number(refused, "`doc`", diagnostics));
  CHECK(!expect_mapping(refused, "`doc`", diagnostics));
  CHECK(diagnostics.empty());
}

}  // namespace
}  // namespace tally::compiler::yaml
