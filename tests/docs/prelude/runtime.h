// What the examples of docs/runtime.md take for granted.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sensors.h"
#include "tally/async/loop.h"
#include "tally/async/tasks.h"
#include "tally/buffers/block.h"
#include "tally/buffers/mailbox.h"
#include "tally/buffers/ring.h"
#include "tally/javascript/loop.h"
#include "tally/virtual/loop.h"
#ifdef __EMSCRIPTEN__
#include <emscripten/bind.h>

#include "tally/javascript/bind.h"
#include "tally/javascript/channel.h"
#include "tally/javascript/promise.h"
using emscripten::val;
#else
#include "tally/native/loop.h"
#endif

namespace tally {}
using namespace tally;
using namespace tally::async;

double read_sensor();
void publish(double reading);
void report(std::uint64_t from, std::uint64_t to);
void use(const buffers::Block& value);
Task<int> add(int a, int b);
#ifdef __EMSCRIPTEN__
Task<val> measuring(javascript::Loop& loop, std::shared_ptr<javascript::Channel> readings);
#endif

extern Scheduler& loop;
extern Scope& scope;
extern buffers::Ring& ring;
extern const buffers::Event event;
extern const std::string text;
