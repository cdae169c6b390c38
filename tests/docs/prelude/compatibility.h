// What the examples of docs/compatibility.md take for granted.
#pragma once

#include <string>

#include "orders.h"

extern const std::string text;
