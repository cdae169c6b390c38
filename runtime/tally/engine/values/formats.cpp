#include "tally/engine/values/formats.h"

#include "tally/engine/values/time.h"
#include "tally/engine/values/uuid.h"

namespace tally {
namespace {

// Classes of ASCII characters, one bit each.
enum Class : std::uint8_t {
  letter = 1,
  digit = 2,
  hex_letter = 4,
  unreserved_mark = 8,  // RFC 3986: - . _ ~
  sub_delimiter = 16,   // RFC 3986: ! $ & ' ( ) * + , ; =
  atom_mark = 32,       // RFC 5321 atext: ! # $ % & ' * + - / = ? ^ _ ` { | } ~
};
constexpr std::uint8_t alphanumeric = letter | digit;
constexpr std::uint8_t hexadecimal = digit | hex_letter;

struct Classes {
  std::uint8_t of[256] = {};

  constexpr Classes() {
    add('0', '9', digit);
    add('a', 'z', letter);
    add('A', 'Z', letter);
    add('a', 'f', hex_letter);
    add('A', 'F', hex_letter);
    add("-._~", unreserved_mark);
    add("!$&'()*+,;=", sub_delimiter);
    add("!#$%&'*+-/=?^_`{|}~", atom_mark);
  }
  constexpr void add(char first, char last, std::uint8_t bit) {
    for (auto c = static_cast<unsigned char>(first); c <= static_cast<unsigned char>(last); ++c)
      of[c] = static_cast<std::uint8_t>(of[c] | bit);
  }
  constexpr void add(std::string_view characters, std::uint8_t bit) {
    for (const char c : characters) add(c, c, bit);
  }
};
constexpr Classes classes;

bool is(char c, std::uint8_t any_of) noexcept {
  return (classes.of[static_cast<unsigned char>(c)] & any_of) != 0;
}

// A letter of ASCII as its small form, other characters as themselves.
constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Takes the text of an ABNF literal, given in small letters, off the front. It has no case (RFC
// 5234, 2.3).
bool take_literal(std::string_view& text, std::string_view literal) noexcept {
  if (text.size() < literal.size()) return false;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    if (lower(text[i]) != literal[i]) return false;
  }
  text.remove_prefix(literal.size());
  return true;
}

// Cuts the text up to the first `separator` off its front, and that with it. False when there is
// none: then `front` is all of it.
bool cut(std::string_view& text, char separator, std::string_view& front) noexcept {
  const std::size_t at = text.find(separator);
  front = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return at != std::string_view::npos;
}

// ---- RFC 3339 appendix A ----

// Numbers with units of `letters` behind them, of which none is left out between two others.
bool take_units(std::string_view& text, std::string_view letters) noexcept {
  bool any = false;
  while (!text.empty() && is(text.front(), digit)) {
    while (!text.empty() && is(text.front(), digit)) text.remove_prefix(1);
    const std::size_t unit = text.empty() ? letters.npos : letters.find(lower(text.front()));
    if (unit == letters.npos || (any && unit != 0)) return false;
    letters.remove_prefix(unit + 1);
    text.remove_prefix(1);
    any = true;
  }
  return any;
}

// ---- Hosts ----

bool is_label(std::string_view label) noexcept {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
    return false;
  for (const char c : label) {
    if (!is(c, alphanumeric) && c != '-') return false;
  }
  return true;
}

// Up to four hexadecimal digits.
bool is_group(std::string_view group) noexcept {
  if (group.empty() || group.size() > 4) return false;
  for (const char c : group) {
    if (!is(c, hexadecimal)) return false;
  }
  return true;
}

// The groups between colons, of which the last may be a dotted quad that counts for two; -1 when
// something is no group.
std::int32_t count_groups(std::string_view text, bool quad_allowed) noexcept {
  if (text.empty()) return 0;
  std::int32_t count = 0;
  for (bool more = true; more;) {
    std::string_view group;
    more = cut(text, ':', group);
    if (is_group(group)) {
      ++count;
    } else if (!more && quad_allowed && format::ipv4(group)) {
      count += 2;
    } else {
      return -1;
    }
  }
  return count;
}

// ---- RFC 3986 ----

// Whether each character is of one of the classes, one of `others`, or escaped as %XX.
bool consists_of(std::string_view text, std::uint8_t any_of, std::string_view others) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is(c, any_of) || others.find(c) != others.npos) continue;
    if (c != '%' || text.size() - i < 3 || !is(text[i + 1], hexadecimal) ||
        !is(text[i + 2], hexadecimal)) {
      return false;
    }
    i += 2;
  }
  return true;
}

constexpr std::uint8_t uri_text = alphanumeric | unreserved_mark | sub_delimiter;

// The inside of the brackets.
bool is_ip_literal(std::string_view text) noexcept {
  if (!take_literal(text, "v")) return format::ipv6(text);
  std::string_view version;
  if (!cut(text, '.', version) || version.empty() || text.empty()) return false;
  for (const char c : version) {
    if (!is(c, hexadecimal)) return false;
  }
  return text.find('%') == text.npos && consists_of(text, uri_text, ":");
}

