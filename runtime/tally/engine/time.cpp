#include "tally/engine/time.h"

#include <chrono>

namespace tally {
namespace {

constexpr std::int64_t nanos_per_second = 1'000'000'000;
constexpr std::int64_t nanos_per_milli = 1'000'000;
constexpr std::int64_t seconds_per_day = 86'400;

// Reads a text from front to back. After a failure everything fails: one test at the end is enough.
class Reader {
 public:
  explicit Reader(std::string_view text) noexcept : text_(text) {}

  bool failed() const noexcept { return failed_; }
  bool at_end() const noexcept { return text_.empty(); }

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

  // One of the characters of `choices`.
  char one_of(std::string_view choices) noexcept {
    const char c = next();
    if (choices.find(c) == std::string_view::npos) failed_ = true;
    return c;
  }

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

// seconds * 10^9 + nanos, 0 <= nanos < 10^9.
TimeStatus combine(std::int64_t seconds, std::int64_t nanos, Timestamp& out) noexcept {
  if (seconds < 0) {  // the first representable second is not representable as a whole
    ++seconds;
    nanos -= nanos_per_second;
  }
  std::int64_t result;
  if (__builtin_mul_overflow(seconds, nanos_per_second, &result) ||
      __builtin_add_overflow(result, nanos, &result)) {
    return TimeStatus::range;
  }
  out.nanoseconds = result;
  return TimeStatus::ok;
}

char* write_digits(char* out, std::int64_t value, std::int32_t count) noexcept {
  for (std::int32_t i = count; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + count;
}

}  // namespace

TimeStatus parse_timestamp(std::string_view text, Timestamp& out) noexcept {
  Reader reader(text);
  const std::int32_t year = reader.digits(4);
  reader.one_of("-");
  const std::int32_t month = reader.digits(2);
  reader.one_of("-");
  const std::int32_t day = reader.digits(2);
  reader.one_of("Tt");
  const std::int32_t hour = reader.digits(2);
  reader.one_of(":");
  const std::int32_t minute = reader.digits(2);
  reader.one_of(":");
  const std::int32_t second = reader.digits(2);

  std::int64_t nanos = 0;
  bool finer_than_nanos = false;
  if (reader.next_is('.')) {
    reader.one_of(".");
    std::int64_t unit = nanos_per_second / 10;
    do {
      const std::int32_t digit = reader.digits(1);
      nanos += digit * unit;
      finer_than_nanos = finer_than_nanos || (unit == 0 && digit != 0);
      unit /= 10;
    } while (reader.next_is_digit());
  }

  std::int32_t offset_minutes = 0;
  const char zone = reader.one_of("Zz+-");
  if (zone == '+' || zone == '-') {
    const std::int32_t hours = reader.digits(2);
    reader.one_of(":");
    const std::int32_t minutes = reader.digits(2);
    if (hours > 23 || minutes > 59) return TimeStatus::syntax;
    offset_minutes = (zone == '-' ? -1 : 1) * (hours * 60 + minutes);
  }

  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<std::uint32_t>(month)},
                                         std::chrono::day{static_cast<std::uint32_t>(day)}};
  if (reader.failed() || !reader.at_end() || !date.ok() || hour > 23 || minute > 59 ||
      second > 60) {
    return TimeStatus::syntax;
  }
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds =
      days * seconds_per_day + (hour * 60 + minute - offset_minutes) * 60 + second;
  if (second == 60) {
    // `seconds` is already the second that follows: for a leap second, the first of a month.
    const Division next = divide_down(seconds, seconds_per_day);
    if (next.remainder != 0 || civil_date(next.quotient).day() != std::chrono::day{1}) {
      return TimeStatus::syntax;
    }
  }
  return finer_than_nanos ? TimeStatus::range : combine(seconds, nanos, out);
}

char* write_timestamp(char* out, Timestamp value) noexcept {
  const Division seconds = divide_down(value.nanoseconds, nanos_per_second);
  const Division days = divide_down(seconds.quotient, seconds_per_day);
  const std::chrono::year_month_day date = civil_date(days.quotient);
  out = write_digits(out, static_cast<int>(date.year()), 4);
  *out++ = '-';
  out = write_digits(out, static_cast<unsigned>(date.month()), 2);
  *out++ = '-';
  out = write_digits(out, static_cast<unsigned>(date.day()), 2);
  *out++ = 'T';
  out = write_digits(out, days.remainder / 3600, 2);
  *out++ = ':';
  out = write_digits(out, days.remainder / 60 % 60, 2);
  *out++ = ':';
  out = write_digits(out, days.remainder % 60, 2);
  std::int64_t fraction = seconds.remainder;
  if (fraction != 0) {
    *out++ = '.';
    std::int32_t count = 9;
    for (; fraction % 1000 == 0; fraction /= 1000) count -= 3;
    out = write_digits(out, fraction, count);
  }
  *out++ = 'Z';
  return out;
}

std::int64_t to_millis(Timestamp value) noexcept {
  return divide_down(value.nanoseconds, nanos_per_milli).quotient;
}

bool has_sub_millis(Timestamp value) noexcept {
  return value.nanoseconds % nanos_per_milli != 0;
}

}  // namespace tally
