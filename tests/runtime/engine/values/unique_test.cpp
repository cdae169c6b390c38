// Lists whose elements differ. What equality means is shown by tests/vectors/values.json.
#include "tally/engine/values/unique.h"

#include <cstdint>
#include <vector>

#include "catch.h"

namespace {

tally::view::List<std::uint32_t> list_of(const std::vector<std::uint32_t>& numbers) {
  return {numbers.data(), static_cast<std::uint32_t>(numbers.size())};
}

std::vector<std::uint32_t> numbers(std::uint32_t count) {
  std::vector<std::uint32_t> all;
  // Neither ascending nor descending; 7919 is prime.
  for (std::uint32_t i = 0; i < count; ++i) all.push_back(i * 7919 % 100'003);
  return all;
}

}  // namespace

TEST_CASE("elements differ, or any two of them are equal, however many there are") {
  for (const std::uint32_t count : {3U, 15U, 16U, 17U, 255U, 256U, 257U, 1000U}) {
    std::vector<std::uint32_t> all = numbers(count);
    CAPTURE(count);
    CHECK(tally::all_differ(list_of(all)));
    for (const std::uint32_t place : {0U, count / 2, count - 2}) {
      std::vector<std::uint32_t> repeats = all;
      repeats[place] = repeats[count - 1];
      CHECK_FALSE(tally::all_differ(list_of(repeats)));
    }
  }
  CHECK(tally::all_differ(list_of({})));
  CHECK(tally::all_differ(list_of({7})));
}

TEST_CASE("the elements of a long list are not all held against each other") {
  static std::uint64_t comparisons = 0;
  const auto counted = [](const void* a, const void* b) noexcept {
    ++comparisons;
    return tally::view::compare(*static_cast<const std::uint32_t*>(a),
                                *static_cast<const std::uint32_t*>(b));
  };
  const std::uint32_t count = 10'000;
  for (const bool ascending : {false, true}) {
    std::vector<std::uint32_t> all = numbers(count);
    if (ascending) {
      for (std::uint32_t i = 0; i < count; ++i) all[i] = i;
    }
    comparisons = 0;
    CHECK(tally::all_differ(all.data(), count, sizeof(std::uint32_t), counted));
    CHECK(comparisons < 40 * count);
  }
}

TEST_CASE("an absent member is neither null nor anything else") {
  using tally::view::compare_optional;
  CHECK(compare_optional(false, 1, false, 2) == 0);
  CHECK(compare_optional(true, 1, false, 1) != 0);
  CHECK(compare_optional(false, 1, true, 1) != 0);
  CHECK(compare_optional(true, 1, true, 1) == 0);
  const tally::view::Nullable<int> null{7, true};
  const tally::view::Nullable<int> also_null{8, true};
  const tally::view::Nullable<int> seven{7, false};
  CHECK(compare(null, also_null) == 0);
  CHECK(compare(null, seven) != 0);
}

TEST_CASE("zeros of a float are equal") {
  CHECK(tally::view::compare(0.0, -0.0) == 0);
  CHECK(tally::view::compare(0.5F, -0.5F) > 0);
}
