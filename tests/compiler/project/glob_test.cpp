#include "project/glob.h"

#include <map>

#include "catch.h"

using namespace tally::compiler;

namespace {

using Folders = std::map<std::string, std::vector<FolderEntry>>;

ListFolder lister(const Folders& folders) {
  return [&folders](const std::string& path) {
    const auto found = folders.find(path);
    return found == folders.end() ? std::vector<FolderEntry>{} : found->second;
  };
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("a star stands for any characters of one name") {
  CHECK(matches_component("*.contract.yaml", "orders.contract.yaml"));
  CHECK(matches_component("*", "anything"));
  CHECK(matches_component("a*b*c", "a-b-b-c"));
  CHECK(matches_component("orders", "orders"));
  CHECK_FALSE(matches_component("*.contract.yaml", "orders.yaml"));
  CHECK_FALSE(matches_component("a*b", "a-b-"));
  CHECK_FALSE(matches_component("orders", "orders2"));
}

TEST_CASE("hidden names are only matched when asked for") {
  CHECK_FALSE(matches_component("*", ".git"));
  CHECK(matches_component(".*", ".git"));
}

TEST_CASE("many stars are matched without trying every split") {
  const std::string name(200, 'a');
  CHECK_FALSE(matches_component("*a*a*a*a*a*a*a*a*a*a*b", name));
}

TEST_CASE("a glob finds files in a folder, sorted") {
  const Folders folders{
      {"", {{"schemas", true}, {"x.contract.yaml", false}}},
      {"schemas", {{"b.contract.yaml", false}, {"a.contract.yaml", false}, {"old", true}}},
      {"schemas/old", {{"c.contract.yaml", false}}}};
  const ListFolder list = lister(folders);
  CHECK(expand_glob("schemas/*.contract.yaml", list) ==
        Paths{"schemas/a.contract.yaml", "schemas/b.contract.yaml"});
  CHECK(expand_glob("*.contract.yaml", list) == Paths{"x.contract.yaml"});
  CHECK(expand_glob("schemas/a.contract.yaml", list) == Paths{"schemas/a.contract.yaml"});
  CHECK(expand_glob("*/*/*.yaml", list) == Paths{"schemas/old/c.contract.yaml"});
  CHECK(expand_glob("schemas/*.json", list).empty());
  CHECK(expand_glob("schemas", list).empty());  // a folder is no contract
  CHECK(expand_glob("", list).empty());
}

TEST_CASE("two stars stand for any number of folders") {
  const Folders folders{{"", {{"a.yaml", false}, {"s", true}}},
                        {"s", {{"b.yaml", false}, {"t", true}, {".hidden", true}}},
                        {"s/.hidden", {{"d.yaml", false}}},
                        {"s/t", {{"c.yaml", false}}}};
  const ListFolder list = lister(folders);
  CHECK(expand_glob("**/*.yaml", list) == Paths{"a.yaml", "s/b.yaml", "s/t/c.yaml"});
  CHECK(expand_glob("s/**/c.yaml", list) == Paths{"s/t/c.yaml"});
  CHECK(expand_glob("**/**/c.yaml", list) == Paths{"s/t/c.yaml"});
}

TEST_CASE("a glob may start above the project") {
  const Folders folders{{"../shared", {{"a.yaml", false}}}, {"..", {{"shared", true}}}};
  CHECK(expand_glob("../shared/*.yaml", lister(folders)) == Paths{"../shared/a.yaml"});
}

TEST_CASE("folders without end are left at some depth") {
  const ListFolder endless = [](const std::string&) {
    return std::vector<FolderEntry>{{"d", true}, {"f", false}};
  };
  const Paths found = expand_glob("**/f", endless);
  CHECK(found.size() > 10);
  CHECK(found.size() < 100);
}
