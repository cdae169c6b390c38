// What clients can make, and what they may get wrong: everything has a bound and an answer, and
// costs nobody else anything.
#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "sync/pair.h"

namespace {

using namespace tally;
using namespace std::chrono_literals;
using sync::Close;
using tests::has;
using tests::ManualLoop;
using tests::reading;
using tests::Site;
using tests::Visitor;
using Values = std::vector<std::string>;

std::string write_of(int id, const std::string& key, const std::string& payload) {
  return R"({"type":"write","id":)" + std::to_string(id) + R"(,"key":")" + key + R"(","payload":)" +
         payload + R"(,"ts":0})";
}

std::string write_of(int id) {
  return write_of(id, "latest.a", reading(1));
}

/// A connection to a hub, and what comes of it.
struct Guest {
  Guest(sync::Hub& its_hub, const std::string& name) : hub(its_hub), session(&hub.open(end)) {
    say(R"({"type":"hello","client":")" + name + "\"}");
  }
  ~Guest() { hub.close(*session); }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  void say(const std::string& messages) { session->receive("[" + messages + "]"); }
  /// All that there is to read.
  std::string read() {
    std::string all;
    while (const buffers::Block frame = session->produce()) all += frame.bytes();
    return all;
  }
  std::string ask(const std::string& messages) {
    read();
    say(messages);
    return read();
  }

  tests::PairEnd end;
  sync::Hub& hub;
  sync::Session* session;
};

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

std::string nack(int id, const std::string& code) {
  return R"({"type":"nack","id":)" + std::to_string(id) + R"(,"code":")" + code + '"';
}
std::string ack(int id) {
  return R"({"type":"ack","id":)" + std::to_string(id) + ",";
}

/// A hub log that keeps nothing before it is told to.
struct Shelf final : sync::HubLog {
  void append(const Entry&) noexcept override { ++entries; }
  [[nodiscard]] wire::Durability durability() const noexcept override {
    return wire::Durability::synced;
  }
  std::uint64_t entries = 0;
};

