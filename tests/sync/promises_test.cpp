// What wire.md promises, promise by promise, where it can be said exactly. That all of it holds
// together on a network that fails is in scenarios_test.cpp, the known traps are in traps_test.cpp.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "sync/pair.h"

namespace {

using namespace tally;
using namespace std::chrono_literals;
using async::Duration;
using async::Instant;
using async::WallTime;
using sync::Close;
using sync::Mode;
using sync::Outbox;
using sync::Status;
using sync::Write;
using tests::has;
using tests::ManualLoop;
using tests::reading;
using tests::Site;
using tests::Visitor;
using State = Write::State;
using Ids = std::vector<std::uint64_t>;
using States = std::vector<State>;
using Values = std::vector<std::string>;

std::string write_message(int id, const std::string& key, const std::string& payload) {
  return R"([{"type":"write","id":)" + std::to_string(id) + R"(,"key":")" + key +
         R"(","payload":)" + payload + R"(,"ts":0}])";
}

}  // namespace

// ---- 1. The same judge on both sides ----

TEST_CASE("a client that skips its own check gets the issues that the check would have found") {
  ManualLoop loop;
  Site site(loop);
  Visitor visitor(loop);
  visitor.dial(site);
  visitor.talk();
  const std::string bad = R"({"celsius":61,"timestamp":"x","sensor_id":""})";
  const auto own = visitor.bridge.write("latest.a", bad, Mode::synced);
  REQUIRE_FALSE(own);
  const Issues& issues = own.error().issues;
  REQUIRE(issues.size() > 1);
  CHECK(visitor.told.writes.empty());

  visitor.session->receive(write_message(1, "latest.a", bad));
  const std::string nack = visitor.hear();
  CHECK(has(nack, R"({"type":"nack","id":1,"code":"contract")"));
  std::size_t at = 0;
  for (const Issue& issue : issues) {
    at = nack.find(R"("path":")" + issue.path + R"(","code":")" + std::string(issue.code), at);
    CHECK(at != std::string::npos);
  }
  CHECK(site.records.find("latest.a") == nullptr);
}

// ---- 3. The outbox ----

TEST_CASE("an outbox is bounded in count and in bytes") {
  const auto room_for = [](std::size_t bytes) {
    sync::BridgeOptions options;
    options.outbox.count = 3;
    options.outbox.bytes = static_cast<std::uint32_t>(bytes);
    return options;
  };
  ManualLoop loop;
  Visitor by_bytes(loop, room_for(2 * (reading(1) + "latest.a").size()));
  Visitor by_count(loop, room_for(1U << 20U));
  for (const auto& [visitor, room] : {std::pair{&by_bytes, 2U}, std::pair{&by_count, 3U}}) {
    for (std::uint64_t id = 1; id <= room; ++id)
      CHECK(visitor->bridge.write("latest.a", reading(1), Mode::synced)->id == id);
    const auto more = visitor->bridge.write("latest.a", reading(1), Mode::hybrid);
    REQUIRE_FALSE(more);
    CHECK(more.error().problem.code == "full");
    CHECK(visitor->records.find("latest.a")->newest() == 0);  // nothing else has happened
    // There is room again when a write has its answer, and no number is used twice.
    Site site(loop);
    visitor->dial(site);
    visitor->talk();
    CHECK(visitor->bridge.outbox().writes().empty());
    CHECK(visitor->bridge.write("latest.a", reading(1), Mode::synced)->id == room + 1);
    visitor->hang_up();
  }
}

namespace {

/// What a client has in its outbox after so many writes, and what became of the others.
struct Queue {
  Queue(ManualLoop& loop, sync::OutboxPolicy policy, std::uint32_t count)
      : visitor(loop, options_of(policy, count)) {}
  static sync::BridgeOptions options_of(sync::OutboxPolicy policy, std::uint32_t count) {
    sync::BridgeOptions options;
    options.outbox.policy = policy;
    options.outbox.count = count;
    options.outbox.bytes = static_cast<std::uint32_t>(3 * (reading(1) + "latest.a").size());
    return options;
  }
  bool write(const std::string& key) {
    return static_cast<bool>(visitor.bridge.write(key, reading(1), Mode::synced));
  }
  [[nodiscard]] std::vector<std::uint64_t> ids() const {
    std::vector<std::uint64_t> ids;
    for (const sync::Write& each : visitor.bridge.outbox().writes()) ids.push_back(each.id);
    return ids;
  }

  Visitor visitor;
};

}  // namespace

