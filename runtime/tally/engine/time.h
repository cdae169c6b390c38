// Points in time as RFC 3339 date-times.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace tally {

// Nanoseconds since 1970-01-01T00:00:00Z, without leap seconds (POSIX time):
// 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z.
struct Timestamp {
  std::int64_t nanoseconds = 0;

  friend constexpr bool operator==(const Timestamp&, const Timestamp&) noexcept = default;
  friend constexpr std::strong_ordering operator<=>(const Timestamp&,
                                                    const Timestamp&) noexcept = default;
};

enum class TimeStatus : std::uint8_t {
  ok,
  syntax,  // not an RFC 3339 date-time, or a day or time that does not exist
  range,  // a date-time that Timestamp cannot hold: too early, too late, or finer than a nanosecond
};

// The whole text has to be an RFC 3339 date-time, years 0000 to 9999, `T` and `Z` in either case,
// the zone mandatory. Second 60 is accepted where a leap second can be: 23:59:60 UTC on the last
// day of a month; it becomes the second that follows. Any number of fraction digits; those after
// the ninth have to be 0. `out` is written on `ok` only.
TimeStatus parse_timestamp(std::string_view text, Timestamp& out) noexcept;

inline constexpr std::uint32_t max_timestamp_length = 30;

// Canonical form: UTC with `Z`, and 0, 3, 6 or 9 fraction digits, the fewest that are exact. `out`
// holds max_timestamp_length bytes; returns the end of the text.
char* write_timestamp(char* out, Timestamp value) noexcept;

// Milliseconds since the epoch, as in JavaScript's Date and `encoding: unixMillis`.
inline TimeStatus timestamp_from_millis(std::int64_t millis,
                                        Timestamp& out) noexcept {  // ok or range
  constexpr std::int64_t nanos_per_milli = 1'000'000;
  constexpr std::int64_t last = INT64_MAX / nanos_per_milli;
  if (millis < -last || millis > last) return TimeStatus::range;
  out.nanoseconds = millis * nanos_per_milli;
  return TimeStatus::ok;
}
std::int64_t to_millis(Timestamp value) noexcept;  // rounds down
bool has_sub_millis(Timestamp value) noexcept;     // true if to_millis would lose something

}  // namespace tally
