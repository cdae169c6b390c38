// Prints what the functions of tally/engine/values/math.h come to: tests/js/math.test.mjs compares
// it between compilers, and `math_hashes > tests/runtime/engine/values/math_hashes.txt` makes the
// expected one.
#include <cstdio>

#include "runtime/engine/values/math_table.h"

int main() {
  std::fputs(math_table::hashes().c_str(), stdout);
}
