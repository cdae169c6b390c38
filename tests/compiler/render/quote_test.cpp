#include "render/quote.h"

#include "catch.h"
#include "compiler/render/rows.h"

namespace tally::compiler {
TEST_CASE("C++ string literals") {
  check(
      {
          {"", R"("")"},
          {"plain", R"("plain")"},
          {"a\"b\\c'", R"("a\"b\\c'")"},
          {"\n\r\t", R"("\n\r\t")"},
          {std::string("\0001", 2), R"("\0001")"},
          {"\x1B[0m\x7F", R"("\033[0m\177")"},
          {"größe 温度 😀", "\"größe 温度 😀\""},
          {"\xFF\xC3", R"("\377\303")"},
          {"\xED\xA0\x80", R"("\355\240\200")"},
          {"what?\?/?\?\?", "\"what?\\?/?\\?\\?\""},
          {"\u202E", R"("\342\200\256")"},
          {"\u200B\u2028\U000E0041", R"("\342\200\213\342\200\250\363\240\201\201")"},
      },
      [](const std::string& text) { return cpp_string_literal(text); });
}

TEST_CASE("long C++ string literals are split between code points") {
  CHECK(cpp_string_literal("abcdef", 4) == "\"abcd\"\n\"ef\"");
  CHECK(cpp_string_literal("abcd", 4) == "\"abcd\"");
  CHECK(cpp_string_literal("abcöd", 4, " ") == "\"abc\" \"öd\"");
  CHECK(cpp_string_literal("\n\n\n", 2, " ") == R"("\n\n" "\n")");
  CHECK(cpp_string_literal("😀😀", 1, " ") == "\"😀\" \"😀\"");
  CHECK(cpp_string_literal("a?\?/", 2, " ") == "\"a?\" \"?/\"");
}

TEST_CASE("JavaScript string literals") {
  check(
      {
          {"plain 😀", "\"plain 😀\""},
          {"a\"b\\c'", R"("a\"b\\c'")"},
          {std::string("\n\r\t\0", 4), R"("\n\r\t\u0000")"},
          {"\u2028\u2029", R"("\u2028\u2029")"},
          {"\u202E", R"("\u202e")"},
          {"\uFEFFa\u200D\U000E0041", R"("\ufeffa\u200d\udb40\udc41")"},
          {"${a}`", R"("${a}`")"},
          {"\xFF", "\"\uFFFD\""},
      },
      [](const std::string& text) { return js_string_literal(text); });
  CHECK(js_string_literal("a\"b'", '\'') == R"('a"b\'')");
}

TEST_CASE("text in block comments cannot end or nest them") {
  check(
      {
          {"a */ b", "a *\\/ b"},
          {"a /* b", "a /\\* b"},
          {"/*/", "/\\*\\/"},
          {"**/", "**\\/"},
          {"*\\\n/", "*&#92;\n/"},
          {"1\r\n2\r3\n", "1\n2\n3\n"},
          {"a\tb\x01\x7F", "a\tb"},
          {"\u202E\xFF", "\uFFFD\uFFFD"},
          {"\u200Ba\U000E0041", "\uFFFDa\uFFFD"},
          {"می\u200Cخواهم 👩\u200D🚀 größe", "می\u200Cخواهم 👩\u200D🚀 größe"},
      },
      block_comment_text);
}

TEST_CASE("JSON means the same when nothing in it is hidden") {
  check(
      {
          {R"({"a":["\n",1]})", R"({"a":["\n",1]})"},
          {"\"\u202E\u2066x\u2069\"", R"("\u202e\u2066x\u2069")"},
          {"\"\u2028\x7F\"", R"("\u2028\u007f")"},
          {"\"größe 😀\"", "\"größe 😀\""},
      },
      json_source);
}

TEST_CASE("names in comments stay on their line") {
  check({{"a\nb.yaml", "a b.yaml"}, {"\u202Elmay.a", "\uFFFDlmay.a"}, {"a\u2028b", "a b"}},
        comment_name);
}

TEST_CASE("text in line comments cannot swallow the next line") {
  check(
      {
          {"a\\", "a&#92;"},
          {"a\\ \t", "a&#92; \t"},
          {"a\\\nb\\c", "a&#92;\nb\\c"},
          {"a?\?/\nb", "a?\?&#47;\nb"},
          {"a\u2028b", "a\nb"},
          {"a\\\u2028b", "a&#92;\nb"},
          {"a\vb\rc", "ab\nc"},
          {"a /* b */", "a /* b */"},
          {"   ", "   "},
      },
      line_comment_text);
}

}  // namespace tally::compiler
