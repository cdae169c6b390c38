// Blocks of bytes and the pool that they come from. Judged ones: tests/contracts/block_test.cpp.
#include "tally/buffers/block.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "catch.h"

namespace {

using tally::buffers::Block;
using tally::buffers::BlockPool;

bool zeros_follow(const Block& block) {
  const char* end = block.bytes().data() + block.bytes().size();
  return std::all_of(end, end + tally::input_padding, [](char c) { return c == 0; });
}

std::vector<Block> copies(BlockPool& pool, std::size_t count, const std::string& text) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < count; ++i) blocks.push_back(pool.copy(text));
  return blocks;
}

std::set<const void*> places(const std::vector<Block>& blocks) {
  std::set<const void*> places;
  for (const Block& block : blocks) places.insert(block.bytes().data());
  return places;
}

}  // namespace

TEST_CASE("no block has no bytes and no type") {
  const Block none;
  CHECK_FALSE(none);
  CHECK(none.bytes().empty());
  CHECK(zeros_follow(none));
  CHECK(none.type() == nullptr);
  CHECK(none.erased_view() == nullptr);
  CHECK(none == Block());
}

TEST_CASE("a block is a copy of bytes, with zeros behind them") {
  BlockPool pool;
  for (const std::size_t size : {0U, 1U, 127U, 128U, 129U, 4096U, 262144U, 262145U, 1000000U}) {
    std::string text(size, 'x');
    const Block block = pool.copy(text);
    const std::string expected = text;
    std::fill(text.begin(), text.end(), 'y');
    CHECK(block);
    CHECK(block.bytes() == expected);
    CHECK(block.padded().text() == expected);
    CHECK(zeros_follow(block));
    CHECK(block.type() == nullptr);
    CHECK(block.erased_view() == nullptr);
  }
}

TEST_CASE("a block may hold any bytes") {
  BlockPool pool;
  const std::string_view text("\0\xFF\0", 3);
  CHECK(pool.copy(text).bytes() == text);
}

TEST_CASE("copies of a block are the same memory, equal bytes are not") {
  BlockPool pool;
  const Block block = pool.copy("one");
  Block copy = block;
  CHECK(copy == block);
  CHECK(copy.bytes().data() == block.bytes().data());
  CHECK_FALSE(pool.copy("one") == block);

  const Block moved = std::move(copy);
  CHECK(moved == block);
  CHECK_FALSE(copy);  // NOLINT(bugprone-use-after-move)

  copy = moved;
  const Block& self = copy;
  copy = self;
  CHECK(copy == block);
  copy = Block();
  CHECK_FALSE(copy);
  CHECK(block.bytes() == "one");
}

TEST_CASE("memory is used again when the last copy of a block is dropped") {
  BlockPool pool;
  Block block = pool.copy("a text that is rather long");
  const void* place = block.bytes().data();
  {
    const Block copy = block;
    block = Block();
    CHECK(pool.copy("not yet").bytes().data() != place);
    CHECK(copy.bytes() == "a text that is rather long");
  }
  // One of the two that are free now; both of them, if two are taken.
  const std::vector<Block> both = copies(pool, 2, "short");
  CHECK(places(both).count(place) == 1);
  for (const Block& each : both) {
    CHECK(each.bytes() == "short");
    CHECK(zeros_follow(each));
  }
}

TEST_CASE(
    "a program whose messages are of similar size needs no more memory than it holds at once") {
  BlockPool pool;
  std::vector<Block> held = copies(pool, 32, std::string(100, 'a'));
  const std::set<const void*> known = places(held);
  for (std::size_t i = 0; i < 10000; ++i) {
    Block& block = held[i * 7 % held.size()];
    block = Block();
    block = pool.copy(std::string(1 + i % 128, 'b'));
    REQUIRE(known.count(block.bytes().data()) == 1);
  }
}

TEST_CASE("small messages do not take the memory of large ones") {
  BlockPool pool;
  Block large = pool.copy(std::string(5000, 'l'));
  const void* place = large.bytes().data();
  large = Block();
  const Block small = pool.copy("small");
  CHECK(small.bytes().data() != place);
  large = pool.copy(std::string(5000, 'm'));
  CHECK(large.bytes().data() == place);
}

TEST_CASE("blocks may outlive their pool") {
  Block block;
  Block large;
  {
    BlockPool pool;
    block = pool.copy("still here");
    large = pool.copy(std::string(1000000, 'l'));
    (void)pool.copy("given back");
  }
  const Block copy = block;
  block = Block();
  CHECK(copy.bytes() == "still here");
  CHECK(large.bytes().size() == 1000000);
}

TEST_CASE("a pool may be told to keep little, or nothing") {
  for (const std::uint32_t limit : {0U, 127U, 128U, 1000U}) {
    BlockPool pool(limit);
    for (int round = 0; round < 3; ++round) {
      for (const Block& block : copies(pool, 20, "text")) CHECK(block.bytes() == "text");
      for (const Block& block : copies(pool, 5, std::string(700, 'x'))) {
        CHECK(block.bytes().size() == 700);
      }
    }
  }
  // What fits the limit exactly is kept.
  BlockPool pool(128);
  Block block = pool.copy("kept");
  const void* place = block.bytes().data();
  block = Block();
  block = pool.copy("again");
  CHECK(block.bytes().data() == place);
}

TEST_CASE("blocks may be copied and dropped on other threads, and their memory comes back") {
  BlockPool pool;
  constexpr std::size_t threads = 4;
  constexpr std::size_t each = 500;
  std::set<const void*> known;
  for (int round = 0; round < 5; ++round) {
    std::vector<Block> blocks = copies(pool, each, "shared");
    const std::set<const void*> now = places(blocks);
    std::vector<std::size_t> sums(threads);
    std::vector<std::thread> others;
    for (std::size_t t = 0; t < threads; ++t) {
      others.emplace_back([&sums, t, mine = blocks]() mutable {
        while (!mine.empty()) {
          const Block copy = mine.back();
          mine.pop_back();
          sums[t] += copy.bytes().size();
        }
      });
    }
    blocks.clear();
    for (std::thread& other : others) other.join();
    for (const std::size_t sum : sums) CHECK(sum == each * 6);
    CHECK(now.size() == each);
    if (round > 0) CHECK(now == known);
    known = now;
  }
}

TEST_CASE("a pool takes from what others give back meanwhile, and may end before they are done") {
  std::vector<Block> first;
  std::vector<Block> second;
  std::thread other;
  {
    BlockPool pool;
    first = copies(pool, 2000, "to be dropped elsewhere");
    other = std::thread([blocks = std::move(first)]() mutable {
      while (!blocks.empty()) blocks.pop_back();
    });
    for (int i = 0; i < 2000; ++i) {
      second.push_back(pool.copy("made meanwhile"));
      if (i % 3 == 0) second.pop_back();
    }
  }
  other.join();
  for (const Block& block : second) REQUIRE(block.bytes() == "made meanwhile");
}
