#include "source/unicode.h"

#include <algorithm>
#include <iterator>

#include "source/widths.h"

namespace tally::compiler {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr Range unprintable[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c}, {0x200e, 0x200f},
    {0x2028, 0x202e}, {0x2066, 0x2069}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb},
};

template <std::size_t Count>
bool contains(const Range (&ranges)[Count], char32_t scalar) {
  const auto* range = std::partition_point(std::begin(ranges), std::end(ranges),
                                           [&](const Range& r) { return r.last < scalar; });
  return range != std::end(ranges) && range->first <= scalar;
}

}  // namespace

Decoded decode_utf8(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};

  // By lead byte: how many bytes follow, and the smallest scalar value that needs so many.
  const std::uint32_t following = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  const char32_t smallest = following == 3 ? 0x10000 : following == 2 ? 0x800 : 0x80;
  if (lead < 0xc2 || lead > 0xf4 || text.size() - at <= following) return {};

  char32_t scalar = lead & (0x3fu >> following);
  for (std::uint32_t i = 1; i <= following; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    scalar = scalar << 6 | (byte(i) & 0x3fu);
  }
  const bool surrogate = scalar >= 0xd800 && scalar <= 0xdfff;
  if (scalar < smallest || scalar > 0x10ffff || surrogate) return {};
  return {scalar, following + 1, true};
}

std::uint32_t utf8_size(char32_t scalar) {
  return scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
}

std::uint32_t display_width(char32_t scalar) {
  const auto ranges = width_ranges();
  const auto range = std::partition_point(
      ranges.begin(), ranges.end(), [&](const WidthRange& each) { return each.last < scalar; });
  return range != ranges.end() && range->first <= scalar ? range->columns : 1;
}

bool is_unprintable(char32_t scalar) {
  return contains(unprintable, scalar);
}

}  // namespace tally::compiler
