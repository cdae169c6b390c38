#include "tally/async/channel.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "runtime/async/manual_loop.h"

using tally::async::Channel;
using tally::async::Join;
using tally::async::Task;
using tally::tests::ManualLoop;
using namespace std::chrono_literals;

namespace {

Task<> send(Channel<int>& channel, int value, std::string& log) {
  const bool sent = co_await channel.send(value);
  log += (sent ? "+" : "!") + std::to_string(value) + " ";
}

Task<> receive(Channel<int>& channel, std::string name, std::string& log) {
  const std::optional<int> value = co_await channel.receive();
  log += name + (value ? std::to_string(*value) : "-") + " ";
}

}  // namespace

TEST_CASE("a channel holds exactly as many values as its capacity") {
  for (const std::uint32_t capacity : {0u, 1u, 2u, 7u, 8u, 9u, 100u}) {
    CAPTURE(capacity);
    Channel<std::uint32_t> channel(capacity);
    CHECK(channel.capacity() == capacity);
    std::uint32_t sent = 0;
    while (channel.try_send(std::uint32_t{sent})) ++sent;
    CHECK(sent == capacity);
    CHECK(channel.size() == capacity);
    std::uint32_t received = 0;
    while (const auto value = channel.try_receive()) CHECK(*value == received++);
    CHECK(received == capacity);
    CHECK(channel.size() == 0);
  }
}

TEST_CASE("a value that could not be sent is as it was") {
  Channel<std::unique_ptr<int>> channel(0);
  auto value = std::make_unique<int>(1);
  CHECK_FALSE(channel.try_send(std::move(value)));
  CHECK(value != nullptr);  // NOLINT(bugprone-use-after-move)
  channel.close();
  CHECK_FALSE(channel.try_send(std::move(value)));
  CHECK(value != nullptr);  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("receivers are served in the order in which they came") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel = loop.channel<int>(4);
  loop.spawn(receive(channel, "a", log));
  loop.spawn(receive(channel, "b", log));
  loop.spawn(receive(channel, "c", log));
  loop.run();
  loop.spawn(send(channel, 1, log));
  loop.spawn(send(channel, 2, log));
  loop.run();
  CHECK(log == "+1 +2 a1 b2 ");
  CHECK(channel.size() == 0);
  CHECK(channel.try_send(3));
  CHECK(channel.size() == 0);  // it is c's
  loop.run();
  CHECK(log == "+1 +2 a1 b2 c3 ");
}

TEST_CASE("senders wait when it is full, and are served in the order in which they came") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(2);
  for (int i = 1; i <= 5; ++i) loop.spawn(send(channel, i, log));
  loop.run();
  CHECK(log == "+1 +2 ");
  CHECK(channel.size() == 2);
  // A sender that waits comes before one that comes now.
  CHECK(channel.try_receive() == 1);
  CHECK_FALSE(channel.try_send(9));
  CHECK(channel.size() == 2);
  loop.run();
  CHECK(log == "+1 +2 +3 ");
  for (int i = 2; i <= 5; ++i) CHECK(channel.try_receive() == i);
  CHECK_FALSE(channel.try_receive());
  loop.run();
  CHECK(log == "+1 +2 +3 +4 +5 ");
}

TEST_CASE("a channel of capacity 0 hands values over, and holds none") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(0);
  loop.spawn(send(channel, 1, log));
  loop.spawn(send(channel, 2, log));
  loop.run();
  CHECK(log.empty());
  CHECK(channel.size() == 0);
  loop.spawn(receive(channel, "a", log));
  loop.run();
  CHECK(log == "a1 +1 ");
  CHECK(channel.try_receive() == 2);
  CHECK_FALSE(channel.try_receive());
  loop.run();
  CHECK(log == "a1 +1 +2 ");

  log.clear();
  loop.spawn(receive(channel, "b", log));
  loop.run();
  loop.spawn(send(channel, 3, log));
  loop.run();
  CHECK(log == "+3 b3 ");
  CHECK_FALSE(channel.try_send(4));
}

