#include "commands/documents.h"

#include <fcntl.h>
#include <unistd.h>

#include <vector>

#include "catch.h"

using namespace tally::compiler;

namespace {

struct Read {
  std::string text;
  std::uint64_t line;
  friend bool operator==(const Read&, const Read&) = default;
};

/// What a reader makes of an input, which must fit into a pipe.
std::vector<Read> read_all(const std::string& input, Framing framing, std::uint32_t limit) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  REQUIRE(::write(ends[1], input.data(), input.size()) == static_cast<ssize_t>(input.size()));
  close(ends[1]);
  DocumentReader reader(ends[0], framing, limit);
  std::vector<Read> documents;
  while (reader.next()) documents.push_back({std::string(reader.text()), reader.line()});
  CHECK(reader.problem().empty());
  CHECK_FALSE(reader.next());
  close(ends[0]);
  return documents;
}

using Documents = std::vector<Read>;

}  // namespace

TEST_CASE("a single document is the whole input, blanks and line ends included") {
  CHECK(read_all("{\n}\n", Framing::single, 100) == Documents{{"{\n}\n", 1}});
  CHECK(read_all("", Framing::single, 100) == Documents{{"", 1}});
}

TEST_CASE("NDJSON has a document on each line that is not blank") {
  CHECK(read_all("1\n\n \t\r\n2\r\n3", Framing::lines, 100) ==
        Documents{{"1", 1}, {"2\r", 4}, {"3", 5}});
  CHECK(read_all("", Framing::lines, 100).empty());
  CHECK(read_all("\n\n", Framing::lines, 100).empty());
}

TEST_CASE("of a large document only what shows that it is too large is kept") {
  CHECK(read_all("12345678", Framing::single, 4) == Documents{{"12345", 1}});
  CHECK(read_all("1234", Framing::single, 4) == Documents{{"1234", 1}});
  CHECK(read_all("12345678\n12\n", Framing::lines, 4) == Documents{{"12345", 1}, {"12", 2}});
}

TEST_CASE("a line of more blanks than the limit is still blank") {
  CHECK(read_all("          \n1\n", Framing::lines, 4) == Documents{{"1", 2}});
}

TEST_CASE("a document may arrive in pieces") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  REQUIRE(::write(ends[1], "1\n[2", 4) == 4);
  DocumentReader reader(ends[0], Framing::lines, 100);
  REQUIRE(reader.next());
  CHECK(reader.text() == "1");
  CHECK_FALSE(reader.drained());
  REQUIRE(::write(ends[1], "]\n", 2) == 2);
  REQUIRE(reader.next());
  CHECK(reader.text() == "[2]");
  CHECK(reader.drained());
  close(ends[1]);
  CHECK_FALSE(reader.next());
  close(ends[0]);
}

TEST_CASE("an input that cannot be read is a problem, not an end") {
  const int folder = open(".", O_RDONLY);
  REQUIRE(folder >= 0);
  DocumentReader reader(folder, Framing::single, 100);
  CHECK_FALSE(reader.next());
  CHECK_FALSE(reader.problem().empty());
  close(folder);
}
