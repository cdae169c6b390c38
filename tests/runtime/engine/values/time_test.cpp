#include "tally/engine/values/time.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "catch.h"

using tally::Timestamp;
using tally::TimeStatus;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t earliest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();

TimeStatus status_of(std::string_view text) {
  Timestamp value;
  return tally::parse_timestamp(text, value);
}
std::int64_t nanos_of(std::string_view text) {
  Timestamp value;
  REQUIRE(tally::parse_timestamp(text, value) == TimeStatus::ok);
  return value.nanoseconds;
}
std::string text_of(std::int64_t nanoseconds) {
  char buffer[tally::max_timestamp_length];
  return std::string(buffer, tally::write_timestamp(buffer, {nanoseconds}));
}

}  // namespace

TEST_CASE("date-times are read as RFC 3339 writes them") {
  CHECK(nanos_of("1970-01-01T00:00:00Z") == 0);
  CHECK(nanos_of("1970-01-01t00:00:01z") == second);
  CHECK(nanos_of("1969-12-31T23:59:59.5Z") == -second / 2);
  CHECK(nanos_of("1985-04-12T23:20:50.52Z") == 482196050'520'000'000);
  CHECK(nanos_of("1996-12-19T16:39:57-08:00") == nanos_of("1996-12-20T00:39:57Z"));
  CHECK(nanos_of("1937-01-01T12:00:27.87+00:20") == nanos_of("1937-01-01T11:40:27.87Z"));
  CHECK(nanos_of("2000-02-29T00:00:00-00:00") == 951782400 * second);
  CHECK(nanos_of("2026-11-21T00:00:00+23:59") == nanos_of("2026-11-20T00:01:00Z"));
}

TEST_CASE("fractions are exact to the nanosecond") {
  CHECK(nanos_of("1970-01-01T00:00:00.1Z") == 100'000'000);
  CHECK(nanos_of("1970-01-01T00:00:00.123456789Z") == 123'456'789);
  CHECK(nanos_of("1970-01-01T00:00:00.00000000100000Z") == 1);
  CHECK(status_of("1970-01-01T00:00:00.0000000001Z") == TimeStatus::range);
}

TEST_CASE("malformed date-times are refused") {
  for (const std::string_view text : {"",
                                      "1970-01-01",
                                      "1970-01-01T00:00:00",
                                      "1970-01-01 00:00:00Z",
                                      "1970-01-01T00:00Z",
                                      "1970-1-01T00:00:00Z",
                                      "70-01-01T00:00:00Z",
                                      "+1970-01-01T00:00:00Z",
                                      "12026-01-01T00:00:00Z",
                                      "1970-01-01T00:00:00.Z",
                                      "1970-01-01T00:00:00,5Z",
                                      "1970-01-01T00:00:00Z ",
                                      " 1970-01-01T00:00:00Z",
                                      "1970-01-01T00:00:00+0100",
                                      "1970-01-01T00:00:00+01",
                                      "1970-01-01T00:00:00+24:00",
                                      "1970-01-01T00:00:00+01:60",
                                      "1970-01-01T00:00:00\u2212"
                                      "01:00",
                                      "1970-01-01T24:00:00Z",
                                      "1970-01-01T00:60:00Z",
                                      "1970-01-01T00:00:61Z",
                                      "19a0-01-01T00:00:00Z",
                                      "1970-01-01T00:00:0/Z",
                                      "1970-01-01T00:00:00.0000000001"}) {
    INFO(text);
    CHECK(status_of(text) == TimeStatus::syntax);
  }
}

TEST_CASE("days have to exist") {
  CHECK(status_of("2024-02-29T00:00:00Z") == TimeStatus::ok);
  CHECK(status_of("2000-02-29T00:00:00Z") == TimeStatus::ok);
  for (const std::string_view text : {"2023-02-29", "1900-02-29", "2024-02-30", "2024-04-31",
                                      "2024-01-32", "2024-13-01", "2024-00-01", "2024-01-00"}) {
    INFO(text);
    CHECK(status_of(std::string(text) + "T00:00:00Z") == TimeStatus::syntax);
  }
}

TEST_CASE("a leap second is the last of a month in UTC, and becomes the next second") {
  CHECK(nanos_of("1998-12-31T23:59:60Z") == nanos_of("1999-01-01T00:00:00Z"));
  CHECK(nanos_of("1998-12-31T15:59:60.123-08:00") == nanos_of("1999-01-01T00:00:00.123Z"));
  CHECK(nanos_of("1999-01-01T00:29:60+00:30") == nanos_of("1999-01-01T00:00:00Z"));
  CHECK(nanos_of("2016-06-30T23:59:60Z") == nanos_of("2016-07-01T00:00:00Z"));
  for (const std::string_view text :
       {"1998-12-31T23:58:60Z", "1998-12-31T22:59:60Z", "1998-12-31T23:59:60+01:00",
        "1998-12-30T23:59:60Z", "1998-12-31T00:00:60Z", "1998-12-31T23:59:61Z"}) {
    INFO(text);
    CHECK(status_of(text) == TimeStatus::syntax);
  }
}

TEST_CASE("what 64 bits of nanoseconds cannot hold is out of range") {
  CHECK(nanos_of("1677-09-21T00:12:43.145224192Z") == earliest);
  CHECK(nanos_of("2262-04-11T23:47:16.854775807Z") == latest);
  for (const std::string_view text :
       {"1677-09-21T00:12:43.145224191Z", "2262-04-11T23:47:16.854775808Z", "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z", "9999-12-31T23:59:60-00:00"}) {
    INFO(text);
    CHECK(status_of(text) == TimeStatus::range);
  }
}

TEST_CASE("timestamps have one spelling") {
  CHECK(text_of(0) == "1970-01-01T00:00:00Z");
  CHECK(text_of(-1) == "1969-12-31T23:59:59.999999999Z");
  CHECK(text_of(1'000) == "1970-01-01T00:00:00.000001Z");
  CHECK(text_of(500'000'000) == "1970-01-01T00:00:00.500Z");
  CHECK(text_of(120'000) == "1970-01-01T00:00:00.000120Z");
  CHECK(text_of(951'825'599 * second) == "2000-02-29T11:59:59Z");
  CHECK(text_of(earliest) == "1677-09-21T00:12:43.145224192Z");
  CHECK(text_of(latest) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("what is written reads back") {
  std::uint64_t state = 1;
  for (int i = 0; i < 2'000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const auto value = static_cast<std::int64_t>(state);
    REQUIRE(nanos_of(text_of(value)) == value);
  }
}

TEST_CASE("milliseconds convert within the range") {
  Timestamp value;
  CHECK(tally::timestamp_from_millis(-1, value) == TimeStatus::ok);
  CHECK(value == Timestamp{-1'000'000});
  CHECK(tally::timestamp_from_millis(9'223'372'036'854, value) == TimeStatus::ok);
  CHECK(tally::timestamp_from_millis(9'223'372'036'855, value) == TimeStatus::range);
  CHECK(tally::timestamp_from_millis(-9'223'372'036'855, value) == TimeStatus::range);
  CHECK(tally::to_millis({1'999'999}) == 1);
  CHECK(tally::to_millis({-1}) == -1);
  CHECK(tally::to_millis({-1'000'000}) == -1);
  CHECK(tally::has_sub_millis({-1}));
  CHECK_FALSE(tally::has_sub_millis({-2'000'000}));
}

TEST_CASE("timestamps are ordered") {
  CHECK(Timestamp{-1} < Timestamp{0});
  CHECK(Timestamp{5} >= Timestamp{5});
  CHECK(Timestamp{5} != Timestamp{6});
}

namespace {

std::string text_of(std::chrono::year_month_day value) {
  char buffer[tally::date_length];
  return std::string(buffer, tally::write_date(buffer, value));
}
std::string text_of(tally::TimeOfDay value) {
  char buffer[tally::max_time_length];
  return std::string(buffer, tally::write_time(buffer, value));
}
std::string text_of(std::chrono::nanoseconds value) {
  char buffer[tally::max_duration_length];
  return std::string(buffer, tally::write_duration(buffer, value));
}

}  // namespace

TEST_CASE("a date is a day of the calendar") {
  using namespace std::chrono;
  year_month_day value;
  REQUIRE(tally::parse_date("2028-02-29", value));
  CHECK(value == year{2028} / 2 / 29);
  CHECK_FALSE(tally::parse_date("2026-02-29", value));
  CHECK(value == year{2028} / 2 / 29);
  CHECK(text_of(value) == "2028-02-29");
  CHECK(text_of(year{7} / 1 / 2) == "0007-01-02");
  CHECK(tally::is_sound(value));
  CHECK_FALSE(tally::is_sound(year{2026} / 2 / 29));
  CHECK_FALSE(tally::is_sound(year{-1} / 1 / 1));
  CHECK_FALSE(tally::is_sound(year{10000} / 1 / 1));
  CHECK_FALSE(tally::is_sound(year_month_day{}));
}

TEST_CASE("a time of day keeps what the clock showed and its offset") {
  tally::TimeOfDay value;
  REQUIRE(tally::parse_time("15:59:59.5-08:30", value) == TimeStatus::ok);
  CHECK(value == tally::TimeOfDay{57'599'500'000'000, -510});
  CHECK(text_of(value) == "15:59:59.500-08:30");
  REQUIRE(tally::parse_time("23:59:60Z", value) == TimeStatus::ok);
  CHECK(text_of(value) == "00:00:00Z");
  REQUIRE(tally::parse_time("01:29:60.25+01:30", value) == TimeStatus::ok);
  CHECK(text_of(value) == "01:30:00.250+01:30");
  CHECK(text_of(tally::TimeOfDay{1, 1439}) == "00:00:00.000000001+23:59");
  CHECK_FALSE(tally::is_sound(tally::TimeOfDay{86'400'000'000'000, 0}));
  CHECK_FALSE(tally::is_sound(tally::TimeOfDay{-1, 0}));
  CHECK_FALSE(tally::is_sound(tally::TimeOfDay{0, -1440}));
}

TEST_CASE("a duration is written in hours, minutes and seconds") {
  using namespace std::chrono;
  CHECK(text_of(nanoseconds{0}) == "PT0S");
  CHECK(text_of(days{1} + hours{12}) == "PT36H");
  CHECK(text_of(nanoseconds{hours{1} + seconds{2}}) == "PT1H0M2S");
  CHECK(text_of(nanoseconds{minutes{90}}) == "PT1H30M");
  CHECK(text_of(nanoseconds{milliseconds{-1500}}) == "-PT1.500S");
  CHECK(text_of(nanoseconds{1}) == "PT0.000000001S");
  CHECK(text_of(nanoseconds::max()) == "PT2562047H47M16.854775807S");
  CHECK(text_of(nanoseconds::min()) == "-PT2562047H47M16.854775808S");
}

TEST_CASE("durations that are written read back") {
  std::uint64_t state = 1;
  for (int i = 0; i < 2'000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const std::chrono::nanoseconds value{static_cast<std::int64_t>(state) >> (i % 64)};
    std::chrono::nanoseconds again{};
    REQUIRE(tally::parse_duration(text_of(value), again) == TimeStatus::ok);
    REQUIRE(again == value);
  }
}
