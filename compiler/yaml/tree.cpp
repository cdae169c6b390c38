#include "yaml/tree.h"

#include <algorithm>

#include "source/unicode.h"
#include "yaml/extent.h"

namespace tally::compiler::yaml {
namespace {

std::size_t blank_run(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_blank(text[end])) ++end;
  return end - at;
}

// One step through a scalar: how many bytes of source stand for how many bytes of decoded text.
struct Step {
  std::size_t source;
  std::size_t decoded;
};

Step escape_step(std::string_view source, std::size_t at) {
  const char kind = at + 1 < source.size() ? source[at + 1] : ' ';
  const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits > 0) {
    char32_t scalar = 0;
    for (const char c : source.substr(std::min(at + 2, source.size()), digits)) {
      scalar = scalar * 16 + static_cast<char32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return {2 + digits, utf8_size(scalar)};
  }
  if (kind == '\n' || kind == '\r') return {1 + blank_run(source, at + 1), 0};
  const bool two_bytes = kind == 'N' || kind == '_';
  const bool three_bytes = kind == 'L' || kind == 'P';
  return {2, two_bytes ? 2u : three_bytes ? 3u : 1u};
}

// Text that may be folded: a run of blanks with a line break in it stands for a run of blanks in
// the decoded text.
Step flow_step(const Node& scalar, std::string_view source, std::size_t at, std::size_t decoded) {
  if (scalar.style == Style::single_quoted && source[at] == '\'') return {2, 1};
  if (scalar.style == Style::double_quoted && source[at] == '\\') return escape_step(source, at);
  const std::size_t run = blank_run(source, at);
  const bool folded = source.substr(at, run).find('\n') != std::string_view::npos;
  if (folded) return {run, blank_run(scalar.text, decoded)};
  return {1, 1};
}

// Spaces that a literal block takes away from each line, told by its first line with text.
std::size_t literal_indent(std::string_view decoded, std::string_view content) {
  const auto leading = [](std::string_view text) {
    const std::size_t first = std::min(text.find_first_not_of(" \n\r"), text.size());
    const std::size_t line_break = text.substr(0, first).rfind('\n');
    return line_break == std::string_view::npos ? first : first - line_break - 1;
  };
  const std::size_t written = leading(content), kept = leading(decoded);
  return written - std::min(written, kept);
}

// Offset in `source` (the scalar as written) of the byte `target` of the decoded text.
std::size_t source_offset(const Node& scalar, std::string_view source, std::size_t target) {
  const bool quoted = scalar.style == Style::single_quoted || scalar.style == Style::double_quoted;
  const bool block = scalar.style == Style::literal || scalar.style == Style::folded;
  const std::size_t end = source.size() - (quoted && !source.empty() ? 1 : 0);
  if (target >= scalar.text.size()) return end;

  std::size_t at = quoted ? 1 : 0;
  if (block) at = std::min(source.find('\n'), end - 1) + 1;
  const std::size_t indent =
      scalar.style == Style::literal ? literal_indent(scalar.text, source.substr(at)) : 0;
  bool line_start = block;

  for (std::size_t decoded = 0; at < end;) {
    if (line_start) {
      const std::size_t spaces = std::min(source.find_first_not_of(' ', at), end) - at;
      at += scalar.style == Style::literal ? std::min(spaces, indent) : spaces;
      line_start = false;
      continue;
    }
    if (decoded >= target) break;
    if (scalar.style == Style::literal) {
      line_start = source[at] == '\n';
      if (source[at] != '\r') ++decoded;
      ++at;
      continue;
    }
    const Step step = flow_step(scalar, source, at, decoded);
    if (decoded + step.decoded > target) break;
    at += step.source;
    decoded += step.decoded;
  }
  return std::min(at, end);
}

}  // namespace

bool Node::is_null() const {
  if (!is_plain()) return false;
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key->text == key) return entry.value;
  }
  return nullptr;
}

Span span_within(const Node& scalar, std::size_t begin, std::size_t end, const Sources& sources) {
  const std::string_view source = sources.text(scalar.span);
  if (!scalar.is_scalar() || source.empty()) return scalar.span;
  const std::size_t first = source_offset(scalar, source, begin);
  const std::size_t last =
      end <= begin ? first : std::max(first, source_offset(scalar, source, end));
  return {scalar.span.file, static_cast<std::uint32_t>(scalar.span.begin + first),
          static_cast<std::uint32_t>(scalar.span.begin + last)};
}

}  // namespace tally::compiler::yaml
