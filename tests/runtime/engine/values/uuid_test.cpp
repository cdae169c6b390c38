#include "tally/engine/values/uuid.h"

#include <string>
#include <string_view>

#include "catch.h"

using tally::Uuid;

namespace {

Uuid parsed(std::string_view text) {
  Uuid value;
  REQUIRE(tally::parse_uuid(text, value));
  return value;
}
std::string text_of(const Uuid& value) {
  char buffer[tally::uuid_length];
  return std::string(buffer, tally::write_uuid(buffer, value));
}

}  // namespace

TEST_CASE("UUIDs are read in either case and written in lower case") {
  const Uuid value = parsed("F81d4fae-7deC-11d0-A765-00a0c91e6bf6");
  CHECK(value.bytes[0] == 0xf8);
  CHECK(value.bytes[15] == 0xf6);
  CHECK(text_of(value) == "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
  CHECK(text_of(Uuid{}) == "00000000-0000-0000-0000-000000000000");
  CHECK(text_of(parsed("ffffffff-ffff-ffff-ffff-ffffffffffff")) ==
        "ffffffff-ffff-ffff-ffff-ffffffffffff");
}

TEST_CASE("other spellings are refused and leave the value alone") {
  const Uuid before = parsed("01234567-89ab-cdef-0123-456789abcdef");
  Uuid value = before;
  for (const std::string_view text :
       {"", "f81d4fae7dec11d0a76500a0c91e6bf6", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf66", "f81d4fae-7dec-11d0-a76500-a0c91e6bf6",
        "f81d4fae_7dec-11d0-a765-00a0c91e6bf6", "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf@", "f81d4fae-7dec-11d0-a765-00a0c91e6bf:",
        "f81d4fae-7dec-11d0-a765--0a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6b\xc3\xa9"}) {
    INFO(text);
    CHECK_FALSE(tally::parse_uuid(text, value));
  }
  CHECK(value == before);
}

TEST_CASE("UUIDs are ordered like their text") {
  const Uuid low = parsed("00000000-0000-0000-0000-0000000000ff");
  const Uuid high = parsed("80000000-0000-0000-0000-000000000000");
  CHECK(low < high);
  CHECK(low <= low);
  CHECK(low != high);
}
