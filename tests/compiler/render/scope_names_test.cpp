#include "render/scope_names.h"

#include "catch.h"

using tally::compiler::ScopeNames;

TEST_CASE("each thing in a scope has one name, and no other has it") {
  ScopeNames names(ScopeNames::Taken{"bind", "read_2"});
  CHECK(names.name("a list", "read") == "read");
  CHECK(names.name("another list", "read") == "read_3");
  CHECK(names.name("a list", "something else") == "read");
  CHECK(names.name("a function", "bind") == "bind_2");
}
