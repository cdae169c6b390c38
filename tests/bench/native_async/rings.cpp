#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <memory>

#include "bench/tally_async.h"
#include "tally/native/loop.h"
#include "works.h"

namespace bench {
namespace {

namespace asio = boost::asio;
using tally::native::Loop;

/// Tasks that read a ring.
class Tasks {
 public:
  explicit Tasks(std::size_t readers) : readers_(readers) {
    for (std::size_t i = 0; i < readers; ++i) loop_.spawn(read(stream_), "reader");
  }
  ~Tasks() { loop_.cancel(); }

  std::size_t run(std::size_t repetitions) {
    loop_.spawn(write_and_stop(repetitions), "writer");
    loop_.run();
    return arrived(stream_.sum, readers_);
  }

 private:
  Task<> write_and_stop(std::size_t repetitions) {
    co_await write(loop_, stream_, repetitions);
    loop_.context().stop();  // the readers wait
  }

  std::size_t readers_;
  Stream stream_;
  Loop loop_;
};

/// No buffer at all: a loop over functions.
class Plain {
 public:
  explicit Plain(std::size_t readers) {
    for (std::size_t i = 0; i < readers; ++i) {
      functions_.emplace_back([this](const Event& event) { sum_.add(event.value); });
    }
  }

  std::size_t run(std::size_t repetitions) {
    for (std::size_t i = 0; i < repetitions; ++i) {
      const Event event{Event::Kind::value, i, i, block_};
      for (const auto& function : functions_) function(event);
    }
    return arrived(sum_, functions_.size());
  }

 private:
  tally::buffers::BlockPool pool_;
  Block block_ = pool_.copy("1");
  Sum sum_;
  std::vector<std::function<void(const Event&)>> functions_;
};

/// A channel for each reader.
class Channels {
 public:
  explicit Channels(std::size_t readers) {
    for (std::size_t i = 0; i < readers; ++i) {
      channels_.push_back(std::make_unique<Channel>(asio_.context, ring_capacity));
    }
    for (auto& channel : channels_) asio::co_spawn(asio_.context, read(*channel), asio::detached);
    asio_.context.poll();
  }

  std::size_t run(std::size_t repetitions) {
    asio_.run(write(repetitions));
    return arrived(sum_, channels_.size());
  }

 private:
  using Channel = asio::experimental::channel<void(boost::system::error_code, Block)>;

  asio::awaitable<void> read(Channel& channel) {
    for (;;) sum_.add(co_await channel.async_receive(asio::use_awaitable));
  }
  asio::awaitable<std::size_t> write(std::size_t repetitions) {
    for (std::size_t i = 0; i < repetitions; ++i) {
      for (auto& channel : channels_) channel->try_send(boost::system::error_code(), block_);
      co_await asio::post(asio_.context, asio::use_awaitable);
    }
    asio_.context.stop();  // the readers wait
    co_return repetitions;
  }

  tally::buffers::BlockPool pool_;
  Block block_ = pool_.copy("1");
  Sum sum_;
  Asio asio_;
  std::vector<std::unique_ptr<Channel>> channels_;
};

template <class Fan>
Contestant fan(const char* name, std::size_t readers) {
  return {name, [fan = std::make_shared<Fan>(readers)](std::size_t n) { return fan->run(n); }};
}

Work ring_work(std::size_t readers, const char* input) {
  return {
      .name = "ring push, and every reader has read",
      .input = input,
      .contestants = {fan<Callbacks>("Tally, callbacks", readers),
                      fan<Tasks>("Tally, tasks", readers),
                      fan<Plain>("a loop over std::function, no buffer", readers),
                      fan<Channels>("asio::experimental::channel each, use_awaitable", readers)},
      .counted = true};
}

}  // namespace

std::vector<Work> ring_works() {
  return {ring_work(1, "1 reader"), ring_work(10, "10 readers"), ring_work(1000, "1,000 readers")};
}

}  // namespace bench
