// UUIDs, RFC 9562.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tally {

// The 16 octets in the order of the text form, which is also the order of comparison.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  friend bool operator==(const Uuid&, const Uuid&) noexcept = default;
  friend std::strong_ordering operator<=>(const Uuid& a, const Uuid& b) noexcept {
    return std::memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) <=> 0;
  }
};

// The whole text has to be 8-4-4-4-12 hexadecimal digits of either case; any version and variant.
// `out` is written on success only.
bool parse_uuid(std::string_view text, Uuid& out) noexcept;

inline constexpr std::uint32_t uuid_length = 36;

// Writes uuid_length lower-case characters; returns their end.
char* write_uuid(char* out, const Uuid& value) noexcept;

}  // namespace tally
