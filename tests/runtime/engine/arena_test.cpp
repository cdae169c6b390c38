#include "tally/engine/arena.h"

#include <cstdint>
#include <cstring>
#include <utility>

#include "catch.h"

using tally::Arena;

namespace {

bool is_aligned(const void* pointer, std::uintptr_t alignment) {
  return reinterpret_cast<std::uintptr_t>(pointer) % alignment == 0;
}

}  // namespace

TEST_CASE("allocations are aligned and do not overlap") {
  Arena arena;
  auto* byte = arena.allocate<char>(1);
  auto* word = arena.allocate<std::uint64_t>(2);
  auto* next = arena.allocate<char>(1);
  REQUIRE(byte != nullptr);
  CHECK(is_aligned(word, alignof(std::uint64_t)));
  CHECK(is_aligned(arena.allocate(1, 16), 16));
  CHECK(reinterpret_cast<char*>(word) > byte);
  CHECK(next >= reinterpret_cast<char*>(word + 2));
}

TEST_CASE("what was allocated stays in place when new blocks are needed") {
  Arena arena;
  auto* first = arena.allocate<std::uint32_t>(1);
  *first = 7;
  for (int i = 0; i < 1000; ++i) {
    auto* more = arena.allocate<char>(1000);
    REQUIRE(more != nullptr);
    std::memset(more, 0xFF, 1000);
  }
  CHECK(*first == 7);
  CHECK_FALSE(arena.exhausted());
}

TEST_CASE("only the newest allocation grows in place") {
  Arena arena;
  auto* old = arena.allocate<char>(8);
  auto* newest = arena.allocate<char>(8);
  CHECK_FALSE(arena.extend(old, 8, 16));
  CHECK(arena.extend(newest, 8, 16));
  CHECK(arena.allocate<char>(1) == newest + 16);
}

TEST_CASE("an allocation does not grow beyond its block") {
  Arena arena(8192);
  auto* all = arena.allocate<char>(8000);
  CHECK(arena.extend(all, 8000, 8000));
  CHECK_FALSE(arena.extend(all, 8000, 1 << 20));
}

TEST_CASE("the tail of the newest allocation can be given back") {
  Arena arena;
  auto* old = arena.allocate<char>(64);
  auto* newest = arena.allocate<char>(64);
  arena.shrink(newest, 64, 10);
  CHECK(arena.allocate<char>(1) == newest + 10);
  arena.shrink(old, 64, 0);  // no longer the newest: nothing happens
  CHECK(arena.allocate<char>(1) == newest + 11);
}

TEST_CASE("the budget bounds all blocks together") {
  Arena arena(10000);
  CHECK(arena.allocate<char>(6000) != nullptr);
  CHECK(arena.allocate<char>(6000) == nullptr);
  CHECK(arena.exhausted());
  CHECK(arena.allocate<char>(1000) != nullptr);
  CHECK(arena.exhausted());

  SECTION("reset makes room again") {
    arena.reset();
    CHECK_FALSE(arena.exhausted());
    CHECK(arena.allocate<char>(6000) != nullptr);
  }
}

TEST_CASE("a count whose size overflows is refused") {
  Arena arena;
  CHECK(arena.allocate<std::uint64_t>(SIZE_MAX / 4) == nullptr);
  CHECK(arena.exhausted());
}

TEST_CASE("reset keeps the largest block") {
  Arena arena;
  for (int i = 0; i < 20; ++i) REQUIRE(arena.allocate<char>(4000) != nullptr);
  arena.reset();
  auto* first = arena.allocate<char>(20000);
  arena.reset();
  CHECK(arena.allocate<char>(20000) == first);
}

TEST_CASE("a moved arena takes its memory along") {
  Arena arena;
  auto* value = arena.allocate<std::uint32_t>(1);
  *value = 7;
  Arena other(std::move(arena));
  CHECK(*value == 7);
  CHECK(other.extend(value, 4, 8));
}
