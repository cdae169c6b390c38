#include "format/tokens.h"

#include <algorithm>

namespace tally::compiler {
namespace {

// Those with a width, in document order.
void collect_scalars(const yaml::Node& node, std::vector<const yaml::Node*>& scalars) {
  if (node.is_scalar() && node.span.size() > 0) scalars.push_back(&node);
  for (const yaml::Node* item : node.items) collect_scalars(*item, scalars);
  for (const yaml::Entry& entry : node.entries) {
    collect_scalars(*entry.key, scalars);
    collect_scalars(*entry.value, scalars);
  }
}

class Tokeniser {
 public:
  explicit Tokeniser(std::string_view text) : text_(text) {}

  std::optional<std::vector<Token>> run(const yaml::Tree& tree) {
    std::vector<const yaml::Node*> scalars;
    collect_scalars(tree.root(), scalars);
    for (const yaml::Node* scalar : scalars) {
      if (!read_marks(scalar->span.begin)) return std::nullopt;
      add(TokenKind::scalar, scalar->span.end);
      tokens_.back().style = scalar->style;
    }
    if (!read_marks(static_cast<std::uint32_t>(text_.size()))) return std::nullopt;
    return std::move(tokens_);
  }

 private:
  // From `at_` to `end`.
  void add(TokenKind kind, std::uint32_t end) {
    tokens_.push_back({kind, yaml::Style::plain, at_, end, line_, at_ - line_start_});
    for (; at_ < end; ++at_) count_line();
  }

  void count_line() {
    if (text_[at_] != '\n') return;
    ++line_;
    line_start_ = at_ + 1;
  }

  bool read_marks(std::uint32_t end) {
    while (at_ < end) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        count_line();
        ++at_;
      } else if (c == '#') {
        std::size_t stop = std::min(text_.find('\n', at_), text_.size());
        while (text_[stop - 1] == ' ' || text_[stop - 1] == '\t' || text_[stop - 1] == '\r') --stop;
        add(TokenKind::comment, static_cast<std::uint32_t>(stop));
      } else if (at_ == line_start_ && is_marker()) {
        add(TokenKind::marker, at_ + 3);
      } else if (const auto kind = mark(c)) {
        add(*kind, at_ + 1);
      } else {
        return false;
      }
    }
    return at_ == end;
  }

  bool is_marker() const {
    const std::string_view word = text_.substr(at_, 3);
    return word == "---" || word == "...";
  }

  static std::optional<TokenKind> mark(char c) {
    switch (c) {
      case '-':
        return TokenKind::dash;
      case ':':
        return TokenKind::colon;
      case ',':
        return TokenKind::comma;
      case '[':
      case '{':
        return TokenKind::open;
      case ']':
      case '}':
        return TokenKind::close;
      default:
        return std::nullopt;
    }
  }

  std::string_view text_;
  std::uint32_t at_ = 0;
  std::uint32_t line_ = 0;
  std::uint32_t line_start_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::optional<std::vector<Token>> tokens_of(std::string_view text, const yaml::Tree& tree) {
  return Tokeniser(text).run(tree);
}

}  // namespace tally::compiler