bool is_authority(std::string_view text) noexcept {
  if (const std::size_t at = text.find('@'); at != text.npos) {
    if (!consists_of(text.substr(0, at), uri_text, ":")) return false;
    text.remove_prefix(at + 1);
  }
  if (!text.empty() && text.front() == '[') {
    const std::size_t end = text.find(']');
    if (end == text.npos || !is_ip_literal(text.substr(1, end - 1))) return false;
    text.remove_prefix(end + 1);
    if (text.empty()) return true;
    if (text.front() != ':') return false;
    text.remove_prefix(1);
  } else {
    std::string_view name;
    cut(text, ':', name);
    if (!consists_of(name, uri_text, "")) return false;
  }
  for (const char c : text) {  // the port
    if (!is(c, digit)) return false;
  }
  return true;
}

// The length of the scheme in front of the first colon; 0 if there is none.
std::size_t scheme_length(std::string_view text) noexcept {
  if (text.empty() || !is(text.front(), letter)) return 0;
  std::size_t length = 1;
  while (length < text.size() &&
         (is(text[length], alphanumeric) ||
          std::string_view("+-.").find(text[length]) != std::string_view::npos)) {
    ++length;
  }
  return length < text.size() && text[length] == ':' ? length : 0;
}

bool is_reference(std::string_view text, bool needs_scheme) noexcept {
  const std::size_t scheme = scheme_length(text);
  if (scheme != 0) {
    text.remove_prefix(scheme + 1);
  } else if (needs_scheme) {
    return false;
  }
  std::string_view fragment = text;
  cut(fragment, '#', text);
  std::string_view query = text;
  cut(query, '?', text);
  if (!consists_of(fragment, uri_text, ":@/?") || !consists_of(query, uri_text, ":@/?"))
    return false;
  if (text.substr(0, 2) == "//") {
    text.remove_prefix(2);
    const std::size_t path = text.find('/');
    if (!is_authority(text.substr(0, path))) return false;
    text.remove_prefix(path == text.npos ? text.size() : path);
  } else if (scheme == 0 && text.substr(0, text.find('/')).find(':') != text.npos) {
    return false;  // it would read as a scheme
  }
  return consists_of(text, uri_text, ":@/");
}

}  // namespace

namespace format {

bool date(std::string_view text) noexcept {
  std::chrono::year_month_day ignored;
  return parse_date(text, ignored);
}

bool date_time(std::string_view text) noexcept {
  Timestamp ignored;
  return parse_timestamp(text, ignored) != TimeStatus::syntax;
}

bool time(std::string_view text) noexcept {
  TimeOfDay ignored;
  return parse_time(text, ignored) != TimeStatus::syntax;
}

bool duration(std::string_view text) noexcept {
  if (!take_literal(text, "p")) return false;
  std::string_view weeks = text;
  if (take_units(weeks, "w")) return weeks.empty();
  const bool has_date = !text.empty() && is(text.front(), digit);
  if (has_date && !take_units(text, "ymd")) return false;
  if (text.empty()) return has_date;
  return take_literal(text, "t") && take_units(text, "hms") && text.empty();
}

bool email(std::string_view text) noexcept {
  if (text.size() > 254) return false;
  std::string_view local;
  if (!cut(text, '@', local) || local.size() > 64) return false;
  for (bool more = true; more;) {
    std::string_view atom;
    more = cut(local, '.', atom);
    if (atom.empty()) return false;
    for (const char c : atom) {
      if (!is(c, alphanumeric | atom_mark)) return false;
    }
  }
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return hostname(text);
  text = text.substr(1, text.size() - 2);
  return take_literal(text, "ipv6:") ? ipv6(text) : ipv4(text);
}

bool hostname(std::string_view text) noexcept {
  if (text.size() > 253) return false;
  for (bool more = true; more;) {
    std::string_view label;
    more = cut(text, '.', label);
    if (!is_label(label)) return false;
  }
  return true;
}

bool ipv4(std::string_view text) noexcept {
  std::int32_t count = 0;
  for (bool more = true; more; ++count) {
    std::string_view number;
    more = cut(text, '.', number);
    if (number.empty() || number.size() > 3 || (number.size() > 1 && number.front() == '0'))
      return false;
    std::int32_t value = 0;
    for (const char c : number) {
      if (!is(c, digit)) return false;
      value = value * 10 + (c - '0');
    }
    if (value > 255) return false;
  }
  return count == 4;
}

bool ipv6(std::string_view text) noexcept {
  if (text.size() > 45) return false;  // six groups and a quad, all of full length
  const std::size_t gap = text.find("::");
  if (gap == text.npos) return count_groups(text, true) == 8;
  const std::int32_t before = count_groups(text.substr(0, gap), false);
  const std::int32_t behind = count_groups(text.substr(gap + 2), true);
  return before >= 0 && behind >= 0 && before + behind <= 7;
}

bool json_pointer(std::string_view text) noexcept {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') continue;
    if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
  }
  return true;
}

bool uri(std::string_view text) noexcept {
  return is_reference(text, true);
}

bool uri_reference(std::string_view text) noexcept {
  return is_reference(text, false);
}

bool uuid(std::string_view text) noexcept {
  Uuid ignored;
  return parse_uuid(text, ignored);
}

}  // namespace format

}  // namespace tally
