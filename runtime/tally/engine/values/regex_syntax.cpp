// The format `regex`: whether a text is a pattern of ECMA-262 (2024, section 22.2.1) with the `u`
// flag. It is a walk over the text with a few bits for each open group, so it takes linear time and
// no memory.
#include <bitset>

#include "tally/engine/values/formats.h"
#include "tally/engine/values/number.h"

namespace tally {
namespace {

constexpr std::uint32_t largest_scalar = 0x10ffff;
// A class such as \d, where one character is asked for.
constexpr std::uint32_t many = largest_scalar + 1;

constexpr std::size_t max_nesting = 256;
constexpr std::size_t max_names = 64;

using number_detail::is_digit;

bool is_letter(char c) noexcept {
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'z';
}
bool contains(std::string_view characters, char c) noexcept {
  return c != '\0' && characters.find(c) != std::string_view::npos;
}

class Checker {
 public:
  explicit Checker(std::string_view text) noexcept : text_(text) { count_groups(); }

  bool run() noexcept {
    while (sound_ && at_ < text_.size()) term();
    return sound_ && depth_ == 0 && highest_reference_ <= groups_;
  }

 private:
  char peek(std::size_t ahead = 0) const noexcept {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool ended() const noexcept { return at_ >= text_.size(); }
  bool accept(std::string_view what) noexcept {
    if (ended() || text_.substr(at_, what.size()) != what) return false;
    at_ += what.size();
    return true;
  }
  void fail() noexcept { sound_ = false; }

  // Capturing groups, which references may precede; and the names of groups.
  void count_groups() noexcept {
    bool in_class = false;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '\\') {
        ++i;
      } else if (in_class) {
        in_class = c != ']';
      } else if (c == '[') {
        in_class = true;
      } else if (c == '(') {
        const std::string_view rest = text_.substr(i + 1, 3);
        const bool named = rest.substr(0, 2) == "?<" && rest != "?<=" && rest != "?<!";
        if (rest.substr(0, 1) != "?" || named) ++groups_;
        if (named) add_name(text_.substr(i + 3));
      }
    }
  }

  void add_name(std::string_view rest) noexcept {
    const std::string_view name = rest.substr(0, rest.find('>'));
    if (names_ == max_names || is_known(name)) return fail();
    known_[names_++] = name;
  }
  bool is_known(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < names_; ++i) {
      if (known_[i] == name) return true;
    }
    return false;
  }

  // `<name>` behind `(?` or `\k`.
  std::string_view name() noexcept {
    if (!accept("<")) {
      fail();
      return {};
    }
    const std::size_t begin = at_;
    while (!ended() && peek() != '>') {
      const char c = peek();
      const bool letter = is_letter(c) || c == '_' || c == '$' || static_cast<signed char>(c) < 0;
      if (!letter && (!is_digit(c) || at_ == begin)) fail();
      ++at_;
    }
    const std::string_view text = text_.substr(begin, at_ - begin);
    if (text.empty() || !accept(">")) fail();
    return text;
  }

  // An assertion, an atom, or a piece of the structure around them; with the quantifier behind it.
  void term() noexcept {
    const char c = peek();
    switch (c) {
      case '|':
      case '^':
      case '$':
        ++at_;
        return;
      case '(':
        return open();
      case ')': {
        ++at_;
        if (depth_ == 0) return fail();
        if (!is_assertion_[--depth_]) quantifier();
        return;
      }
      case '[':
        ++at_;
        characters();
        return quantifier();
      case '\\':
        ++at_;
        if (accept("b") || accept("B")) return;
        atom_escape();
        return quantifier();
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        return fail();
      default:
        ++at_;  // a byte of a character, which may be one of several: none of those is syntax
        quantifier();
    }
  }

  void open() noexcept {
    ++at_;
    if (depth_ == max_nesting) return fail();
    bool assertion = false;
    if (accept("?")) {
      if (accept("=") || accept("!") || accept("<=") || accept("<!")) {
        assertion = true;
      } else if (!accept(":")) {
        name();
      }
    }
    is_assertion_[depth_++] = assertion;
  }

  // A number of any length; the largest there is when it does not fit.
  std::uint64_t number() noexcept {
    if (!is_digit(peek())) fail();
    std::uint64_t value = 0;
    for (; is_digit(peek()); ++at_) {
      const auto digit = static_cast<std::uint64_t>(peek() - '0');
      value = value > (UINT64_MAX - digit) / 10 ? UINT64_MAX : value * 10 + digit;
    }
    return value;
  }

  void quantifier() noexcept {
    if (accept("{")) {
      const std::uint64_t least = number();
      if (accept(",") && peek() != '}' && number() < least) fail();
      if (!accept("}")) fail();
    } else if (!accept("*") && !accept("+") && !accept("?")) {
      return;
    }
    accept("?");
  }

