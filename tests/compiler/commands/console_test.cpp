#include "commands/console.h"

#include "catch.h"

using namespace tally::compiler;

TEST_CASE("text from outside cannot control a terminal") {
  CHECK(printable("/größe/a b") == "/größe/a b");
  CHECK(printable("a\x1b[2Jb\n") == "a\xef\xbf\xbd[2Jb\xef\xbf\xbd");
  CHECK(printable("\xff") == "\xef\xbf\xbd");
  CHECK(printable("\xe2\x80\xae") == "\xef\xbf\xbd");  // right-to-left override
}

TEST_CASE("counts agree with their noun") {
  CHECK(counted(0, "file") == "0 files");
  CHECK(counted(1, "file") == "1 file");
  CHECK(counted(2, "file") == "2 files");
}
