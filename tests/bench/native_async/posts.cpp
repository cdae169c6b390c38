#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <cstdint>
#include <memory>
#include <thread>

#include "tally/async/loop.h"
#include "tally/native/loop.h"
#include "works.h"

namespace bench {
namespace {

namespace asio = boost::asio;
using tally::async::Channel;
using tally::async::Task;
using tally::native::Loop;

/// What the contexts have to wait for.
enum class Waiting : std::uint8_t {
  posts,    // Asio then waits on a condition variable
  sockets,  // it waits in the system's poller
};

void prepare(asio::io_context& context, Waiting waiting) {
  // The first object of the kind makes the poller, which stays.
  if (waiting == Waiting::sockets) asio::ip::tcp::socket(context).open(asio::ip::tcp::v4());
}

class Tally {
 public:
  explicit Tally(Waiting waiting) {
    prepare(here_.context(), waiting);
    prepare(there_.context(), waiting);
    there_.spawn(
        [](Loop& loop) -> Task<> { co_await loop.sleep(tally::async::Duration::max()); }(there_));
    thread_ = std::thread([this] { there_.run(); });
  }
  ~Tally() {
    there_.post([this] { there_.cancel(); });
    thread_.join();
  }

  std::size_t run(std::size_t repetitions) { return *here_.run(hand_over(repetitions)); }

 private:
  Task<std::size_t> hand_over(std::size_t repetitions) {
    std::size_t done = 0;
    for (std::size_t i = 0; i < repetitions; ++i) {
      there_.post([this, i] { here_.post([this, i]() mutable { back_.try_send(std::move(i)); }); });
      done += co_await back_.receive() == i ? 1 : 0;
    }
    co_return done;
  }

  Loop here_;
  Loop there_;
  Channel<std::size_t> back_{1};
  std::thread thread_;
};

class Rival {
 public:
  explicit Rival(Waiting waiting) {
    prepare(here_.context, waiting);
    prepare(there_, waiting);
    thread_ = std::thread([this] { there_.run(); });
  }
  ~Rival() {
    work_.reset();
    thread_.join();
  }

  std::size_t run(std::size_t repetitions) { return here_.run(hand_over(repetitions)); }

 private:
  asio::awaitable<std::size_t> hand_over(std::size_t repetitions) {
    for (std::size_t i = 0; i < repetitions; ++i) {
      // Completes over there, and goes on where the coroutine belongs.
      co_await asio::post(there_, asio::use_awaitable);
    }
    co_return repetitions;
  }

  Asio here_;
  asio::io_context there_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(there_);
  std::thread thread_;
};

Work post_work(Waiting waiting, const char* input) {
  const auto tally = std::make_shared<Tally>(waiting);
  const auto rival = std::make_shared<Rival>(waiting);
  return {
      .name = "post to another thread's loop and back",
      .input = input,
      .contestants = {{"Tally", [=](std::size_t n) { return tally->run(n); }},
                      {"asio::post, use_awaitable", [=](std::size_t n) { return rival->run(n); }}}};
}

}  // namespace

std::vector<Work> post_works() {
  return {post_work(Waiting::posts, "posts only"),
          post_work(Waiting::sockets, "in a program with sockets")};
}

}  // namespace bench
