// The formats that a contract can ask of a text. Each takes the whole text, is decided in linear
// time without allocating, and needs no padding. What is beyond ASCII is refused unless it says
// otherwise: international forms of names and addresses are not among these formats.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tally/engine/plan.h"

namespace tally {

enum class Format : std::uint8_t {
#define TALLY_FORMAT(id, ...) id,
#include "tally/engine/vocabulary/formats.def"
};

/// For generated code. Letters that a grammar in ABNF spells have no case (RFC 5234, 2.3).
namespace format {

/// RFC 3339 full-date: a day that exists, years 0000 to 9999.
bool date(std::string_view text) noexcept;

/// RFC 3339 date-time: the zone is mandatory, any number of fraction digits, any year from 0000 to
/// 9999. A leap second is the last of a month in UTC.
bool date_time(std::string_view text) noexcept;

/// RFC 3339 appendix A: years, months, days and behind a `T` hours, minutes and seconds, with none
/// left out between two others; or weeks alone. No sign, no fractions.
bool duration(std::string_view text) noexcept;

/// RFC 5321 Mailbox with a dot-string in front of the `@`: no quoted strings, no comments. Behind
/// it a hostname (one label will do) or an address in brackets: [192.0.2.1], [IPv6:2001:db8::1]. At
/// most 64 and 254 bytes.
bool email(std::string_view text) noexcept;

/// RFC 1123: labels of letters, digits and inner hyphens, 1 to 63 bytes each, 253 in all; no dot at
/// the end. What an `xn--` label decodes to is not looked at.
bool hostname(std::string_view text) noexcept;

/// RFC 2673 section 3.2, dotted quad: four numbers to 255 without leading zeros.
bool ipv4(std::string_view text) noexcept;

/// RFC 4291 section 2.2, with `::` for one group or more and a dotted quad at the end if wanted; no
/// zone.
bool ipv6(std::string_view text) noexcept;

/// RFC 6901: empty, or each step behind a `/`; `~` only in `~0` and `~1`. Any characters.
bool json_pointer(std::string_view text) noexcept;

/// A pattern of ECMA-262 with the `u` flag, as of edition 2024. Names of Unicode properties are not
/// looked up, and names of groups may hold any character beyond ASCII. Refused are more than 256
/// groups inside each other and more than 64 named ones.
bool regex(std::string_view text) noexcept;

/// RFC 3339 full-time: the zone is mandatory. A leap second is 23:59:60 in UTC.
bool time(std::string_view text) noexcept;

/// RFC 3986 URI: with a scheme.
bool uri(std::string_view text) noexcept;

/// RFC 3986 URI-reference: a URI, or relative to one. The empty text is one.
bool uri_reference(std::string_view text) noexcept;

/// RFC 9562: 8-4-4-4-12 hexadecimal digits in either case, any version.
bool uuid(std::string_view text) noexcept;

}  // namespace format

/// "json-pointer".
std::string_view name_of(Format format) noexcept;

/// The format of that name.
std::optional<Format> find_format(std::string_view name) noexcept;

/// What judges texts of a format: one of the functions above. This links all of them.
plan::Matcher matcher_of(Format format) noexcept;

inline bool matches(Format format, std::string_view text) noexcept {
  return matcher_of(format)(text);
}

}  // namespace tally
