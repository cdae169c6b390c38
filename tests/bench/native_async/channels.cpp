#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <memory>

#include "bench/tally_async.h"
#include "tally/native/loop.h"
#include "works.h"

namespace bench {
namespace {

namespace asio = boost::asio;
using tally::native::Loop;

using AsioChannel = asio::experimental::channel<void(boost::system::error_code, std::size_t)>;

asio::awaitable<void> asio_send(AsioChannel& channel, std::size_t repetitions) {
  for (std::size_t i = 0; i < repetitions; ++i) {
    co_await channel.async_send(boost::system::error_code(), i, asio::use_awaitable);
  }
}
asio::awaitable<std::size_t> asio_receive(AsioChannel& channel, std::size_t repetitions) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < repetitions; ++i) {
    const std::size_t n = co_await channel.async_receive(asio::use_awaitable);
    done += n == i ? 1 : 0;
  }
  co_return done;
}

Work channel_work(std::uint32_t capacity) {
  struct Tally {
    explicit Tally(std::uint32_t capacity) : channel(capacity) {}
    Loop loop;
    Channel<std::size_t> channel;
  };
  struct Rival : Asio {
    explicit Rival(std::uint32_t capacity) : channel(context, capacity) {}
    AsioChannel channel;
  };
  const auto tally = std::make_shared<Tally>(capacity);
  const auto rival = std::make_shared<Rival>(capacity);
  return {.name = "channel, send and receive between two tasks",
          .input = "capacity " + std::to_string(capacity),
          .contestants = {{"Tally",
                           [=](std::size_t n) {
                             tally->loop.spawn(send(tally->channel, n));
                             return *tally->loop.run(receive(tally->channel, n));
                           }},
                          {"asio::experimental::channel, use_awaitable",
                           [=](std::size_t n) {
                             asio::co_spawn(rival->context, asio_send(rival->channel, n),
                                            asio::detached);
                             return rival->run(asio_receive(rival->channel, n));
                           }}},
          .counted = true};
}

}  // namespace

std::vector<Work> channel_works() {
  return {channel_work(0), channel_work(1), channel_work(64)};
}

}  // namespace bench
