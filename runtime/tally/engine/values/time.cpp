#include "tally/engine/values/time.h"

#include <chrono>

#include "tally/engine/values/number.h"

namespace tally {
namespace {

constexpr std::int64_t nanos_per_second = 1'000'000'000;
constexpr std::int64_t nanos_per_milli = 1'000'000;
constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t minutes_per_day = 1'440;

// Reads a text from front to back. After a failure everything fails: one test at the end is enough.
class Reader {
 public:
  explicit Reader(std::string_view text) noexcept : text_(text) {}

  bool failed() const noexcept { return failed_; }
  bool at_end() const noexcept { return text_.empty(); }
  bool finished() const noexcept { return !failed_ && text_.empty(); }

  // A number of exactly so many digits.
  std::int32_t digits(std::int32_t count) noexcept {
    std::int32_t value = 0;
    for (; count > 0; --count) {
      const char c = next();
      if (c < '0' || c > '9') failed_ = true;
      value = value * 10 + (c - '0');
    }
    return failed_ ? 0 : value;
  }

  void require(char expected) noexcept { require(next() == expected); }

  // One of the characters of `choices`.
  char one_of(std::string_view choices) noexcept {
    const char c = next();
    if (choices.find(c) == std::string_view::npos) failed_ = true;
    return c;
  }

  // A number of one digit or more; the largest there is when it does not fit.
  std::int64_t number() noexcept {
    std::int64_t value = 0;
    do {
      const std::int32_t digit = digits(1);
      if (__builtin_mul_overflow(value, 10, &value) ||
          __builtin_add_overflow(value, digit, &value)) {
        value = INT64_MAX;
      }
    } while (next_is_digit());
    return value;
  }

  bool accept(char c) noexcept {
    const bool found = next_is(c);
    if (found) text_.remove_prefix(1);
    return found;
  }

  void require(bool condition) noexcept { failed_ = failed_ || !condition; }

  bool next_is_digit() const noexcept {
    return !text_.empty() && text_.front() >= '0' && text_.front() <= '9';
  }
  bool next_is(char c) const noexcept { return !text_.empty() && text_.front() == c; }

 private:
  char next() noexcept {
    if (text_.empty()) {
      failed_ = true;
      return '\0';
    }
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }

  std::string_view text_;
  bool failed_ = false;
};

std::chrono::year_month_day civil_date(std::int64_t days) noexcept {
  return std::chrono::sys_days{std::chrono::days{static_cast<std::int32_t>(days)}};
}

// Quotient and remainder that round down, also for negative values. divisor > 0.
struct Division {
  std::int64_t quotient;
  std::int64_t remainder;
};
constexpr Division divide_down(std::int64_t value, std::int64_t divisor) noexcept {
  Division result = {value / divisor, value % divisor};
  if (result.remainder < 0) {
    result.remainder += divisor;
    --result.quotient;
  }
  return result;
}

// What stands behind a decimal point.
struct Fraction {
  std::int64_t nanos = 0;
  bool finer_than_nanos = false;
};

// The point and the digits behind it.
Fraction read_fraction(Reader& reader) noexcept {
  Fraction fraction;
  reader.require('.');
  std::int64_t unit = nanos_per_second / 10;
  do {
    const std::int32_t digit = reader.digits(1);
    fraction.nanos += digit * unit;
    fraction.finer_than_nanos = fraction.finer_than_nanos || (unit == 0 && digit != 0);
    unit /= 10;
  } while (reader.next_is_digit());
  return fraction;
}

// RFC 3339: full-date, a day that exists.
std::chrono::year_month_day read_date(Reader& reader) noexcept {
  const std::int32_t year = reader.digits(4);
  reader.require('-');
  const std::int32_t month = reader.digits(2);
  reader.require('-');
  const std::int32_t day = reader.digits(2);
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<std::uint32_t>(month)},
                                         std::chrono::day{static_cast<std::uint32_t>(day)}};
  reader.require(date.ok());
  return date;
}

// RFC 3339: full-time. Whether there can be a leap second is for the caller to say.
struct Clock {
  std::int64_t minute = 0;  // of the day, where the clock stands
  std::int64_t second = 0;  // up to 60
  std::int64_t nanos = 0;
  bool finer_than_nanos = false;
  std::int32_t offset = 0;  // of that place, in minutes

  std::int64_t utc_minute() const noexcept { return minute - offset; }
};

