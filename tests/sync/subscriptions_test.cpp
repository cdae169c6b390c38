// What a client follows: who names what, how much of it there may be, and that others have their
// turns while it is worked off.
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "sync/pair.h"

namespace {

using namespace tally;
using namespace std::chrono_literals;
using tests::has;
using tests::ManualLoop;
using tests::Site;

/// Somebody who speaks the protocol by hand.
struct Hand {
  Hand(Site& its_site, const std::string& name) : site(its_site), session(&site.hub.open(end)) {
    say(R"({"type":"hello","client":")" + name + R"("})");
    hear();
  }
  Hand(const Hand&) = delete;
  Hand& operator=(const Hand&) = delete;
  ~Hand() { leave(); }

  void say(const std::string& message) { session->receive("[" + message + "]"); }
  void subscribe(int id, const std::vector<std::string>& patterns) {
    std::string patterns;
    for (const std::string& pattern : patterns)
      patterns += (patterns.empty() ? "\"" : ",\"") + pattern + "\"";
    say(R"({"type":"subscribe","id":)" + std::to_string(id) + R"(,"patterns":[)" + patterns + "]}");
  }
  void unsubscribe(int id) { say(R"({"type":"unsubscribe","id":)" + std::to_string(id) + "}"); }
  /// All that there is to hear now.
  std::string hear() {
    std::string all;
    while (const buffers::Block frame = session->produce()) all += frame.bytes();
    return all;
  }
  void leave() {
    if (session != nullptr) site.hub.close(*std::exchange(session, nullptr));
  }

  Site& site;
  tests::PairEnd end;
  sync::Session* session;
};

int times(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

std::string data_of(const std::string& key) {
  return R"("type":"data","key":")" + key + '"';
}

/// Few steps a turn.
sync::HubOptions in_turns(std::int64_t steps) {
  sync::HubOptions options;
  options.turn_steps = steps;
  return options;
}

}  // namespace

// ---- What a subscription names ----

TEST_CASE("a key without wildcards names the record of this very key, whenever it comes") {
  ManualLoop loop;
  Site site(loop);
  if (GENERATE(true, false)) {
    site.set("a.b");
    site.set("a/b");
  }
  Hand hand(site, "hand");
  hand.subscribe(1, {"a/b"});
  hand.hear();
  site.set("a.b");
  site.set("a/b");
  const std::string heard = hand.hear();
  CHECK(has(heard, data_of("a/b")));
  CHECK(!has(heard, "a.b"));
  hand.unsubscribe(1);
  site.set("a.b");
  site.set("a/b");
  CHECK(hand.hear().empty());
}

TEST_CASE("a pattern with wildcards names levels, however they are parted") {
  ManualLoop loop;
  Site site(loop);
  site.set("a.b");
  Hand hand(site, "hand");
  hand.subscribe(1, {"a/+"});
  CHECK(has(hand.hear(), R"("count":1)"));
  site.set("a/c");
  CHECK(has(hand.hear(), data_of("a/c")));
  hand.unsubscribe(1);
  site.set("a.b");
  site.set("a/c");
  CHECK(hand.hear().empty());
}

TEST_CASE("a key is followed as long as any subscription names it") {
  ManualLoop loop;
  Site site(loop);
  site.set("a.b");
  Hand hand(site, "hand");
  hand.subscribe(1, {"a.+", "#"});
  CHECK(has(hand.hear(), R"("count":1)"));
  hand.subscribe(2, {"a.b"});
  hand.subscribe(3, {"+.b"});
  CHECK(times(hand.hear(), R"("count":0)") == 2);
  for (const int id : {1, 3}) {
    hand.unsubscribe(id);
    site.set("a.b");
    CHECK(times(hand.hear(), data_of("a.b")) == 1);
  }
  hand.unsubscribe(2);
  site.set("a.b");
  CHECK(hand.hear().empty());
  // Who subscribes again begins again.
  hand.subscribe(1, {"#"});
  CHECK(has(hand.hear(), "snapshot"));
}

