// What a bridge tells and asks its adapter, frame by frame.
#include "tally/sync/bridge.h"

#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "sync/pair.h"
#include "sync/world.h"

namespace {

using namespace tally;
using sync::Mode;
using tests::has;

struct Told final : sync::BridgeListener {
  void applied(std::string_view key, db::Sequence sequence, std::string_view payload,
               Timestamp) noexcept override {
    values.push_back(std::string(key) + " " + std::to_string(sequence) + " " +
                     std::string(payload));
  }
  std::vector<std::string> values;
};

struct End final : sync::Connection {
  void output_ready() noexcept override { ready = true; }
  void close(sync::Close, std::string_view) noexcept override { closed = true; }
  bool ready = false;
  bool closed = false;
};

/// A bridge whose other end is the test.
struct Page {
  explicit Page(sync::BridgeOptions options = {})
      : bridge(records, told, named(std::move(options))) {}

  sync::BridgeOptions named(sync::BridgeOptions options) {
    options.client = "page";
    options.make = [this](std::string_view key) { return tests::make_record(records, key); };
    return options;
  }
  /// All that it has to say now.
  std::string said() {
    std::string all;
    while (const buffers::Block frame = bridge.produce()) all += frame.bytes();
    return all;
  }
  void connect() {
    bridge.dialing();
    bridge.connected(end);
  }
  void welcome() {
    bridge.receive(
        R"([{"type":"welcome","session":"1","epoch":"e","last_write":0,"limits":{"frame_bytes":65536,)"
        R"("subscriptions":10,"writes":10,"ping_ms":1000}}])");
  }

  tests::ManualLoop loop;
  db::Db records{loop};
  Told told;
  End end;
  sync::Bridge bridge;
};

const std::string reading = R"({"celsius":1,"timestamp":2,"sensor_id":"vienna-01"})";

}  // namespace

TEST_CASE("a write leaves when the adapter has it, where the adapter keeps writes") {
  sync::BridgeOptions options;
  options.keeps = true;
  options.last_write = 4;
  Page page(std::move(options));
  sync::Write left;
  left.id = 4;
  left.key = "latest.a";
  left.payload = reading;
  page.bridge.restore(std::move(left));
  page.connect();
  page.welcome();
  CHECK(page.bridge.write("latest.b", reading, Mode::synced)->id == 5);
  CHECK(page.bridge.write("latest.c", reading, Mode::synced)->id == 6);
  const std::string before = page.said();
  CHECK(has(before, R"("id":4)"));
  CHECK(!has(before, R"("id":5)"));
  page.end.ready = false;
  page.bridge.kept(5);
  CHECK(page.end.ready);
  const std::string after = page.said();
  CHECK(has(after, R"("id":5)"));
  CHECK(!has(after, R"("id":6)"));
}

TEST_CASE("a bridge goes on where an earlier one has got to") {
  Page page;
  page.bridge.restore("e", "latest.a", 7);
  page.connect();
  CHECK(has(page.said(), R"("resume":[{"key":"latest.a","epoch":"e","seq":7}])"));
  page.welcome();
  CHECK(page.bridge.epoch() == "e");
  page.bridge.receive(R"([{"type":"data","key":"latest.a","seq":7,"payload":)" + reading +
                      R"(,"ts":0},{"type":"data","key":"latest.a","seq":8,"payload":)" + reading +
                      R"(,"ts":0}])");
  CHECK(page.told.values == std::vector<std::string>{"latest.a 8 " + reading});
}

TEST_CASE("who listens is told of the hub's values with their numbers there, and of no others") {
  Page page;
  page.connect();
  page.welcome();
  page.bridge.write("latest.a", reading, Mode::local);
  page.bridge.receive(R"([{"type":"snapshot","key":"latest.a","seq":3,"payload":)" + reading +
                      R"(,"ts":0,"last":true},{"type":"data","key":"latest.a","seq":4,)"
                      R"("payload":{"celsius":"hot"},"ts":0}])");
  CHECK(page.told.values == std::vector<std::string>{"latest.a 3 " + reading});
  CHECK(!page.end.closed);
}
