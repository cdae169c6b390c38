#include "sample/formats.h"

#include <array>
#include <chrono>
#include <string_view>

#include "tally/engine/values/time.h"

namespace tally::compiler::sampling {
namespace {

constexpr std::int64_t nanos_per_second = 1'000'000'000;

std::string number(Random& random, std::uint64_t low, std::uint64_t high) {
  return std::to_string(low + random.below(high - low + 1));
}

std::string word(Random& random) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  std::string text;
  for (std::uint64_t length = 1 + random.below(8); length > 0; --length)
    text += letters[random.below(letters.size())];
  return text;
}

std::string hex(Random& random, int digits) {
  constexpr std::string_view all = "0123456789abcdef";
  std::string text;
  for (; digits > 0; --digits) text += all[random.below(all.size())];
  return text;
}

std::string hostname(Random& random) {
  std::string text = word(random);
  for (std::uint64_t labels = random.below(3); labels > 0; --labels) text += "." + word(random);
  return random.one_in(8) ? "xn--" + text : text;
}

std::string ipv4(Random& random) {
  std::string text = number(random, 0, 255);
  for (int i = 0; i < 3; ++i) text += "." + number(random, 0, 255);
  return text;
}

std::string ipv6(Random& random) {
  if (random.one_in(8)) return "::1";
  if (random.one_in(8)) return "::ffff:" + ipv4(random);
  std::string text = hex(random, 4);
  for (int i = 0; i < 7; ++i) text += ":" + hex(random, 4);
  return text;
}

std::string path(Random& random) {
  std::string text;
  for (std::uint64_t steps = random.below(4); steps > 0; --steps) text += "/" + word(random);
  return text;
}

std::string uri(Random& random) {
  std::string text = "https://" + hostname(random) + path(random);
  if (random.one_in(3)) text += "?" + word(random) + "=" + number(random, 0, 99);
  if (random.one_in(4)) text += "#" + word(random);
  return text;
}

std::string calendar_duration(Random& random) {
  if (random.one_in(4)) return "P" + number(random, 1, 52) + "W";
  std::string text = "P" + number(random, 0, 9) + "Y" + number(random, 0, 11) + "M";
  if (random.one_in(2)) text += number(random, 0, 30) + "D";
  return text;
}

}  // namespace

std::string make_uuid(Random& random) {
  const char variant = "89ab"[random.below(4)];
  return hex(random, 8) + "-" + hex(random, 4) + "-4" + hex(random, 3) + "-" + variant +
         hex(random, 3) + "-" + hex(random, 12);
}

std::string make_timestamp(Random& random) {
  constexpr std::int64_t first = 946'684'800;  // 2000-01-01
  constexpr std::int64_t seconds = 3'155'760'000;
  std::int64_t at = (first + static_cast<std::int64_t>(random.below(seconds))) * nanos_per_second;
  if (random.one_in(3)) at += static_cast<std::int64_t>(random.below(1000)) * 1'000'000;
  std::array<char, max_timestamp_length> text;
  return {text.data(), write_timestamp(text.data(), {at})};
}

std::string make_date(Random& random) {
  const std::chrono::sys_days day{
      std::chrono::days{10'957 + static_cast<int>(random.below(36'525))}};
  std::array<char, date_length> text;
  return {text.data(), write_date(text.data(), std::chrono::year_month_day{day})};
}

std::string make_time(Random& random) {
  TimeOfDay time;
  time.nanoseconds = static_cast<std::int64_t>(random.below(86'400)) * nanos_per_second;
  if (random.one_in(2)) time.offset = static_cast<std::int32_t>(random.below(105)) * 15 - 720;
  std::array<char, max_time_length> text;
  return {text.data(), write_time(text.data(), time)};
}

std::string make_duration(Random& random) {
  if (random.one_in(4)) return "P" + number(random, 1, 8) + "W";
  const std::chrono::nanoseconds length{static_cast<std::int64_t>(random.below(10'000'000)) *
                                        (nanos_per_second / 10)};
  std::array<char, max_duration_length> text;
  return {text.data(), write_duration(text.data(), length)};
}

std::string make_format(Format format, Random& random) {
  switch (format) {
    case Format::date:
      return make_date(random);
    case Format::date_time:
      return make_timestamp(random);
    case Format::duration:
      return calendar_duration(random);
    case Format::email:
      return word(random) + (random.one_in(3) ? "." + word(random) : "") + "@" + hostname(random);
    case Format::hostname:
      return hostname(random);
    case Format::ipv4:
      return ipv4(random);
    case Format::ipv6:
      return ipv6(random);
    case Format::json_pointer:
      return path(random);
    case Format::regex:
      return "^" + word(random) + "[0-9]{" + number(random, 1, 4) + "}$";
    case Format::time:
      return make_time(random);
    case Format::uri:
      return uri(random);
    case Format::uri_reference:
      return random.one_in(2) ? uri(random) : path(random);
    case Format::uuid:
      return make_uuid(random);
  }
  return {};
}

}  // namespace tally::compiler::sampling