TEST_CASE("in an outbox without room the oldest writes give way, if the policy says so") {
  ManualLoop loop;
  const std::uint32_t count = GENERATE(3U, 100U);  // it is full by its count, or by its bytes
  Queue queue(loop, sync::OutboxPolicy::oldest, count);
  for (int i = 0; i < 5; ++i) CHECK(queue.write("latest.a"));
  CHECK(queue.ids() == Ids{3, 4, 5});
  CHECK(queue.visitor.told.writes[2] == States{State::queued, State::dropped});

  // One for which there can be no room makes nobody go.
  CHECK(!queue.write("latest." + std::string(400, 'a')));
  CHECK(queue.ids() == Ids{3, 4, 5});
}

TEST_CASE("what was sent gives way to nobody: the hub may have it") {
  ManualLoop loop;
  Site site(loop);
  const auto policy = GENERATE(sync::OutboxPolicy::oldest, sync::OutboxPolicy::replace);
  Queue queue(loop, policy, 3);
  for (const char* key : {"latest.a", "latest.b"}) queue.write(key);
  queue.visitor.dial(site);
  queue.visitor.say();
  queue.visitor.hear();
  queue.visitor.say();  // without an answer
  CHECK(queue.visitor.told.writes[2] == States{State::queued, State::sent});
  queue.visitor.hang_up();
  CHECK(queue.write("latest.a"));
  CHECK(queue.write("latest.a"));
  CHECK(queue.ids() == Ids{1, 2, 4});
  queue.visitor.dial(site);
  queue.visitor.talk();
  CHECK(queue.ids().empty());
  CHECK(site.records.find("latest.a")->newest() == 2);
}

TEST_CASE("an outbox that replaces keeps one write of each key, the newest") {
  ManualLoop loop;
  Queue queue(loop, sync::OutboxPolicy::replace, 3);
  for (const char* key : {"latest.a", "latest.b", "latest.a", "latest.c", "latest.b"})
    CHECK(queue.write(key));
  CHECK(queue.ids() == Ids{3, 4, 5});
  CHECK(!queue.write("latest.d"));  // and then it is full
  CHECK(queue.ids() == Ids{3, 4, 5});
}

TEST_CASE("who is told that a write gave way may write") {
  struct Rewriting final : sync::BridgeListener {
    void write_changed(const sync::Write& write) noexcept override {
      if (write.state == State::dropped && again-- > 0)
        bridge->write("latest.b", reading(2), Mode::synced);
    }
    sync::Bridge* bridge = nullptr;
    int again = 1;
  };
  ManualLoop loop;
  db::Db records(loop);
  Rewriting listener;
  sync::BridgeOptions options = Queue::options_of(sync::OutboxPolicy::replace, 10);
  options.client = "c";
  options.make = [&](std::string_view key) {
    return &*records.configure(key, Contract<sensors::Temperature>::type, db::Buffer::latest());
  };
  sync::Bridge bridge(records, listener, std::move(options));
  listener.bridge = &bridge;
  for (int i = 0; i < 2; ++i) bridge.write("latest.a", reading(i), Mode::synced);
  std::vector<std::string> keys;
  for (const sync::Write& each : bridge.outbox().writes()) keys.push_back(each.key);
  CHECK(keys == std::vector<std::string>{"latest.a", "latest.b"});
}

TEST_CASE("a write that was never sent expires when it has waited for too long") {
  sync::BridgeOptions options;
  options.outbox.age = 60s;
  ManualLoop loop;
  Site site(loop);
  Visitor visitor(loop, std::move(options));

  SECTION("and says so") {
    visitor.bridge.write("latest.a", reading(1), Mode::synced);
    loop.advance(30s);
    visitor.bridge.write("latest.a", reading(2), Mode::synced);
    loop.advance(29s);
    CHECK(visitor.told.writes[1] == States{State::queued});
    loop.advance(3s);
    CHECK(visitor.told.writes[1] == States{State::queued, State::expired});
    CHECK(visitor.told.writes[2] == States{State::queued});
    visitor.dial(site);
    visitor.talk();
    CHECK(visitor.told.writes[2] == States{State::queued, State::sent, State::acked});
    CHECK(site.records.find("latest.a")->newest() == 1);
  }
  SECTION("also when no timer has run since: a tab that was frozen sends nothing stale") {
    visitor.bridge.write("latest.a", reading(1), Mode::synced);
    loop.jump(61s);
    visitor.dial(site);
    visitor.talk();
    CHECK(visitor.told.writes[1] == States{State::queued, State::expired});
    CHECK(site.records.find("latest.a") == nullptr);
  }
  SECTION("one that was sent does not: whether the hub has it is not known") {
    visitor.bridge.write("latest.a", reading(1), Mode::synced);
    visitor.dial(site);
    visitor.talk();
    visitor.hang_up();
    visitor.bridge.write("latest.a", reading(2), Mode::synced);
    visitor.dial(site);
    visitor.say();
    visitor.hear();
    visitor.say();  // and its answer is lost
    visitor.hang_up();
    loop.advance(120s);
    CHECK(visitor.told.writes[2] == States{State::queued, State::sent});
    visitor.dial(site);
    visitor.talk();
    CHECK(visitor.told.writes[2] == States{State::queued, State::sent, State::acked});
    CHECK(site.records.find("latest.a")->newest() == 2);
  }
}

