// Functions of calculus: how exact they are, what they say of special values, and that the bits are
// those of every other platform (tests/js/math.test.mjs asks the other compilers).
#include "tally/engine/values/math.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include "catch.h"
#include "runtime/engine/values/math_table.h"

#ifdef TALLY_QUADMATH
#include <quadmath.h>
#endif

namespace {

namespace math = tally::math;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

bool same(double a, double b) {
  return math::bits_of(a) == math::bits_of(b);
}

}  // namespace

TEST_CASE("functions of calculus give the bits that they give on every platform") {
  std::ifstream file(TALLY_SOURCE_DIR "/tests/runtime/engine/values/math_hashes.txt");
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  CHECK(math_table::hashes() == expected);
}

TEST_CASE("what C Annex F says of zeros, infinities and NaN holds, and a NaN is always the same") {
  struct Row {
    const char* call;
    double value;
    double expected;
  };
#define ROW(call, expected)     \
  Row {                         \
#call, math::call, expected \
  }
  for (const Row& row : {
           ROW(sqrt(-0.0), -0.0),
           ROW(sqrt(infinity), infinity),
           ROW(sqrt(-1), none),
           ROW(sqrt(-none), none),
           ROW(cbrt(-0.0), -0.0),
           ROW(cbrt(-infinity), -infinity),
           ROW(cbrt(-none), none),
           ROW(cbrt(-27), -3),
           ROW(cbrt(smallest), 0x1p-358),
           ROW(hypot(none, -infinity), infinity),
           ROW(hypot(infinity, none), infinity),
           ROW(hypot(none, 0), none),
           ROW(hypot(-0.0, -0.0), 0),
           ROW(hypot(-3, 0.0), 3),
           ROW(hypot(3, -4), 5),
           ROW(hypot(largest, largest), infinity),
           ROW(hypot(3 * smallest, 4 * smallest), 5 * smallest),
           ROW(hypot(3e300, 4e300), 5e300),
           ROW(exp(0), 1),
           ROW(exp(-0.0), 1),
           ROW(exp(-infinity), 0),
           ROW(exp(infinity), infinity),
           ROW(exp(-none), none),
           ROW(exp(709.8), infinity),
           ROW(exp(-745.2), 0),
           ROW(exp(-745.1), smallest),
           ROW(log(0), -infinity),
           ROW(log(-0.0), -infinity),
           ROW(log(1), 0),
           ROW(log(-1), none),
           ROW(log(infinity), infinity),
           ROW(log(-infinity), none),
           ROW(log(-none), none),
           ROW(log2(smallest), -1074),
           ROW(log2(0x1p1023), 1023),
           ROW(log2(1), 0),
           ROW(log2(-0.0), -infinity),
           ROW(log10(1), 0),
           ROW(log10(1e22), 22),
           ROW(log10(-1), none),
           ROW(pow(0.0, -3), infinity),
           ROW(pow(-0.0, -3), -infinity),
           ROW(pow(-0.0, -2), infinity),
           ROW(pow(-0.0, -2.5), infinity),
           ROW(pow(-0.0, -infinity), infinity),
           ROW(pow(-0.0, 3), -0.0),
           ROW(pow(-0.0, 2), 0),
           ROW(pow(-0.0, 0.5), 0),
           ROW(pow(-1, infinity), 1),
           ROW(pow(-1, -infinity), 1),
           ROW(pow(1, none), 1),
           ROW(pow(none, 0), 1),
           ROW(pow(none, -0.0), 1),
           ROW(pow(none, 1), none),
           ROW(pow(2, -none), none),
           ROW(pow(-8, 1.0 / 3), none),
           ROW(pow(0.5, -infinity), infinity),
           ROW(pow(-2, -infinity), 0),
           ROW(pow(0.5, infinity), 0),
           ROW(pow(-2, infinity), infinity),
           ROW(pow(-infinity, -3), -0.0),
           ROW(pow(-infinity, -2), 0),
           ROW(pow(-infinity, 3), -infinity),
           ROW(pow(-infinity, 2.5), infinity),
           ROW(pow(infinity, -0.5), 0),
           ROW(pow(infinity, 0.5), infinity),
           ROW(pow(-2, 3), -8),
           ROW(pow(-2, 1024), infinity),
           ROW(pow(-2, 1023), -0x1p1023),
           ROW(pow(-2, -1075), -0.0),
           ROW(pow(2, -1074), smallest),
           ROW(pow(-1, largest), 1),
           ROW(pow(-1, 0x1p53 - 1), -1),
           ROW(pow(10, 22), 1e22),
           ROW(pow(1 + 0x1p-52, largest), infinity),
           ROW(sin(-0.0), -0.0),
           ROW(sin(infinity), none),
           ROW(sin(-none), none),
           ROW(sin(smallest), smallest),
           ROW(cos(0), 1),
           ROW(cos(-infinity), none),
           ROW(cos(-none), none),
           ROW(tan(-0.0), -0.0),
           ROW(tan(infinity), none),
           ROW(asin(-0.0), -0.0),
           ROW(asin(1 + 0x1p-52), none),
           ROW(asin(-none), none),
           ROW(asin(-1), -0x1.921fb54442d18p0),
           ROW(acos(1), 0),
           ROW(acos(-1), 0x1.921fb54442d18p1),
           ROW(acos(-0.0), 0x1.921fb54442d18p0),
           ROW(acos(2), none),
           ROW(atan(-0.0), -0.0),
           ROW(atan(-infinity), -0x1.921fb54442d18p0),
           ROW(atan(-none), none),
           ROW(atan2(-0.0, -0.0), -0x1.921fb54442d18p1),
           ROW(atan2(0.0, -0.0), 0x1.921fb54442d18p1),
           ROW(atan2(-0.0, 0.0), -0.0),
           ROW(atan2(-0.0, -1), -0x1.921fb54442d18p1),
           ROW(atan2(-0.0, 1), -0.0),
           ROW(atan2(-1, 0.0), -0x1.921fb54442d18p0),
           ROW(atan2(1, -0.0), 0x1.921fb54442d18p0),
           ROW(atan2(-1, -infinity), -0x1.921fb54442d18p1),
           ROW(atan2(-1, infinity), -0.0),
           ROW(atan2(-infinity, 1), -0x1.921fb54442d18p0),
           ROW(atan2(-infinity, -infinity), -0x1.2d97c7f3321d2p1),
           ROW(atan2(infinity, infinity), 0x1.921fb54442d18p-1),
           ROW(atan2(-none, 1), none),
           ROW(atan2(1, -none), none),
           ROW(atan2(smallest, largest), 0),
           ROW(atan2(smallest, 1), smallest),
           ROW(atan2(largest, smallest), 0x1.921fb54442d18p0),
           ROW(sinh(-0.0), -0.0),
           ROW(sinh(-infinity), -infinity),
           ROW(sinh(-none), none),
           ROW(sinh(711), infinity),
           ROW(cosh(-0.0), 1),
           ROW(cosh(-infinity), infinity),
           ROW(cosh(-none), none),
           ROW(cosh(-largest), infinity),
           ROW(tanh(-0.0), -0.0),
           ROW(tanh(-infinity), -1),
           ROW(tanh(-none), none),
           ROW(tanh(smallest), smallest),
       }) {
    CAPTURE(row.call, row.value, row.expected);
    CHECK(same(row.value, row.expected));
  }
#undef ROW
}

