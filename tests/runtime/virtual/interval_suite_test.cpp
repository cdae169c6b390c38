#include "interval_suite.h"

#include <chrono>

#include "catch.h"
#include "tally/virtual/loop.h"

using namespace std::chrono_literals;
using namespace interval_suite;
using tally::virtual_time::Loop;
using tally::virtual_time::Rest;

TEST_CASE("100 intervals and their timeouts are exact over 10,000 seconds, with any order",
          "[virtual]") {
  constexpr Duration time = 10'000s;
  std::vector<Ticker> tickers = make_tickers(100);
  Loop loop({.seed = GENERATE(0U, 1U)});
  spawn_all(loop, tickers);
  REQUIRE(loop.run_for(time) == Rest::waiting);

  for (const Ticker& ticker : tickers) {
    CAPTURE(ticker.period.count(), int(ticker.policy), ticker.slow);
    REQUIRE(ticker.wrong == 0);
    // The last tick may still be busy.
    REQUIRE(ticker.ticks - (ticker.won + ticker.lost) <= 1);
    REQUIRE((ticker.lost == ticker.won || ticker.lost == ticker.won + 1));

    const auto periods = static_cast<std::uint64_t>(time / ticker.period);
    const auto turns = static_cast<std::uint64_t>((time - ticker.period) / ticker.busy() + 1);
    const auto due = static_cast<std::uint64_t>(ticker.last_due.time_since_epoch() / ticker.period);
    if (!ticker.slow) {
      REQUIRE(ticker.ticks == periods);
      REQUIRE(ticker.missed == 0);
      continue;
    }
    switch (ticker.policy) {
      case MissedTicks::skip:  // waits for no tick that it could have; all of them are accounted
                               // for
        REQUIRE(ticker.ticks + ticker.missed == due);
        REQUIRE(due + 3 >= periods);
        break;
      case MissedTicks::burst:  // falls behind
        REQUIRE(ticker.ticks == due);
        REQUIRE(ticker.missed == 0);
        REQUIRE(ticker.ticks == turns);
        break;
      case MissedTicks::delay:  // after the first one, each misses another
        REQUIRE(ticker.ticks == turns);
        REQUIRE(ticker.missed == turns - 1);
        break;
    }
  }
  loop.cancel();
  REQUIRE(loop.run() == Rest::ended);
}
