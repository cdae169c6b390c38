// What the parts of a program say, and how much of it.
#include <chrono>
#include <string>
#include <vector>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "tally/async/log.h"

namespace {

using namespace std::chrono_literals;
using tally::async::LogField;
using tally::async::LogLevel;
using tally::async::LogLimiter;
using tally::async::LogLine;
using tally::tests::ManualLoop;
using Lines = std::vector<std::string>;

TEST_CASE("a line is one line, whatever its fields say") {
  const LogField fields[] = {{"code", "rate"}, {"session", {}, 7}, {"file", "a\nerror: b\x7Fü"}};
  CHECK(to_text({LogLevel::warning, "refused", fields}) ==
        "warning: refused code=rate session=7 file=a?error:?b???");
}

TEST_CASE("of each text so many lines go through in a period, and the others are counted") {
  ManualLoop loop;
  Lines lines;
  {
    LogLimiter log(
        loop, [&](const LogLine& line) { lines.push_back(to_text(line)); }, 2, 10s);
    const auto say = [&](std::string_view text, int times) {
      for (int i = 0; i < times; ++i) log.say(LogLevel::warning, text, {});
    };
    say("refused", 5);
    say("closed", 1);  // another text has its own
    CHECK(lines == Lines{"warning: refused", "warning: refused", "warning: closed"});

    lines.clear();
    loop.advance(9s);
    log.flush();
    CHECK(lines.empty());
    loop.advance(1s);
    SECTION("by whoever asks for it") {
      log.flush();
    }
    SECTION("by the next line at the latest") {
      say("refused", 1);
      REQUIRE(lines.back() == "warning: refused");
      lines.pop_back();
    }
    CHECK(lines == Lines{"warning: refused suppressed=3"});

    lines.clear();
    say("closed", 3);
  }
  // And what was not said by the end is said then.
  CHECK(lines.back() == "warning: closed suppressed=1");
}

TEST_CASE("without a sink lines go to the loop's own") {
  ManualLoop loop;
  LogLimiter log(loop);
  log.say(LogLevel::info, "nothing listens", {});  // and nothing happens
}

}  // namespace