TEST_CASE("closing lets what is in the channel be received, and nothing else be sent") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(2);
  CHECK(channel.try_send(1));
  CHECK(channel.try_send(2));
  loop.spawn(send(channel, 3, log));
  loop.run();
  CHECK_FALSE(channel.closed());
  channel.close();
  channel.close();
  CHECK(channel.closed());
  loop.spawn(send(channel, 4, log));
  for (const char* name : {"a", "b", "c"}) loop.spawn(receive(channel, name, log));
  loop.run();
  CHECK(log == "!3 !4 a1 b2 c- ");
  CHECK_FALSE(channel.try_send(5));
  CHECK_FALSE(channel.try_receive());
}

TEST_CASE("closing tells receivers that wait") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(2);
  loop.spawn(receive(channel, "a", log));
  loop.spawn(receive(channel, "b", log));
  loop.run();
  channel.close();
  CHECK(log.empty());
  loop.run();
  CHECK(log == "a- b- ");
}

TEST_CASE("a value that was handed over before the close arrives") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(0);
  loop.spawn(receive(channel, "a", log));
  loop.spawn(receive(channel, "b", log));
  loop.run();
  CHECK(channel.try_send(1));
  channel.close();
  loop.run();
  CHECK(log == "a1 b- ");
}

TEST_CASE("destroying a channel closes it for those who wait") {
  std::string log;
  ManualLoop loop;
  {
    Channel<int> channel(1);
    loop.spawn(send(channel, 1, log));
    loop.spawn(send(channel, 2, log));
    loop.run();
  }
  {
    Channel<int> channel(1);
    loop.spawn(receive(channel, "a", log));
    loop.run();
  }
  loop.run();
  CHECK(log == "+1 !2 a- ");
}

TEST_CASE("a receive that is stopped took nothing, and the value goes to the next") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(0);
  auto first = loop.spawn(receive(channel, "a", log));
  auto second = loop.spawn(receive(channel, "b", log));
  loop.spawn(receive(channel, "c", log));
  loop.run();
  first.cancel();
  // It is out of the line from now on, not only when it has unwound.
  CHECK(channel.try_send(1));
  second.cancel();  // too late
  CHECK(channel.try_send(2));
  CHECK_FALSE(channel.try_send(3));
  loop.run();
  CHECK(log == "b1 c2 ");
}

TEST_CASE("a send that is stopped did not happen") {
  std::string log;
  ManualLoop loop;
  Channel<int> channel(1);
  CHECK(channel.try_send(0));
  auto first = loop.spawn(send(channel, 1, log));
  auto second = loop.spawn(send(channel, 2, log));
  loop.spawn(send(channel, 3, log));
  loop.run();
  first.cancel();
  CHECK(channel.try_receive() == 0);  // 2 moves up
  second.cancel();                    // too late
  CHECK(channel.try_receive() == 2);
  CHECK(channel.try_receive() == 3);
  CHECK_FALSE(channel.try_receive());
  loop.run();
  CHECK(log == "+2 +3 ");
}

TEST_CASE("a value outlives neither the send that was stopped nor the channel") {
  std::weak_ptr<int> stopped;
  std::weak_ptr<int> kept;
  {
    ManualLoop loop;
    Channel<std::shared_ptr<int>> channel(1);
    const auto sender = [&](std::shared_ptr<int> value) -> Task<> {
      (void)co_await channel.send(std::move(value));
    };
    auto value = std::make_shared<int>(1);
    kept = value;
    loop.spawn(sender(std::move(value)));
    value = std::make_shared<int>(2);
    stopped = value;
    auto second = loop.spawn(sender(std::move(value)));
    loop.run();
    second.cancel();
    loop.run();
    CHECK(stopped.expired());
    CHECK_FALSE(kept.expired());
  }
  CHECK(kept.expired());
}

namespace {

/// What became of each value of a random run, by its number.
struct Run {
  enum class Send : std::uint8_t { pending, sent, refused };
  std::vector<Send> sends;
  std::vector<int> receipts;
  std::vector<int> destroyed;
  std::vector<std::uint32_t> arrivals;  // in the order in which sends began
  bool in_order = true;                 // what one task receives was sent in that order
};

/// A value that can only be moved, and counts its destruction.
class Token {
 public:
  Token(Run& run, std::uint32_t number) : run_(&run), number_(number) {}
  Token(Token&& other) noexcept
      : run_(std::exchange(other.run_, nullptr)), number_(other.number_) {}
  Token& operator=(Token&& other) noexcept {
    std::swap(run_, other.run_);
    std::swap(number_, other.number_);
    return *this;
  }
  ~Token() {
    if (run_ != nullptr) ++run_->destroyed[number_];
  }
  [[nodiscard]] std::uint32_t receive() const {
    ++run_->receipts[number_];
    return number_;
  }

