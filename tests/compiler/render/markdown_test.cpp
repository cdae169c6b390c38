#include "render/markdown.h"

#include "catch.h"
#include "compiler/render/rows.h"

namespace tally::compiler {
TEST_CASE("text in Markdown is shown as it is") {
  check(
      {
          {"m/s", "m/s"},
          {"<b onclick='x'>", "&lt;b onclick='x'&gt;"},
          {"*a* `b` [c](d) ~e~ \\", R"(\*a\* \`b\` \[c\](d) \~e\~ \\)"},
          {"snake_case _a_", R"(snake_case \_a\_)"},
          {"a & b &lt; &#60;", "a & b &amp;lt; &amp;#60;"},
          {"one\ntwo", "one<br>two"},
          {"\u202Eevil\u2066", "\uFFFDevil\uFFFD"},
      },
      markdown::text);
}

TEST_CASE("documentation is Markdown without HTML") {
  check(
      {
          {"*One* [link](https://example.org) and `code`.\n",
           "*One* [link](https://example.org) and `code`."},
          {"<img src=x onerror=y> <!-- a --> <?b?>",
           "&lt;img src=x onerror=y> &lt;!-- a --> &lt;?b?>"},
          {"a `list<int>` b", "a <code>list&lt;int&gt;</code> b"},
          {"`` a`<b> ``", "<code> a\\`&lt;b&gt; </code>"},
          {"x `\n<script>` y", "x `\n&lt;script>` y"},
          {"\\`<b>`", "\\`&lt;b>`"},
          {"\\<b>", "\\&lt;b>"},
          {"a\n\n- b\n- c", "a\n\n- b\n- c"},
          {"```js\n1 | 2\n```\nafter", "```js\n1 | 2\n```\nafter"},
          {"```js\n<b> & c\n````\nafter", "<pre><code>&lt;b> &amp; c\n</code></pre>\nafter"},
          {"~~~\nopen", "~~~\nopen\n~~~"},
          {"~~~\n```\n~~~\n<script>", "~~~\n```\n~~~\n&lt;script>"},
          {"- a\n  ```\n<script>\n", "- a\n<pre><code>&lt;script>\n</code></pre>"},
          {"[a](b \"`\") <b> `", "[a](b \"<code>\") &lt;b&gt; </code>"},
      },
      markdown::document);
}

TEST_CASE("documentation within a line has no blocks") {
  check({{"```\n<b>\n```", "```\n&lt;b>\n```"}, {"a `x<y`\n", "a <code>x&lt;y</code>"}},
        markdown::phrase);
}

TEST_CASE("code in Markdown") {
  check(
      {
          {"a", "`a`"},
          {"<b>", "`<b>`"},
          {"a`b``c", "```a`b``c```"},
          {"`", "`` ` ``"},
          {"a\nb", "`a b`"},
          {"\"\u202E\"", R"(`"\u202e"`)"},
      },
      markdown::code);
}

TEST_CASE("cells, targets and comments of Markdown end where they should") {
  CHECK(markdown::cell("a | b\nc\n") == "a \\| b<br>c");
  CHECK(markdown::target("a b(c)/ü.md") == "a%20b%28c%29/%C3%BC.md");
  CHECK(markdown::comment("a-->\u202E<b>") == "a--&gt;\uFFFD<b&gt;");
}

}  // namespace tally::compiler
