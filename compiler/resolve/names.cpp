#include "resolve/names.h"

#include <algorithm>

#include "model/vocabulary.h"

namespace tally::compiler::resolving {
namespace {

// <cctype> depends on the locale.
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_word(char c) {
  return is_upper(c) || is_lower(c) || is_digit(c) || c == '_';
}

// Cuts the text at the first `separator`; the rest is what stands behind it.
std::string_view cut(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const auto part = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return part;
}

bool is_version_number(std::string_view text) {
  return !text.empty() && text.size() <= 9 && std::all_of(text.begin(), text.end(), is_digit) &&
         (text.size() == 1 || text.front() != '0');
}

// The dot-separated identifiers behind `-` or `+`.
bool is_version_suffix(std::string_view text) {
  if (text.empty() || text.back() == '.') return false;
  while (!text.empty()) {
    const auto part = cut(text, '.');
    const auto allowed = [](char c) { return c == '-' || (is_word(c) && c != '_'); };
    if (part.empty() || !std::all_of(part.begin(), part.end(), allowed)) return false;
  }
  return true;
}

}  // namespace

bool is_identifier(std::string_view name) {
  return !name.empty() && !is_digit(name.front()) && std::all_of(name.begin(), name.end(), is_word);
}

bool is_type_name(std::string_view name) {
  return is_identifier(name) && is_upper(name.front());
}

bool is_package_name(std::string_view name) {
  if (name.empty() || name.back() == '.') return false;
  while (!name.empty()) {
    const auto part = cut(name, '.');
    const auto allowed = [](char c) { return is_word(c) && !is_upper(c); };
    if (part.empty() || !is_lower(part.front())) return false;
    if (!std::all_of(part.begin(), part.end(), allowed)) return false;
  }
  return true;
}

bool is_version(std::string_view text) {
  if (const auto plus = text.find('+'); plus != std::string_view::npos) {
    if (!is_version_suffix(text.substr(plus + 1))) return false;
    text = text.substr(0, plus);
  }
  if (const auto minus = text.find('-'); minus != std::string_view::npos) {
    if (!is_version_suffix(text.substr(minus + 1))) return false;
    text = text.substr(0, minus);
  }
  const auto major = cut(text, '.');
  const auto minor = cut(text, '.');
  return is_version_number(major) && is_version_number(minor) && is_version_number(text);
}

bool is_builtin_name(std::string_view name) {
  return name == "list" || name == "map" || model::find_builtin(name);
}

std::string pascal_case(std::string_view name) {
  std::string result;
  bool start = true;
  for (const char c : name) {
    if (c == '_') {
      start = true;
      continue;
    }
    result += start && is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    start = false;
  }
  return result;
}

bool is_function_name(std::string_view name) {
  constexpr std::string_view separator = "::";
  std::size_t parts = 0;
  for (;;) {
    const auto end = name.find(separator);
    if (!is_identifier(name.substr(0, end))) return false;
    ++parts;
    if (end == std::string_view::npos) return parts > 1;
    name.remove_prefix(end + separator.size());
  }
}

}  // namespace tally::compiler::resolving
