// What contracts are built from, as C++ values.
#include "catalogue.h"
#include "catch.h"

namespace acme::catalogue {
namespace {

constexpr std::string_view shortest =
    R"({"created_at":"2026-11-21T10:00:00Z","name":"Lamp","price":"1"})";

TEST_CASE("a new value has its defaults") {
  const Product product{};
  CHECK(product.shelf == Shelf::warehouse);
  CHECK(product.stock == 0);
  CHECK(product.tags.empty());
  CHECK(product.colours == std::vector<std::string>{"black", "white"});
  CHECK(product.size.height == 5);
  CHECK(product.size.width.is_null());
  CHECK(product.weight == Grams{500});
  CHECK(product.bonus == 5);
  CHECK(product.rating == 2.5);
  CHECK(product.visible);
  REQUIRE_FALSE(product.note.is_null());
  CHECK(*product.note == "no");
}

TEST_CASE("what a document leaves out has its default") {
  const auto product = tally::parse<Product>(shortest);
  REQUIRE(product);
  Product expected{};
  expected.created_at = product->created_at;
  expected.name = "Lamp";
  expected.price = 1;
  CHECK(*product == expected);
}

TEST_CASE("defaults are written: the value has them") {
  const auto product = tally::parse<Product>(shortest);
  REQUIRE(product);
  const auto text = tally::stringify<Product>(*product);
  REQUIRE(text);
  CHECK(*text ==
        R"({"created_at":"2026-11-21T10:00:00Z","name":"Lamp","price":"1","shelf":"WAREHOUSE",)"
        R"("stock":0,"tags":[],"colours":["black","white"],"labels":{},)"
        R"("size":{"width":null,"height":5},"weight":500,"bonus":"5","rating":2.5,"visible":true,)"
        R"("note":"no","since":"2026-01-01T00:00:00Z"})");
}

TEST_CASE("an old name is read, and the new one is written") {
  const auto patch = tally::parse<ProductPatch>(R"({"title":"Lamp","amount":2})");
  REQUIRE(patch);
  const auto text = tally::stringify<ProductPatch>(*patch);
  REQUIRE(text);
  CHECK(*text == R"({"name":"Lamp","price":"2"})");
}

TEST_CASE("a record may contain itself") {
  Category root{.name = "a", .children = {{.name = "b", .children = {}}}};
  const auto text = tally::stringify<Category>(root);
  REQUIRE(text);
  CHECK(*text == R"({"name":"a","children":[{"name":"b","children":[]}]})");
  const auto read = tally::parse<Category>(*text);
  REQUIRE(read);
  CHECK(*read == root);
}

TEST_CASE("an alias of an instance is the instance") {
  const auto page = tally::parse<ProductPageContract>(R"({"rows":[]})");
  REQUIRE(page);
  const PageOfProduct& same = *page;
  CHECK(same.rows.empty());
}

}  // namespace
}  // namespace acme::catalogue
