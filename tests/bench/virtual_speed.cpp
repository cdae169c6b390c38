// How fast virtual time runs: the interval and timeout suite, simulated seconds per real second, as
// one line of JSON.
#include <chrono>
#include <cstdio>

#include "runtime/virtual/interval_suite.h"
#include "tally/virtual/loop.h"

int main() {
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;
  constexpr std::chrono::seconds simulated(100'000);

  std::vector<interval_suite::Ticker> tickers = interval_suite::make_tickers(100);
  tally::virtual_time::Loop loop;
  interval_suite::spawn_all(loop, tickers);
  const Clock::time_point start = Clock::now();
  loop.run_for(simulated);
  const Seconds real = Clock::now() - start;
  for (const interval_suite::Ticker& ticker : tickers) {
    if (ticker.wrong != 0) return 1;
  }
  std::printf("{\"simulated_seconds_per_second\": %.0f}\n", Seconds(simulated) / real);
  return 0;
}