/// What can be wrong with a payload, and the code of the issue that it gets.
struct Wrong {
  const char* what;
  std::string payload;
  const char* code;
};
std::string with(const std::string& celsius, const std::string& sensor = R"("vienna-01")") {
  return R"({"celsius":)" + celsius + R"(,"timestamp":2,"sensor_id":)" + sensor + "}";
}
std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}
const std::vector<Wrong> wrong_payloads{
    {"a value that the contract does not allow", with("61"), "maximum"},
    {"a number beyond every double", with("1e999"), "range"},
    {"a negative one", with("-1e999"), "range"},
    {"one with many digits", with("1" + std::string(400, '0')), "range"},
    {"the number alone", "1e999", "type"},
    {"half a surrogate pair", with("1", R"("\ud800")"), "encoding"},
    {"bytes that are no UTF-8", with("1", "\"\xff\""), "encoding"},
    {"a member twice", R"({"celsius":1,"celsius":1,"timestamp":2,"sensor_id":"a"})", "duplicate"},
    {"more levels than the contract allows", nested(100), "depth"},
    {"more levels than any contract allows", nested(100'000), "depth"},
    {"brackets that do not match", "[}", "syntax"},
    {"a comma too many", with("1,"), "syntax"},
    {"a comma too few", R"({"celsius":1 "timestamp":2})", "syntax"},
    {"a leading zero", with("01"), "syntax"},
    {"what only JavaScript has", with("NaN"), "syntax"},
    {"a word that is none", "tru", "syntax"},
    {"an escape that is none", with("1", R"("\x41")"), "syntax"},
    {"a control character", with("1", "\"\n\""), "syntax"},
    {"a mark of the object door", with("\x01n"), "syntax"},
};

/// What is wrong with the frame itself, though it looks as if it were the payload.
const std::pair<const char*, std::string> wrong_frames[] = {
    {"no payload", ""},
    {"a string without an end", R"("a)"},
    {"a bracket without an end", R"({"a":[1)"},
    {"a bracket too many", with("1") + "}"},
    {"two values", "1 2"},
    {"a zero byte", std::string("[\0]", 3)},
};

}  // namespace

// ---- Payloads ----

TEST_CASE("what is wrong with a payload is the write's own fault, and the connection stays") {
  ManualLoop loop;
  Site site(loop);
  Guest guest(site.hub, "c");
  int id = 0;
  for (const Wrong& wrong : wrong_payloads) {
    INFO(wrong.what);
    const std::string answer = guest.ask(write_of(++id, "latest.a", wrong.payload));
    CHECK(has(answer, nack(id, "contract")));
    CHECK(has(answer, R"("code":")" + std::string(wrong.code) + '"'));
    CHECK(!guest.end.closed);
  }
  // Wherever it stands: members come in any order.
  CHECK(has(guest.ask(R"({"payload":1e999,"ts":0,"key":"latest.a","id":99,"type":"write"})"),
            nack(99, "contract")));
  CHECK(has(guest.ask(write_of(100)), ack(100)));
}

TEST_CASE("what is wrong with a value of the hub is told, and the connection stays") {
  ManualLoop loop;
  Site site(loop);
  struct Telling final : sync::BridgeListener {
    void refused(std::string_view key, const Issues& issues) noexcept override {
      refusals.push_back(std::string(key) + " " + std::string(issues.front().code));
    }
    Values refusals;
  } told;
  db::Db records(loop);
  sync::BridgeOptions options;
  options.client = "c";
  options.make = [&](std::string_view key) {
    return &*records.configure(key, Contract<sensors::Temperature>::type, db::Buffer::latest());
  };
  sync::Bridge bridge(records, told, std::move(options));
  tests::PairEnd end;
  bridge.dialing();
  bridge.connected(end);
  bridge.receive(
      R"([{"type":"welcome","session":"1","epoch":"e","last_write":0,"limits":{"frame_bytes":65536,)"
      R"("subscriptions":10,"writes":10,"ping_ms":1000}}])");
  Values expected;
  int seq = 0;
  for (const Wrong& wrong : wrong_payloads) {
    INFO(wrong.what);
    for (const char* type : {"snapshot", "data"}) {
      bridge.receive(R"([{"type":")" + std::string(type) + R"(","key":"latest.a","seq":)" +
                     std::to_string(++seq) + R"(,"payload":)" + wrong.payload + R"(,"ts":0}])");
      expected.push_back("latest.a " + std::string(wrong.code));
    }
    REQUIRE(!end.closed);
  }
  CHECK(told.refusals == expected);
}

TEST_CASE("what is wrong with a frame closes the connection, also within a payload") {
  ManualLoop loop;
  Site site(loop);
  for (const auto& [what, payload] : wrong_frames) {
    INFO(what);
    Guest guest(site.hub, "c");
    CHECK(has(guest.ask(write_of(1, "latest.a", payload)), "malformed"));
    CHECK(guest.end.code == Close::policy);
  }
  CHECK(site.records.size() == 0);
}

TEST_CASE("issues whose details are no JSON do not reach the program as such") {
  ManualLoop loop;
  Site site(loop);
  Visitor visitor(loop);
  visitor.dial(site);
  visitor.talk();
  visitor.bridge.write("latest.a", reading(1), sync::Mode::synced);
  visitor.bridge.produce();
  visitor.bridge.receive(R"([{"type":"nack","id":1,"code":"contract","issues":[)"
                         R"({"path":"","code":"a","params":{"limit":1},"message":"m"},)"
                         R"({"path":"","code":"b","params":[},"message":"m"}]}])");
  REQUIRE(visitor.bridge.dead_letters().size() == 1);
  const auto& issues = visitor.bridge.dead_letters().front().issues;
  CHECK(issues[0].params.text == R"({"limit":1})");
  CHECK(issues[1].params.text == "{}");
}

TEST_CASE("an answer has as many issues as fit, however long the names in them are") {
  ManualLoop loop;
  Site site(loop);
  Guest guest(site.hub, "c");
  std::string payload = "{";
  for (char name = 'a'; name < 'k'; ++name)
    payload += (name == 'a' ? "\"" : ",\"") + std::string(10'000, name) + "\":1e999";
  const std::string answer = guest.ask(write_of(1, "latest.a", payload + "}"));
  CHECK(has(answer, nack(1, "contract")));
  CHECK(answer.size() < 20'000);
}

// ---- Hello ----

TEST_CASE("who breaks a rule of a message is told which, and nothing of what it said") {
  ManualLoop loop;
  Site site(loop);
  const std::string secret = "s3cret";
  const std::pair<std::string, std::string> cases[] = {
      {R"({"type":"hello","client":"s3cret!"})", "pattern at /0/client"},
      {R"({"type":"hello","client":"s3cret)" + std::string(60, 'x') + "\"}",
       "maxLength at /0/client"},
      {R"({"type":"hello"})", "required at /0/client"},
      {R"({"type":"hello","client":"c","resume":[{"key":"s3cret.","epoch":"e","seq":1}]})",
       "pattern at /0/resume/0/key"},
      {R"({"type":"hello","client":"c","fingerprints":{"s3cret":"s3cret"}})",
       "pattern at /0/fingerprints"},
      {R"({"type":"s3cret"})", "tag at /0"},
      {R"({"type":"ping","ts":0},{"type":"ping","ts":"s3cret"})", "type at /1/ts"},
      {R"({"s3cret)", "syntax"},
  };
  for (const auto& [message, rule] : cases) {
    tests::PairEnd end;
    sync::Session& session = site.hub.open(end);
    session.receive("[" + message + "]");
    const std::string answer(session.produce().bytes());
    INFO(answer);
    CHECK(has(answer, "what came is no frame: " + rule + '"'));
    CHECK(!has(answer, secret));
    CHECK(end.code == Close::policy);
    site.hub.close(session);
  }
}

// ---- Answers that are not read ----

TEST_CASE("a client that reads is not closed, whatever it gets wrong in one frame") {
  sync::HubOptions options;
  options.bounds.unread_replies = 1000;
  options.frame_fill = 500;
  ManualLoop loop;
  Site site(loop, std::move(options));
  Guest guest(site.hub, "c");
  guest.read();
  std::string all;
  for (int id = 1; id <= 256; ++id) all += (id == 1 ? "" : ",") + write_of(id, "latest.a", "{}");
  guest.say(all);
  CHECK(!guest.session->listens());
  CHECK(guest.session->unread() < 2000);  // what one message may add is beyond it
  CHECK(site.hub.counts().unread_bytes == guest.session->unread());

  SECTION("it gets its answers as it reads, and is heard again") {
    const std::string answers = guest.read();
    CHECK(count_of(answers, R"("type":"nack")") == 256);
    CHECK(guest.session->listens());
    CHECK(guest.session->unread() == 0);
    CHECK(site.hub.counts().unread_bytes == 0);
    CHECK(has(guest.ask(write_of(257)), ack(257)));
    CHECK(!guest.end.closed);
  }
  SECTION("as long as it reads at all") {
    for (int i = 0; i < 10; ++i) {
      loop.advance(10s);
      CHECK(guest.session->produce());
    }
    CHECK(!guest.end.closed);
  }
  SECTION("what comes meanwhile waits, in its order") {
    guest.say(write_of(257));
    const std::string answers = guest.read();
    CHECK(answers.find(ack(257)) > answers.rfind(R"("type":"nack")"));
  }
  SECTION("who reads nothing is closed, with a reason") {
    loop.advance(29'999ms);
    CHECK(!guest.end.closed);
    loop.advance(1ms);
    REQUIRE(guest.end.closed);
    CHECK(guest.end.code == Close::try_later);
    CHECK(guest.end.reason == "replies are not read");
    CHECK(guest.session->listens());
  }
  SECTION("who leaves takes its answers along") {
    { Guest other(site.hub, "other"); }
    CHECK(site.hub.counts().unread_bytes == guest.session->unread());
  }
}

TEST_CASE("when all together read too little, each may have no more than a frame of answers") {
  sync::HubOptions options;
  options.frame_fill = 500;
  options.bounds.unread_bytes = 2000;
  ManualLoop loop;
  Site site(loop, std::move(options));
  std::vector<std::unique_ptr<Guest>> guests;
  for (int i = 0; i < 10; ++i) {
    guests.push_back(std::make_unique<Guest>(site.hub, "c" + std::to_string(i)));
    for (int j = 0; j < 100; ++j) guests.back()->say(R"({"type":"ping","ts":0})");
  }
  CHECK(site.hub.counts().unread_bytes < 2000 + 10 * 700);
  for (const auto& guest : guests) CHECK(count_of(guest->read(), R"("type":"pong")") == 100);
  CHECK(site.hub.counts().unread_bytes == 0);
}

// ---- Time ----

TEST_CASE("silence closes when twice the time between pings is over, and not later") {
  sync::HubOptions options;
  options.limits.ping_ms = 15'000;
  ManualLoop loop;
  Site site(loop, std::move(options));
  const auto silent_after = [&](async::Duration until) {
    Guest guest(site.hub, "c");
    loop.advance(until);
    guest.ask(R"({"type":"ping","ts":0})");
    async::Duration silence{};
    while (!guest.end.closed) {
      loop.advance(1ms);
      silence += 1ms;
      guest.read();
    }
    CHECK(guest.end.code == Close::silent);
    return silence;
  };
  for (const async::Duration until : {0ms, 1ms, 7499ms, 7501ms, 14'999ms, 29'000ms})
    CHECK(silent_after(until) == 30s);
}

// ---- The memory of writes ----

TEST_CASE("writes have a rate by the client, not by the connection, and another one in all") {
  sync::HubOptions options;
  options.bounds.writes_per_second = 3;
  options.bounds.all_writes_per_second = 5;
  ManualLoop loop;
  Site site(loop, std::move(options));
  int id = 0;
  int accepted = 0;
  for (int i = 0; i < 4; ++i) {
    Guest guest(site.hub, "c");  // again and again
    const std::string answer = guest.ask(write_of(id + 1) + "," + write_of(id + 2));
    id += 2;
    accepted += static_cast<int>(count_of(answer, R"("type":"ack")"));
    CHECK(count_of(answer, "nack") + count_of(answer, R"("ack")") == 2);
  }
  CHECK(accepted == 3);
  CHECK(site.hub.counts().writes_per_second == 3);
  // What it may not do takes nothing from the others, who share what there is in all.
  CHECK(site.hub.counts().all_writes_per_second == 3);
  CHECK(count_of(Guest(site.hub, "d").ask(write_of(1) + "," + write_of(2)), R"("type":"ack")") ==
        2);
  CHECK(has(Guest(site.hub, "other").ask(write_of(1)), nack(1, "rate")));
  loop.advance(1s);
  CHECK(has(Guest(site.hub, "other").ask(write_of(1)), ack(1)));
  CHECK(site.hub.counts().all_writes_per_second == 1);
}

TEST_CASE("a write that is sent again gets the same answer, and costs no memory for it") {
  ManualLoop loop;
  Site site(loop);
  const std::string bad = write_of(2, "latest.a", R"({"celsius":61})");
  std::string first;
  {
    Guest guest(site.hub, "c");
    first = guest.ask(write_of(1) + "," + bad);
  }
  Guest again(site.hub, "c");
  CHECK(has(again.read(), R"("last_write":2)"));
  CHECK(again.ask(write_of(1) + "," + bad) == first);
  CHECK(site.records.find("latest.a")->newest() == 1);
  // Another payload under the same number is no other write.
  CHECK(has(again.ask(write_of(2)), nack(2, "contract") + R"(,"issues":[])"));
  CHECK(site.records.find("latest.a")->newest() == 1);
}

TEST_CASE("a write that is a window ahead of one without an answer is refused") {
  Shelf shelf;
  sync::HubOptions options;
  options.limits.writes = 4;
  options.hub_log = &shelf;
  ManualLoop loop;
  Site site(loop, std::move(options));
  Guest guest(site.hub, "c");
  std::string all = write_of(1);
  for (int id = 2; id <= 6; ++id) all += "," + write_of(id);
  const std::string answer = guest.ask(all);
  CHECK(count_of(answer, "nack") == 2);
  CHECK(has(answer, nack(5, "too-many")));
  CHECK(has(answer, nack(6, "too-many")));
  site.hub.kept(1);  // the first one has its answer
  CHECK(has(guest.read(), ack(1)));
  CHECK(!has(guest.ask(write_of(5)), "nack"));
  CHECK(has(guest.ask(write_of(6)), nack(6, "too-many")));
}

TEST_CASE("of clients that are away answers are forgotten, and that there were any is not") {
  sync::HubOptions options;
  options.limits.writes = 10;
  options.bounds.remembered_writes = 6;
  ManualLoop loop;
  Site site(loop, std::move(options));
  const auto three = write_of(1) + "," + write_of(2) + "," + write_of(3);
  for (const char* name : {"a", "b", "c"}) Guest(site.hub, name).ask(three);
  CHECK(site.hub.counts().remembered_clients == 3);
  CHECK(site.hub.counts().remembered_writes == 6);
  CHECK(site.records.find("latest.a")->newest() == 9);

  SECTION(
      "who left the longest ago is told that its answers are gone, and nothing is applied again") {
    Guest guest(site.hub, "a");
    CHECK(has(guest.read(), R"("last_write":3)"));
    const std::string answer = guest.ask(three + "," + write_of(4));
    for (int id = 1; id <= 3; ++id) CHECK(has(answer, nack(id, "forgotten")));
    CHECK(has(answer, ack(4)));
    CHECK(has(guest.ask(write_of(3)), nack(3, "forgotten")));  // also once there are new ones
    CHECK(site.records.find("latest.a")->newest() == 10);
  }
  SECTION("others have theirs") {
    Guest guest(site.hub, "b");
    CHECK(count_of(guest.ask(three), R"("type":"ack")") == 3);
    CHECK(site.records.find("latest.a")->newest() == 9);
  }
  SECTION("who is there has its own, however many there are") {
    Guest guest(site.hub, "d");
    for (int id = 1; id <= 8; ++id) guest.ask(write_of(id));
    for (int id = 1; id <= 8; ++id) CHECK(has(guest.ask(write_of(id)), ack(id)));
  }
}

TEST_CASE("nobody is forgotten who left less than an hour ago, and nobody who is there") {
  sync::HubOptions options;
  options.bounds.remembered_clients = 3;
  ManualLoop loop;
  Site site(loop, std::move(options));
  Guest present(site.hub, "present");
  present.ask(write_of(1));
  for (const char* name : {"a", "b"}) {
    Guest(site.hub, name).ask(write_of(1));
    loop.jump(1min);
  }
  CHECK(has(Guest(site.hub, "late").ask(write_of(1)), nack(1, "too-many")));
  CHECK(has(Guest(site.hub, "a").ask(write_of(1)), ack(1)));
  CHECK(has(present.ask(write_of(2)), ack(2)));
  CHECK(site.records.find("latest.a")->newest() == 4);
  CHECK(site.hub.counts().remembered_clients == 3);

  loop.jump(59min + 30s);  // b left more than an hour ago, a did not: it was here again
  CHECK(has(Guest(site.hub, "late").ask(write_of(1)), ack(1)));
  CHECK(has(Guest(site.hub, "later").ask(write_of(1)), nack(1, "too-many")));
  CHECK(has(Guest(site.hub, "a").read(), R"("last_write":1)"));
  CHECK(has(Guest(site.hub, "b").read(), R"("last_write":0)"));
}

TEST_CASE("who says hello and writes nothing is not remembered") {
  ManualLoop loop;
  Site site(loop);
  for (int i = 0; i < 100; ++i) Guest(site.hub, "c" + std::to_string(i)).read();
  CHECK(site.hub.counts().remembered_clients == 0);
}

// ---- Records and values ----

TEST_CASE("a write that is refused makes no record") {
  sync::HubOptions options;
  options.admit = [](std::string_view) {
    return std::optional(sync::Rights{"", {"#"}, {"latest.#", "box.#"}});
  };
  ManualLoop loop;
  Site site(loop, std::move(options));
  Guest guest(site.hub, "c");
  CHECK(has(guest.ask(write_of(1, "latest.a", "{}")), nack(1, "contract")));
  CHECK(has(guest.ask(write_of(2, "box.a", "1e999")), nack(2, "contract")));
  CHECK(has(guest.ask(write_of(3, "ring.a", reading(1))), nack(3, "forbidden")));
  CHECK(site.records.size() == 0);
  CHECK(has(guest.ask(write_of(4)), ack(4)));
  CHECK(site.records.size() == 1);
}

TEST_CASE("records that clients make are counted, by the client and in all") {
  sync::HubOptions options;
  options.bounds.records = 5;
  options.bounds.records_of_client = 3;
  ManualLoop loop;
  Site site(loop, std::move(options));
  const auto make = [&](const std::string& name, int count) {
    Guest guest(site.hub, name);
    std::string all = write_of(101, "latest." + name + "1", reading(1));
    for (int i = 2; i <= count; ++i)
      all += "," + write_of(100 + i, "latest." + name + std::to_string(i), reading(1));
    return guest.ask(all);
  };
  CHECK(has(make("a", 4), nack(104, "too-many")));
  CHECK(site.records.size() == 3);
  CHECK(site.hub.counts().records_of_client == 3);
  CHECK(has(make("b", 3), nack(103, "too-many")));
  CHECK(site.records.size() == 5);
  // Those that are there take values as before.
  CHECK(has(Guest(site.hub, "c").ask(write_of(1, "latest.a1", reading(2))), ack(1)));
  // And the program makes as many as it likes.
  site.record("latest.own");
  CHECK(site.hub.counts().records == 6);
}

TEST_CASE("the bytes of values are counted, and who is full still takes values of the same size") {
  const std::uint64_t size = reading(1).size();
  sync::HubOptions options;
  options.bounds.value_bytes = 5 * size;
  ManualLoop loop;
  Site site(loop, std::move(options));
  Guest guest(site.hub, "c");
  int id = 0;
  const auto fits = [&](const std::string& key, const std::string& payload) {
    const std::string answer = guest.ask(write_of(++id, key, payload));
    CHECK(has(answer, ack(id)) != has(answer, nack(id, "too-many")));
    return has(answer, ack(id));
  };
  for (int i = 0; i < 3; ++i) CHECK(fits("ring.a", reading(1)));
  CHECK(fits("latest.a", reading(1)));
  CHECK(fits("box.a", reading(1)));
  CHECK(site.hub.counts().value_bytes == 5 * size);
  CHECK(!fits("latest.b", reading(1)));
  CHECK(!fits("latest.a", reading(10)));  // a byte more
  for (const char* key : {"ring.a", "latest.a", "box.a"}) CHECK(fits(key, reading(2)));
  CHECK(site.hub.counts().value_bytes == 5 * size);
  CHECK(site.records.find("latest.b") == nullptr);
}

// ---- The hub log, sessions, positions ----

TEST_CASE("while the hub log has too much to do nobody is heard, and nothing is lost") {
  Shelf shelf;
  sync::HubOptions options;
  options.hub_log = &shelf;
  options.bounds.pending_bytes = 600;
  ManualLoop loop;
  Site site(loop, std::move(options));
  Guest guest(site.hub, "c");
  Guest other(site.hub, "other");
  std::string all = write_of(1);
  for (int id = 2; id <= 20; ++id) all += "," + write_of(id);
  guest.ask(all);
  other.ask(write_of(1));
  CHECK(!guest.session->listens());
  CHECK(!other.session->listens());
  CHECK(shelf.entries < 6);
  CHECK(site.hub.counts().pending_bytes < 900);
  for (int i = 0; i < 10; ++i) {
    loop.advance(10s);  // it is the hub that does not hear them
    guest.read();
    other.read();
  }
  CHECK(!guest.end.closed);

  std::string answers;
  for (std::uint64_t kept = 0; kept < shelf.entries;) {
    guest.end.ready = other.end.ready = false;
    site.hub.kept(kept = shelf.entries);
    answers += guest.read() + other.read();
  }
  CHECK(count_of(answers, R"("type":"ack")") == 21);
  CHECK(guest.session->listens());
  CHECK(other.session->listens());
  CHECK(site.hub.counts().pending_bytes == 0);
}

TEST_CASE("more sessions than the limit are closed, and those that are there stay") {
  sync::HubOptions options;
  options.bounds.sessions = 1;
  ManualLoop loop;
  Site site(loop, std::move(options));
  Guest guest(site.hub, "a");
  {
    Guest more(site.hub, "b");
    CHECK(more.end.code == Close::try_later);
    CHECK(site.hub.counts().sessions == 2);
  }
  CHECK(!guest.end.closed);
}

TEST_CASE("a position that there is no room for begins with a snapshot") {
  sync::HubOptions options;
  options.bounds.resumed_keys = 1;
  ManualLoop loop;
  Site site(loop, std::move(options));
  site.set("latest.a");
  site.set("latest.b");
  tests::PairEnd end;
  sync::Session& session = site.hub.open(end);
  session.receive(
      R"([{"type":"hello","client":"c","resume":[{"key":"latest.a","epoch":"1","seq":1},)"
      R"({"key":"latest.b","epoch":"1","seq":1}]},{"type":"subscribe","id":1,"patterns":["#"]}])");
  std::string answer;
  while (const buffers::Block frame = session.produce()) answer += frame.bytes();
  CHECK(count_of(answer, R"("type":"snapshot")") == 1);
  CHECK(site.hub.counts().resumed_keys == 1);
  site.hub.close(session);
  CHECK(site.hub.counts().resumed_keys == 0);
}

TEST_CASE("docs/operating.md has a row for each bound, as it is by default") {
  std::ifstream file(TALLY_SOURCE_DIR "/docs/operating.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const auto grouped = [](std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
    return text;
  };
  for (const sync::BoundRow& row : sync::bound_rows) {
    const std::uint64_t limit = sync::Bounds{}.*row.count;
    const bool bytes = row.unit == sync::BoundRow::Unit::bytes;
    const std::string most = bytes ? grouped(limit >> 20U) + " MiB" : grouped(limit);
    const std::string line = "| `" + std::string(row.name) + "` | " + std::string(row.what) +
                             " | " + most + " | " + std::string(row.beyond) + " |\n";
    INFO(line);
    CHECK(has(page, line));
  }
}

// ---- What is said ----

TEST_CASE(
    "refusals and closes are logged by their reasons, so many of each, and only patterns are "
    "echoed") {
  Values lines;
  sync::HubOptions options;
  options.log = [&](const async::LogLine& line) { lines.push_back(to_text(line)); };
  options.admit = [](std::string_view ticket) -> std::optional<sync::Rights> {
    if (ticket == "s3cret") return std::nullopt;
    return sync::Rights{"", {"latest.#"}, {"latest.#"}};
  };
  ManualLoop loop;
  Site site(loop, std::move(options));
  std::string heard;
  {
    Guest guest(site.hub, "s3cret");
    std::string all = write_of(1, "s3cret", reading(1));
    for (int id = 2; id <= 100; ++id) all += "," + write_of(id, "s3cret", reading(1));
    heard += guest.ask(all);
    heard += guest.ask(write_of(101, "latest.a", R"({"celsius":"s3cret"})"));
    heard += guest.ask(R"({"type":"subscribe","id":1,"patterns":["theirs","theirs.#"]})");
    heard += guest.ask(R"({"type":"s3cret"})");
  }
  tests::PairEnd end;
  sync::Session& session = site.hub.open(end);
  session.receive(R"([{"type":"hello","client":"s3cret","ticket":"s3cret"}])");
  heard += session.produce().bytes();
  site.hub.close(session);
  CHECK(lines == Values{[] {
          Values expected(10, "warning: a client was refused something code=forbidden session=1");
          expected.insert(
              expected.end(),
              {"warning: a client was refused something code=contract session=1",
               "warning: a client was refused something code=malformed session=1",
               "warning: a client was closed reason=\"malformed frame\" code=1008 session=1",
               "warning: a client was refused something code=unauthorized session=2",
               "warning: a client was closed reason=unauthorized code=4401 session=2"});
          return expected;
        }()});
  CHECK(!has(heard, "s3cret"));
  CHECK(has(heard, R"("key":"theirs.#","message":"what may be read: latest.#")"));
  lines.clear();
  loop.advance(20s);
  CHECK(lines == Values{"warning: a client was refused something code=forbidden suppressed=92"});
}
