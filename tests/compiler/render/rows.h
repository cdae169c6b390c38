// Functions from text to text, as tables of what goes in and what comes out.
#pragma once

#include <string>
#include <vector>

#include "catch.h"

namespace tally::compiler {

struct Row {
  std::string text;
  std::string expected;
};

void check(const std::vector<Row>& rows, auto function) {
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(function(row.text) == row.expected);
  }
}

}  // namespace tally::compiler
