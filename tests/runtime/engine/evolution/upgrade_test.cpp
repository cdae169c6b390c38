// Migrations by plans that are made by hand: what contracts can say only together with functions.
#include "tally/engine/evolution/upgrade.h"

#include <optional>
#include <string>
#include <string_view>

#include "catch.h"
#include "tally/engine/code.h"

namespace {

using namespace tally::plan;
using Action = Step::Action;

// What a converter got, and what it writes: a string with an x behind it, or what a test asks for.
std::string seen;
std::string answer;

bool append_x(const char* p, bool /*foreign*/, tally::json::Writer& writer) noexcept {
  const std::string_view text(p);
  seen += std::string(text) + ";";
  writer.raw(std::string(text.substr(0, text.size() - 1)) + "x\"");
  return true;
}

bool say(const char* p, bool /*foreign*/, tally::json::Writer& writer) noexcept {
  seen += std::string(p) + ";";
  writer.raw(answer);
  return true;
}

enum : TypeIndex { text, record, list_of_records, outer };

constexpr Member record_members[] = {{.name = "name", .type = text}};
constexpr Member outer_members[] = {{.name = "rows", .type = list_of_records},
                                    {.name = "label", .type = text, .optional = true}};
constexpr Type types[] = {
    {.kind = Kind::string, .explain = code::string},
    {.kind = Kind::record, .explain = code::record, .members = record_members},
    {.kind = Kind::list, .explain = code::list, .element = record},
    {.kind = Kind::record, .explain = code::record, .members = outer_members},
};

std::string upgraded(std::span<const Migration> migrations, std::string_view document,
                     std::uint32_t from, Limits limits = {}) {
  seen.clear();
  const Plan plan{types, limits, "9.0.0", {}, migrations, code::rewrite};
  const tally::Document old(document);
  const tally::Upgraded result = tally::upgrade(plan, outer, old.padded(), {.from = from});
  std::string issues;
  for (const tally::Issue& issue : result.issues)
    issues += issue.path + " " + std::string(issue.code) + ";";
  return result.text + issues;
}

constexpr Step rename_name[] = {{.action = Action::rename, .field = "title", .to = "name"}};
constexpr Step convert_rows[] = {{.action = Action::convert,
                                  .field = "rows",
                                  .to = "say",
                                  .type = list_of_records,
                                  .convert = say}};
constexpr Step append_label[] = {
    {.action = Action::convert, .field = "label", .to = "x", .type = text, .convert = append_x}};

}  // namespace

TEST_CASE("a conversion gets what it converts as it is today") {
  const Migration migrations[] = {{record, 1, 2, rename_name}, {outer, 1, 2, convert_rows}};
  answer = "[{\"title\":\"made\"}]";
  // What the function made is of today: no migration runs over it.
  CHECK(upgraded(migrations, R"({"rows":[{"title":"a"}]})", 1) == R"({"rows":[{"title":"made"}]})");
  CHECK(seen == R"([{"name":"a"}];)");
}

TEST_CASE("conversions follow each other") {
  const Migration migrations[] = {
      {outer, 1, 2, append_label}, {outer, 2, 4, append_label}, {outer, 4, 5, append_label}};
  CHECK(upgraded(migrations, R"({"rows":[],"label":"a"})", 1) == R"({"rows":[],"label":"axxx"})");
  CHECK(seen == R"("a";"ax";"axx";)");
  CHECK(upgraded(migrations, R"({"rows":[],"label":"a"})", 3) == R"({"rows":[],"label":"axx"})");
  CHECK(upgraded(migrations, R"({"rows":[],"label":"a"})", 5) == R"({"rows":[],"label":"a"})");
}

TEST_CASE("nothing is converted behind a conversion that failed") {
  const Migration migrations[] = {{outer, 1, 2, append_label}, {outer, 2, 3, append_label}};
  CHECK(upgraded(migrations, R"({"rows":[],"label":7})", 1) == "/label type;");
  CHECK(seen.empty());
}

TEST_CASE("what a function writes has to be JSON within the limits") {
  const Migration migrations[] = {{outer, 1, 2, convert_rows}};
  for (const char* wrong : {"", "[", "[]]", "nul", "[1e999]", "[\"\\ud800\"]", "\x01n"}) {
    CAPTURE(wrong);
    answer = wrong;
    CHECK(upgraded(migrations, R"({"rows":[]})", 1) == "/rows convert;");
  }
  answer = "\"" + std::string(200, 'x') + "\"";
  CHECK(upgraded(migrations, R"({"rows":[]})", 1, {.bytes = 100}) == " size;");
  answer = "[[[[[]]]]]";
  CHECK(upgraded(migrations, R"({"rows":[]})", 1, {.depth = 4}) == "/rows convert;");
}

TEST_CASE("a failed conversion of a member that goes is nobody's business") {
  constexpr Step steps[] = {
      {.action = Action::convert, .field = "label", .to = "x", .type = text, .convert = append_x},
      {.action = Action::remove, .field = "label"}};
  const Migration migrations[] = {{outer, 1, 2, steps}};
  CHECK(upgraded(migrations, R"({"rows":[],"label":7})", 1) == R"({"rows":[]})");
}

TEST_CASE("issues of a conversion are called by the last name") {
  constexpr Step steps[] = {
      {.action = Action::convert, .field = "sign", .to = "x", .type = text, .convert = append_x},
      {.action = Action::rename, .field = "sign", .to = "label"}};
  const Migration migrations[] = {{outer, 1, 2, steps}};
  CHECK(upgraded(migrations, R"({"rows":[],"sign":7})", 1) == "/label type;");
}

TEST_CASE("a document as deep as allowed is upgraded, a deeper one is not") {
  const Migration migrations[] = {{record, 1, 2, rename_name}};
  const auto nested = [](std::size_t depth) {
    return R"({"rows":[],"more":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  const Limits deep{.depth = tally::plan::max_depth};
  CHECK(upgraded(migrations, nested(999), 1, deep) == nested(999));
  CHECK(upgraded(migrations, nested(1000), 1, deep) == " depth;");
}

TEST_CASE("a plan that points at no rewriter answers as one that has nothing to rewrite") {
  const Plan plain{types, {.bytes = 40, .depth = 3}, "9.1.0"};
  Plan rewriting = plain;
  rewriting.rewrite = code::rewrite;
  for (const char* document : {R"({"rows":[],"label":"a"})", R"({"rows":[{"name":1}],"more":null})",
                               "7", " 7\n", R"([{"a":1}])", "{", "[[[[]]]]", R"("\ud800")",
                               "\"\xff\"", R"({"rows":[],"label":"too long for these limits"})"}) {
    for (const std::optional<std::uint32_t> from :
         {std::optional<std::uint32_t>(), std::optional(0U), std::optional(9U),
          std::optional(10U)}) {
      CAPTURE(document, from.value_or(99));
      const tally::Document old(document);
      const auto expected = tally::upgrade(rewriting, outer, old.padded(), {.from = from});
      const auto actual = tally::upgrade(plain, outer, old.padded(), {.from = from});
      CHECK(actual.text == expected.text);
      CHECK(actual.issues == expected.issues);
    }
  }
}
