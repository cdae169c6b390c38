#include "yaml/read.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace tally::compiler::yaml {
namespace {

constexpr std::size_t longest_number = 400;

std::string_view kind_text(const Node& node) {
  if (node.is_sequence()) return "a list";
  if (node.is_mapping()) return "a mapping";
  return node.is_null() ? "empty" : "text";
}

// Says that `node` is not the kind of thing that is wanted.
void wrong_kind(const Node& node, std::string_view what, std::string_view wanted,
                Diagnostics& diagnostics) {
  if (node.is_refused()) return;
  // Carets under a whole collection would say nothing: its first character is enough.
  Span span = node.span;
  if (!node.is_scalar()) span.end = std::min(span.end, span.begin + 1);
  diagnostics.add(Code::wrong_kind, span,
                  std::string(what) + " must be " + std::string(wanted) + " and is " +
                      std::string(kind_text(node)));
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// The boolean that someone used to YAML 1.1 means.
std::string_view bool_meant(const Node& node) {
  constexpr std::string_view yes[] = {"true", "yes", "on", "y"};
  constexpr std::string_view no[] = {"false", "no", "off", "n"};
  const std::string word = lower_case(node.text);
  if (std::find(std::begin(yes), std::end(yes), word) != std::end(yes)) return "true";
  if (std::find(std::begin(no), std::end(no), word) != std::end(no)) return "false";
  return "";
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
}

// What someone meant who wrote a number in another language's way; empty if that is not certain.
std::string number_meant(std::string_view text, bool allow_fraction) {
  std::string meant;
  for (const char c : text) {
    if (c != '_') meant += c;
  }
  if (meant.starts_with('+')) meant.erase(0, 1);
  const std::size_t sign = meant.starts_with('-') ? 1 : 0;
  if (meant.substr(sign).starts_with('.')) meant.insert(sign, 1, '0');
  if (meant.ends_with('.')) meant.pop_back();
  return is_number(meant, allow_fraction) ? meant : "";
}

std::string number_advice(const Node& node, std::string_view meant, bool allow_fraction) {
  const std::string word = lower_case(node.text);
  if (!meant.empty())
    return "write `" + std::string(meant) + "`" + (node.is_plain() ? "" : ", without quotes");
  if (word.find("inf") != std::string::npos || word.find("nan") != std::string::npos)
    return "infinity and NaN are no numbers in documents";
  if (word.starts_with("0x") || word.starts_with("0o") || word.starts_with("0b"))
    return "numbers are written in decimal";
  if (!allow_fraction && is_number(node.text, true))
    return "a whole number, without fraction and exponent";
  if (word.size() > 1 && word[0] == '0' && is_digit(word[1]))
    return "a number has no leading zeros";
  return "a number is written like `-12`" + std::string(allow_fraction ? ", `0.25` or `1e6`" : "");
}

std::optional<std::string_view> read(const Node& node, std::string_view what, bool allow_fraction,
                                     Diagnostics& diagnostics) {
  const std::string_view wanted = allow_fraction ? "a number" : "a whole number";
  if (!node.is_scalar() || node.is_null()) {
    wrong_kind(node, what, wanted, diagnostics);
    return std::nullopt;
  }
  if (node.text.size() > longest_number) {
    diagnostics.add(Code::invalid_number, node.span, std::string(what) + " has too many digits");
    return std::nullopt;
  }
  if (node.is_plain() && is_number(node.text, allow_fraction)) return node.text;
  const std::string meant = number_meant(node.text, allow_fraction);
  Draft draft = diagnostics.add(Code::invalid_number, node.span,
                                std::string(what) + " must be " + std::string(wanted));
  draft.label(number_advice(node, meant, allow_fraction));
  if (!meant.empty()) draft.fix(node.span, meant);
  return std::nullopt;
}

}  // namespace

bool expect_mapping(const Node& node, std::string_view what, Diagnostics& diagnostics) {
  if (!node.is_mapping()) wrong_kind(node, what, "a mapping", diagnostics);
  return node.is_mapping();
}

bool expect_sequence(const Node& node, std::string_view what, Diagnostics& diagnostics) {
  if (!node.is_sequence()) wrong_kind(node, what, "a list", diagnostics);
  return node.is_sequence();
}

std::optional<std::string_view> read_text(const Node& node, std::string_view what,
                                          Diagnostics& diagnostics) {
  if (node.is_scalar() && !(node.is_plain() && node.text.empty())) return node.text;
  wrong_kind(node, what, "text", diagnostics);
  return std::nullopt;
}

std::optional<bool> read_bool(const Node& node, std::string_view what, Diagnostics& diagnostics) {
  if (!node.is_scalar() || node.is_null()) {
    wrong_kind(node, what, "`true` or `false`", diagnostics);
    return std::nullopt;
  }
  if (node.is_plain() && node.text == "true") return true;
  if (node.is_plain() && node.text == "false") return false;
  Draft draft = diagnostics.add(Code::invalid_bool, node.span,
                                std::string(what) + " must be `true` or `false`");
  const std::string_view meant = bool_meant(node);
  if (!meant.empty()) {
    draft.label("write `" + std::string(meant) + "`" + (node.is_plain() ? "" : ", without quotes"));
    draft.fix(node.span, std::string(meant));
  }
  return std::nullopt;
}

std::optional<std::string_view> read_number(const Node& node, std::string_view what,
                                            Diagnostics& diagnostics) {
  return read(node, what, true, diagnostics);
}

std::optional<std::string_view> read_integer(const Node& node, std::string_view what,
                                             Diagnostics& diagnostics) {
  return read(node, what, false, diagnostics);
}

std::optional<std::uint64_t> read_count(const Node& node, std::string_view what,
                                        std::uint64_t maximum, Diagnostics& diagnostics) {
  const std::optional<std::string_view> text = read_integer(node, what, diagnostics);
  if (!text) return std::nullopt;
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), count);
  if (error == std::errc() && end == text->data() + text->size() && count <= maximum) return count;
  diagnostics.add(Code::invalid_number, node.span,
                  std::string(what) + " must be between 0 and " + std::to_string(maximum));
  return std::nullopt;
}

bool is_number(std::string_view text, bool allow_fraction) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return false;
  at += whole;
  if (!allow_fraction) return at == text.size();
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (fraction == 0) return false;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) return false;
    at += exponent;
  }
  return at == text.size();
}

}  // namespace tally::compiler::yaml
