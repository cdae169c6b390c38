// Types that contain themselves, as C++ values.
#include "shapes.h"

#include <string>
#include <string_view>
#include <utility>

#include "catch.h"

namespace acme::shapes {
namespace {

/// As deep as documents may be.
std::string chain_of(int depth) {
  std::string text;
  for (int i = 1; i < depth; ++i) text += R"({"value":1,"next":)";
  text += R"({"value":1})";
  return text + std::string(static_cast<std::size_t>(depth - 1), '}');
}

TEST_CASE("a box is a value: copies are apart and compare by what is in them") {
  Chain chain{.value = 1, .next = Chain{.value = 2, .next = {}}};
  Chain copy = chain;
  CHECK(copy == chain);
  (*copy.next)->value = 3;
  CHECK((*chain.next)->value == 2);
  CHECK_FALSE(copy == chain);
}

TEST_CASE("a value may be assigned a part of itself") {
  Chain chain{.value = 1, .next = Chain{.value = 2, .next = Chain{.value = 3, .next = {}}}};
  tally::Box<Chain> box = chain;
  box = *box->next;
  CHECK(box->value == 2);
  box = std::move(*box->next);
  CHECK(box->value == 3);
  CHECK_FALSE(box->next);
}

TEST_CASE("a new value of a recursive union is its first variant that ends") {
  const Expression expression{};
  CHECK(expression.tag() == Expression::Tag::number);
  const ExpressionAdd sum{};
  CHECK(sum.left->tag() == Expression::Tag::number);
}

TEST_CASE("values as deep as documents may be are read, copied, compared and written") {
  const std::string text = chain_of(1000);
  const auto chain = tally::parse<Chain>(text);
  REQUIRE(chain);
  const Chain copy = *chain;
  CHECK(copy == *chain);
  CHECK(*tally::stringify<Chain>(copy) == text);
}

TEST_CASE("what is wrong at the bottom of a document as deep as any is told") {
  const auto nested = [](std::size_t times, const std::string& open, const std::string& bottom,
                         const std::string& close) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += open;
    text += bottom;
    for (std::size_t i = 0; i < times; ++i) text += close;
    return text;
  };
  const auto code_of = [](const auto& result) {
    return result ? std::string_view("none") : result.issues().front().code;
  };
  CHECK(code_of(tally::parse<Chain>(
            nested(999, R"({"value":1,"next":)", R"({"value":true})", "}"))) == "type");
  CHECK(code_of(tally::parse<Tree>(nested(999, R"({"key":"a","right":null,"left":)",
                                          R"({"key":"b","right":null,"left":1})", "}"))) == "type");
  CHECK(code_of(tally::parse<Directory>(
            nested(499, R"({"entries":{"a":)", R"({"entries":{},"size":-1})", "}}"))) == "range");
  CHECK(code_of(tally::parse<Expression>(
            nested(499, R"({"op":"call","name":"f","arguments":[)", "1", "]}"))) == "type");
}

TEST_CASE("what is deeper is an issue") {
  const auto refused = tally::parse<Chain>(chain_of(1001));
  REQUIRE_FALSE(refused);
  CHECK(refused.issues().front().code == "depth");
}

TEST_CASE("values of all shapes of recursion are written and read again") {
  Tree tree{
      .key = "m", .left = {}, .right = tally::Box<Tree>(Tree{.key = "z", .left = {}, .right = {}})};
  CHECK(*tally::stringify<Tree>(tree) ==
        R"({"key":"m","left":null,"right":{"key":"z","left":null,"right":null}})");
  CHECK(*tally::parse<Tree>(*tally::stringify<Tree>(tree)) == tree);

  Directory directory{};
  directory.entries["a"]->entries["b"]->size = 7;
  CHECK(*tally::stringify<Directory>(directory) ==
        R"({"entries":{"a":{"entries":{"b":{"entries":{},"size":7}}}}})");

  Expression sum{};
  sum.value = ExpressionAdd{};
  std::get<ExpressionAdd>(sum.value).left->value = ExpressionNumber{.value = 2};
  CHECK(*tally::stringify<Expression>(sum) ==
        R"({"op":"add","left":{"op":"number","value":2},"right":{"op":"number","value":0}})");
}

TEST_CASE("a box that was moved from does not leave") {
  ExpressionNegate negate{};
  const tally::Box<Expression> taken = std::move(negate.of);
  Expression expression{};
  expression.value = std::move(negate);
  CHECK_FALSE(tally::check<Expression>(expression).empty());
}

}  // namespace
}  // namespace acme::shapes
