#include "render/quote.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>

#include "render/utf8.h"

namespace tally::compiler {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

struct Range {
  char32_t first;
  char32_t last;
};

/// What readers do not see, or what shows them other text in its place: bidirectional controls, and
/// what else Unicode lets a display ignore. Selectors of a glyph's variant are not among them.
constexpr Range hidden[] = {
    {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x061C, 0x061C},   {0x115F, 0x1160},
    {0x17B4, 0x17B5},   {0x180E, 0x180E},   {0x200B, 0x200F},   {0x202A, 0x202E},
    {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFB},   {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE00FF},
    {0xE01F0, 0xE0FFF},
};

bool is_hidden(char32_t c) {
  return std::any_of(std::begin(hidden), std::end(hidden),
                     [c](Range range) { return c >= range.first && c <= range.last; });
}

/// Persian and other scripts, and emoji, need them in prose.
bool is_joiner(char32_t c) {
  return c == 0x200C || c == 0x200D;
}

bool is_line_separator(char32_t c) {
  return c == 0x2028 || c == 0x2029;
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

/// The letter of the escapes that C++ and JavaScript share.
std::optional<char> short_escape(char32_t c) {
  switch (c) {
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\\':
      return '\\';
    default:
      return std::nullopt;
  }
}

void append_octal(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const uint32_t byte = static_cast<unsigned char>(c);
    out += '\\';
    for (const uint32_t shift : {6u, 3u, 0u}) out += static_cast<char>('0' + (byte >> shift & 7u));
  }
}

void append_utf16_escape(std::string& out, char32_t c) {
  if (c > 0xFFFF) {
    append_utf16_escape(out, 0xD7C0 + (c >> 10));
    append_utf16_escape(out, 0xDC00 + (c & 0x3FF));
    return;
  }
  out += "\\u";
  for (const uint32_t shift : {12u, 8u, 4u, 0u}) out += "0123456789abcdef"[c >> shift & 0xFu];
}

void append_cpp(std::string& out, std::string_view bytes, const CodePoint& point) {
  const auto escape = short_escape(point.value);
  if (point.valid && escape) {
    out += '\\';
    out += *escape;
  } else if (point.value == '"') {
    out += "\\\"";
  } else if (point.value == '?' && out.back() == '?') {
    out += "\\?";
  } else if (!point.valid || is_control(point.value) || is_line_separator(point.value) ||
             is_hidden(point.value)) {
    append_octal(out, bytes);
  } else {
    out += bytes;
  }
}

/// Writes the backslash, or the trigraph for it, that ends a line as a character reference; blanks
/// after it do not count, as compilers ignore them there.
void disarm_line_end(std::string& out) {
  const size_t last = out.find_last_not_of(" \t");
  if (last == std::string::npos) return;
  const std::string_view line = std::string_view(out).substr(0, last + 1);
  if (line.ends_with('\\')) {
    out.replace(last, 1, "&#92;");
  } else if (line.ends_with("?\?/")) {
    out.replace(last, 1, "&#47;");
  }
}

/// Comment text with `\n` line ends and without what must not stand in any comment.
std::string clean_comment(std::string_view utf8) {
  std::string out;
  for (size_t i = 0; i < utf8.size();) {
    const CodePoint point = decode_utf8(utf8, i);
    const std::string_view bytes = utf8.substr(i, point.size);
    i += point.size;
    const bool crlf = point.value == '\r' && utf8.substr(i).starts_with('\n');
    if (!point.valid || (is_hidden(point.value) && !is_joiner(point.value))) {
      out += replacement_character;
    } else if (point.value == '\n' || (point.value == '\r' && !crlf) ||
               is_line_separator(point.value)) {
      disarm_line_end(out);
      out += '\n';
    } else if (point.value == '\t' || !is_control(point.value)) {
      out += bytes;
    }
  }
  disarm_line_end(out);
  return out;
}

}  // namespace

std::string cpp_string_literal(std::string_view bytes, size_t piece_bytes,
                               std::string_view separator) {
  std::string out = "\"";
  size_t piece_begin = 0;
  for (size_t i = 0; i < bytes.size();) {
    const CodePoint point = decode_utf8(bytes, i);
    if (i > piece_begin && i + point.size > piece_begin + piece_bytes) {
      out += '"';
      out += separator;
      out += '"';
      piece_begin = i;
    }
    append_cpp(out, bytes.substr(i, point.size), point);
    i += point.size;
  }
  return out + '"';
}

std::string js_string_literal(std::string_view utf8, char quote) {
  std::string out(1, quote);
  for (size_t i = 0; i < utf8.size();) {
    const CodePoint point = decode_utf8(utf8, i);
    const auto escape = short_escape(point.value);
    if (!point.valid) {
      out += replacement_character;
    } else if (escape || point.value == static_cast<unsigned char>(quote)) {
      out += '\\';
      out += escape.value_or(quote);
    } else if (is_control(point.value) || is_line_separator(point.value) ||
               is_hidden(point.value)) {
      append_utf16_escape(out, point.value);
    } else {
      out += utf8.substr(i, point.size);
    }
    i += point.size;
  }
  return out + quote;
}

std::string json_source(std::string_view json) {
  std::string out;
  for (size_t i = 0; i < json.size();) {
    const CodePoint point = decode_utf8(json, i);
    if (!point.valid) {
      out += replacement_character;
    } else if (is_line_separator(point.value) || is_hidden(point.value) ||
               (is_control(point.value) && point.value >= 0x7F)) {
      append_utf16_escape(out, point.value);
    } else {
      out += json.substr(i, point.size);
    }
    i += point.size;
  }
  return out;
}

std::string block_comment_text(std::string_view utf8) {
  std::string out;
  for (const char c : clean_comment(utf8)) {
    const char before = out.empty() ? '\0' : out.back();
    if ((before == '*' && c == '/') || (before == '/' && c == '*')) out += '\\';
    out += c;
  }
  return out;
}

std::string line_comment_text(std::string_view utf8) {
  return clean_comment(utf8);
}

std::string comment_name(std::string_view utf8) {
  std::string out = line_comment_text(utf8);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

std::string prose(std::string_view utf8) {
  std::string out;
  for (size_t i = 0; i < utf8.size();) {
    const CodePoint point = decode_utf8(utf8, i);
    const bool is_seen = point.value == '\n' || point.value == '\t' || !is_control(point.value);
    if (!point.valid || (is_hidden(point.value) && !is_joiner(point.value))) {
      out += replacement_character;
    } else if (is_line_separator(point.value)) {
      out += '\n';
    } else if (is_seen) {
      out += utf8.substr(i, point.size);
    }
    i += point.size;
  }
  return out;
}

}  // namespace tally::compiler
