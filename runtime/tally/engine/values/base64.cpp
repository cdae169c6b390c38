#include "tally/engine/values/base64.h"

namespace tally {
namespace {

constexpr std::string_view standard_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::uint32_t invalid = 0x80;

struct Values {
  std::uint8_t of[256]{};

  constexpr explicit Values(std::string_view digits) {
    for (auto& value : of) value = invalid;
    for (std::size_t i = 0; i < digits.size(); ++i)
      of[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
  }
};
constexpr Values standard_values(standard_digits);
constexpr Values url_values(url_digits);

std::byte byte_of(std::uint32_t bits) noexcept {
  return static_cast<std::byte>(bits & 0xff);
}

}  // namespace

std::byte* decode_base64(std::string_view text, Base64 form, std::byte* out) noexcept {
  if (form == Base64::standard) {
    if (text.size() % 4 != 0) return nullptr;
    for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  }
  const Values& values = form == Base64::standard ? standard_values : url_values;
  const auto value = [&](char c) -> std::uint32_t {
    return values.of[static_cast<unsigned char>(c)];
  };
  const char* p = text.data();
  const char* const whole = p + text.size() / 4 * 4;
  std::uint32_t seen = 0;
  for (; p != whole; p += 4) {
    const std::uint32_t a = value(p[0]);
    const std::uint32_t b = value(p[1]);
    const std::uint32_t c = value(p[2]);
    const std::uint32_t d = value(p[3]);
    seen |= a | b | c | d;
    const std::uint32_t bits = a << 18 | b << 12 | c << 6 | d;
    *out++ = byte_of(bits >> 16);
    *out++ = byte_of(bits >> 8);
    *out++ = byte_of(bits);
  }
  const std::size_t rest = text.size() % 4;
  if (rest == 1) return nullptr;
  if (rest != 0) {
    const std::uint32_t c = rest == 3 ? value(p[2]) : 0;
    seen |= value(p[0]) | value(p[1]) | c;
    const std::uint32_t bits = value(p[0]) << 18 | value(p[1]) << 12 | c << 6;
    if ((bits & (rest == 2 ? 0xffffU : 0xffU)) != 0) return nullptr;
    *out++ = byte_of(bits >> 16);
    if (rest == 3) *out++ = byte_of(bits >> 8);
  }
  return (seen & invalid) == 0 ? out : nullptr;
}

char* encode_base64(char* out, const std::byte* data, std::size_t size, Base64 form) noexcept {
  const std::string_view digits = form == Base64::standard ? standard_digits : url_digits;
  const auto at = [&](std::size_t i) { return i < size ? static_cast<std::uint32_t>(data[i]) : 0; };
  for (std::size_t i = 0; i < size; i += 3) {
    const std::uint32_t bits = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    const std::size_t left = size - i < 3 ? size - i : 3;
    for (std::size_t digit = 0; digit < 4; ++digit) {
      if (digit <= left) {
        *out++ = digits[bits >> (18 - 6 * digit) & 63];
      } else if (form == Base64::standard) {
        *out++ = '=';
      }
    }
  }
  return out;
}

}  // namespace tally