  void atom_escape() noexcept {
    if (peek() >= '1' && peek() <= '9') {
      const std::uint64_t group = number();
      if (group > highest_reference_) highest_reference_ = group;
    } else if (accept("k")) {
      if (!is_known(name())) fail();
    } else {
      character_escape(false);
    }
  }

  // Behind the backslash: the character that it stands for, or `many`.
  std::uint32_t character_escape(bool in_class) noexcept {
    const char c = peek();
    ++at_;
    if (contains("dDsSwW", c)) return many;
    if (c == 'p' || c == 'P') return property();
    if (contains("^$\\.*+?()[]{}|/", c) || (in_class && c == '-'))
      return static_cast<std::uint32_t>(c);
    switch (c) {
      case 'f':
        return 0x0c;
      case 'n':
        return 0x0a;
      case 'r':
        return 0x0d;
      case 't':
        return 0x09;
      case 'v':
        return 0x0b;
      case 'b':
        if (!in_class) fail();
        return 0x08;
      case '0':
        if (is_digit(peek())) fail();
        return 0;
      case 'c': {
        const char control = peek();
        if (!is_letter(control)) fail();
        ++at_;
        return static_cast<std::uint32_t>(control) % 32;
      }
      case 'x':
        return hexadecimal(2);
      case 'u':
        return unicode();
      default:
        fail();
        return 0;
    }
  }

  std::uint32_t hexadecimal(std::int32_t digits) noexcept {
    std::uint32_t value = 0;
    for (; digits > 0; --digits, ++at_) value = value * 16 + hex_digit();
    return value;
  }
  std::uint32_t hex_digit() noexcept {
    const char c = peek();
    const char lower = static_cast<char>(c | 0x20);
    if (is_digit(c)) return static_cast<std::uint32_t>(c - '0');
    if (lower >= 'a' && lower <= 'f') return static_cast<std::uint32_t>(lower - 'a') + 10;
    fail();
    return 0;
  }

  // Behind `\u`.
  std::uint32_t unicode() noexcept {
    if (accept("{")) {
      std::uint32_t value = 0;
      if (peek() == '}') fail();
      for (; sound_ && peek() != '}'; ++at_) {
        value = value * 16 + hex_digit();
        if (value > largest_scalar) fail();
      }
      ++at_;
      return value;
    }
    const std::uint32_t first = hexadecimal(4);
    if (first < 0xd800 || first > 0xdbff || !sound_ || peek() != '\\' || peek(1) != 'u' ||
        peek(2) == '{') {
      return first;
    }
    // Two halves of a pair are one character. What is no second half stands for itself.
    const std::size_t behind = at_;
    at_ += 2;
    const std::uint32_t second = hexadecimal(4);
    if (second >= 0xdc00 && second <= 0xdfff)
      return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    at_ = behind;
    return first;
  }

  // `{Name}` or `{Name=Value}` behind `\p`.
  std::uint32_t property() noexcept {
    if (!accept("{")) fail();
    for (std::int32_t part = 0; part < 2; ++part) {
      const std::size_t begin = at_;
      while (is_letter(peek()) || is_digit(peek()) || peek() == '_') ++at_;
      if (at_ == begin) fail();
      if (!accept("=")) break;
      if (part == 1) fail();
    }
    if (!accept("}")) fail();
    return many;
  }

  // The inside of brackets, and the bracket behind it.
  void characters() noexcept {
    accept("^");
    while (sound_ && !ended() && peek() != ']') {
      const std::uint32_t first = class_atom();
      if (peek() != '-' || peek(1) == ']' || at_ + 1 >= text_.size()) continue;
      ++at_;
      const std::uint32_t last = class_atom();
      if (first == many || last == many || first > last) fail();
    }
    if (!accept("]")) fail();
  }

  std::uint32_t class_atom() noexcept {
    if (accept("\\")) return character_escape(true);
    // UTF-8, which the reader has found to be well-formed.
    const auto lead = static_cast<unsigned char>(peek());
    ++at_;
    if (lead < 0xc0) return lead;
    std::uint32_t value = lead & (lead < 0xe0 ? 0x1fU : lead < 0xf0 ? 0x0fU : 0x07U);
    for (; (static_cast<unsigned char>(peek()) & 0xc0) == 0x80; ++at_)
      value = value << 6 | (static_cast<unsigned char>(peek()) & 0x3fU);
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool sound_ = true;
  std::uint64_t groups_ = 0;
  std::uint64_t highest_reference_ = 0;
  std::size_t depth_ = 0;
  std::bitset<max_nesting> is_assertion_;  // of the open groups: those take no quantifier
  std::string_view known_[max_names];
  std::size_t names_ = 0;
};

}  // namespace

bool format::regex(std::string_view text) noexcept {
  return Checker(text).run();
}

}  // namespace tally