TEST_CASE("a pattern that is there several times is one") {
  ManualLoop loop;
  sync::HubOptions options;
  options.limits.subscriptions = 10;
  Site site(loop, std::move(options));
  for (int i = 0; i < 100; ++i) site.set("open.a." + std::to_string(i));
  Hand once(site, "once");
  once.subscribe(1, {"open.+.+"});
  once.hear();
  const std::int64_t bytes = site.hub.stats().subscribed_bytes;
  once.leave();
  loop.advance(1s);
  CHECK(site.hub.stats().subscribed_bytes == 0);

  Hand often(site, "often");
  std::vector<std::string> patterns(5000, "open.+.+");
  patterns.insert(patterns.end(), 5000, "open/+/+");
  often.subscribe(1, patterns);
  const std::string heard = often.hear();
  CHECK(has(heard, R"("patterns":["open.+.+"],"count":100)"));
  CHECK(site.hub.stats().subscribed_bytes == bytes);
  site.set("open.a.0");
  CHECK(times(often.hear(), data_of("open.a.0")) == 1);
}

// ---- What is announced ----

TEST_CASE("as many snapshots end as were announced, whatever happens before they are sent") {
  ManualLoop loop;
  Site site(loop);
  constexpr int count = 50;
  const auto set_all = [&](int value) {
    for (int i = 0; i < count; ++i) {
      site.set("latest." + std::to_string(i), value);
      site.set("ring." + std::to_string(i), value);
    }
  };
  for (int i = 1; i <= 3; ++i) set_all(i);
  Hand hand(site, "hand");
  hand.subscribe(1, {"#"});

  SECTION("nothing") {}
  SECTION("one value more") {
    set_all(4);
  }
  SECTION("all values of the snapshot are gone") {
    for (int i = 4; i <= 9; ++i) set_all(i);
  }
  const std::string heard = hand.hear();
  CHECK(has(heard, R"("count":100)"));
  CHECK(times(heard, R"("last":true)") == 2 * count);
  set_all(10);
  CHECK(times(hand.hear(), R"("type":"data")") == 2 * count);
}

// ---- Turns ----

TEST_CASE("a subscription of many keys is worked off in turns, and others are served meanwhile") {
  constexpr int count = 1000;
  ManualLoop loop;
  Site site(loop, in_turns(600));
  for (int i = 0; i < count; ++i) site.set("many." + std::to_string(i));
  Hand hand(site, "hand");
  Hand other(site, "other");
  hand.subscribe(1, {"many.+"});
  CHECK(hand.hear().empty());

  SECTION("its answer comes before its snapshots, with their number") {
    site.set("many.7", 2);  // and nothing before the answer
    int turns = 0;
    std::string heard;
    for (; heard.empty() && turns < 100; ++turns) {
      loop.advance(5ms);
      heard = hand.hear();
      other.say(R"({"type":"ping","ts":1})");
      CHECK(has(other.hear(), "pong"));
    }
    // Each key takes some steps, but not many.
    CHECK(turns >= count / 150);
    CHECK(turns <= count / 50);
    CHECK(heard.find(R"([{"type":"subscribed","id":1,"patterns":["many.+"],"count":1000})") == 0);
    CHECK(times(heard, R"("last":true)") == count);
  }
  SECTION("who asks for little does not wait for it") {
    other.subscribe(1, {"many.7"});
    loop.advance(5ms);
    CHECK(has(other.hear(), "snapshot"));
    CHECK(hand.hear().empty());
  }
  SECTION("who unsubscribes meanwhile has its answer, and nothing follows") {
    loop.advance(5ms);
    hand.unsubscribe(1);
    CHECK(hand.hear() == R"([{"type":"subscribed","id":1,"patterns":[],"count":0}])");
    site.set("many.1");
    loop.advance(1s);
    CHECK(hand.hear().empty());
    CHECK(site.hub.stats().subscribed_bytes == 0);
  }
  SECTION("who goes leaves nothing behind, a turn at a time") {
    loop.advance(10ms);
    const std::int64_t before = site.hub.stats().subscribed_bytes;
    hand.leave();
    CHECK(site.hub.stats().subscribed_bytes > before / 2);
    site.set("many.1");
    site.set("many.new");
    loop.advance(1s);
    CHECK(site.hub.stats().subscribed_bytes == 0);
  }
  SECTION("after it, unsubscribing ends it at once, also what is not undone yet") {
    loop.advance(1s);
    hand.hear();
    other.subscribe(1, {"many.+"});
    loop.advance(1s);
    other.hear();
    hand.unsubscribe(1);
    for (int i = 0; i < count; ++i) site.set("many." + std::to_string(i));
    CHECK(hand.hear().empty());
    CHECK(times(other.hear(), R"("type":"data")") == count);
    // And what comes again begins again.
    hand.subscribe(1, {"many.+"});
    loop.advance(1s);
    CHECK(times(hand.hear(), R"("last":true)") == count);
  }
  SECTION("the hub may end before it is done") {}
}

