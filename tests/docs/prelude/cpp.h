// What the examples of docs/cpp.md take for granted.
#pragma once

#include "shop.h"
