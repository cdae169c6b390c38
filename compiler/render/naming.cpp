#include "render/naming.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "render/utf8.h"

namespace tally::compiler {
namespace {

enum class WordCase : uint8_t { lower, upper, capitalized };

struct StyleRow {
  NameStyle style;
  std::string_view name;
  std::string_view separator;
  WordCase first;
  WordCase others;
};

/// In the order of NameStyle.
constexpr std::array<StyleRow, 5> styles{{
    {NameStyle::snake, "snake_case", "_", WordCase::lower, WordCase::lower},
    {NameStyle::camel, "camelCase", "", WordCase::lower, WordCase::capitalized},
    {NameStyle::pascal, "PascalCase", "", WordCase::capitalized, WordCase::capitalized},
    {NameStyle::screaming_snake, "SCREAMING_SNAKE", "_", WordCase::upper, WordCase::upper},
    {NameStyle::kebab, "kebab-case", "-", WordCase::lower, WordCase::lower},
}};

struct Range {
  char32_t first;
  char32_t last;
};

/// Letters beyond ASCII; sorted.
constexpr Range letters[] = {
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2AF},     // Latin
    {0x386, 0x386},   {0x388, 0x38A},   {0x38C, 0x38C},    // Greek
    {0x38E, 0x3A1},   {0x3A3, 0x3F5},   {0x3F7, 0x3FF},    //
    {0x400, 0x481},   {0x48A, 0x52F},                      // Cyrillic
    {0x1E00, 0x1EFF},                                      // Latin
    {0x3041, 0x3096}, {0x30A1, 0x30FA}, {0x4E00, 0x9FA5},  // Kana, ideographs
    {0xAC00, 0xD7A3},                                      // Hangul
};

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
bool is_word(char c) {
  return is_lower(c) || is_upper(c) || is_digit(c) || !is_ascii(c);
}

char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
char to_upper(char c) {
  return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

bool is_letter(char32_t value) {
  const auto* range =
      std::lower_bound(std::begin(letters), std::end(letters), value,
                       [](const Range& candidate, char32_t c) { return candidate.last < c; });
  return range != std::end(letters) && range->first <= value;
}

bool word_begins(std::string_view text, size_t at) {
  if (at == 0 || !is_word(text[at - 1])) return true;
  if (!is_upper(text[at])) return false;
  if (!is_upper(text[at - 1])) return true;
  return at + 1 < text.size() && (is_lower(text[at + 1]) || !is_ascii(text[at + 1]));
}

void append_cased(std::string& out, std::string_view word, WordCase word_case) {
  for (size_t i = 0; i < word.size(); ++i) {
    const bool upper =
        word_case == WordCase::upper || (word_case == WordCase::capitalized && i == 0);
    out += upper ? to_upper(word[i]) : word[i];
  }
}

std::string hexadecimal(char32_t value) {
  std::string digits;
  do {
    digits.insert(digits.begin(), "0123456789abcdef"[value & 0xFu]);
    value >>= 4;
  } while (value != 0);
  return digits;
}

}  // namespace

std::optional<NameStyle> find_name_style(std::string_view name) {
  for (const StyleRow& row : styles) {
    if (row.name == name) return row.style;
  }
  return std::nullopt;
}

std::vector<std::string_view> name_style_names() {
  std::vector<std::string_view> names;
  for (const StyleRow& row : styles) names.push_back(row.name);
  return names;
}

std::vector<std::string> split_words(std::string_view identifier) {
  std::vector<std::string> words;
  for (size_t i = 0; i < identifier.size(); ++i) {
    if (!is_word(identifier[i])) continue;
    if (word_begins(identifier, i)) words.emplace_back();
    words.back() += to_lower(identifier[i]);
  }
  return words;
}

std::string join_words(std::span<const std::string> words, NameStyle style) {
  const StyleRow& row = styles[static_cast<size_t>(style)];
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += row.separator;
    append_cased(out, words[i], i == 0 ? row.first : row.others);
  }
  return out;
}

std::string restyle(std::string_view identifier, NameStyle style) {
  return join_words(split_words(identifier), style);
}

std::string escape_identifier(std::string_view name, const IdentifierRules& rules) {
  std::string out;
  for (size_t i = 0; i < name.size();) {
    const CodePoint point = decode_utf8(name, i);
    const bool kept =
        point.valid && (point.value < 0x80 ? is_word(name[i]) || name[i] == '_' ||
                                                 rules.extra.find(name[i]) != std::string::npos
                                           : rules.unicode && is_letter(point.value));
    if (kept) {
      out += name.substr(i, point.size);
    } else if (point.valid && point.value >= 0x80) {
      out += 'u' + hexadecimal(point.value);
    } else if (out.empty() || out.back() != '_') {
      out += '_';
    }
    i += point.size;
  }
  if (out.empty()) out = "_";
  if (is_digit(out[0])) out.insert(0, rules.digit_prefix);
  while (std::binary_search(rules.reserved.begin(), rules.reserved.end(), out)) out += '_';
  return out;
}

std::vector<std::string> make_unique(std::span<const std::string> names) {
  return make_unique(names, [](std::string_view) { return false; });
}

std::vector<std::string> make_unique(std::span<const std::string> names, const IsTaken& is_taken) {
  std::set<std::string_view> given(names.begin(), names.end());
  std::map<std::string_view, uint64_t> last_suffix;
  std::set<std::string> taken;
  std::vector<std::string> unique;
  for (const std::string& name : names) {
    std::string candidate = name;
    while (taken.contains(candidate) || is_taken(candidate) ||
           (candidate != name && given.contains(candidate))) {
      uint64_t& suffix = last_suffix.try_emplace(name, 1).first->second;
      candidate = name + '_' + std::to_string(++suffix);
    }
    taken.insert(candidate);
    unique.push_back(std::move(candidate));
  }
  return unique;
}

std::string free_stem(const std::string& stem, const IsTaken& is_taken) {
  std::string lower = stem;
  for (char& c : lower) c = to_lower(c);
  return is_taken(lower) ? stem + "_" : stem;
}

}  // namespace tally::compiler