TEST_CASE("what another subscription names is not lost when one of them is undone in turns") {
  constexpr int count = 200;
  ManualLoop loop;
  Site site(loop, in_turns(50));
  for (int i = 0; i < count; ++i) site.set("many." + std::to_string(i));
  Hand hand(site, "hand");
  hand.subscribe(1, {"many.+"});
  hand.subscribe(2, {"+.#"});
  loop.advance(1s);
  hand.hear();
  hand.unsubscribe(1);
  for (int i = 0; i < count; ++i) site.set("many." + std::to_string(i), 2);
  loop.advance(1s);
  const std::string heard = hand.hear();
  for (int i = 0; i < count; ++i) CHECK(has(heard, data_of("many." + std::to_string(i))));
}

TEST_CASE("a new key finds those who want it, however many patterns there are") {
  ManualLoop loop;
  Site site(loop, in_turns(200));
  std::vector<std::unique_ptr<Hand>> hands;
  for (int i = 0; i < 20; ++i) {
    hands.push_back(std::make_unique<Hand>(site, "hand" + std::to_string(i)));
    std::vector<std::string> patterns{"open.+.+"};
    for (int n = 0; n < 500; ++n)
      patterns.push_back("client" + std::to_string(i) + "." + std::to_string(n) + ".+");
    hands.back()->subscribe(1, patterns);
  }
  loop.advance(10s);
  for (const auto& hand : hands) hand->hear();
  // What it costs is what it matches: one turn has room for twenty followers, and not for ten
  // thousand patterns.
  site.set("open.a.b");
  for (const auto& hand : hands) CHECK(has(hand->hear(), data_of("open.a.b")));
  loop.advance(10ms);

  // Many keys take more turns, and no value is missed.
  for (int i = 0; i < 10; ++i) site.set("open.a." + std::to_string(i));
  std::vector<std::string> heard;
  for (const auto& hand : hands) heard.push_back(hand->hear());
  CHECK(!has(heard.back(), data_of("open.a.9")));
  loop.advance(1s);
  for (std::size_t i = 0; i < hands.size(); ++i) {
    heard[i] += hands[i]->hear();
    CHECK(times(heard[i], R"("type":"data")") == 10);
    CHECK(!has(heard[i], "snapshot"));
  }
}

// ---- Bounds ----

