#include "render/quote.h"

#include <cstdint>
#include <optional>

#include "render/utf8.h"

namespace tally::compiler {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

bool is_bidi_control(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
         c == 0x200F || c == 0x061C;
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
  } else if (!point.valid || is_control(point.value) || is_bidi_control(point.value)) {
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
std::string clean_comment(std::string_view utf8, bool separators_end_lines) {
  std::string out;
  for (size_t i = 0; i < utf8.size();) {
    const CodePoint point = decode_utf8(utf8, i);
    const std::string_view bytes = utf8.substr(i, point.size);
    i += point.size;
    const bool crlf = point.value == '\r' && utf8.substr(i).starts_with('\n');
    if (!point.valid || is_bidi_control(point.value)) {
      out += replacement_character;
    } else if (point.value == '\n' || (point.value == '\r' && !crlf) ||
               (separators_end_lines && is_line_separator(point.value))) {
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
               is_bidi_control(point.value)) {
      append_utf16_escape(out, point.value);
    } else {
      out += utf8.substr(i, point.size);
    }
    i += point.size;
  }
  return out + quote;
}

std::string block_comment_text(std::string_view utf8) {
  std::string out;
  for (const char c : clean_comment(utf8, false)) {
    const char before = out.empty() ? '\0' : out.back();
    if ((before == '*' && c == '/') || (before == '/' && c == '*')) out += '\\';
    out += c;
  }
  return out;
}

std::string line_comment_text(std::string_view utf8) {
  return clean_comment(utf8, true);
}

}  // namespace tally::compiler
