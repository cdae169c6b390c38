// What native rules may use: tests/js/native_rules.test.mjs compiles it and checks the object's
// symbols.
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tally/engine/values/math.h"

namespace {

struct Shape {
  virtual ~Shape() = default;
  [[nodiscard]] virtual double area() const = 0;
};
struct Circle : Shape {
  explicit Circle(double radius) : radius(radius) {}
  [[nodiscard]] double area() const override { return 3.14 * tally::math::pow(radius, 2); }
  double radius;
};

}  // namespace

bool text(const std::string& value) {
  static const std::set<std::string> known = {"a", "a text that no string holds within itself"};
  std::string changed = value + std::to_string(value.size());
  changed.replace(0, 1, "b").insert(1, value);
  return known.count(changed) != 0 && value.find("abc") != value.rfind('c') &&
         changed.substr(1).compare(value) < 0;
}

double numbers(std::vector<double> values, std::map<std::string, double> weights) {
  std::sort(values.begin(), values.end());
  weights["last"] = std::floor(values.at(values.size() / 2)) + std::fmod(values.front(), 360);
  weights.erase("first");
  double sum = 0;
  for (const auto& [name, weight] : weights) sum += std::sqrt(std::fabs(weight));
  return sum + std::trunc(sum) + std::round(sum);
}

double distance(double latitude, double longitude) {
  using namespace tally;
  const double half = math::sin(latitude / 2);
  const double other = math::sin(longitude / 2);
  return 2 * math::asin(math::sqrt(half * half + math::cos(latitude) * other * other));
}

std::optional<double> shapes(double radius) {
  const std::unique_ptr<Shape> shape = std::make_unique<Circle>(radius);
  return shape->area() > 1 ? std::optional(shape->area()) : std::nullopt;
}
