// What db.wasm exports, called as runtime/js calls it: a value goes through one door, and from
// there on nobody judges it.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "sync/counted.h"
#include "tally/wasm/boundary.h"
#include "tally/wasm/bridge.h"
#include "tally/wasm/db.h"

namespace tally::wasm {

extern "C" {
void* db_begin(PageDb* db, const db::Record* record, std::uint32_t in_front);
const void* db_judge_view(PageDb* db, const db::Record* record, const void* view);
const void* db_judge_foreign(PageDb* db, const db::Record* record, const char* text,
                             std::uint32_t size);
const void* db_judge_input(PageDb* db, const db::Record* record, const char* text,
                           std::uint32_t size);
double db_set(PageDb* db, db::Record* record, const void* view, double time);
double db_put(PageDb* db, db::Record* record, double time);
double bridge_write_value(PageDb* db, db::Record* record, PageBridge* bridge, std::uint32_t mode);
}

}  // namespace tally::wasm

namespace {

using namespace tally;
using tests::Counted;
using tests::counted;
using tests::Counts;
using tests::once_from_text;
using tests::once_from_value;
using Mode = sync::Mode;

// What JavaScript is told.
std::vector<std::string> told;

}  // namespace

// ---- What JavaScript gives; see runtime/js/program.js ----

extern "C" {
double tally_now() {
  return 0;
}
double tally_date() {
  return 0;
}
void tally_log(const char*, std::uint32_t) {}
void tally_loop_open(javascript::Loop*) {}
void tally_loop_wake(javascript::Loop*) {}
void tally_loop_set_timer(javascript::Loop*, double) {}
void tally_loop_close(javascript::Loop*) {}
double random_number() {
  return 0.5;
}
}

namespace tally::wasm {

extern "C" {
void db_tell(const db::Record*, double, double, const void*) {}
void db_log(const PageDb*, const Text*) {}
void db_made(const PageDb*, const Text*) {}
void db_queued(const PageDb*, double id, const Text* payload, double) {
  told.push_back("queued " + std::to_string(static_cast<int>(id)) + " " +
                 std::string(payload->data, payload->size));
}
void bridge_status(std::uint32_t, std::uint32_t) {}
void bridge_write(std::uint32_t, double, std::uint32_t, double, std::uint32_t, const Text*,
                  const Text*) {}
void bridge_applied(std::uint32_t, const Text*, double, const Text*, double) {}
void bridge_lost(std::uint32_t, const Text*, double, double) {}
void bridge_refused(std::uint32_t, const Text*, const Text*) {}
void bridge_failed(std::uint32_t, const Text*, const Text*, const Text*) {}
void bridge_differing(std::uint32_t, const Text*) {}
void bridge_log(std::uint32_t, const Text*) {}
void bridge_output(std::uint32_t) {}
void bridge_close(std::uint32_t, std::uint32_t, const Text*) {}
}

/// In contracts.cpp, of which the rest is for WebAssembly alone.
void* begin_view(Arena& arena, const ContractType& type, std::uint32_t in_front) {
  return static_cast<char*>(arena.allocate(in_front + type.view_size, 16)) + in_front;
}

}  // namespace tally::wasm

namespace {

using namespace tally::wasm;

const std::string reading = R"({"celsius":21.5,"timestamp":0,"sensor_id":"vienna-01"})";

struct Page {
  Page() {
    told.clear();
    subscription =
        record.broadcast()->subscribe([](const buffers::Event&) { told.emplace_back("value"); });
  }

  /// Writes a view, as JavaScript marshals an object.
  const void* draft(double celsius) {
    auto* view = static_cast<Counted::View*>(db_begin(&db, &record, 16));
    *view = {};
    for (std::uint32_t member = 0; member < 3; ++member) view->present.set(member);
    view->celsius = celsius;
    char* text = static_cast<char*>(static_cast<void*>(view)) - 16;
    view->sensor_id = {text, 9};
    std::string_view("vienna-01").copy(text, 9);
    return view;
  }
  bool judge(double celsius) { return db_judge_view(&db, &record, draft(celsius)) != nullptr; }
  double write(PageBridge* to, Mode mode) {
    return bridge_write_value(&db, &record, to, static_cast<std::uint32_t>(mode));
  }

  PageDb db;
  db::Record& record = *db.db().configure("sensors.roof", Counted::type, db::Buffer::ring(3));
  buffers::Subscription subscription;
  PageBridge bridge{db, 1, "page", {}};
};

}  // namespace

TEST_CASE("a value that JavaScript sets is judged once, and its text is written and never read") {
  Page page;
  const auto set = [&] { CHECK(db_set(&page.db, &page.record, page.draft(21.5), 0) == 1); };
  CHECK(counted(set) == once_from_value);
  CHECK(page.record.get().block.bytes() == reading);
  CHECK(page.record.get().block.view<Counted>()->sensor_id.text() == "vienna-01");
}

TEST_CASE("a text that JavaScript sets is read and judged once") {
  Page page;
  const auto size = static_cast<std::uint32_t>(reading.size());
  const auto set = [&] {
    REQUIRE(db_judge_input(&page.db, &page.record, reading.data(), size) != nullptr);
    db_put(&page.db, &page.record, 0);
  };
  CHECK(counted(set) == once_from_text);
  // A value that could not be written as a view, and comes as a text: it is the canonical one that
  // is kept.
  const std::string foreign = R"({"sensor_id":"vienna-01","timestamp":0,"celsius":21.50})";
  const auto set_foreign = [&] {
    REQUIRE(db_judge_foreign(&page.db, &page.record, foreign.data(),
                             static_cast<std::uint32_t>(foreign.size())) != nullptr);
    db_put(&page.db, &page.record, 0);
  };
  CHECK(counted(set_foreign) == Counts{1, 1, 1});
  CHECK(page.record.get().block.bytes() == reading);
}

TEST_CASE("a write is judged once, and its mode says what becomes of it") {
  for (const bool has_outbox : {true, false}) {
    Page page;
    PageBridge* bridge = has_outbox ? &page.bridge : nullptr;
    const std::string queued = "queued " + std::to_string(has_outbox ? 1 : 0) + " " + reading;
    const std::string next = "queued " + std::to_string(has_outbox ? 2 : 0) + " " + reading;
    const auto write = [&](Mode mode, double number) {
      told.clear();
      const auto judge_and_write = [&] {
        REQUIRE(page.judge(21.5));
        CHECK(page.write(bridge, mode) == number);
      };
      CHECK(counted(judge_and_write) == once_from_value);
      return told;
    };
    using Told = std::vector<std::string>;
    CHECK(write(Mode::local, 0) == Told{"value"});
    CHECK(write(Mode::synced, has_outbox ? 1 : 0) == Told{queued});
    CHECK(write(Mode::hybrid, has_outbox ? 2 : 0) == Told{next, "value"});
  }
}

TEST_CASE("a write that the outbox has no room for does not change the record either") {
  Page page;
  double number = 0;
  for (int i = 0; number >= 0; ++i) {
    REQUIRE(i <= 10'000);
    REQUIRE(page.judge(21.5));
    number = page.write(&page.bridge, Mode::hybrid);
  }
  CHECK(page.record.newest() == 10'000);
}

TEST_CASE("a value that is refused at the door is none") {
  Page page;
  CHECK_FALSE(page.judge(61));
  CHECK(db_judge_input(&page.db, &page.record, "{}", 2) == nullptr);
  CHECK(db_judge_foreign(&page.db, &page.record, "{}", 2) == nullptr);
  CHECK(page.record.newest() == 0);
}
