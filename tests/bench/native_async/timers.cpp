#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "bench/tally_async.h"
#include "tally/native/loop.h"
#include "works.h"

namespace bench {
namespace {

namespace asio = boost::asio;
using tally::native::Loop;

Task<std::size_t> tally_expired(Loop& loop, std::size_t repetitions) {
  for (std::size_t i = 0; i < repetitions; ++i) {
    co_await loop.sleep(tally::async::Duration::zero());
  }
  co_return repetitions;
}
asio::awaitable<std::size_t> asio_expired(asio::io_context& context, std::size_t repetitions) {
  asio::steady_timer timer(context);
  for (std::size_t i = 0; i < repetitions; ++i) {
    timer.expires_after(asio::steady_timer::duration::zero());
    co_await timer.async_wait(asio::use_awaitable);
  }
  co_return repetitions;
}

asio::awaitable<void> asio_sleeper(std::optional<asio::steady_timer>& timer,
                                   asio::io_context& context) {
  timer.emplace(context, never_reached);
  boost::system::error_code cancelled;
  co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}
std::size_t asio_cancelled(Asio& rival, std::vector<std::optional<asio::steady_timer>>& timers,
                           std::size_t repetitions) {
  for (std::size_t i = 0; i < repetitions; ++i) {
    for (auto& timer : timers) {
      asio::co_spawn(rival.context, asio_sleeper(timer, rival.context), asio::detached);
    }
    asio::post(rival.context, [&] {
      for (auto& timer : timers) timer->cancel();
    });
    rival.context.restart();
    rival.context.run();
  }
  return repetitions;
}

}  // namespace

std::vector<Work> timer_works() {
  const auto loop = std::make_shared<Loop>();
  const auto rival = std::make_shared<Asio>();
  const auto timers = std::make_shared<std::vector<std::optional<asio::steady_timer>>>(many_timers);
  return {
      {.name = "sleep that has expired",
       .input = "",
       .contestants =
           {{"Tally", [=](std::size_t n) { return *loop->run(tally_expired(*loop, n)); }},
            {"asio::steady_timer, use_awaitable",
             [=](std::size_t n) { return rival->run(asio_expired(rival->context, n)); }}}},
      {.name = "spawn a task that sleeps, stop it, wait for its end",
       .input = "1,000 at a time",
       .contestants =
           {{"Tally", [=](std::size_t n) { return *loop->run(stop_sleepers(*loop, n)); }},
            {"asio::steady_timer, use_awaitable",
             // `rival` goes last: the timers need it.
             [rival, timers](std::size_t n) { return asio_cancelled(*rival, *timers, n); }}},
       .operations = many_timers},
  };
}

}  // namespace bench
