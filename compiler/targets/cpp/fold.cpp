#include "targets/cpp/fold.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace tally::compiler::targets::cpp {
namespace {

constexpr std::size_t width = 120;
constexpr std::string_view further = "    ";  // what a line that goes on begins with

std::string_view indentation(std::string_view line) {
  return line.substr(0, std::min(line.find_first_not_of(' '), line.size()));
}

/// Where a line of code can end.
struct Break {
  std::size_t at;  // the line that follows begins there, without blanks
  bool in_string = false;
};

bool is_continuation(char byte) {
  return (static_cast<std::uint8_t>(byte) & 0xC0U) == 0x80;
}

/// Whether a string literal can be cut before `line[at]`: not in a character or an escape.
bool can_cut(std::string_view line, std::size_t at) {
  const std::string_view before = line.substr(at - 4, 4);  // an escape is no longer
  return before.find('\\') == std::string_view::npos && line[at] != '"' && line[at - 1] != '"' &&
         !is_continuation(line[at]);
}

/// The best place before the page's edge: outside of strings, behind a comma or an operator, inside
/// of as few brackets as possible, as far to the right as possible; else in a string behind a
/// blank, else anywhere in one.
std::optional<Break> find_break(std::string_view line, std::size_t begin) {
  std::optional<Break> outside;
  std::optional<Break> between;   // two words, which belong together
  std::optional<Break> argument;  // of a template
  std::optional<Break> blank;
  std::optional<Break> inside;
  int depth = 0;
  int fewest = 0;
  bool in_string = false;
  for (std::size_t i = begin; i < std::min(line.size(), width - 1); ++i) {
    const char c = line[i];
    if (in_string) {
      if (i > begin + 4 && can_cut(line, i)) {
        inside = Break{i, true};
        if (line[i - 1] == ' ') blank = inside;
      }
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '(' || c == '{' || c == '[') ++depth;
    if (c == ')' || c == '}' || c == ']') --depth;
    if (c == '<' && line[i + 1] != ' ' && line[i + 1] != '<') argument = Break{i + 1};
    if (c != ' ' || i == begin) continue;
    if (std::string_view(",&|?:").find(line[i - 1]) == std::string_view::npos) {
      between = Break{i + 1};
      continue;
    }
    // Half of the page is not worth a bracket less.
    if (!outside || depth <= fewest || outside->at < width / 2) {
      outside = Break{i + 1};
      fewest = depth;
    }
  }
  for (const auto& each : {outside, between, blank, inside}) {
    if (each) return each;
  }
  return argument;
}

void fold_code(std::string_view line, std::string& out) {
  const std::string indent(indentation(line));
  std::string rest(line);
  std::size_t begin = indent.size();
  while (rest.size() > width) {
    const std::optional<Break> found = find_break(rest, begin);
    if (!found) break;
    std::string first = rest.substr(0, found->at);
    first.erase(first.find_last_not_of(found->in_string ? "" : " ") + 1);
    out += first + (found->in_string ? "\"\n" : "\n");
    const std::string next = indent + std::string(further);
    rest = next + (found->in_string ? "\"" : "") + rest.substr(found->at);
    begin = next.size();
  }
  out += rest + "\n";
}

void fold_comment(std::string_view line, std::string& out) {
  const std::size_t slashes = indentation(line).size();
  const std::size_t text = std::min(line.find_first_not_of("/ ", slashes), line.size());
  const std::string leader(line.substr(0, text));
  std::string rest(line);
  while (rest.size() > width) {
    const std::size_t blank = rest.rfind(' ', width);
    if (blank == std::string::npos || blank < leader.size()) break;
    out += rest.substr(0, blank) + "\n";
    rest = leader + rest.substr(blank + 1);
  }
  out += rest + "\n";
}

}  // namespace

std::string fold(std::string_view source) {
  std::string out;
  out.reserve(source.size());
  while (!source.empty()) {
    const std::size_t end = std::min(source.find('\n'), source.size());
    const std::string_view line = source.substr(0, end);
    source.remove_prefix(std::min(end + 1, source.size()));
    const std::string_view text = line.substr(indentation(line).size());
    if (line.size() <= width || text.starts_with('#')) {
      out += std::string(line) + "\n";
    } else if (text.starts_with("//")) {
      fold_comment(line, out);
    } else {
      fold_code(line, out);
    }
  }
  return out;
}

}  // namespace tally::compiler::targets::cpp
