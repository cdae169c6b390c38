// What the examples of docs/records.md take for granted.
#pragma once

#include "house.h"
#include "tally/db/typed.h"
#include "tally/native/loop.h"

namespace tally {}
using namespace tally;
