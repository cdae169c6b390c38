// Made-up values.
#include "tally/engine/simulation/simulate.h"

#include <cmath>

#include "catch.h"

namespace tally::simulate {
namespace {

constexpr std::int64_t second = 1'000'000'000;

TEST_CASE("a uniform value is within its range, and whole where it should be") {
  const Spec whole{.generator = Generator::uniform, .whole = true, .minimum = -1, .maximum = 1};
  const Spec real{.generator = Generator::uniform, .minimum = 2, .maximum = 3};
  int seen[3] = {};
  for (std::uint64_t step = 0; step < 1000; ++step) {
    const double value = number(whole, 7, {step, 0}, 0);
    REQUIRE((value == -1 || value == 0 || value == 1));
    ++seen[static_cast<int>(value) + 1];
    const double other = number(real, 7, {step, 0}, 0);
    REQUIRE((other >= 2 && other <= 3));
  }
  for (const int count : seen) CHECK(count > 250);
}

TEST_CASE("values depend on seed and step and on nothing else") {
  const Spec spec{.generator = Generator::uniform, .minimum = 0, .maximum = 1};
  CHECK(number(spec, 1, {5, 0}, 0) == number(spec, 1, {5, second}, 99));
  CHECK(number(spec, 1, {5, 0}, 0) != number(spec, 2, {5, 0}, 0));
  CHECK(number(spec, 1, {5, 0}, 0) != number(spec, 1, {6, 0}, 0));
  CHECK(seed_of(1, "/a") != seed_of(1, "/b"));
  CHECK(seed_of(1, "/a") != seed_of(2, "/a"));
  // On every platform: these are part of the language.
  CHECK(seed_of(0, "/celsius") == 15416102208071729785U);
  CHECK(number(spec, 0, {0, 0}, 0) == 0.88331080821364261);
}

TEST_CASE("a walk begins at its start, makes small steps and turns round at the edges") {
  const Spec spec{.generator = Generator::walk,
                  .whole = true,
                  .minimum = 0,
                  .maximum = 5,
                  .start = 3,
                  .step = 2};
  double previous = number(spec, 3, {0, 0}, 99);
  CHECK(previous == 3);
  for (std::uint64_t step = 1; step < 1000; ++step) {
    const double value = number(spec, 3, {step, 0}, previous);
    REQUIRE((value >= 0 && value <= 5));
    REQUIRE(std::fabs(value - previous) <= 2);
    REQUIRE(value == std::floor(value));
    previous = value;
  }
}

TEST_CASE("a sine is one of time") {
  const Spec spec{.generator = Generator::sine, .offset = 20, .amplitude = 5, .period = 4 * second};
  CHECK(number(spec, 1, {0, 0}, 0) == 20);
  CHECK(number(spec, 1, {0, second}, 0) == 25);
  CHECK(number(spec, 9, {7, 3 * second}, 0) == 15);
  CHECK(std::fabs(number(spec, 1, {0, second / 2}, 0) - (20 + 5 * std::sqrt(0.5))) < 1e-12);
  CHECK(number(spec, 1, {0, 9 * second}, 0) == number(spec, 1, {0, second}, 0));
  for (int i = 0; i < 4000; ++i) {
    const double expected = 20 + 5 * std::sin(6.283185307179586 * i / 4000.0);
    const double value = number(spec, 1, {0, i * (second / 1000)}, 0);
    REQUIRE(std::fabs(value - expected) < 1e-12);
  }
}

TEST_CASE("a counter begins again before it leaves its range") {
  const Spec up{.generator = Generator::counter,
                .whole = true,
                .minimum = 0,
                .maximum = 10,
                .start = 4,
                .step = 3};
  const double expected[] = {4, 7, 10, 4, 7};
  for (std::uint64_t step = 0; step < 5; ++step)
    CHECK(number(up, 1, {step, 0}, 0) == expected[step]);
  const Spec down{.generator = Generator::counter,
                  .whole = true,
                  .minimum = 0,
                  .maximum = 10,
                  .start = 1,
                  .step = -1};
  CHECK(number(down, 1, {1, 0}, 0) == 0);
  CHECK(number(down, 1, {2, 0}, 0) == 1);
}

TEST_CASE("choices are made by weight") {
  const double weights[] = {1, 0, 3};
  int seen[3] = {};
  for (std::uint64_t step = 0; step < 4000; ++step) ++seen[choice(weights, 5, step)];
  CHECK(seen[1] == 0);
  CHECK(seen[0] > 800);
  CHECK(seen[0] < 1200);
}

}  // namespace
}  // namespace tally::simulate
