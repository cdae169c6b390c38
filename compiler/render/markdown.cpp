#include "render/markdown.h"

#include <algorithm>

#include "render/quote.h"

namespace tally::compiler::markdown {
namespace {

constexpr std::size_t fence_length = 3;
constexpr std::size_t fence_margin = 3;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

char at(std::string_view text, std::size_t i) {
  return i < text.size() ? text[i] : '\0';
}

std::size_t run_at(std::string_view text, std::size_t i) {
  const std::size_t end = text.find_first_not_of(text[i], i);
  return (end == std::string_view::npos ? text.size() : end) - i;
}

/// `&lt;` and `&amp;` where they have to be, as in HTML.
std::string as_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

/// Where the code span that begins with `ticks` backticks ends: before as many of them.
std::size_t end_of_span(std::string_view line, std::size_t begin, std::size_t ticks) {
  for (std::size_t i = begin; i < line.size(); ++i) {
    if (line[i] != '`') continue;
    const std::size_t run = run_at(line, i);
    if (run == ticks) return i;
    i += run - 1;
  }
  return std::string_view::npos;
}

/// A line of documentation. Which backticks belong together decides on looks alone: a reader of
/// Markdown that thinks otherwise finds no `<` either.
std::string without_html(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    const char c = line[i];
    if (c == '\\' && i + 1 < line.size() && line[i + 1] != '<') {
      out += line.substr(i, 2);
      i += 2;
    } else if (c == '`') {
      const std::size_t ticks = run_at(line, i);
      const std::size_t end = end_of_span(line, i + ticks, ticks);
      const bool is_span = end != std::string_view::npos;
      const std::string_view inside =
          is_span ? line.substr(i + ticks, end - i - ticks) : std::string_view();
      if (inside.find('<') != std::string_view::npos) {
        out += "<code>" + text(inside) + "</code>";
      } else {
        out += line.substr(i, is_span ? end + ticks - i : ticks);
      }
      i = is_span ? end + ticks : i + ticks;
    } else {
      out += c == '<' ? "&lt;" : std::string(1, c);
      ++i;
    }
  }
  return out;
}

/// How many backticks or tildes begin a fenced block on this line, or 0.
std::size_t fence_of(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(' ');
  if (begin == std::string_view::npos || begin > fence_margin) return 0;
  if (line[begin] != '`' && line[begin] != '~') return 0;
  const std::size_t length = run_at(line, begin);
  const bool is_span =
      line[begin] == '`' && line.find('`', begin + length) != std::string_view::npos;
  return length < fence_length || is_span ? 0 : length;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \t\n");
  return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

/// Takes the next line.
std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

/// Takes a fenced block whose first line is taken already.
std::string take_block(std::string_view opening, std::string_view& rest) {
  const std::size_t length = fence_of(opening);
  const char mark = opening[opening.find_first_not_of(' ')];
  std::string content;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    const std::size_t closing = fence_of(line);
    const std::size_t begin = line.find_first_not_of(' ');
    if (closing >= length && line[begin] == mark && trimmed(line.substr(begin)).size() == closing) {
      break;
    }
    content += std::string(line) + "\n";
  }
  if (content.find('<') != std::string::npos)
    return "<pre><code>" + as_html(content) + "</code></pre>\n";
  const std::string first =
      without_html(opening.substr(opening.find_first_not_of(' ')));  // the name of a language
  return first + "\n" + content + std::string(length, mark) + "\n";
}

}  // namespace

std::string text(std::string_view utf8) {
  const std::string shown = prose(utf8);
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const char c = shown[i];
    const char next = at(shown, i + 1);
    const bool inside_word = i > 0 && is_word(shown[i - 1]) && is_word(next);
    switch (c) {
      case '\n':
        out += "<br>";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += is_word(next) || next == '#' ? "&amp;" : "&";
        break;
      case '\\':
      case '`':
      case '*':
      case '[':
      case ']':
      case '~':
        out += {'\\', c};
        break;
      case '_':
        out += inside_word ? "_" : "\\_";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string document(std::string_view utf8) {
  const std::string shown = prose(utf8);
  std::string_view rest = trimmed(shown);
  std::string out;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    out += fence_of(line) == 0 ? without_html(line) + "\n" : take_block(line, rest);
  }
  return std::string(trimmed(out));
}

std::string phrase(std::string_view utf8) {
  const std::string shown = prose(utf8);
  std::string_view rest = trimmed(shown);
  std::string out;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    out += without_html(line) + (rest.empty() ? "" : "\n");
  }
  return out;
}

std::string code(std::string_view utf8) {
  std::string shown = json_source(utf8);
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  std::replace(shown.begin(), shown.end(), '\r', ' ');
  std::size_t longest = 0;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown[i] != '`') continue;
    const std::size_t run = run_at(shown, i);
    longest = std::max(longest, run);
    i += run - 1;
  }
  // A code span ends at as many backticks as it began with.
  const std::string fence(longest + 1, '`');
  const bool touches = !shown.empty() && (shown.front() == '`' || shown.back() == '`');
  return touches ? fence + " " + shown + " " + fence : fence + shown + fence;
}

std::string cell(std::string_view markdown) {
  std::string out;
  for (const char c : trimmed(markdown)) {
    if (c == '\n') {
      out += "<br>";
    } else {
      if (c == '|') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string target(std::string_view path) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain =
        byte < 0x80 && (is_word(c) || std::string_view("-._~/").find(c) != std::string_view::npos);
    if (is_plain) {
      out += c;
    } else {
      out += {'%', digits[byte / 16], digits[byte % 16]};
    }
  }
  return out;
}

std::string comment(std::string_view utf8) {
  std::string out;
  for (const char c : prose(utf8)) out += c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

}  // namespace tally::compiler::markdown
