#include <string>

#include "catch.h"
#include "diagnose/print_github.h"
#include "diagnose/print_json.h"
#include "diagnose/print_sarif.h"
#include "diagnose/print_text.h"

namespace tally::compiler {
namespace {

// One file with the span of `marked` in it, and one diagnostic there.
struct Scene {
  explicit Scene(std::string text, std::string_view marked = "X") {
    const auto begin = static_cast<std::uint32_t>(text.find(marked));
    file = sources.add("dir/a.yaml", std::move(text));
    span = {file, begin, static_cast<std::uint32_t>(begin + marked.size())};
  }

  std::string text(TextStyle style = {}) const {
    return print_text(diagnostics.sorted(), sources, style);
  }
  // The text form without its first line.
  std::string excerpt(TextStyle style = {}) const {
    const std::string all = text(style);
    return all.substr(all.find('\n') + 1);
  }
  Draft add(std::string message = "m") {
    return diagnostics.add(Code::unknown_type, span, std::move(message));
  }

  Sources sources;
  FileId file{};
  Span span;
  Diagnostics diagnostics;
};

TEST_CASE("text shows the place, the line, the label and related places") {
  Scene scene("types:\n  Quantity: int32\n      quantity: Quanity\n", "Quanity");
  scene.add("unknown type `Quanity`")
      .label("did you mean `Quantity`?")
      .related({scene.file, 9, 17}, "declared")
      .related({}, "types are looked up in this file only");
  CHECK(scene.text() ==
        "dir/a.yaml:3:17: error[T204]: unknown type `Quanity`\n"
        "    3 |       quantity: Quanity\n"
        "      |                 ^^^^^^^ did you mean `Quantity`?\n"
        "      = declared at dir/a.yaml:2:3\n"
        "      = types are looked up in this file only\n");
}

TEST_CASE("a diagnostic without a place has no excerpt") {
  Scene scene("");
  scene.diagnostics.add(Code::no_project, {}, "there is no `tally.yaml`").label("run `tally init`");
  CHECK(scene.text() == "error[T003]: there is no `tally.yaml`\n      = run `tally init`\n");
}

TEST_CASE("carets stay aligned") {
  struct Case {
    std::string name, source, marked, excerpt;
  };
  const Case cases[] = {
      {"tabs become four blanks", "\ta: X", "X", "    1 |     a: X\n      |        ^\n"},
      {"a tab inside of the span", "a\tb", "a\tb", "    1 | a    b\n      | ^^^^^^\n"},
      {"two-byte characters", "µ: X", "X", "    1 | µ: X\n      |    ^\n"},
      {"wide characters", "日本: 語", "語", "    1 | 日本: 語\n      |       ^^\n"},
      {"combining marks", "e\u0301: X", "X", "    1 | e\u0301: X\n      |    ^\n"},
      {"invalid bytes", "\xff: X", "X", "    1 | \ufffd: X\n      |    ^\n"},
      {"control characters", "\x1b[31m: X", "X", "    1 | ␛[31m: X\n      |        ^\n"},
      {"marks that reorder text", "\u202e: X", "X", "    1 | \ufffd: X\n      |    ^\n"},
      {"a span over lines ends with its first", "a: X\nb", "X\nb", "    1 | a: X\n      |    ^\n"},
      {"CR LF", "a: X\r\nb", "X", "    1 | a: X\n      |    ^\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Scene scene(c.source, c.marked);
    scene.add();
    CHECK(scene.excerpt() == c.excerpt);
  }
}

TEST_CASE("an empty place gets one caret") {
  Scene scene("ab");
  scene.diagnostics.add(Code::yaml_syntax, {scene.file, 2, 2}, "m");
  CHECK(scene.excerpt() == "    1 | ab\n      |   ^\n");
}

TEST_CASE("an empty line has no blank at its end") {
  Scene scene("\nab");
  scene.diagnostics.add(Code::yaml_syntax, {scene.file, 0, 0}, "m");
  CHECK(scene.excerpt() == "    1 |\n      | ^\n");
}

TEST_CASE("long lines are cut around the span") {
  struct Case {
    std::string name, source, excerpt;
  };
  const Case cases[] = {
      {"behind", "X" + std::string(50, '-'), "    1 | X-------------------…\n      | ^\n"},
      {"in front", std::string(50, '-') + "X", "    1 | …------X\n      |        ^\n"},
      {"on both sides", std::string(500, '-') + "X" + std::string(500, '+'),
       "    1 | …------X++++++++++++…\n      |        ^\n"},
      {"not at all", std::string(19, '-') + "X",
       "    1 | -------------------X\n      |                    ^\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Scene scene(c.source);
    scene.add();
    CHECK(scene.excerpt({.colour = false, .columns = 20}) == c.excerpt);
  }
}

TEST_CASE("messages cannot break out of their line") {
  Scene scene("X");
  scene.add("key `a\nb\x1b[2J`");
  CHECK(scene.text().find("key `a␊b␛[2J`\n") != std::string::npos);
}

TEST_CASE("colour comes only when asked for") {
  Scene scene("X");
  scene.add("m").label("l");
  CHECK(scene.text().find('\x1b') == std::string::npos);
  CHECK(scene.text({.colour = true}) ==
        "dir/a.yaml:1:1: \x1b[1;31merror[T204]\x1b[0m\x1b[1m: m\x1b[0m\n"
        "\x1b[1;34m    1 |\x1b[0m X\n"
        "\x1b[1;34m      |\x1b[0m \x1b[1;31m^ l\x1b[0m\n");
}

TEST_CASE("JSON has one object per diagnostic") {
  Scene scene("µ: X\n");
  scene.add("m").label("l").related(scene.span, "declared").fix(scene.span, "Y");
  CHECK(print_json(scene.diagnostics.sorted(), scene.sources) == R"([
  {
    "code": "T204",
    "severity": "error",
    "message": "m",
    "path": "dir/a.yaml",
    "line": 1,
    "column": 4,
    "end_line": 1,
    "end_column": 5,
    "label": "l",
    "related": [
      {
        "message": "declared",
        "path": "dir/a.yaml",
        "line": 1,
        "column": 4,
        "end_line": 1,
        "end_column": 5
      }
    ],
    "fix": {
      "replacement": "Y",
      "path": "dir/a.yaml",
      "line": 1,
      "column": 4,
      "end_line": 1,
      "end_column": 5
    }
  }
]
)");
}

TEST_CASE("JSON leaves out what is not there, and is always UTF-8") {
  Scene scene("");
  CHECK(print_json({}, scene.sources) == "[]\n");
  scene.diagnostics.add(Code::cannot_read, {}, "\xff");
  CHECK(print_json(scene.diagnostics.sorted(), scene.sources) == R"([
  {
    "code": "T001",
    "severity": "error",
    "message": "�"
  }
]
)");
}

TEST_CASE("GitHub gets a workflow command per diagnostic, escaped as the runner reads it") {
  Scene scene("a: X\n");
  scene.add("100 % of `X`").label("two\nlines").related(scene.span, "declared");
  scene.diagnostics.add(Code::no_project, {}, "a, b: c");
  scene.diagnostics.add(Code::unused_import, {scene.file, 3, 5}, "over lines");
  CHECK(print_github(findings(scene.diagnostics.sorted(), scene.sources)) ==
        "::error title=T003::a, b: c\n"
        "::error file=dir/a.yaml,line=1,col=4,endColumn=5,title=T204::100 %25 of `X`%0Atwo␊lines"
        "%0Adeclared at dir/a.yaml:1:4\n"
        "::warning file=dir/a.yaml,line=1,endLine=2,title=T214::over lines\n");
}

TEST_CASE("a path cannot end a property of a workflow command") {
  Finding finding{"T204", Severity::error, FilePlace{"a,b:c%.yaml", {1, 1}, {1, 2}}, "m", ""};
  CHECK(print_github(std::vector{finding}) ==
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,endColumn=2,title=T204::m\n");
}

TEST_CASE("a SARIF log names each rule once, and findings point to it") {
  Scene scene("µ: X\n");
  scene.add("m").label("l").related({}, "r").fix(scene.span, "Y");
  scene.add("n");
  const auto all = findings(scene.diagnostics.sorted(), scene.sources);
  const auto page = [](const std::string& rule) { return RulePage{"title", "# " + rule}; };
  CHECK(print_sarif(all, page, {"1.2.3", 1, true}) == R"({
  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "tally",
          "version": "1.2.3",
          "rules": [
            {
              "id": "T204",
              "shortDescription": {
                "text": "title"
              },
              "help": {
                "text": "# T204",
                "markdown": "# T204"
              },
              "defaultConfiguration": {
                "level": "error"
              }
            }
          ]
        }
      },
      "invocations": [
        {
          "executionSuccessful": true,
          "exitCode": 1
        }
      ],
      "columnKind": "unicodeCodePoints",
      "results": [
        {
          "ruleId": "T204",
          "ruleIndex": 0,
          "level": "error",
          "message": {
            "text": "m\nl"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "dir/a.yaml"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 4,
                  "endLine": 1,
                  "endColumn": 5
                }
              }
            }
          ],
          "relatedLocations": [
            {
              "message": {
                "text": "r"
              }
            }
          ],
          "fixes": [
            {
              "description": {
                "text": "l"
              },
              "artifactChanges": [
                {
                  "artifactLocation": {
                    "uri": "dir/a.yaml"
                  },
                  "replacements": [
                    {
                      "deletedRegion": {
                        "startLine": 1,
                        "startColumn": 4,
                        "endLine": 1,
                        "endColumn": 5
                      },
                      "insertedContent": {
                        "text": "Y"
                      }
                    }
                  ]
                }
              ]
            }
          ]
        },
        {
          "ruleId": "T204",
          "ruleIndex": 0,
          "level": "error",
          "message": {
            "text": "n"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "dir/a.yaml"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 4,
                  "endLine": 1,
                  "endColumn": 5
                }
              }
            }
          ]
        }
      ]
    }
  ]
}
)");
}

TEST_CASE("paths become URIs in SARIF") {
  const auto uri = [](const std::string& path) {
    const Finding finding{"T204", Severity::note, FilePlace{path, {1, 1}, {1, 1}}, "m", ""};
    const auto page = [](const std::string&) { return RulePage{}; };
    const std::string log = print_sarif(std::vector{finding}, page, {});
    const std::size_t begin = log.find("\"uri\": \"") + 8;
    return log.substr(begin, log.find('"', begin) - begin);
  };
  CHECK(uri("a b/ü.yaml") == "a%20b/%C3%BC.yaml");
  CHECK(uri("/abs/a.yaml") == "file:///abs/a.yaml");
  CHECK(uri("../a:b.yaml") == "../a%3Ab.yaml");
}

}  // namespace
}  // namespace tally::compiler
