#include <boost/asio/this_coro.hpp>
#include <memory>

#include "bench/tally_async.h"
#include "tally/native/loop.h"
#include "works.h"

namespace bench {
namespace {

namespace asio = boost::asio;
using tally::native::Loop;

asio::awaitable<std::size_t> asio_child(std::size_t n) {
  co_return n;
}

asio::awaitable<std::size_t> asio_spawn(std::size_t repetitions) {
  const auto executor = co_await asio::this_coro::executor;
  std::size_t done = 0;
  for (std::size_t i = 0; i < repetitions; ++i) {
    const std::size_t n = co_await asio::co_spawn(executor, asio_child(i), asio::use_awaitable);
    done += n == i ? 1 : 0;
  }
  co_return done;
}

asio::awaitable<std::size_t> asio_await(std::size_t repetitions) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < repetitions; ++i) done += co_await asio_child(i) == i ? 1 : 0;
  co_return done;
}

}  // namespace

std::vector<Work> task_works() {
  const auto loop = std::make_shared<Loop>();
  const auto rival = std::make_shared<Asio>();
  return {
      {.name = "spawn and join a task",
       .input = "",
       .contestants = {{"Tally",
                        [=](std::size_t n) { return *loop->run(spawn_and_join(*loop, n)); }},
                       {"asio::co_spawn, use_awaitable",
                        [=](std::size_t n) { return rival->run(asio_spawn(n)); }}},
       .counted = true},
      {.name = "await a task that is ready",
       .input = "",
       .contestants = {{"Tally", [=](std::size_t n) { return *loop->run(await_ready(n)); }},
                       {"asio::awaitable",
                        [=](std::size_t n) { return rival->run(asio_await(n)); }}},
       .counted = true},
  };
}

}  // namespace bench