TEST_CASE("angles of any size are reduced by as many bits of pi as it takes") {
  CHECK(math::sin(1e22) == -0.8522008497671888);
  CHECK(math::cos(largest) == -0.9999876894265599);
  // The double that is nearest to a multiple of pi/2.
  CHECK(math::cos(0x1.6ac5b262ca1ffp849) == -0x1.14ae72e6ba22fp-61);
}

#ifdef TALLY_QUADMATH

namespace {

__extension__ using Quad = __float128;

struct Reference {
  const char* name;
  Quad (*of)(Quad, Quad);
};

#define ONE(name)                                  \
  Reference {                                      \
#name, [](Quad x, Quad) { return name##q(x); } \
  }
#define TWO(name)                                       \
  Reference {                                           \
#name, [](Quad x, Quad y) { return name##q(x, y); } \
  }
constexpr Reference references[] = {
    ONE(sqrt), ONE(cbrt),  TWO(hypot), ONE(exp),  ONE(log),  ONE(log2),
    TWO(pow),  ONE(log10), ONE(sin),   ONE(cos),  ONE(tan),  ONE(asin),
    ONE(acos), ONE(atan),  TWO(atan2), ONE(sinh), ONE(cosh), ONE(tanh),
};
#undef ONE
#undef TWO

/// How far `value` is from the exact one, in units of its last place.
double error(double value, Quad exact) {
  const auto nearest = static_cast<double>(exact);
  if (!std::isfinite(nearest) || !std::isfinite(value))
    return same(value, nearest) || (std::isnan(value) && std::isnan(nearest)) ? 0 : infinity;
  const double size = std::fabs(nearest);
  const double unit = std::nextafter(size, infinity) - size;
  const Quad distance = (value - exact) / unit;
  return static_cast<double>(distance < 0 ? -distance : distance);
}

}  // namespace

// `runtime_tests "errors of functions*" -s` prints them.
TEST_CASE("errors of functions of calculus stay below 0.51 ulp") {
  for (const Reference& reference : references) {
    for (const math_table::Function& function : math_table::functions) {
      if (std::string(function.name) != reference.name) continue;
      math_table::Arguments arguments(function);
      double worst = 0;
      for (int i = 0; i < math_table::argument_count; ++i) {
        const auto [x, y] = arguments.next();
        worst = std::max(worst, error(function.of(x, y), reference.of(x, y)));
      }
      CAPTURE(function.name);
      CHECK(worst < 0.51);
    }
  }
}

TEST_CASE("powers stay exact where the exponent multiplies the error of the logarithm") {
  const math_table::Function bases{"", nullptr, -1e-6, 1e-6, false};
  const math_table::Function exponents{"", nullptr, -7e8, 7e8, false};
  math_table::Arguments base(bases);
  math_table::Arguments exponent(exponents);
  double worst = 0;
  for (int i = 0; i < math_table::argument_count; ++i) {
    const double x = 1 + base.next().x;
    const double y = exponent.next().x;
    worst = std::max(worst, error(math::pow(x, y), powq(x, y)));
  }
  CHECK(worst < 0.51);
}

#endif
