#include "render/naming.h"

#include "catch.h"

namespace tally::compiler {

using Words = std::vector<std::string>;

TEST_CASE("identifiers are split into words") {
  struct Row {
    std::string identifier;
    Words words;
  };
  const std::vector<Row> rows{
      {"sensor_id", {"sensor", "id"}},
      {"sensorId", {"sensor", "id"}},
      {"SensorID", {"sensor", "id"}},
      {"SENSOR_ID", {"sensor", "id"}},
      {"HTTPServer2", {"http", "server2"}},
      {"utf8Text", {"utf8", "text"}},
      {"vec3D", {"vec3", "d"}},
      {"gps-location", {"gps", "location"}},
      {"@type", {"type"}},
      {"__a..b__", {"a", "b"}},
      {"a b", {"a", "b"}},
      {"größeMax", {"größe", "max"}},
      {"ÜberText", {"Über", "text"}},
      {"温度_max", {"温度", "max"}},
      {"", {}},
      {"--", {}},
  };
  for (const Row& row : rows) {
    INFO(row.identifier);
    CHECK(split_words(row.identifier) == row.words);
  }
}

TEST_CASE("styles join words") {
  struct Row {
    std::string style, expected;
  };
  const std::vector<Row> rows{
      {"snake_case", "http_server2_id"}, {"camelCase", "httpServer2Id"},
      {"PascalCase", "HttpServer2Id"},   {"SCREAMING_SNAKE", "HTTP_SERVER2_ID"},
      {"kebab-case", "http-server2-id"},
  };
  CHECK(name_style_names().size() == rows.size());
  for (const Row& row : rows) {
    INFO(row.style);
    const auto style = find_name_style(row.style);
    REQUIRE(style);
    CHECK(restyle("HTTPServer2-id", *style) == row.expected);
    CHECK(restyle(row.expected, *style) == row.expected);
    CHECK(restyle("", *style).empty());
  }
  CHECK_FALSE(find_name_style("snake"));
}

TEST_CASE("identifiers are escaped for a target") {
  IdentifierRules ascii;
  ascii.reserved = {"class", "class_", "default"};
  IdentifierRules unicode = ascii;
  unicode.unicode = true;
  unicode.extra = "$";
  struct Row {
    std::string name, ascii, unicode;
  };
  const std::vector<Row> rows{
      {"plain_1", "plain_1", "plain_1"},
      {"gps-location", "gps_location", "gps_location"},
      {"a -+ b", "a_b", "a_b"},
      {"@type", "_type", "_type"},
      {"$ref", "_ref", "$ref"},
      {"2nd", "_2nd", "_2nd"},
      {"default", "default_", "default_"},
      {"class", "class__", "class__"},
      {"größe", "gruf6udfe", "größe"},
      {"温度", "u6e29u5ea6", "温度"},
      {"a×b", "aud7b", "aud7b"},
      {"\xFF\xFE", "_", "_"},
      {"", "_", "_"},
      {std::string("a\0b", 3), "a_b", "a_b"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(escape_identifier(row.name, ascii) == row.ascii);
    CHECK(escape_identifier(row.name, unicode) == row.unicode);
  }
}

TEST_CASE("names are made unique") {
  CHECK(make_unique(Words{"a", "b"}) == Words{"a", "b"});
  CHECK(make_unique(Words{"a", "a", "a"}) == Words{"a", "a_2", "a_3"});
  CHECK(make_unique(Words{"a", "a", "a_2"}) == Words{"a", "a_3", "a_2"});
  CHECK(make_unique(Words{"a_2", "a", "a", "a_2"}) == Words{"a_2", "a", "a_3", "a_2_2"});
  CHECK(make_unique(Words{}).empty());
}

TEST_CASE("a file does not take the place of another, in whichever case") {
  const IsTaken is_taken = [](std::string_view name) { return name == "time"; };
  CHECK(free_stem("times", is_taken) == "times");
  CHECK(free_stem("time", is_taken) == "time_");
  CHECK(free_stem("Time", is_taken) == "Time_");
}

}  // namespace tally::compiler
