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
using tally::async::to_text;
using tally::tests::ManualLoop;
using Lines = std::vector<std::string>;

TEST_CASE("a line is one line, whatever its fields say") {
  const LogField fields[] = {{"code", "rate"}, {"session", {}, 7}, {"file", "a\nerror: \"b\x7Fü"}};
  CHECK(to_text({LogLevel::warning, "refused", fields}) ==
        "warning: refused code=rate session=7 file=\"a?error: ?b???\"");
}

TEST_CASE("of each kind so many lines go through in a period, and the others are counted") {
  ManualLoop loop;
  Lines lines;
  {
    LogLimiter log(
        loop, [&](const LogLine& line) { lines.push_back(to_text(line)); }, 2, 10s);
    const auto say = [&](std::string_view reason, int times) {
      const LogField fields[] = {{"code", reason}, {"session", {}, 1}};
      for (int i = 0; i < times; ++i) log.say(LogLevel::warning, "refused", fields);
    };
    say("rate", 5);
    say("contract", 1);  // another reason has its own
    CHECK(lines == Lines{"warning: refused code=rate session=1",
                         "warning: refused code=rate session=1",
                         "warning: refused code=contract session=1"});

    lines.clear();
    loop.advance(9s);
    log.flush();
    CHECK(lines.empty());
    loop.advance(1s);
    SECTION("when somebody asks for it") {
      log.flush();
    }
    SECTION("before the next line at the latest") {
      say("rate", 1);
      REQUIRE(lines.size() == 2);
      lines.pop_back();
    }
    CHECK(lines == Lines{"warning: refused code=rate suppressed=3"});

    lines.clear();
    say("contract", 3);
  }
  // What was not said by the end is said then.
  CHECK(lines.back() == "warning: refused code=contract suppressed=1");
}

TEST_CASE("without a sink lines go to the loop's own") {
  class Speaking final : public ManualLoop {
   public:
    void log(const LogLine& line) noexcept override { lines.push_back(to_text(line)); }
    Lines lines;
  } loop;
  LogLimiter(loop).say(LogLevel::info, "hello", {});
  CHECK(loop.lines == Lines{"info: hello"});
}

}  // namespace
