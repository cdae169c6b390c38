// Blocks that a contract has accepted.
#include "tally/buffers/block.h"

#include <string>
#include <thread>

#include "catch.h"
#include "orders.h"
#include "sensors.h"

namespace {

using tally::Contract;
using tally::Result;
using tally::buffers::Block;
using tally::buffers::BlockPool;

constexpr std::string_view reading =
    R"({"celsius":21.5,"timestamp":1732178400000,"sensor_id":"vienna-01"})";

Result<Block> judge(BlockPool& pool, std::string_view text) {
  return pool.judge(Contract<sensors::Temperature>::type, text);
}

}  // namespace

TEST_CASE("a block that a contract accepted has the bytes, the contract and the view") {
  BlockPool pool;
  const Result<Block> block = judge(pool, reading);
  REQUIRE(block);
  CHECK(block->bytes() == reading);
  CHECK(block->type() == &Contract<sensors::Temperature>::type);
  const auto* view = block->view<sensors::Temperature>();
  REQUIRE(view != nullptr);
  CHECK(view == block->erased_view());
  CHECK(view->celsius == 21.5);
  // Strings point into the block itself.
  CHECK(view->sensor_id.text() == "vienna-01");
  CHECK(view->sensor_id.data == block->bytes().data() + block->bytes().find("vienna"));
}

TEST_CASE("a block has no view of another type, and one that nobody judged has none") {
  BlockPool pool;
  const Result<Block> block = judge(pool, reading);
  REQUIRE(block);
  CHECK(block->view<acme::orders::Order>() == nullptr);
  CHECK(block->view<sensors::GpsLocation>() == nullptr);
  CHECK(pool.copy(reading).view<sensors::Temperature>() == nullptr);
  CHECK(Block().view<sensors::Temperature>() == nullptr);
}

TEST_CASE("a document that is refused is no block but everything that is wrong with it") {
  BlockPool pool;
  const Result<Block> block = judge(pool, R"({"sensor_id":"X","celsius":"hot"})");
  REQUIRE_FALSE(block);
  std::string codes;
  for (const tally::Issue& issue : block.issues()) {
    codes += issue.path + ' ' + std::string(issue.code) + ", ";
  }
  CHECK(codes == "/sensor_id minLength, /sensor_id pattern, /celsius type, /timestamp required, ");
}

TEST_CASE("an empty document is refused") {
  BlockPool pool;
  const Result<Block> block = judge(pool, "");
  REQUIRE_FALSE(block);
  CHECK(block.issues().size() == 1);
}

TEST_CASE("a document that is too large is refused as such, however large it is") {
  BlockPool pool;
  const std::size_t limit = Contract<sensors::Temperature>::type.plan.limits.bytes;
  const std::string fits = std::string(reading) + std::string(limit - reading.size(), ' ');
  CHECK(judge(pool, fits));
  const Result<Block> one_more = judge(pool, fits + ' ');
  REQUIRE_FALSE(one_more);
  const Result<Block> many_more = judge(pool, fits + fits);
  REQUIRE_FALSE(many_more);
  REQUIRE(one_more.issues().size() == many_more.issues().size());
  CHECK(one_more.issues().front().code == many_more.issues().front().code);
}

TEST_CASE("memory that is used again remembers neither the type nor the view") {
  BlockPool pool;
  const void* place = nullptr;
  {
    const Result<Block> block = judge(pool, reading);
    REQUIRE(block);
    place = block->bytes().data();
  }
  {
    const Block block = pool.copy("other bytes");
    CHECK(block.bytes().data() == place);
    CHECK(block.type() == nullptr);
    CHECK(block.view<sensors::Temperature>() == nullptr);
  }
  CHECK_FALSE(judge(pool, "{}"));
  const Result<Block> block = judge(pool, reading);
  REQUIRE(block);
  CHECK(block->bytes().data() == place);
  CHECK(block->view<sensors::Temperature>()->celsius == 21.5);
}

TEST_CASE("a view may be read on other threads, and outlives the pool with its block") {
  Block block;
  {
    BlockPool pool;
    Result<Block> accepted = judge(pool, reading);
    REQUIRE(accepted);
    block = std::move(*accepted);
  }
  double celsius = 0;
  std::thread([&celsius, mine = std::move(block)] {
    celsius = mine.view<sensors::Temperature>()->celsius;
  }).join();
  CHECK(celsius == 21.5);
}

TEST_CASE("a type that has its plan alone judges as the generated one") {
  const tally::ContractType& whole = Contract<sensors::Temperature>::type;
  const tally::ContractType bare{whole.name, whole.fingerprint, whole.plan, whole.type,
                                 0,          nullptr,           nullptr,    nullptr};
  BlockPool pool;
  for (const std::string_view text :
       {reading, std::string_view(R"({"celsius":61,"timestamp":0,"sensor_id":"vienna-01"})"),
        std::string_view("{}"), std::string_view(""), std::string_view("[")}) {
    const Result<Block> judged = pool.judge(bare, text);
    const Result<Block> expected = judge(pool, text);
    CHECK(judged.issues() == expected.issues());
    if (judged) CHECK(judged->bytes() == text);
  }
}
