#include "targets/cpp/patterns.h"

#include "render/quote.h"
#include "targets/cpp/literals.h"

namespace tally::compiler::targets::cpp {
namespace {

/// The text of tables wrapped to the width of a page.
std::string wrapped(const auto& numbers) {
  constexpr std::size_t width = 96;
  std::string text;
  std::size_t line = 0;
  for (const auto number : numbers) {
    const std::string item = std::to_string(number) + ",";
    if (line + item.size() > width) {
      text += "\n";
      line = 0;
    }
    text += item;
    line += item.size();
  }
  return text;
}

/// The rows of tally::byte_classes: runs of bytes with a column other than the first.
std::string byte_classes(const auto& columns) {
  std::vector<std::string> rows;
  for (std::size_t first = 0; first < columns.size();) {
    std::size_t last = first;
    while (last + 1 < columns.size() && columns[last + 1] == columns[first]) ++last;
    if (columns[first] != 0) {
      rows.push_back("{" + std::to_string(first) + ", " + std::to_string(last) + ", " +
                     std::to_string(columns[first]) + "}");
    }
    first = last + 1;
  }
  return filled(rows);
}

}  // namespace

Pattern pattern_of(const PatternConstant& constant) {
  const CompiledPattern& pattern = *constant.pattern;
  return {
      .name = constant.name,
      .source = cpp_string_literal(pattern.source),
      .classes = byte_classes(pattern.class_of),
      .narrow = wrapped(pattern.narrow),
      .wide = wrapped(pattern.wide),
      .characters = wrapped(pattern.characters),
      .character_rows = pattern.characters.size(),
      .start = pattern.start,
      .first_accepting = pattern.first_accepting,
      .first_sink = pattern.first_sink,
  };
}

}  // namespace tally::compiler::targets::cpp
