// The patterns of schemas/*.contract.yaml as somebody writes them by hand who wants them fast.
#pragma once

#include <cstddef>
#include <string_view>

namespace bench {

constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return is_lower(c) || is_upper(c);
}
constexpr bool is_white(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

template <class Test>
constexpr bool all(std::string_view text, Test test) {
  for (const char c : text) {
    if (!test(c)) return false;
  }
  return true;
}

/// One or more groups of one or more characters, with a hyphen between them.
template <class Test>
constexpr bool hyphenated(std::string_view text, Test test) {
  bool in_group = false;
  for (const char c : text) {
    if (c == '-' ? !in_group : !test(c)) return false;
    in_group = c != '-';
  }
  return in_group;
}

constexpr bool any_text(std::string_view) {
  return true;
}

/// ^[a-z][a-z0-9]*(-[a-z0-9]+)*$
constexpr bool is_sensor_id(std::string_view text) {
  return !text.empty() && is_lower(text[0]) &&
         hyphenated(text, [](char c) { return is_lower(c) || is_digit(c); });
}

/// ^[A-Z0-9]+(-[A-Z0-9]+)*$
constexpr bool is_sku(std::string_view text) {
  return hyphenated(text, [](char c) { return is_upper(c) || is_digit(c); });
}

/// ^[a-z][a-z0-9.-]*$
constexpr bool is_label(std::string_view text) {
  return !text.empty() && is_lower(text[0]) &&
         all(text, [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '-'; });
}

/// ^[A-Z]{3}$
constexpr bool is_currency(std::string_view text) {
  return text.size() == 3 && all(text, is_upper);
}

/// ^[^@\s]+@[^@\s]+$ without the white space beyond ASCII
constexpr bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size()) return false;
  return text.find('@', at + 1) == std::string_view::npos &&
         all(text, [](char c) { return !is_white(c); });
}

/// ^\+[1-9][0-9]{6,14}$
constexpr bool is_phone(std::string_view text) {
  return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
         all(text.substr(1), is_digit);
}

/// ^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$
constexpr bool is_iban(std::string_view text) {
  return text.size() >= 15 && text.size() <= 34 && all(text.substr(0, 2), is_upper) &&
         all(text.substr(2, 2), is_digit) &&
         all(text.substr(4), [](char c) { return is_upper(c) || is_digit(c); });
}

/// ^[A-Za-z0-9_-]+$
constexpr bool is_token(std::string_view text) {
  return !text.empty() &&
         all(text, [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; });
}

/// ^[a-z]{2}[a-z0-9_]+$
constexpr bool is_event_id(std::string_view text) {
  return text.size() >= 3 && is_lower(text[0]) && is_lower(text[1]) &&
         all(text.substr(2), [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

/// ^[a-z0-9]+$
constexpr bool is_network(std::string_view text) {
  return !text.empty() && all(text, [](char c) { return is_lower(c) || is_digit(c); });
}

/// ^https?://
constexpr bool is_url(std::string_view text) {
  return text.substr(0, 7) == "http://" || text.substr(0, 8) == "https://";
}

/// ^,([^,]+,)*$
constexpr bool is_comma_list(std::string_view text) {
  return !text.empty() && text.front() == ',' && text.back() == ',' &&
         text.find(",,") == std::string_view::npos;
}

/// ^[0-9]+\.[0-9]+\.[0-9]+$
constexpr bool is_version(std::string_view text) {
  int groups = 1;
  bool in_group = false;
  for (const char c : text) {
    if (c == '.') {
      if (!in_group || ++groups > 3) return false;
    } else if (!is_digit(c)) {
      return false;
    }
    in_group = c != '.';
  }
  return groups == 3 && in_group;
}

}  // namespace bench