TEST_CASE("what subscriptions take of memory is bounded, for a client and in all") {
  sync::HubOptions options;
  options.bounds.subscribed_bytes = 100'000;
  options.bounds.all_subscribed_bytes = 150'000;
  ManualLoop loop;
  Site site(loop, std::move(options));
  for (int i = 0; i < 400; ++i) site.set("many." + std::to_string(i));
  Hand first(site, "first");
  Hand second(site, "second");
  const auto too_many = [&] { return site.hub.stats().refused.at("too-many"); };

  SECTION("a subscription that would take more is refused, and leaves nothing behind") {
    site.set("many.more");
    for (int i = 0; i < 200; ++i) site.set("more." + std::to_string(i));
    first.subscribe(1, {"#"});
    CHECK(has(first.hear(), R"("code":"too-many")"));
    CHECK(site.hub.stats().subscribed_bytes == 0);
    first.subscribe(1, {"many.7"});  // the number is free, too
    CHECK(has(first.hear(), R"("count":1)"));
    CHECK(too_many() == 1);
  }
  SECTION("also because of all the others") {
    first.subscribe(1, {"#"});
    CHECK(has(first.hear(), R"("count":400)"));
    second.subscribe(1, {"#"});
    CHECK(has(second.hear(), R"("code":"too-many")"));
    first.leave();
    second.subscribe(1, {"#"});
    CHECK(has(second.hear(), R"("count":400)"));
  }
  SECTION("long patterns take more than short ones") {
    std::string deep = "+";
    while (deep.size() < 500) deep += ".+";
    std::vector<std::string> patterns;
    for (const char* last : {"a", "b", "c"}) patterns.push_back(deep + "." + last);
    first.subscribe(1, patterns);
    CHECK(has(first.hear(), R"("code":"too-many")"));
  }
  SECTION("empty subscriptions count, too") {
    for (int i = 0; i < 1000; ++i) first.subscribe(i, {"latest.a"});
    CHECK(site.hub.stats().subscribed_bytes <= 100'000);
    CHECK(too_many() > 0);
  }
  SECTION("one that cannot be shown a record that comes is closed, with a word") {
    first.subscribe(1, {"#"});
    first.hear();
    for (int i = 0; i < 200 && !first.end.closed; ++i) site.set("more." + std::to_string(i));
    REQUIRE(first.end.closed);
    CHECK(first.end.code == sync::Close::try_later);
    CHECK(has(first.hear(), R"("code":"too-many")"));
    CHECK(!second.end.closed);
  }
}

TEST_CASE("patterns that take too long to look for are refused") {
  sync::HubOptions options = in_turns(1000);
  options.subscription_steps = 5000;
  ManualLoop loop;
  Site site(loop, std::move(options));
  for (int i = 0; i < 100; ++i)
    for (int n = 0; n < 100; ++n) site.record(std::to_string(i) + ".a." + std::to_string(n));
  Hand hand(site, "hand");
  hand.subscribe(1, {"+.+.nothing", "+.a.none"});
  loop.advance(1s);
  CHECK(has(hand.hear(), R"("count":0)"));
  hand.subscribe(2, {"+.a.+"});
  loop.advance(1s);
  CHECK(has(hand.hear(), R"("code":"too-many")"));
  loop.advance(1s);
  hand.subscribe(2, {"7.a.+"});
  loop.advance(1s);
  CHECK(has(hand.hear(), R"("id":2)"));
}

TEST_CASE(
    "as many patterns as the limit says may be subscribed, however often that is begun anew") {
  sync::HubOptions options;
  options.limits.subscriptions = 10;
  ManualLoop loop;
  Site site(loop, std::move(options));
  Hand hand(site, "hand");
  for (int round = 0; round < 3; ++round) {
    for (int i = 1; i <= 10; ++i) hand.subscribe(i, {"a." + std::to_string(i)});
    loop.advance(1s);
    CHECK(!has(hand.hear(), "too-many"));
    hand.subscribe(11, {"a.11"});
    loop.advance(1s);
    CHECK(has(hand.hear(), "too-many"));
    for (int i = 1; i <= 10; ++i) hand.unsubscribe(i);
    loop.advance(1s);
    hand.hear();
  }
}

TEST_CASE("who reads its answers is not closed for having asked for much that is refused") {
  sync::HubOptions options;
  options.bounds.unread_replies = 4096;
  options.admit = [](std::string_view) { return std::optional(sync::Rights{"", {"mine.#"}, {}}); };
  ManualLoop loop;
  Site site(loop, std::move(options));
  Hand hand(site, "hand");
  std::vector<std::string> patterns{"mine.+"};
  for (int i = 0; i < 1000; ++i) patterns.push_back("theirs." + std::to_string(i));
  hand.subscribe(1, patterns);
  std::string heard;
  for (int i = 0; i < 100; ++i) {
    heard += hand.hear();
    loop.advance(5ms);
  }
  CHECK(!hand.end.closed);
  CHECK(times(heard, R"("code":"forbidden")") == 1000);
  CHECK(has(heard, R"("patterns":["mine.+"])"));
}
