#include "source/path.h"

#include "catch.h"

using namespace tally::compiler;

TEST_CASE("paths are joined where both may be empty") {
  CHECK(join_path("", "a") == "a");
  CHECK(join_path("a", "b/c") == "a/b/c");
  CHECK(join_path("a/", "b") == "a/b");
  CHECK(join_path("a", "/b") == "/b");
  CHECK(join_path("a", "") == "a/");
}

TEST_CASE("the folder of a file is what stands in front of its name") {
  CHECK(folder_of("a") == "");
  CHECK(folder_of("a/b/c") == "a/b");
  CHECK(folder_of("/a") == "/");
}

TEST_CASE("a normalised path goes no detours") {
  CHECK(normalise_path("./a//b/../c/.") == "a/c");
  CHECK(normalise_path("../a/../../b") == "../../b");
  CHECK(normalise_path("/../a/") == "/a");
  CHECK(normalise_path("/..") == "/");
  CHECK(normalise_path("a/..") == "");
}

TEST_CASE("a path is seen from another folder") {
  CHECK(relative_path("a/b/c", "a/b") == "c");
  CHECK(relative_path("a/b", "c/d") == "../../a/b");
  CHECK(relative_path("../a/b", "..") == "a/b");
  CHECK(relative_path("/x/a", "/x/y") == "../a");
  CHECK(relative_path("a", "") == "a");
}

TEST_CASE("what cannot be seen from another folder keeps its path") {
  CHECK(relative_path("a", "../b") == "a");
  CHECK(relative_path("/a", "b") == "/a");
}
