// What the examples of README.md take for granted.
#pragma once

#include <string>
#include <string_view>

#include "examples/dashboard/generated/cpp/weather.h"

extern const std::string text;
void log(std::string_view path, std::string_view message);

struct Readings {
  void set(climate::weather::Reading reading);
};
extern Readings weather;
