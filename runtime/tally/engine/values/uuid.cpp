#include "tally/engine/values/uuid.h"

namespace tally {
namespace {

constexpr bool hyphen_before(std::size_t byte) noexcept {
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

// 0 to 15, or something with higher bits set.
constexpr std::uint32_t hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<std::uint32_t>(lower - 'a') + 10 : 0x100;
}

}  // namespace

bool parse_uuid(std::string_view text, Uuid& out) noexcept {
  if (text.size() != uuid_length) return false;
  Uuid result;
  const char* p = text.data();
  std::uint32_t seen = 0;
  for (std::size_t i = 0; i < result.bytes.size(); ++i) {
    if (hyphen_before(i) && *p++ != '-') return false;
    const std::uint32_t byte = hex_value(p[0]) << 4 | hex_value(p[1]);
    seen |= byte;
    result.bytes[i] = static_cast<std::uint8_t>(byte);
    p += 2;
  }
  if (seen > 0xff) return false;
  out = result;
  return true;
}

char* write_uuid(char* out, const Uuid& value) noexcept {
  constexpr char digits[] = "0123456789abcdef";
  for (std::size_t i = 0; i < value.bytes.size(); ++i) {
    if (hyphen_before(i)) *out++ = '-';
    *out++ = digits[value.bytes[i] >> 4];
    *out++ = digits[value.bytes[i] & 15];
  }
  return out;
}

}  // namespace tally
