// The functions that generated rules call.
#include "tally/engine/rules/rule.h"

#include <cstdint>
#include <limits>

#include "catch.h"

namespace {

using namespace tally;
using rule::Checked;

constexpr std::int64_t lowest = INT64_MIN;
constexpr std::int64_t largest = INT64_MAX;

template <class T>
bool fails(Checked<T> value) {
  return !value.sound;
}

}  // namespace

TEST_CASE("a calculation that overflows or divides by zero fails") {
  CHECK(fails(rule::add(largest, std::int64_t{1})));
  CHECK(rule::add(largest, std::int64_t{-1}).value == largest - 1);
  CHECK(fails(rule::subtract(lowest, std::int64_t{1})));
  CHECK(fails(rule::subtract(std::uint64_t{1}, std::uint64_t{2})));
  CHECK(fails(rule::multiply(std::int64_t{1} << 32, std::int64_t{1} << 31)));
  CHECK(rule::multiply(std::int64_t{1} << 31, std::int64_t{1} << 31).sound);
  CHECK(fails(rule::multiply(UINT64_MAX, std::uint64_t{2})));
  CHECK(fails(rule::divide(std::int64_t{1}, std::int64_t{0})));
  CHECK(fails(rule::divide(lowest, std::int64_t{-1})));
  CHECK(rule::divide(std::int64_t{-7}, std::int64_t{2}).value == -3);
  CHECK(rule::remainder(std::int64_t{-7}, std::int64_t{2}).value == -1);
  CHECK(fails(rule::remainder(std::uint64_t{1}, std::uint64_t{0})));
  CHECK(fails(rule::minus(lowest)));
  CHECK(fails(rule::divide(1.0, 0.0)));
  CHECK(fails(rule::multiply(1e308, 10.0)));
  CHECK(fails(rule::subtract(Timestamp{lowest}, Timestamp{1})));
  CHECK(rule::add(Timestamp{1}, std::chrono::nanoseconds{2}).value == Timestamp{3});
}

TEST_CASE("what follows a failure fails, and no rule holds by it") {
  const Checked<std::int64_t> failed = rule::divide(std::int64_t{1}, std::int64_t{0});
  CHECK(fails(failed + 1));
  CHECK(fails(-failed));
  CHECK(fails(failed == 0));
  CHECK(fails(failed != 0));
  CHECK_FALSE(rule::holds(failed < 1));
  CHECK_FALSE(rule::holds(!(failed < 1)));
}

TEST_CASE("the side that is known decides") {
  const Checked<bool> failed{};
  const auto yes = [] { return true; };
  const auto no = [] { return false; };
  const auto fail = [&] { return failed; };
  CHECK(rule::holds(rule::either(failed, yes)));
  CHECK(rule::holds(rule::either(true, fail)));
  CHECK(fails(rule::either(failed, no)));
  CHECK(fails(rule::both(failed, yes)));
  CHECK(fails(rule::both(true, fail)));
  CHECK_FALSE(fails(rule::both(failed, no)));
  CHECK_FALSE(rule::both(false, fail).value);
  CHECK(fails(rule::choose(failed, yes, yes)));
  CHECK(rule::holds(rule::choose(true, yes, fail)));
}

TEST_CASE("integers with and without a sign are compared as numbers") {
  CHECK(rule::holds(rule::checked(std::int64_t{-1}) < std::uint64_t{0}));
  CHECK(rule::holds(rule::checked(largest) < static_cast<std::uint64_t>(largest) + 1));
  CHECK(rule::holds(rule::checked(UINT64_MAX) > std::int64_t{-1}));
  CHECK(rule::equal(std::uint64_t{5}, std::int64_t{5}));
  CHECK_FALSE(rule::equal(UINT64_MAX, std::int64_t{-1}));
  CHECK_FALSE(rule::equal(std::uint32_t{UINT32_MAX}, std::int32_t{-1}));
}

TEST_CASE("lists are walked until the result is known") {
  const std::int64_t items[] = {4, 0, 2};
  const view::List<std::int64_t> list{items, 3};
  const view::List<std::int64_t> none{items, 0};
  const auto inverse = [](std::int64_t item) { return rule::checked(std::int64_t{8}) / item > 3; };
  CHECK(fails(rule::any(
            list, [&](auto i) { return rule::both(i > 5, [&] { return inverse(i); }); })) == false);
  CHECK(rule::holds(rule::any(list, inverse)));        // 8 / 2
  CHECK_FALSE(rule::holds(rule::all(list, inverse)));  // 8 / 4
  CHECK_FALSE(fails(rule::all(list, inverse)));
  CHECK(rule::holds(rule::all(none, inverse)));
  CHECK(fails(rule::count(list, inverse)));
  CHECK(rule::count(list, [](auto i) { return i > 1; }) == 2);
  CHECK(rule::sum(list, [](auto i) { return i; }).value == 6);
  CHECK(fails(rule::sum(list, [](auto i) { return rule::checked(i) * largest; })));
  CHECK(rule::sum(none, [](auto i) { return i; }).value == 0);
  CHECK(rule::contained(std::int64_t{2}, list));
  CHECK_FALSE(rule::contained(std::int64_t{3}, list));
  CHECK(fails(rule::contained(rule::divide(std::int64_t{1}, std::int64_t{0}), list)));
}

TEST_CASE("one of several values") {
  CHECK(rule::one_of(std::int64_t{2}, std::int64_t{1}, std::int64_t{2}));
  CHECK_FALSE(rule::one_of(std::int64_t{3}, std::int64_t{1}, std::int64_t{2}));
  const auto failed = rule::divide(std::int64_t{1}, std::int64_t{0});
  CHECK(rule::holds(rule::one_of(std::int64_t{1}, failed, std::int64_t{1})));
  CHECK(fails(rule::one_of(std::int64_t{2}, failed, std::int64_t{1})));
}

TEST_CASE("sizes of texts count code points") {
  CHECK(rule::size(std::string_view("aé😀")) == 3);
  CHECK(rule::size(std::string_view()) == 0);
}
