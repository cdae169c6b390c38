#include "yaml/screen.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "source/unicode.h"

namespace tally::compiler::yaml {
namespace {

constexpr char32_t byte_order_mark = 0xfeff;

// YAML 1.2, production 1 (c-printable), without the byte order mark and without bare carriage
// returns.
bool is_allowed(char32_t scalar, bool before_line_feed) {
  if (scalar == '\t' || scalar == '\n') return true;
  if (scalar == '\r') return before_line_feed;
  if (scalar < 0x20 || scalar == byte_order_mark || scalar == 0xfffe || scalar == 0xffff)
    return false;
  return scalar < 0x7f || scalar > 0x9f || scalar == 0x85;
}

std::string name_of(char32_t scalar) {
  if (scalar == byte_order_mark) return "a byte order mark";
  if (scalar == '\r') return "a carriage return without a line feed";
  char name[16];
  std::snprintf(name, sizeof name, "U+%04X", static_cast<unsigned>(scalar));
  return std::string("the character ") + name;
}

// Whether the line that starts at `begin` goes on with a scalar that began above it.
bool starts_inside(std::span<const Span> long_scalars, std::uint32_t begin) {
  const auto scalar = std::partition_point(long_scalars.begin(), long_scalars.end(),
                                           [&](const Span& s) { return s.end <= begin; });
  return scalar != long_scalars.end() && scalar->begin < begin;
}

}  // namespace

bool refuse_characters(FileId file, const Sources& sources, Diagnostics& diagnostics) {
  const std::string_view text = sources.file(file).text();
  bool found = false;
  for (std::uint32_t at = 0; at < text.size();) {
    const Decoded decoded = decode_utf8(text, at);
    const std::uint32_t next = at + decoded.bytes;
    if (!decoded.valid) {
      std::uint32_t end = next;
      while (end < text.size() && !decode_utf8(text, end).valid) ++end;
      diagnostics.add(Code::yaml_invalid_utf8, {file, at, end}, "the file is not UTF-8")
          .label("save it as UTF-8, without a byte order mark");
      found = true;
      at = end;
      continue;
    }
    if (!is_allowed(decoded.scalar, next < text.size() && text[next] == '\n')) {
      diagnostics
          .add(Code::yaml_forbidden_character, {file, at, next},
               name_of(decoded.scalar) + " is not allowed")
          .label("remove it, or write it as an escape in double quotes")
          .fix({file, at, next}, "");
      found = true;
    }
    at = next;
  }
  return found;
}

bool refuse_directives(FileId file, const Sources& sources, Diagnostics& diagnostics) {
  const File& source = sources.file(file);
  bool found = false;
  for (std::uint32_t line = 1; line <= source.line_count(); ++line) {
    const std::string_view text = source.line_text(line);
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos || text[first] == '#') continue;
    if (text[0] != '%') break;
    const std::uint32_t begin = source.line_start(line);
    diagnostics
        .add(Code::yaml_directive, {file, begin, static_cast<std::uint32_t>(begin + text.size())},
             "directives are not allowed")
        .label("remove the line")
        .fix({file, begin, source.line_start(line + 1)}, "");
    found = true;
  }
  return found;
}

bool refuse_late_directives(FileId file, const Sources& sources, std::span<const Span> long_scalars,
                            Diagnostics& diagnostics) {
  const File& source = sources.file(file);
  bool found = false;
  for (std::uint32_t line = 1; line <= source.line_count(); ++line) {
    const std::string_view text = source.line_text(line);
    const std::uint32_t begin = source.line_start(line);
    if (!text.starts_with('%') || starts_inside(long_scalars, begin)) continue;
    diagnostics
        .add(Code::yaml_directive, {file, begin, static_cast<std::uint32_t>(begin + text.size())},
             "directives are not allowed")
        .label("remove the line; text that starts with `%` needs quotes");
    found = true;
  }
  return found;
}

bool refuse_tabs(FileId file, const Sources& sources, std::uint32_t end,
                 std::span<const Span> long_scalars, Diagnostics& diagnostics) {
  const File& source = sources.file(file);
  bool found = false;
  for (std::uint32_t line = 1; line <= source.line_count() && source.line_start(line) < end;
       ++line) {
    const std::string_view text = source.line_text(line);
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos || text[first] == '#') continue;
    const std::size_t tab = text.substr(0, first).find('\t');
    if (tab == std::string_view::npos) continue;

    const std::uint32_t begin = source.line_start(line);
    if (starts_inside(long_scalars, begin)) continue;
    diagnostics
        .add(Code::yaml_tab_indentation,
             {file, static_cast<std::uint32_t>(begin + tab),
              static_cast<std::uint32_t>(begin + first)},
             "a tab is used as indentation")
        .label("indent with spaces");
    found = true;
  }
  return found;
}

}  // namespace tally::compiler::yaml