Clock read_clock(Reader& reader) noexcept {
  Clock clock;
  const std::int32_t hour = reader.digits(2);
  reader.require(':');
  const std::int32_t minute = reader.digits(2);
  reader.require(':');
  clock.second = reader.digits(2);
  clock.minute = hour * 60 + minute;
  reader.require(hour <= 23 && minute <= 59 && clock.second <= 60);
  if (reader.next_is('.')) {
    const Fraction fraction = read_fraction(reader);
    clock.nanos = fraction.nanos;
    clock.finer_than_nanos = fraction.finer_than_nanos;
  }
  const char zone = reader.one_of("Zz+-");
  if (zone == '+' || zone == '-') {
    const std::int32_t hours = reader.digits(2);
    reader.require(':');
    const std::int32_t minutes = reader.digits(2);
    reader.require(hours <= 23 && minutes <= 59);
    clock.offset = (zone == '-' ? -1 : 1) * (hours * 60 + minutes);
  }
  return clock;
}

std::int64_t seconds_in(char unit) noexcept {
  switch (unit) {
    case 'W':
      return 7 * seconds_per_day;
    case 'D':
      return seconds_per_day;
    case 'H':
      return 3600;
    case 'M':
      return 60;
    default:
      return 1;
  }
}

// seconds * 10^9 + nanos, 0 <= nanos < 10^9.
TimeStatus combine(std::int64_t seconds, std::int64_t nanos, std::int64_t& out) noexcept {
  if (seconds < 0) {  // the first representable second is not representable as a whole
    ++seconds;
    nanos -= nanos_per_second;
  }
  std::int64_t result;
  if (__builtin_mul_overflow(seconds, nanos_per_second, &result) ||
      __builtin_add_overflow(result, nanos, &result)) {
    return TimeStatus::range;
  }
  out = result;
  return TimeStatus::ok;
}

char* write_digits(char* out, std::int64_t value, std::int32_t count) noexcept {
  for (std::int32_t i = count; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + count;
}

// The point and 3, 6 or 9 digits, the fewest that are exact; nothing for 0.
char* write_fraction(char* out, std::int64_t nanos) noexcept {
  if (nanos == 0) return out;
  *out++ = '.';
  std::int32_t count = 9;
  for (; nanos % 1000 == 0; nanos /= 1000) count -= 3;
  return write_digits(out, nanos, count);
}

// 23:59:59.999
char* write_clock(char* out, std::int64_t second, std::int64_t nanos) noexcept {
  out = write_digits(out, second / 3600, 2);
  *out++ = ':';
  out = write_digits(out, second / 60 % 60, 2);
  *out++ = ':';
  out = write_digits(out, second % 60, 2);
  return write_fraction(out, nanos);
}

}  // namespace

bool parse_date(std::string_view text, std::chrono::year_month_day& out) noexcept {
  Reader reader(text);
  const std::chrono::year_month_day date = read_date(reader);
  if (!reader.finished()) return false;
  out = date;
  return true;
}

TimeStatus parse_time(std::string_view text, TimeOfDay& out) noexcept {
  Reader reader(text);
  const Clock clock = read_clock(reader);
  if (!reader.finished()) return TimeStatus::syntax;
  const std::int64_t utc = divide_down(clock.utc_minute(), minutes_per_day).remainder;
  if (clock.second == 60 && utc != minutes_per_day - 1) return TimeStatus::syntax;
  if (clock.finer_than_nanos) return TimeStatus::range;
  const std::int64_t second = (clock.minute * 60 + clock.second) % seconds_per_day;
  out = {second * nanos_per_second + clock.nanos, clock.offset};
  return TimeStatus::ok;
}

TimeStatus parse_timestamp(std::string_view text, Timestamp& out) noexcept {
  Reader reader(text);
  const std::chrono::year_month_day date = read_date(reader);
  reader.one_of("Tt");
  const Clock clock = read_clock(reader);
  if (!reader.finished()) return TimeStatus::syntax;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds = days * seconds_per_day + clock.utc_minute() * 60 + clock.second;
  if (clock.second == 60) {
    // `seconds` is already the second that follows: for a leap second, the first of a month.
    const Division next = divide_down(seconds, seconds_per_day);
    if (next.remainder != 0 || civil_date(next.quotient).day() != std::chrono::day{1}) {
      return TimeStatus::syntax;
    }
  }
  return clock.finer_than_nanos ? TimeStatus::range
                                : combine(seconds, clock.nanos, out.nanoseconds);
}

