// Bytes as text: RFC 4648. One text for each sequence of bytes: no line breaks, nothing outside of
// the alphabet, bits that stand for nothing are 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tally {

enum class Base64 : std::uint8_t {
  standard,  // section 4, always padded with `=` to a multiple of four characters
  url,       // section 5, never padded
};

// Room for what a text of this length stands for; never 0, so that it has an address.
constexpr std::size_t max_decoded_size(std::size_t length) noexcept {
  return length / 4 * 3 + 3;
}
// Room for the text of so many bytes.
constexpr std::size_t max_encoded_size(std::size_t size) noexcept {
  return (size + 2) / 3 * 4;
}

// The end of the bytes that were written to `out`, which holds max_decoded_size(text.size());
// null when the text is not of that form.
std::byte* decode_base64(std::string_view text, Base64 form, std::byte* out) noexcept;

// The end of the text. `out` holds max_encoded_size(size).
char* encode_base64(char* out, const std::byte* data, std::size_t size, Base64 form) noexcept;

}  // namespace tally
