#include "rules/lexer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "tally/engine/json/text.h"

namespace tally::compiler::rules {
namespace {

using Kind = Token::Kind;

// Longer ones first.
constexpr std::array<std::string_view, 24> signs{
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/",
    "%",  "!",  "?",  ":",  "(",  ")",  "[", "]", ",", ".", "{", "}",
};

// Escapes of one letter, and what they stand for.
constexpr std::string_view escape_letters = "abfnrtv\\?\"'`";
constexpr std::string_view escape_values = "\a\b\f\n\r\t\v\\?\"'`";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class Lexer {
 public:
  Lexer(std::string_view source, Fault& fault) : source_(source), fault_(fault) {}

  std::vector<Token> run() {
    std::vector<Token> list;
    for (;;) {
      while (at_ < source_.size() && is_blank(source_[at_])) ++at_;
      if (source_.substr(at_, 2) == "//") {
        at_ = std::min(source_.find('\n', at_), source_.size());
        continue;
      }
      Token token;
      token.begin = position();
      if (at_ < source_.size() && !read(token)) return {};
      token.end = position();
      list.push_back(std::move(token));
      if (list.back().kind == Kind::end) return list;
    }
  }

 private:
  static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  }

  [[nodiscard]] std::uint32_t position() const { return static_cast<std::uint32_t>(at_); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  bool fail(std::size_t begin, std::size_t end, std::string message, std::string hint = {}) {
    fault_ = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
              std::move(message), std::move(hint)};
    return false;
  }

  bool read(Token& token) {
    const char c = peek();
    const bool raw = (c == 'r' || c == 'R') && (peek(1) == '"' || peek(1) == '\'');
    if (raw) {
      ++at_;
      return text(token, true);
    }
    if (c == '"' || c == '\'') return text(token, false);
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number(token);
    if (is_letter(c)) {
      while (is_letter(peek()) || is_digit(peek())) token.text += source_[at_++];
      if ((token.text == "b" || token.text == "B") && (peek() == '"' || peek() == '\'')) {
        return fail(token.begin, at_ + 1, "there are no literals of bytes");
      }
      token.kind = Kind::name;
      return true;
    }
    for (const std::string_view sign : signs) {
      if (source_.substr(at_, sign.size()) != sign) continue;
      token.kind = Kind::sign;
      token.text = sign;
      at_ += sign.size();
      return true;
    }
    if (c == '=') {
      const bool arrow = peek(1) == '>';
      return fail(at_, at_ + (arrow ? 2 : 1), arrow ? "there is no `=>`" : "there is no `=`",
                  arrow ? "write `>=`, or `!a || b` for a conclusion" : "write `==`");
    }
    if (c == '&' || c == '|') {
      return fail(at_, at_ + 1, std::string("there is no `") + c + "`",
                  std::string("write `") + c + c + "`");
    }
    std::size_t end = at_ + 1;
    while (end < source_.size() && (static_cast<unsigned char>(source_[end]) & 0xC0U) == 0x80)
      ++end;
    return fail(at_, end,
                "`" + std::string(source_.substr(at_, end - at_)) + "` means nothing here");
  }

  bool number(Token& token) {
    const std::size_t begin = at_;
    token.kind = Kind::integer;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
      at_ += 2;
      while (is_hex(peek())) ++at_;
      if (at_ == begin + 2) return fail(begin, at_, "there are no digits behind `0x`");
    } else {
      while (is_digit(peek())) ++at_;
      if (peek() == '.' && is_digit(peek(1))) {
        token.kind = Kind::number;
        ++at_;
        while (is_digit(peek())) ++at_;
      }
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
      if ((peek() == 'e' || peek() == 'E') && is_digit(peek(sign))) {
        token.kind = Kind::number;
        at_ += sign;
        while (is_digit(peek())) ++at_;
      }
    }
    token.text = source_.substr(begin, at_ - begin);
    if (token.text.front() == '.') token.text.insert(token.text.begin(), '0');
    if (token.kind == Kind::integer && (peek() == 'u' || peek() == 'U')) {
      token.kind = Kind::unsigned_integer;
      ++at_;
    }
    if (is_letter(peek())) return fail(begin, at_ + 1, "a letter follows the number");
    // As in JSON: 007 is no number.
    if (token.kind == Kind::number && token.text.size() > 1 && token.text[0] == '0' &&
        is_digit(token.text[1])) {
      token.text.erase(0, std::min(token.text.find_first_not_of('0'), token.text.find('.') - 1));
    }
    return true;
  }

  bool text(Token& token, bool raw) {
    token.kind = Kind::text;
    const std::size_t begin = at_;
    std::string quote(1, peek());
    if (source_.substr(at_, 3) == std::string(3, quote[0])) quote = std::string(3, quote[0]);
    at_ += quote.size();
    while (source_.substr(at_, quote.size()) != quote) {
      if (at_ >= source_.size() || (quote.size() == 1 && peek() == '\n')) {
        return fail(begin, at_, "the text is not closed", "put a " + quote + " behind it");
      }
      if (peek() == '\\' && !raw) {
        if (!escape(token.text)) return false;
      } else {
        token.text += source_[at_++];
      }
    }
    at_ += quote.size();
    return true;
  }

  bool escape(std::string& out) {
    const std::size_t begin = at_++;
    const char letter = peek();
    const std::size_t known = escape_letters.find(letter);
    if (letter != '\0' && known != std::string_view::npos) {
      out += escape_values[known];
      ++at_;
      return true;
    }
    const bool octal = letter >= '0' && letter <= '3';
    const std::size_t digits = octal                            ? 3
                               : letter == 'u'                  ? 4
                               : letter == 'U'                  ? 8
                               : letter == 'x' || letter == 'X' ? 2
                                                                : 0;
    if (!octal) ++at_;
    std::uint32_t scalar = 0;
    bool sound = digits > 0;
    for (std::size_t i = 0; i < digits && sound; ++i) {
      const char c = peek();
      sound = octal ? c >= '0' && c <= '7' : is_hex(c);
      const auto digit = static_cast<std::uint32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
      scalar = scalar * (octal ? 8 : 16) + digit;
      if (sound) ++at_;
    }
    if (!sound || scalar > 0x10FFFF || (scalar >= 0xD800 && scalar < 0xE000)) {
      return fail(begin, std::min(at_ + 1, source_.size()), "there is no such escape",
                  "write `\\\\` for a backslash");
    }
    char bytes[4];
    out.append(bytes, append_utf8(bytes, scalar));
    return true;
  }

  std::string_view source_;
  Fault& fault_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Token> tokens(std::string_view source, Fault& fault) {
  return Lexer(source, fault).run();
}

}  // namespace tally::compiler::rules
