// The doors of a contract type, shown on the smallest one there can be: a list of at most three
// finite numbers.
#include "tally/engine/contract.h"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "tally/engine/code.h"

using tally::Document;
using tally::Issues;
using namespace std::string_view_literals;

namespace numbers {

using View = tally::view::List<double>;

bool validate(const View& value) noexcept {
  return value.size <= 3 &&
         tally::all_of(value, [](double item) { return tally::is_finite(item); });
}

constexpr tally::plan::Constraint constraints[] = {
    {.keyword = tally::plan::Keyword::max_items, .text = "3", .integer = 3}};
constexpr tally::plan::Type types[] = {
    {.kind = tally::plan::Kind::list,
     .explain = tally::plan::code::list,
     .element = 1,
     .constraints = constraints},
    {.kind = tally::plan::Kind::float64, .explain = tally::plan::code::float64}};
constexpr tally::plan::Plan plan = {.types = types, .limits = {.bytes = 64, .depth = 2}};

struct NumbersContract {
  using Owned = std::vector<double>;
  using View = numbers::View;
  static const tally::ContractType type;
};
const tally::ContractType NumbersContract::type =
    tally::contract_type<View, validate>("numbers.Numbers", "", plan, 0);

}  // namespace numbers

using numbers::NumbersContract;

namespace {

std::string codes(const Issues& issues) {
  std::string text;
  for (const auto& issue : issues) text += issue.path + ' ' + std::string(issue.code) + ';';
  return text;
}

std::string refusal(std::string_view text) {
  return codes(tally::parse<NumbersContract>(text).issues());
}

}  // namespace

TEST_CASE("an acceptable text becomes a value") {
  const auto result = tally::parse<NumbersContract>(" [1, 2.5] ");
  REQUIRE(result);
  CHECK(*result == std::vector<double>{1, 2.5});
  CHECK(result->size() == 2);
  CHECK(result.issues().empty());
}

TEST_CASE("another text becomes its issues") {
  const auto result = tally::parse<NumbersContract>("[1,2,\"3\",4]");
  CHECK_FALSE(result);
  CHECK(codes(result.issues()) == " maxItems;/2 type;");
}

TEST_CASE("what follows the value is refused, white space apart") {
  CHECK(tally::parse<NumbersContract>("[] \n\t\r"));
  CHECK(refusal("[]]") == " syntax;");
  CHECK(refusal("[]\0"sv) == " syntax;");
  CHECK(refusal("[],") == " syntax;");
  CHECK(refusal("") == " syntax;");
}

TEST_CASE("a text beyond the limit is refused for its size, whatever is in it") {
  const std::string padding(62, ' ');
  CHECK(tally::parse<NumbersContract>("[]" + padding));
  CHECK(refusal("[]" + padding + ' ') == " size;");
  CHECK(refusal(std::string(1000, 'x')) == " size;");
}

TEST_CASE("the judge answers with a view into the document, or null") {
  tally::Arena arena;
  const Document good("[1,2]");
  const auto* view = tally::judge<NumbersContract>(arena, good.padded());
  REQUIRE(view != nullptr);
  CHECK(view->size == 2);
  const Document bad("[1,2,3,4]");
  CHECK(tally::judge<NumbersContract>(arena, bad.padded()) == nullptr);
}

TEST_CASE("an arena without room is a refusal that says so") {
  tally::Arena arena(16);
  const Document document("[1,2,3]");
  CHECK(tally::judge<NumbersContract>(arena, document.padded()) == nullptr);
  CHECK(codes(tally::explain(NumbersContract::type, document.padded())) == " size;");
}

TEST_CASE("a value is checked on its way out") {
  CHECK(tally::check<NumbersContract>({1, 2, 3}).empty());
  CHECK(codes(tally::check<NumbersContract>({1, 2, 3, 4})) == " maxItems;");
  CHECK(codes(tally::check<NumbersContract>({std::numeric_limits<double>::quiet_NaN()})) ==
        "/0 type;");
  CHECK(codes(tally::check<NumbersContract>({0, -std::numeric_limits<double>::infinity()})) ==
        "/1 type;");
}

TEST_CASE("a sound value becomes canonical text") {
  const auto text = tally::stringify<NumbersContract>({1, -0.0, 1e21});
  REQUIRE(text);
  CHECK(*text == "[1,0,1e+21]");
  CHECK_FALSE(tally::stringify<NumbersContract>({1, 2, 3, 4}));
}

TEST_CASE("an empty value is a value") {
  CHECK(tally::check<NumbersContract>({}).empty());
  REQUIRE(tally::stringify<NumbersContract>({}));
  CHECK(*tally::stringify<NumbersContract>({}) == "[]");
}
