// CRC-32C (Castagnoli; RFC 3720, 12.1): finds every change of up to 32 bits in a row.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tally::server {

namespace detail {

constexpr std::array<std::uint32_t, 256> crc32c_table() noexcept {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) * 0x82f63b78U);
    table[i] = value;
  }
  return table;
}

}  // namespace detail

/// `before`: the checksum of what goes before, when the bytes are the next part of something.
constexpr std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0) noexcept {
  constexpr std::array<std::uint32_t, 256> table = detail::crc32c_table();
  std::uint32_t value = ~before;
  for (const char c : bytes)
    value = (value >> 8U) ^ table[(value ^ static_cast<unsigned char>(c)) & 0xffU];
  return ~value;
}

}  // namespace tally::server
