// Points in time, dates, times of day and durations: RFC 3339, and ISO 8601 for durations.
#pragma once

#include <chrono>
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

// A time of day at a place whose clocks are `offset` minutes ahead of UTC.
struct TimeOfDay {
  std::int64_t nanoseconds = 0;  // since midnight there: 0 to 24 h, exclusive
  std::int32_t offset = 0;       // -1439 to 1439

  friend constexpr bool operator==(const TimeOfDay&, const TimeOfDay&) noexcept = default;
};

enum class TimeStatus : std::uint8_t {
  ok,
  syntax,  // not of the form, or a day or time that does not exist
  range,   // more than the type can hold: too early, too late, too long, finer than a nanosecond
};

// The whole text has to be an RFC 3339 date-time, years 0000 to 9999, `T` and `Z` in either case,
// the zone mandatory. Second 60 is accepted where a leap second can be: 23:59:60 UTC on the last
// day of a month; it becomes the second that follows. Any number of fraction digits; those after
// the ninth have to be 0. `out` is written on `ok` only.
TimeStatus parse_timestamp(std::string_view text, Timestamp& out) noexcept;

// RFC 3339 full-date, years 0000 to 9999.
bool parse_date(std::string_view text, std::chrono::year_month_day& out) noexcept;

// RFC 3339 full-time: the offset is mandatory, `-00:00` counts as `Z`. Fractions and leap seconds
// as above; 23:59:60 UTC becomes midnight.
TimeStatus parse_time(std::string_view text, TimeOfDay& out) noexcept;

// An exact length of time: `P`, then weeks, or days and behind a `T` hours, minutes and seconds,
// each at most once and in this order: P2W, P1DT12H, PT0.5S. The seconds may have a fraction. A `-`
// in front makes it negative. Years and months are refused, their length varies.
TimeStatus parse_duration(std::string_view text, std::chrono::nanoseconds& out) noexcept;

// What the writers below can write, and what the readers above make.
constexpr bool is_sound(std::chrono::year_month_day value) noexcept {
  return value.ok() && value.year() >= std::chrono::year{0} &&
         value.year() <= std::chrono::year{9999};
}
constexpr bool is_sound(TimeOfDay value) noexcept {
  return value.nanoseconds >= 0 && value.nanoseconds < 86'400'000'000'000 && value.offset > -1440 &&
         value.offset < 1440;
}

inline constexpr std::uint32_t date_length = 10;
inline constexpr std::uint32_t max_time_length = 24;
inline constexpr std::uint32_t max_timestamp_length = 30;
// More than the text needs: numbers are written eight bytes at a time.
inline constexpr std::uint32_t max_duration_length = 64;

// Canonical form: UTC with `Z`, and 0, 3, 6 or 9 fraction digits, the fewest that are exact. `out`
// holds max_timestamp_length bytes; returns the end of the text.
char* write_timestamp(char* out, Timestamp value) noexcept;

// The same for sound values of the other types. A time keeps its offset, `Z` for 0. Durations are
// in hours, minutes and seconds, PT36H, PT1H0M0.5S, PT0S: RFC 3339 appendix A, but for fractions
// and the sign.
char* write_date(char* out, std::chrono::year_month_day value) noexcept;
char* write_time(char* out, TimeOfDay value) noexcept;
char* write_duration(char* out, std::chrono::nanoseconds value) noexcept;

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
