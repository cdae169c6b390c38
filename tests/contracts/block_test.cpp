// Blocks that a contract has accepted.
#include "tally/buffers/block.h"

#include <cmath>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "anything.h"
#include "catch.h"
#include "orders.h"
#include "sensors.h"
#include "shapes.h"

namespace {

using tally::Contract;
using tally::Result;
using tally::buffers::Block;
using tally::buffers::BlockPool;
using tally::buffers::Judged;

constexpr std::string_view reading =
    R"({"celsius":21.5,"timestamp":1732178400000,"sensor_id":"vienna-01"})";

Result<Judged> judge(BlockPool& pool, std::string_view text) {
  return pool.judge(Contract<sensors::Temperature>::type, text);
}

}  // namespace

TEST_CASE("a block that a contract accepted has the bytes, the contract and the view") {
  BlockPool pool;
  const Result<Judged> block = judge(pool, reading);
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
  const Result<Judged> block = judge(pool, reading);
  REQUIRE(block);
  CHECK(block->view<acme::orders::Order>() == nullptr);
  CHECK(block->view<sensors::GpsLocation>() == nullptr);
  CHECK(pool.copy(reading).view<sensors::Temperature>() == nullptr);
  CHECK(Block().view<sensors::Temperature>() == nullptr);
}

TEST_CASE("a document that is refused is no block but everything that is wrong with it") {
  BlockPool pool;
  const Result<Judged> block = judge(pool, R"({"sensor_id":"X","celsius":"hot"})");
  REQUIRE_FALSE(block);
  std::string codes;
  for (const tally::Issue& issue : block.issues()) {
    codes += issue.path + ' ' + std::string(issue.code) + ", ";
  }
  CHECK(codes == "/sensor_id minLength, /sensor_id pattern, /celsius type, /timestamp required, ");
}

TEST_CASE("an empty document is refused") {
  BlockPool pool;
  const Result<Judged> block = judge(pool, "");
  REQUIRE_FALSE(block);
  CHECK(block.issues().size() == 1);
}

TEST_CASE("a document that is too large is refused as such, however large it is") {
  BlockPool pool;
  const std::size_t limit = Contract<sensors::Temperature>::type.plan.limits.bytes;
  const std::string fits = std::string(reading) + std::string(limit - reading.size(), ' ');
  CHECK(judge(pool, fits));
  const Result<Judged> one_more = judge(pool, fits + ' ');
  REQUIRE_FALSE(one_more);
  const Result<Judged> many_more = judge(pool, fits + fits);
  REQUIRE_FALSE(many_more);
  REQUIRE(one_more.issues().size() == many_more.issues().size());
  CHECK(one_more.issues().front().code == many_more.issues().front().code);
}

TEST_CASE("memory that is used again remembers neither the type nor the view") {
  BlockPool pool;
  const void* place = nullptr;
  {
    const Result<Judged> block = judge(pool, reading);
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
  const Result<Judged> block = judge(pool, reading);
  REQUIRE(block);
  CHECK(block->bytes().data() == place);
  CHECK(block->view<sensors::Temperature>()->celsius == 21.5);
}

TEST_CASE("a view may be read on other threads, and outlives the pool with its block") {
  Block block;
  {
    BlockPool pool;
    Result<Judged> accepted = judge(pool, reading);
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
    const Result<Judged> judged = pool.judge(bare, text);
    const Result<Judged> expected = judge(pool, text);
    CHECK(judged.issues() == expected.issues());
    if (judged) CHECK(judged->bytes() == text);
  }
}

TEST_CASE("a program's own value becomes a block that refers to nothing of it") {
  BlockPool pool;
  std::optional<sensors::Temperature> value{{21.5, {}, {"vienna-01, on the northern roof"}}};
  value->sensor_id.value.resize(9);  // long enough for memory of its own
  const Result<Judged> block = pool.judge<sensors::Temperature>(*value);
  REQUIRE(block);
  value->sensor_id.value = "x";
  value.reset();
  CHECK(block->bytes() == R"({"celsius":21.5,"timestamp":0,"sensor_id":"vienna-01"})");
  CHECK(block->type() == &Contract<sensors::Temperature>::type);
  CHECK(block->view<sensors::Temperature>()->sensor_id.text() == "vienna-01");
}

TEST_CASE("a program's own value has the zero that documents have") {
  BlockPool pool;
  const Result<Judged> block = pool.judge<sensors::Temperature>({-0.0, {}, {"vienna-01"}});
  REQUIRE(block);
  CHECK_FALSE(std::signbit(block->view<sensors::Temperature>()->celsius));
}

TEST_CASE("a program's own value is refused as its text would be") {
  BlockPool pool;
  const Result<Judged> hot = pool.judge<sensors::Temperature>({61, {}, {"vienna-01"}});
  REQUIRE_FALSE(hot);
  CHECK(hot.issues().at(0).code == "maximum");

  acme::shapes::Chain deep;
  for (int i = 1; i < 1001; ++i) deep = {0, tally::Box<acme::shapes::Chain>(std::move(deep))};
  const Result<Judged> too_deep = pool.judge<acme::shapes::Chain>(deep);
  REQUIRE_FALSE(too_deep);
  CHECK(too_deep.issues().at(0).code == "depth");
  CHECK(pool.judge<acme::shapes::Chain>(**deep.next));

  const std::uint32_t limit = Contract<anything::AnythingContract>::type.plan.limits.bytes;
  const tally::RawJson fits{'"' + std::string(limit - 2, 'x') + '"'};
  CHECK(pool.judge<anything::AnythingContract>(fits));
  // What is written has no white space.
  CHECK(pool.judge<anything::AnythingContract>({fits.text + ' '}));
  const tally::RawJson more{'"' + std::string(limit - 1, 'x') + '"'};
  REQUIRE_FALSE(pool.judge<anything::AnythingContract>(more));
  CHECK(pool.judge<anything::AnythingContract>(more).issues().at(0).code == "size");
}

TEST_CASE("blocks of a program's values keep apart what they hold") {
  BlockPool pool;
  std::vector<Judged> blocks;
  for (int i = 0; i < 20; ++i) {
    Result<Judged> block =
        pool.judge<sensors::Temperature>({i / 2.0, {}, {"vienna-0" + std::to_string(i % 10)}});
    REQUIRE(block);
    blocks.push_back(*block);
    if (i % 3 == 0) blocks.erase(blocks.begin());
  }
  for (const Judged& block : blocks) {
    const auto* view = block.view<sensors::Temperature>();
    const Result<Judged> read = judge(pool, block.bytes());
    REQUIRE(read);
    CHECK(read->view<sensors::Temperature>()->celsius == view->celsius);
    CHECK(read->view<sensors::Temperature>()->sensor_id.text() == view->sensor_id.text());
  }
}
