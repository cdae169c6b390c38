#include "tally/engine/own.h"

#include <cstdint>
#include <string>
#include <vector>

#include "catch.h"
#include "tally/engine/arena.h"
#include "tally/engine/json/writer.h"

using tally::Arena;
using tally::RawJson;
namespace view = tally::view;

namespace {

/// A view of the value, and the value made of that view.
template <class View, class T>
T there_and_back(const T& value) {
  using view::borrow;
  using view::own;
  Arena arena;
  View middle{};
  REQUIRE(borrow(arena, value, middle));
  T result{};
  own(middle, result);
  return result;
}

template <class View, class T>
bool is_sound(const T& value) {
  using view::borrow;
  Arena arena;
  View middle{};
  return borrow(arena, value, middle);
}

template <class View, class T>
std::string for_explain(const T& value) {
  using tally::json::write;
  using view::borrow;
  Arena arena;
  View middle{};
  borrow(arena, value, middle);
  tally::json::Writer writer(tally::json::Writer::Mode::foreign);
  write(writer, middle);
  return std::move(writer).take();
}

}  // namespace

TEST_CASE("values survive the way through a view") {
  CHECK(there_and_back<bool>(true));
  CHECK(there_and_back<double>(1.5) == 1.5);
  CHECK(there_and_back<view::Integer>(std::int64_t{-5}) == -5);
  CHECK(there_and_back<view::NumberInt64>(INT64_MIN) == INT64_MIN);
  CHECK(there_and_back<view::NumberUint64>(UINT64_MAX) == UINT64_MAX);
  CHECK(there_and_back<view::UnixMillis>(tally::Timestamp{-7000000}) == tally::Timestamp{-7000000});
  CHECK(there_and_back<view::String>(std::string("a\0\u00e9", 4)) == std::string("a\0\u00e9", 4));
  CHECK(there_and_back<view::Json>(RawJson{"[1.0, null]"}) == RawJson{"[1.0, null]"});
}

TEST_CASE("lists, maps and nullables compose") {
  using Numbers = std::vector<double>;
  const std::vector<Numbers> matrix = {{1, 2}, {}, {3}};
  CHECK(there_and_back<view::List<view::List<double>>>(matrix) == matrix);
  using Texts = std::vector<tally::Nullable<std::string>>;
  const tally::Map<Texts> map = {{"", Texts{}}, {"a", Texts{std::string("x"), nullptr}}};
  CHECK(there_and_back<view::Map<view::List<view::Nullable<view::String>>>>(map) == map);
  const std::vector<bool> flags = {true, false};
  CHECK(there_and_back<view::List<bool>>(flags) == flags);
}

TEST_CASE("an empty list or map is sound, whatever the arena held before") {
  CHECK(is_sound<view::List<double>>(std::vector<double>{}));
  CHECK(is_sound<view::Map<double>>(tally::Map<double>{}));
  CHECK(is_sound<view::List<view::List<double>>>(std::vector<std::vector<double>>{{}}));
}

TEST_CASE("borrowing does not copy strings") {
  const std::string text = "a text that is longer than any small string";
  Arena arena;
  view::String borrowed{};
  REQUIRE(view::borrow(arena, text, borrowed));
  CHECK(borrowed.data == text.data());
}

TEST_CASE("owning replaces what was there") {
  std::vector<double> numbers = {1, 2, 3};
  view::own(view::List<double>{nullptr, 0}, numbers);
  CHECK(numbers.empty());
  tally::Nullable<double> maybe = 1.5;
  view::own(view::Nullable<double>{0, true}, maybe);
  CHECK(maybe.is_null());
}

TEST_CASE("text that is not UTF-8 is not sound") {
  CHECK_FALSE(is_sound<view::String>(std::string("\xFF")));
  CHECK_FALSE(is_sound<view::String>(std::string("\xED\xA0\x80")));
  CHECK_FALSE(is_sound<view::List<view::String>>(std::vector<std::string>{"a", "\xC3", "b"}));
  CHECK_FALSE(is_sound<view::Map<double>>(tally::Map<double>{{"\xFF", 1}}));
  CHECK_FALSE(is_sound<view::Nullable<view::String>>(tally::Nullable<std::string>("\xFF")));
}

TEST_CASE("a timestamp finer than the milliseconds of its documents is not sound") {
  CHECK_FALSE(is_sound<view::UnixMillis>(tally::Timestamp{7000001}));
  CHECK(for_explain<view::UnixMillis>(tally::Timestamp{7000001}) == "7.5");
  CHECK(is_sound<tally::Timestamp>(tally::Timestamp{7000001}));
  using Date = std::chrono::year_month_day;
  CHECK(is_sound<Date>(std::chrono::year{2028} / 2 / 29));
  CHECK_FALSE(is_sound<Date>(std::chrono::year{2026} / 2 / 29));
  CHECK(for_explain<Date>(std::chrono::year{2026} / 2 / 29) == "\x01x");
  CHECK_FALSE(is_sound<tally::TimeOfDay>(tally::TimeOfDay{-1, 0}));
  CHECK(for_explain<tally::TimeOfDay>(tally::TimeOfDay{-1, 0}) == "\x01x");
}

TEST_CASE("JSON that is none is not sound, and marked for explain") {
  for (const char* text : {"", "[1,]", "1 2", "nul", "1e400", "\"\\ud800\"", "\"\xFF\""}) {
    CAPTURE(text);
    CHECK_FALSE(is_sound<view::Json>(RawJson{text}));
    CHECK(for_explain<view::Json>(RawJson{text}) == "\x01x");
  }
  CHECK(is_sound<view::Json>(RawJson{" {\"a\":1} "}));
  CHECK(RawJson{}.text == "null");
}

TEST_CASE("after an unsound item the view is complete all the same") {
  CHECK(for_explain<view::List<view::String>>(std::vector<std::string>{"\xFF", "b"}) ==
        "[\"\xFF\",\"b\"]");
}

TEST_CASE("a value that the arena cannot hold is not sound") {
  Arena arena(64);
  view::List<double> list{};
  CHECK_FALSE(view::borrow(arena, std::vector<double>(1000), list));
  CHECK(list.size == 0);
}
