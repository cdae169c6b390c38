// What native rules may not use: tests/js/native_rules.test.mjs checks that each symbol is refused.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <thread>

double libm(double x) {
  return std::sin(x) + std::pow(x, 1.5) + std::exp(x);
}
std::int64_t clocks() {
  return std::time(nullptr) + std::chrono::system_clock::now().time_since_epoch().count() +
         std::chrono::steady_clock::now().time_since_epoch().count();
}
std::size_t randomness(const std::string& text) {
  return static_cast<std::size_t>(std::rand()) + std::hash<std::string>()(text);
}
bool environment() {
  return std::getenv("HOME") != nullptr;
}
void files(double x) {
  std::printf("%f", x);
  std::FILE* file = std::fopen("a", "r");
  if (file != nullptr) std::fclose(file);
}
void threads() {
  std::this_thread::sleep_for(std::chrono::seconds(1));
}