TEST_CASE("the time of day counts only for writes that an earlier program left") {
  const WallTime today(500'000h);
  const Instant start(1h);
  sync::OutboxLimits limits;
  limits.age = 60s;
  const auto left = [](std::uint64_t id, WallTime time) {
    Write write;
    write.id = id;
    write.time = time;
    return write;
  };
  const auto expired = [](Outbox& outbox, Instant now) {
    std::vector<std::uint64_t> ids;
    for (auto taken = outbox.take_expired(now); !taken.empty(); taken = outbox.take_expired(now))
      ids.push_back(taken.front().id);
    return ids;
  };

  SECTION("what waited before goes on waiting") {
    Outbox outbox(limits, 2);
    outbox.restore(left(1, today - 50s), today, start);
    outbox.restore(left(2, today - 20s), today, start);
    CHECK(expired(outbox, start + 10s) == Ids{});
    CHECK(expired(outbox, start + 11s) == Ids{1});
    CHECK(expired(outbox, start + 41s) == Ids{2});
  }
  SECTION("a clock that was ahead makes nothing wait for ever, nor those behind it") {
    Outbox outbox(limits, 2);
    outbox.restore(left(1, today + 24h * 365), today, start);
    outbox.restore(left(2, today - 24h), today, start);
    CHECK(expired(outbox, start + 60s) == Ids{});
    CHECK(expired(outbox, start + 61s) == Ids{1, 2});
  }
  SECTION("a later write has never waited longer than an earlier one") {
    Outbox outbox(limits, 2);
    outbox.restore(left(1, today + 24h * 365), today, start);
    outbox.restore(left(2, today - 24h), today, start);
    REQUIRE(outbox.next(10) != nullptr);  // the first one is sent
    CHECK(expired(outbox, start + 60s) == Ids{});
    CHECK(expired(outbox, start + 61s) == Ids{2});
  }
  SECTION("what seems to have waited for decades gets a last chance") {
    Outbox outbox(limits, 1);
    outbox.restore(left(1, WallTime()), today, start);
    CHECK(expired(outbox, start) == Ids{});
    CHECK(expired(outbox, start + 1s) == Ids{1});
  }
}

TEST_CASE("writes go out in their order, live ones behind those that wait") {
  sync::HubOptions options;
  options.limits.writes = 2;
  ManualLoop loop;
  Site site(loop, std::move(options));
  std::vector<std::string> stored;
  auto watch = site.record("latest.a")->broadcast()->subscribe([&](const buffers::Event& event) {
    stored.emplace_back(event.value.bytes());
  });
  Visitor visitor(loop);
  for (int i = 1; i <= 5; ++i) visitor.bridge.write("latest.a", reading(i), Mode::synced);
  visitor.dial(site);
  visitor.say();
  visitor.hear();
  visitor.say();
  CHECK(stored.size() == 2);  // more may not be under way
  visitor.bridge.write("latest.a", reading(6), Mode::synced);
  visitor.talk();
  CHECK(stored == Values{reading(1), reading(2), reading(3), reading(4), reading(5), reading(6)});
}

TEST_CASE("of the dead letters the newest are kept") {
  sync::HubOptions options;
  options.admit = [](std::string_view) { return std::optional(sync::Rights{}); };
  sync::BridgeOptions kept;
  kept.dead_letters = 2;
  ManualLoop loop;
  Site site(loop, std::move(options));
  Visitor visitor(loop, std::move(kept));
  for (int i = 1; i <= 4; ++i) visitor.bridge.write("latest.a", reading(i), Mode::synced);
  visitor.dial(site);
  visitor.talk();
  REQUIRE(visitor.bridge.dead_letters().size() == 2);
  CHECK(visitor.bridge.dead_letters().front().id == 3);
  CHECK(visitor.bridge.dead_letters().back().payload == reading(4));
}

// ---- 4. Reconnecting ----

TEST_CASE("each attempt waits twice as long, up to a bound, and half of that is chance") {
  double chance = 0;
  sync::BridgeOptions options;
  options.random = [&] { return chance; };
  ManualLoop loop;
  Site site(loop);
  Visitor visitor(loop, std::move(options));
  const auto waits = [&](int count) {
    std::vector<Duration> all;
    for (int i = 0; i < count; ++i) {
      visitor.bridge.dialing();
      all.push_back(visitor.bridge.disconnected());
    }
    return all;
  };
  const std::vector<Duration> least{250ms, 500ms, 1s, 2s, 4s, 4s, 4s};
  CHECK(waits(7) == least);

  // Only a welcome begins it again: a hub that accepts and says nothing is no hub.
  visitor.dial(site);
  visitor.hang_up();
  CHECK(waits(1) == std::vector<Duration>{4s});
  visitor.dial(site);
  visitor.talk();
  visitor.hang_up();  // the first wait
  chance = 0.5;
  CHECK(waits(5) == std::vector<Duration>{750ms, 1500ms, 3s, 6s, 6s});
  // Who gives up and comes back begins again, too.
  visitor.bridge.stopped();
  chance = 0.999;
  const Duration first = waits(1)[0];
  CHECK(first > 499ms);
  CHECK(first <= 500ms);
}

TEST_CASE("the status says what a client is about") {
  ManualLoop loop;
  Site site(loop);
  Visitor visitor(loop);
  CHECK(visitor.bridge.status() == Status::disconnected);
  visitor.bridge.dialing();
  visitor.bridge.disconnected();
  visitor.dial(site);
  visitor.talk();
  visitor.hang_up();
  visitor.bridge.stopped();
  CHECK(visitor.told.statuses == std::vector{Status::connecting, Status::reconnecting,
                                             Status::connected, Status::reconnecting,
                                             Status::disconnected});
}

// ---- 5. Slow consumers ----

TEST_CASE("one that does not read costs the others nothing") {
  ManualLoop loop;
  Site site(loop);
  site.record("ring.a");
  Visitor slow(loop);
  Visitor quick(loop);
  slow.bridge.subscribe("ring.a");
  quick.bridge.subscribe("ring.a");
  slow.dial(site);
  slow.talk();
  // Another name, so that it does not take the place of the first.
  tests::PairEnd end;
  sync::Session& other = site.hub.open(end);
  other.receive(
      R"([{"type":"hello","client":"quick"},{"type":"subscribe","id":1,"patterns":["#"]}])");
  std::string heard;
  for (int i = 1; i <= 50; ++i) {
    site.set("ring.a", i);
    while (const buffers::Block frame = other.produce()) heard += frame.bytes();
  }
  for (int i = 1; i <= 50; ++i)
    CHECK(has(heard, R"("type":"data","key":"ring.a","seq":)" + std::to_string(i) + ","));
  CHECK(!has(heard, "gap"));
  slow.talk();
  CHECK(slow.told.values == Values{"ring.a lost 1-47", "ring.a 48", "ring.a 49", "ring.a 50"});
  site.hub.close(other);
}

TEST_CASE("one that asks and does not read the answers is not heard, then closed, with a reason") {
  sync::HubOptions options;
  options.bounds.unread_replies = 1000;
  ManualLoop loop;
  Site site(loop, std::move(options));
  Visitor visitor(loop);
  visitor.dial(site);
  visitor.talk();
  int heard = 0;
  for (; visitor.session->listens() && heard < 100; ++heard)
    visitor.session->receive(R"([{"type":"ping","ts":0}])");
  CHECK(heard < 100);
  CHECK(!visitor.far->closed);
  loop.advance(30s);
  REQUIRE(visitor.far->closed);
  CHECK(visitor.far->code == Close::try_later);
  CHECK(visitor.far->reason == "replies are not read");
  CHECK(site.hub.stats().closed.at(Close::try_later) == 1);
}

// ---- 6. Rights and limits ----

TEST_CASE("a session ends when its rights do") {
  ManualLoop loop;
  sync::HubOptions options;
  options.admit = [&](std::string_view) {
    sync::Rights rights = sync::Rights::all();
    rights.until = loop.now() + 40s;
    return std::optional(rights);
  };
  Site site(loop, std::move(options));
  Visitor visitor(loop);
  visitor.dial(site);
  visitor.talk();
  loop.advance(20s);
  visitor.talk();
  loop.advance(19s);
  visitor.talk();
  CHECK(!visitor.far->closed);
  loop.advance(1s);
  CHECK(visitor.far->closed);
  CHECK(visitor.far->code == sync::Close::unauthorized);
}

TEST_CASE("a client is given what its rights contain of what it asks for") {
  sync::HubOptions options;
  options.admit = [](std::string_view ticket) -> std::optional<sync::Rights> {
    if (ticket != "good") return std::nullopt;
    return sync::Rights{"ann", {"a.+"}, {"a.b"}};
  };
  ManualLoop loop;
  Site site(loop, std::move(options));
  site.set("a.b");
  site.set("a.b.c");
  site.set("z");
  sync::BridgeOptions with_ticket;
  with_ticket.ticket = [] { return "good"; };
  Visitor visitor(loop, std::move(with_ticket));
  for (const char* pattern : {"a.#", "#", "+", "a.b.c", "z", "+.b"})
    visitor.bridge.subscribe(pattern);
  visitor.dial(site);
  visitor.talk();
  // Of `a.#`, `#` and `+.b` there is something that it may read.
  CHECK(visitor.told.errors == Values{"forbidden +: what may be read: a.+",
                                      "forbidden a.b.c: what may be read: a.+",
                                      "forbidden z: what may be read: a.+"});
  CHECK(visitor.told.values == Values{"a.b 1"});
  CHECK(site.hub.stats().refused.at("forbidden") == 3);
  site.set("a.new");  // and what comes later obeys the same rights
  site.set("a.b.c");
  visitor.talk();
  CHECK(visitor.told.values == Values{"a.b 1", "a.new 1"});

  visitor.bridge.write("a.b", reading(7), Mode::synced);
  visitor.bridge.write("a.c", reading(7), Mode::synced);
  visitor.talk();
  CHECK(visitor.told.writes[1].back() == State::acked);
  CHECK(visitor.told.writes[2].back() == State::rejected);
  CHECK(site.records.find("a.c") == nullptr);

  Visitor stranger(loop);
  stranger.dial(site);
  stranger.talk();
  CHECK(stranger.far->closed);
  CHECK(stranger.far->code == Close::unauthorized);
  CHECK(stranger.told.errors == Values{"unauthorized"});
}

TEST_CASE("writes have a rate, by a clock that nobody sets") {
  sync::HubOptions options;
  options.bounds.writes_per_second = 3;
  ManualLoop loop;
  Site site(loop, std::move(options));
  Visitor visitor(loop);
  visitor.dial(site);
  visitor.talk();
  const auto send = [&] { return visitor.bridge.write("latest.a", reading(1), Mode::synced)->id; };
  for (int i = 0; i < 4; ++i) send();
  visitor.talk();
  CHECK(visitor.told.writes[3].back() == State::acked);
  CHECK(visitor.told.writes[4].back() == State::rejected);
  CHECK(visitor.bridge.dead_letters().back().code == wire::Code::rate);
  CHECK(site.hub.stats().refused.at("rate") == 1);
  loop.advance(1s);
  const std::uint64_t next = *send();
  visitor.talk();
  CHECK(visitor.told.writes[next].back() == State::acked);
}

TEST_CASE("frames are bounded in bytes and in depth, and nothing of them is echoed") {
  sync::HubOptions options;
  options.limits.frame_bytes = 4000;
  options.limits.subscriptions = 2;
  ManualLoop loop;
  Site site(loop, std::move(options));
  const auto answer_to = [&](const std::string& frame, Close code) {
    tests::PairEnd end;
    sync::Session& session = site.hub.open(end);
    session.receive(R"([{"type":"hello","client":"c"}])");
    session.produce();
    session.receive(frame);
    const std::string answer(session.produce().bytes());
    CHECK(end.closed == (code != Close::normal));
    if (end.closed) CHECK(end.code == code);
    site.hub.close(session);
    CHECK(!has(answer, "secret"));
    return answer;
  };
  const std::string deep = std::string(1200, '[') + R"("secret")" + std::string(1200, ']');
  CHECK(has(answer_to(write_message(1, "latest.a", deep), Close::normal), R"("code":"depth")"));
  CHECK(has(answer_to(R"([{"type":"ping","ts":)" + deep + "}]", Close::policy), "malformed"));
  CHECK(has(answer_to(write_message(1, "latest.a", R"("secret)" + std::string(4000, 'x') + '"'),
                      Close::too_large),
            "too-large"));
  CHECK(has(answer_to(write_message(1, "latest.a", R"({"celsius":"secret"})"), Close::normal),
            R"("code":"contract")"));
  CHECK(has(answer_to(R"([{"type":"subscribe","id":1,"patterns":["a","b","c"]}])", Close::normal),
            "too-many"));
}