TimeStatus parse_duration(std::string_view text, std::chrono::nanoseconds& out) noexcept {
  Reader reader(text);
  const bool negative = reader.accept('-');
  reader.require('P');
  std::string_view units = "WD";
  bool in_time = false;
  bool any = false;  // since the `P` or the `T`
  std::int64_t seconds = 0;
  Fraction fraction;
  TimeStatus status = TimeStatus::ok;
  while (!reader.failed() && !reader.at_end()) {
    if (!in_time && reader.accept('T')) {
      in_time = true;
      any = false;
      units = "HMS";
      continue;
    }
    std::int64_t amount = reader.number();
    const bool fractional = reader.next_is('.');
    if (fractional) fraction = read_fraction(reader);
    const char unit = reader.one_of(units);
    if (fractional && unit != 'S') return TimeStatus::syntax;
    if (unit == 'W' && !reader.at_end()) return TimeStatus::syntax;  // weeks stand alone
    units.remove_prefix(units.find(unit) + 1);
    any = true;
    if (__builtin_mul_overflow(amount, seconds_in(unit), &amount) ||
        __builtin_add_overflow(seconds, amount, &seconds)) {
      status = TimeStatus::range;
      seconds = 0;
    }
  }
  if (!reader.finished() || !any) return TimeStatus::syntax;
  if (status != TimeStatus::ok || fraction.finer_than_nanos) return TimeStatus::range;
  std::int64_t nanos = fraction.nanos;
  if (negative) {
    seconds = -seconds - (nanos == 0 ? 0 : 1);
    nanos = nanos == 0 ? 0 : nanos_per_second - nanos;
  }
  std::int64_t count = 0;
  status = combine(seconds, nanos, count);
  if (status == TimeStatus::ok) out = std::chrono::nanoseconds{count};
  return status;
}

char* write_date(char* out, std::chrono::year_month_day value) noexcept {
  out = write_digits(out, static_cast<int>(value.year()), 4);
  *out++ = '-';
  out = write_digits(out, static_cast<unsigned>(value.month()), 2);
  *out++ = '-';
  return write_digits(out, static_cast<unsigned>(value.day()), 2);
}

char* write_time(char* out, TimeOfDay value) noexcept {
  const Division clock = divide_down(value.nanoseconds, nanos_per_second);
  out = write_clock(out, clock.quotient, clock.remainder);
  if (value.offset == 0) {
    *out++ = 'Z';
    return out;
  }
  const std::int64_t minutes = value.offset < 0 ? -value.offset : value.offset;
  *out++ = value.offset < 0 ? '-' : '+';
  out = write_digits(out, minutes / 60, 2);
  *out++ = ':';
  return write_digits(out, minutes % 60, 2);
}

char* write_timestamp(char* out, Timestamp value) noexcept {
  const Division seconds = divide_down(value.nanoseconds, nanos_per_second);
  const Division days = divide_down(seconds.quotient, seconds_per_day);
  out = write_date(out, civil_date(days.quotient));
  *out++ = 'T';
  out = write_clock(out, days.remainder, seconds.remainder);
  *out++ = 'Z';
  return out;
}

char* write_duration(char* out, std::chrono::nanoseconds value) noexcept {
  // Towards zero, so that also the smallest value has a magnitude.
  const std::int64_t total = value.count() / nanos_per_second;
  const std::int64_t nanos = value.count() % nanos_per_second;
  const bool negative = value.count() < 0;
  const std::int64_t second = negative ? -total : total;
  const std::int64_t hours = second / 3600;
  const std::int64_t minutes = second / 60 % 60;
  const bool seconds = second % 60 != 0 || nanos != 0;
  if (negative) *out++ = '-';
  *out++ = 'P';
  *out++ = 'T';
  if (hours != 0) {
    out = write_int64(out, hours);
    *out++ = 'H';
  }
  if (minutes != 0 || (hours != 0 && seconds)) {  // no unit is left out between two others
    out = write_int64(out, minutes);
    *out++ = 'M';
  }
  if (seconds || second == 0) {
    out = write_int64(out, second % 60);
    out = write_fraction(out, negative ? -nanos : nanos);
    *out++ = 'S';
  }
  return out;
}

std::int64_t to_millis(Timestamp value) noexcept {
  return divide_down(value.nanoseconds, nanos_per_milli).quotient;
}

bool has_sub_millis(Timestamp value) noexcept {
  return value.nanoseconds % nanos_per_milli != 0;
}

}  // namespace tally
