#include "diagnose/catalogue.h"

#include "catch.h"

namespace tally::compiler {
namespace {

TEST_CASE("a code is written as T and three digits") {
  CHECK(code_text(Code::unknown_type) == "T204");
  CHECK(code_text(Code::cannot_read) == "T001");
  CHECK(find_code("T204") == Code::unknown_type);
  CHECK(find_code("t001") == Code::cannot_read);
  for (const char* text : {"", "204", "T2040", "T999", "X204", "T-04", "T2 4"}) {
    CAPTURE(text);
    CHECK(!find_code(text));
  }
}

TEST_CASE("every row can be found and explains itself") {
  for (const CatalogueEntry& row : catalogue()) {
    CAPTURE(code_text(row.code));
    CHECK(&entry(row.code) == &row);
    CHECK(find_code(code_text(row.code)) == row.code);
    CHECK(!row.title.empty());
    CHECK(row.title.back() != '.');
    CHECK(row.explanation.ends_with('.'));
    CHECK((row.bad.empty() || row.bad != row.good));
  }
}

TEST_CASE("explain shows a page of Markdown") {
  CHECK(explain(Code::tag_clash) ==
        "# T227: tag clashes with a field\n"
        "\n"
        "The tag of a union stands beside the fields of its variant, so that no variant can have a "
        "field "
        "of that name.\n"
        "\n"
        "Wrong:\n"
        "\n"
        "    union:\n"
        "      tag: method\n"
        "      variants: {card: {method: string}}\n"
        "\n"
        "Right:\n"
        "\n"
        "    union:\n"
        "      tag: method\n"
        "      variants: {card: {scheme: string}}\n");
}

}  // namespace
}  // namespace tally::compiler