 private:
  Run* run_;
  std::uint32_t number_;
};

Token next_token(Run& run) {
  run.sends.push_back(Run::Send::pending);
  run.receipts.push_back(0);
  run.destroyed.push_back(0);
  return {run, static_cast<std::uint32_t>(run.sends.size() - 1)};
}

Task<> send_tokens(Run& run, Channel<Token>& channel, int count) {
  for (int i = 0; i < count; ++i) {
    Token token = next_token(run);
    const auto number = static_cast<std::uint32_t>(run.sends.size() - 1);
    run.arrivals.push_back(number);
    const bool sent = co_await channel.send(std::move(token));
    run.sends[number] = sent ? Run::Send::sent : Run::Send::refused;
  }
}

Task<> receive_tokens(Run& run, Channel<Token>& channel, int count) {
  std::int64_t last = -1;
  for (int i = 0; i < count; ++i) {
    const std::optional<Token> token = co_await channel.receive();
    if (!token) co_return;
    const auto arrival = std::find(run.arrivals.rbegin(), run.arrivals.rend(), token->receive());
    const std::int64_t place = run.arrivals.rend() - arrival;
    run.in_order = run.in_order && place > last;
    last = place;
  }
}

}  // namespace

TEST_CASE("each value is received once or not sent, whatever is stopped and closed") {
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    const std::uint32_t capacity = seed % 4 == 3 ? 7 : seed % 4;
    std::mt19937 random(seed);
    const auto below = [&](std::uint32_t end) { return static_cast<int>(random() % end); };
    Run run;
    bool within = true;
    bool closed = false;
    {
      ManualLoop loop;
      Channel<Token> channel(capacity);
      std::vector<Join<void>> tasks;
      for (int step = 0; step < 3000; ++step) {
        switch (below(8)) {
          case 0:
          case 1:
            tasks.push_back(loop.spawn(send_tokens(run, channel, 1 + below(3))));
            break;
          case 2:
          case 3:
            tasks.push_back(loop.spawn(receive_tokens(run, channel, 1 + below(3))));
            break;
          case 4: {
            Token token = next_token(run);
            const auto number = static_cast<std::uint32_t>(run.sends.size() - 1);
            const bool sent = channel.try_send(std::move(token));
            if (sent) run.arrivals.push_back(number);
            run.sends[number] = sent ? Run::Send::sent : Run::Send::refused;
            break;
          }
          case 5:
            // Mostly one of the youngest: the others have ended.
            if (!tasks.empty()) {
              const auto back = std::min<std::size_t>(tasks.size(), 12);
              tasks[tasks.size() - 1 - random() % back].cancel();
            }
            break;
          default:
            loop.turn(static_cast<std::uint32_t>(below(4)));
            break;
        }
        within = within && channel.size() <= capacity;
        if (step == 2500 && seed % 2 == 0) {
          channel.close();
          closed = true;
        }
      }
      loop.run();
      // The rest: what is in it, and senders that wait.
      const auto drain = [&] {
        while (const std::optional<Token> token = channel.try_receive()) {
          CHECK(token->receive() < run.sends.size());
        }
      };
      drain();
      loop.run();  // senders that go on
      drain();
      if (!closed) channel.close();
      loop.run();
      CHECK(loop.idle());
    }
    CHECK(within);

    bool conserved = true;
    int sent = 0;
    for (std::size_t i = 0; i < run.sends.size(); ++i) {
      const bool was_sent = run.sends[i] == Run::Send::sent;
      sent += was_sent ? 1 : 0;
      conserved = conserved && run.receipts[i] == (was_sent ? 1 : 0) && run.destroyed[i] == 1;
    }
    CHECK(conserved);
    CHECK(sent > 300);

    CHECK(run.in_order);
  }
}
