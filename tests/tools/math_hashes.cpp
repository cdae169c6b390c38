// Prints what the functions of tally/engine/math.h come to: tests/js/math.test.mjs compares it
// between compilers, and `math_hashes > tests/runtime/engine/math_hashes.txt` makes the expected
// one.
#include <cstdio>

#include "runtime/engine/math_table.h"

int main() {
  std::fputs(math_table::hashes().c_str(), stdout);
}
