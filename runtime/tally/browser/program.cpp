// The program of a package's entry `./db`: contracts with their raw exports (exports.cpp), records
// under keys, and the bridge.
#include <emscripten/bind.h>

#include "tally/browser/bind.h"

EMSCRIPTEN_BINDINGS(tally_db) {
  tally::browser::bind_db();
  tally::browser::bind_bridge();
}
