#include "diagnose/print_text.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "source/unicode.h"

namespace tally::compiler {
namespace {

constexpr std::size_t gutter_width = 5;
constexpr std::string_view tab = "    ";
constexpr std::string_view ellipsis = "…";

enum class Paint { error, warning, note, frame, strong };

std::string painted(std::string text, Paint paint, const TextStyle& style) {
  constexpr std::string_view codes[] = {"1;31", "1;33", "1;36", "1;34", "1"};
  if (!style.colour || text.empty()) return text;
  return "\x1b[" + std::string(codes[static_cast<std::size_t>(paint)]) + "m" + text + "\x1b[0m";
}

Paint paint_of(Severity severity) {
  return static_cast<Paint>(severity);
}

// One character of a source line as the terminal gets it.
struct Cell {
  std::string text;
  std::uint32_t columns;
  std::uint32_t begin;  // byte offset in the file
};

Cell cell_at(std::string_view text, std::uint32_t at) {
  const Decoded decoded = decode_utf8(text, at);
  if (!decoded.valid) return {"\xef\xbf\xbd", 1, at};
  if (decoded.scalar == '\t') return {std::string(tab), static_cast<std::uint32_t>(tab.size()), at};
  if (decoded.scalar < 0x20) {  // Unicode's control pictures start at U+2400
    return {{'\xe2', '\x90', static_cast<char>(0x80 + decoded.scalar)}, 1, at};
  }
  if (is_unprintable(decoded.scalar)) return {"\xef\xbf\xbd", 1, at};
  return {std::string(text.substr(at, decoded.bytes)), display_width(decoded.scalar), at};
}

// The part of a source line that is shown, and where the carets go.
struct Excerpt {
  std::string text;
  std::size_t indent = 0;  // columns in front of the first caret
  std::size_t carets = 1;
};

// The cells of the line around `place`. Only so many bytes are looked at as could be shown, however
// long the line is.
std::vector<Cell> cells_around(const File& file, std::uint32_t line, std::uint32_t place,
                               std::uint32_t columns) {
  const std::uint32_t line_begin = file.line_start(line);
  const auto line_end = static_cast<std::uint32_t>(line_begin + file.line_text(line).size());
  const std::uint32_t reach = columns * 4;
  std::uint32_t at = place - line_begin > reach ? place - reach : line_begin;
  const auto inside_character = [&] { return (file.text()[at] & 0xc0) == 0x80; };
  while (at > line_begin && at < place && inside_character()) ++at;
  const std::uint32_t end = line_end - std::min(line_end, place) > reach ? place + reach : line_end;

  std::vector<Cell> cells;
  for (; at < end; at += decode_utf8(file.text(), at).bytes)
    cells.push_back(cell_at(file.text(), at));
  return cells;
}

Excerpt excerpt(const File& file, std::uint32_t line, Span span, std::uint32_t columns) {
  const std::vector<Cell> cells = cells_around(file, line, span.begin, columns);
  const std::uint32_t line_begin = file.line_start(line);
  const auto line_end = static_cast<std::uint32_t>(line_begin + file.line_text(line).size());

  std::size_t first = 0;  // cell at the left edge
  std::size_t width = 0, width_before_span = 0;
  for (const Cell& cell : cells) {
    width += cell.columns;
    if (cell.begin < span.begin) width_before_span += cell.columns;
  }
  const bool cut_by_reach = !cells.empty() && cells.front().begin > line_begin;
  if (cut_by_reach ||
      width > columns) {  // a third of the room stays for what is in front of the span
    while (first < cells.size() && cells[first].begin < span.begin &&
           width_before_span > columns / 3) {
      width_before_span -= cells[first++].columns;
    }
  }

  Excerpt result;
  std::size_t used = 0, marked = 0;
  if (first > 0 || cut_by_reach) {
    result.text = ellipsis;
    used = 1;
  }
  result.indent = used + width_before_span;
  std::uint32_t shown_end = line_begin;
  for (std::size_t i = first; i < cells.size() && used + cells[i].columns <= columns; ++i) {
    const Cell& cell = cells[i];
    used += cell.columns;
    result.text += cell.text;
    if (cell.begin >= span.begin && cell.begin < span.end) marked += cell.columns;
    shown_end = cell.begin + decode_utf8(file.text(), cell.begin).bytes;
  }
  if (!cells.empty() && shown_end < line_end) result.text += ellipsis;
  result.carets = std::max<std::size_t>(marked, 1);
  return result;
}

std::string place_text(Span span, const Sources& sources) {
  const Position position = sources.position(span);
  return visible(sources.file(span.file).path()) + ":" + std::to_string(position.line) + ":" +
         std::to_string(position.column);
}

std::string gutter(std::string number, std::string_view mark, const TextStyle& style) {
  number.insert(0, number.size() < gutter_width ? gutter_width - number.size() : 0, ' ');
  return painted(number.append(" ").append(mark), Paint::frame, style);
}

void print(std::string& out, const Diagnostic& diagnostic, const Sources& sources,
           const TextStyle& style) {
  const Paint paint = paint_of(diagnostic.severity);
  const std::string label = visible(diagnostic.label);
  const auto aside = [&](const std::string& text) {
    out += gutter("", "=", style) + " " + text + "\n";
  };

  if (!diagnostic.span.is_nowhere()) out += place_text(diagnostic.span, sources) + ": ";
  out += painted(
      std::string(severity_text(diagnostic.severity)) + "[" + code_text(diagnostic.code) + "]",
      paint, style);
  out += painted(": " + visible(diagnostic.message), Paint::strong, style) + "\n";

  if (!diagnostic.span.is_nowhere()) {
    const File& file = sources.file(diagnostic.span.file);
    const std::uint32_t line = sources.position(diagnostic.span).line;
    const Excerpt shown = excerpt(file, line, diagnostic.span, std::max(style.columns, 20u));
    out += gutter(std::to_string(line), "|", style) + (shown.text.empty() ? "" : " ") + shown.text +
           "\n";
    out +=
        gutter("", "|", style) + " " + std::string(shown.indent, ' ') +
        painted(std::string(shown.carets, '^') + (label.empty() ? "" : " ") + label, paint, style) +
        "\n";
  } else if (!label.empty()) {
    aside(label);
  }

  for (const Related& related : diagnostic.related) {
    const std::string place =
        related.span.is_nowhere() ? "" : " at " + place_text(related.span, sources);
    aside(visible(related.message) + place);
  }
}

}  // namespace

std::string visible(std::string_view text) {
  std::string result;
  for (std::uint32_t at = 0; at < text.size(); at += decode_utf8(text, at).bytes) {
    result += cell_at(text, at).text;
  }
  return result;
}

std::string print_text(std::span<const Diagnostic> diagnostics, const Sources& sources,
                       TextStyle style) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) print(out, diagnostic, sources, style);
  return out;
}

}  // namespace tally::compiler
