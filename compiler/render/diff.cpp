#include "render/diff.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tally::compiler {
namespace {

constexpr std::size_t context = 3;
constexpr std::size_t largest_table = 4'000'000;

/// A line of the diff: ' ', '-' or '+', and the text with its line end.
struct Line {
  char mark;
  std::string_view text;
};

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

using Lines = std::vector<std::string_view>;

/// The lines [from, ...) of both texts that lie between their common head and tail, by the longest
/// common subsequence.
void add_middle(const Lines& a, const Lines& b, std::size_t head, std::size_t tail,
                std::vector<Line>& script) {
  const std::size_t n = a.size() - head - tail, m = b.size() - head - tail;
  std::size_t i = 0, j = 0;
  if (n * m <= largest_table) {
    std::vector<std::uint32_t> longest((n + 1) * (m + 1), 0);  // of what is left at i, j
    const auto at = [&](std::size_t x, std::size_t y) -> std::uint32_t& {
      return longest[x * (m + 1) + y];
    };
    for (std::size_t x = n; x-- > 0;) {
      for (std::size_t y = m; y-- > 0;) {
        at(x, y) = a[head + x] == b[head + y] ? at(x + 1, y + 1) + 1
                                              : std::max(at(x + 1, y), at(x, y + 1));
      }
    }
    while (i < n && j < m) {
      if (a[head + i] == b[head + j]) {
        script.push_back({' ', a[head + i]});
        ++i, ++j;
      } else if (at(i + 1, j) >= at(i, j + 1)) {
        script.push_back({'-', a[head + i++]});
      } else {
        script.push_back({'+', b[head + j++]});
      }
    }
  }
  while (i < n) script.push_back({'-', a[head + i++]});
  while (j < m) script.push_back({'+', b[head + j++]});
}

std::vector<Line> edit_script(const Lines& a, const Lines& b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t head = 0, tail = 0;
  while (head < shorter && a[head] == b[head]) ++head;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  std::vector<Line> script;
  for (std::size_t i = 0; i < head; ++i) script.push_back({' ', a[i]});
  add_middle(a, b, head, tail, script);
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) script.push_back({' ', a[i]});
  return script;
}

/// `START,COUNT` of a hunk; an empty range names the line in front of it.
std::string range(std::size_t lines_before, std::size_t count) {
  return std::to_string(lines_before + (count == 0 ? 0 : 1)) + "," + std::to_string(count);
}

}  // namespace

std::string unified_diff(std::string_view path, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const std::vector<Line> script = edit_script(split(before), split(after));
  std::string out = "--- " + std::string(path) + "\n+++ " + std::string(path) + "\n";
  std::size_t old_line = 0, new_line = 0;  // lines in front of `i`
  for (std::size_t i = 0; i < script.size();) {
    const auto changed = [&](std::size_t from, std::size_t to) {
      to = std::min(to, script.size());
      return std::any_of(script.begin() + static_cast<std::ptrdiff_t>(from),
                         script.begin() + static_cast<std::ptrdiff_t>(to),
                         [](const Line& line) { return line.mark != ' '; });
    };
    if (!changed(i, i + context + 1)) {
      ++old_line, ++new_line, ++i;
      continue;
    }
    // The hunk ends where no change follows within twice the context.
    std::size_t end = i;
    while (end < script.size() && changed(end, end + 2 * context + 1)) ++end;
    end = std::min(end + context, script.size());
    std::size_t old_count = 0, new_count = 0;
    std::string body;
    for (std::size_t k = i; k < end; ++k) {
      old_count += script[k].mark != '+' ? 1 : 0;
      new_count += script[k].mark != '-' ? 1 : 0;
      body.append(1, script[k].mark).append(script[k].text);
      if (!script[k].text.ends_with('\n')) body += "\n\\ No newline at end of file\n";
    }
    out += "@@ -" + range(old_line, old_count) + " +" + range(new_line, new_count) + " @@\n" + body;
    old_line += old_count;
    new_line += new_count;
    i = end;
  }
  return out;
}

}  // namespace tally::compiler
