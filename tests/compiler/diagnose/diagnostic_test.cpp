#include "diagnose/diagnostic.h"

#include <string>

#include "catch.h"

namespace tally::compiler {
namespace {

constexpr FileId first{0}, second{1};

TEST_CASE("diagnostics are sorted by file, place and code; those without a place come first") {
  Diagnostics diagnostics;
  diagnostics.add(Code::unknown_type, {second, 0, 1}, "e");
  diagnostics.add(Code::unknown_type, {first, 9, 10}, "d");
  diagnostics.add(Code::unknown_type, {first, 2, 3}, "c");
  diagnostics.add(Code::unknown_key, {first, 2, 3}, "b");
  diagnostics.add(Code::no_project, {}, "a");
  std::string order;
  for (const Diagnostic& d : diagnostics.sorted()) order += d.message;
  CHECK(order == "abcde");
}

TEST_CASE("the same diagnostic is kept once") {
  Diagnostics diagnostics;
  diagnostics.add(Code::unknown_type, {first, 2, 3}, "m").label("first");
  diagnostics.add(Code::unknown_type, {first, 2, 3}, "m").label("second");
  diagnostics.add(Code::unknown_type, {first, 2, 4}, "m");
  REQUIRE(diagnostics.sorted().size() == 2);
  CHECK(diagnostics.sorted()[0].label == "first");
  CHECK(diagnostics.error_count() == 2);
}

TEST_CASE("a draft fills in the optional parts") {
  Diagnostics diagnostics;
  const Span place{first, 2, 3}, other{second, 0, 1};
  diagnostics.add(Code::unknown_type, place, "m")
      .label("l")
      .related(other, "declared")
      .fix(place, "x");
  CHECK(diagnostics.sorted()[0] == Diagnostic{Code::unknown_type,
                                              Severity::error,
                                              place,
                                              "m",
                                              "l",
                                              {{other, "declared"}},
                                              Fix{place, "x"}});
}

TEST_CASE("warnings are no errors, unless they are made so") {
  Diagnostics diagnostics;
  diagnostics.add(Code::unused_import, {first, 0, 1}, "w");
  CHECK(!diagnostics.has_errors());
  CHECK(!diagnostics.empty());
  diagnostics.add(Code::unused_import, Severity::error, {first, 1, 2}, "w");
  CHECK(diagnostics.has_errors());
}

TEST_CASE("beyond the limit diagnostics are counted; warnings do not displace errors") {
  Diagnostics diagnostics(2);
  for (std::uint32_t i = 0; i < 5; ++i)
    diagnostics.add(Code::unused_import, {first, i, i}, "w").label("x");
  diagnostics.add(Code::unknown_type, {first, 7, 8}, "e");
  const auto list = diagnostics.sorted();
  REQUIRE(list.size() == 4);
  CHECK(list[2].message == "e");
  CHECK(list[3].code == Code::left_out);
  CHECK(list[3].severity == Severity::note);
  CHECK(list[3].message == "3 more diagnostics are not shown");
}

}  // namespace
}  // namespace tally::compiler
