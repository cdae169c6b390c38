// Lines of generated C++ that fit a page.
#include "targets/cpp/fold.h"

#include <string>

#include "catch.h"

using tally::compiler::targets::cpp::fold;

namespace {

std::string many(int count, const std::string& piece) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

}  // namespace

TEST_CASE("what fits a page stays as it is") {
  const std::string source = "int main() {\n  return 0;  // " + many(10, "fits ") + "\n}\n\n";
  CHECK(fold(source) == source);
}

TEST_CASE("a line of code ends where brackets are the fewest") {
  const std::string arguments = "first(" + many(6, "inner, ") + "inner)";
  CHECK(fold("  call(" + arguments + ", " + arguments + ", " + arguments + ");\n") ==
        "  call(" + arguments + ", " + arguments + ",\n      " + arguments + ");\n");
}

TEST_CASE("a string that is longer than a line becomes several") {
  CHECK(fold("  auto text = \"" + many(24, "word ") + "\";\n") ==
        "  auto text =\n      \"" + many(22, "word ") + "\"\n      \"" + many(2, "word ") +
            "\";\n");
  const std::string escapes = many(40, "\\001");
  const std::string folded = fold("\"" + escapes + "\"\n");
  CHECK(folded.find("\\0\"") == std::string::npos);
  CHECK(folded.find("\\00\"") == std::string::npos);
}

TEST_CASE("a comment repeats its slashes") {
  CHECK(fold("  /// " + many(30, "word ") + "end\n") ==
        "  /// " + many(22, "word ") + "word\n  /// " + many(7, "word ") + "end\n");
}

TEST_CASE("what the preprocessor reads is one line") {
  const std::string source = "#define NAME \"" + many(30, "word ") + "\"\n";
  CHECK(fold(source) == source);
}
