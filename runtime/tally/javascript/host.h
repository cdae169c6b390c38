// What a loop and the JavaScript around it ask of each other. In a program that Emscripten links,
// host.cpp is that JavaScript; db.wasm is given it by runtime/js/program.js.
#pragma once

#include <cstdint>

#include "tally/javascript/loop.h"

#define TALLY_EXPORT(name) extern "C" __attribute__((used, export_name(name)))
#define TALLY_IMPORT(name) extern "C" __attribute__((import_module("env"), import_name(name)))

/// performance.now()
TALLY_IMPORT("tally_now") double tally_now();
/// Date.now()
TALLY_IMPORT("tally_date") double tally_date();

/// A line of the log (log.h), for the console.
TALLY_IMPORT("tally_log") void tally_log(const char* json, std::uint32_t size);

/// From here to `tally_loop_close` turns and the timer of a loop are asked for.
TALLY_IMPORT("tally_loop_open") void tally_loop_open(tally::javascript::Loop* loop);
/// Asks for a turn, behind what the host is doing.
TALLY_IMPORT("tally_loop_wake") void tally_loop_wake(tally::javascript::Loop* loop);
/// In so many milliseconds, in place of the one that was set before; none where that is negative.
TALLY_IMPORT("tally_loop_set_timer")
void tally_loop_set_timer(tally::javascript::Loop* loop, double delay);
TALLY_IMPORT("tally_loop_close") void tally_loop_close(tally::javascript::Loop* loop);
