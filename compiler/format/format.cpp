#include "format/format.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "format/tokens.h"
#include "yaml/comments.h"

namespace tally::compiler {
namespace {

constexpr std::uint32_t step = 2;

// A mapping or a sequence that is laid out by indentation and may still go on.
struct Block {
  std::uint32_t old_column;
  bool sequence;
  std::uint32_t new_column;
};

std::string_view without_blanks_behind(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\r") + 1);  // npos + 1 is 0
}

class Formatter {
 public:
  Formatter(std::string_view text, const std::vector<Token>& tokens)
      : text_(text), tokens_(tokens) {}

  std::string run() {
    while (next_ < tokens_.size()) write_line();
    if (open_end_ && waiting_.empty()) out_.pop_back();
    write_waiting(blocks_, nullptr, 0);
    return std::move(out_);
  }

 private:
  const Token* token_at(std::size_t index) const {
    return index < tokens_.size() ? &tokens_[index] : nullptr;
  }

  std::string_view text_of(const Token& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }

  // The tokens that begin on one line, or a comment that has the line for itself.
  void write_line() {
    const Token& first = tokens_[next_];
    if (depth_ == 0 && first.kind == TokenKind::comment) {
      waiting_.push_back(&first);
      ++next_;
      return;
    }
    const std::vector<Block> above = blocks_;
    const std::uint32_t column = depth_ > 0 ? flow_column() : block_column(first);
    write_waiting(above, &first, column);
    write_gap(first);
    out_.append(column, ' ');
    write_tokens();
    out_ += '\n';
  }

  // Empty lines above `token` become one at most.
  void write_gap(const Token& token) {
    if (!out_.empty() && token.line > last_line_ + 1 && !exact_gap_) out_ += '\n';
    exact_gap_ = false;
  }

  // Comments with lines of their own belong to the line that follows, which goes to `new_column`,
  // or to one of the blocks above it, as their columns tell.
  void write_waiting(const std::vector<Block>& above, const Token* following,
                     std::uint32_t new_column) {
    for (const Token* comment : waiting_) {
      write_gap(*comment);
      std::uint32_t column = new_column;
      for (const Block& block : above) {
        const bool fits = following == nullptr ? block.old_column <= comment->column
                                               : block.old_column == comment->column;
        if (fits) column = block.new_column;
      }
      if (following != nullptr && following->column == comment->column) column = new_column;
      out_.append(column, ' ').append(text_of(*comment)).append("\n");
      last_line_ = comment->line;
    }
    waiting_.clear();
  }

  std::uint32_t inner_column() const {
    return blocks_.empty() ? 0 : blocks_.back().new_column + step;
  }

  // Of the further lines of a text.
  std::uint32_t text_column() const {
    return (blocks_.empty() ? 0 : blocks_.back().new_column) + step * std::max(depth_, 1U);
  }

  // Of a line that begins inside of brackets. A closing one still stands deeper than the key, as
  // YAML demands.
  std::uint32_t flow_column() const {
    std::uint32_t depth = depth_;
    for (std::size_t i = next_; depth > 0 && token_at(i) != nullptr; ++i) {
      if (tokens_[i].kind != TokenKind::close) break;
      --depth;
    }
    const std::uint32_t outer = blocks_.empty() ? 0 : blocks_.back().new_column;
    return outer + step * std::max(depth, blocks_.empty() ? 0U : 1U);
  }

  bool is_key(std::size_t index) const {
    const Token* behind = token_at(index + 1);
    return tokens_[index].kind == TokenKind::scalar && behind != nullptr &&
           behind->kind == TokenKind::colon;
  }

  std::uint32_t block_column(const Token& first) {
    if (first.kind == TokenKind::marker) {
      blocks_.clear();
      return 0;
    }
    if (first.kind == TokenKind::dash) return enter(first.column, true);
    if (is_key(next_)) return enter(first.column, false);
    // A value on a line of its own; one that is the whole file may begin with what would be a
    // marker.
    return blocks_.empty() ? std::min(first.column, step) : inner_column();
  }

  // The block whose next entry begins at `column`; a new one if there is none.
  std::uint32_t enter(std::uint32_t column, bool sequence) {
    // A sequence may stand at the column of the key that it belongs to.
    while (!blocks_.empty() &&
           (blocks_.back().old_column > column ||
            (blocks_.back().old_column == column && blocks_.back().sequence && !sequence))) {
      blocks_.pop_back();
    }
    const bool goes_on = !blocks_.empty() && blocks_.back().old_column == column &&
                         blocks_.back().sequence == sequence;
    if (!goes_on) blocks_.push_back({column, sequence, inner_column()});
    return blocks_.back().new_column;
  }

  void write_tokens() {
    const Token* previous = nullptr;
    std::uint32_t current = tokens_[next_].line;  // a scalar may end on another than it begins
    while (next_ < tokens_.size() && tokens_[next_].line == current) {
      const Token& token = tokens_[next_];
      if (previous != nullptr) {
        write_space(*previous, token);
        // `- - a` and `- a: 1` open blocks within the line.
        const bool behind_dash = previous->kind == TokenKind::dash && depth_ == 0;
        if (behind_dash && token.kind == TokenKind::dash) enter(token.column, true);
        if (behind_dash && is_key(next_)) enter(token.column, false);
      }
      if (token.kind == TokenKind::open) ++depth_;
      if (token.kind == TokenKind::close && depth_ > 0) --depth_;
      if (token.kind == TokenKind::scalar) {
        current = write_scalar(token);
      } else {
        out_ += text_of(token);
      }
      previous = &token;
      ++next_;
    }
    last_line_ = current;
  }

  void write_space(const Token& left, const Token& right) {
    std::size_t blanks = 0;
    if (right.kind == TokenKind::comment) {
      const std::string_view between = text_.substr(left.end, right.begin - left.end);
      const bool plain = between.find_first_not_of(' ') == std::string_view::npos;
      blanks = std::max<std::size_t>(2, plain ? between.size() : 0);
    } else if (left.kind == TokenKind::colon || left.kind == TokenKind::dash ||
               left.kind == TokenKind::marker) {
      blanks = 1;
    } else if (left.kind == TokenKind::comma) {
      blanks = right.kind == TokenKind::close ? 0 : 1;
    }
    out_.append(blanks, ' ');
  }

  // The line on which the scalar ends.
  std::uint32_t write_scalar(const Token& token) {
    if (token.style == yaml::Style::literal || token.style == yaml::Style::folded)
      return write_block_scalar(token);
    const std::uint32_t column = text_column();
    std::string_view rest = text_of(token);
    std::uint32_t line = token.line;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      // A backslash keeps the blank behind it, and blanks before a line break mean nothing.
      const std::string_view written = rest.substr(0, end);
      const bool escaped = token.style == yaml::Style::double_quoted &&
                           without_blanks_behind(written).ends_with('\\');
      const std::size_t carriage_return = written.ends_with('\r') ? 1 : 0;
      out_ += escaped ? written.substr(0, written.size() - carriage_return)
                      : without_blanks_behind(written);
      out_ += '\n';
      ++line;
      rest.remove_prefix(end + 1);
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
      if (!rest.starts_with('\n') && !rest.starts_with("\r\n")) out_.append(column, ' ');
    }
    out_ += rest;
    return line;
  }

  static bool is_blank(std::string_view line) {
    return line.find_first_not_of(' ') == std::string_view::npos;
  }

  // The lines of a literal or folded block behind its header, with all blank lines that follow.
  std::vector<std::string_view> block_lines(const Token& token) {
    std::vector<std::string_view> lines;
    open_end_ = false;
    for (std::size_t at = text_.find('\n', token.begin); at < text_.size();) {
      const std::size_t begin = at + 1;
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      std::string_view line = text_.substr(begin, end - begin);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (begin >= token.end && line.find_first_not_of(" \t") != std::string_view::npos) break;
      if (end == text_.size() && line.empty()) break;  // behind the last line break
      lines.push_back(line);
      open_end_ = end == text_.size();
      at = end;
    }
    return lines;
  }

  // How deep a block without a digit in its header is indented: as its first line with text.
  static std::uint32_t indent_of(const std::vector<std::string_view>& lines) {
    std::size_t deepest = 0;
    for (const std::string_view line : lines) {
      if (!is_blank(line)) return static_cast<std::uint32_t>(line.find_first_not_of(' '));
      deepest = std::max(deepest, line.size());
    }
    return static_cast<std::uint32_t>(deepest);
  }

  // The line on which the block ends.
  std::uint32_t write_block_scalar(const Token& token) {
    const std::size_t header_end = std::min(text_.find('\n', token.begin), text_.size());
    const std::string_view header =
        without_blanks_behind(text_.substr(token.begin, header_end - token.begin));
    out_ += header;
    // A comment in it belongs to the scalar only when text follows.
    const Token* behind = token_at(next_ + 1);
    const bool header_has_comment = behind != nullptr && behind->line == token.line;
    if (header_has_comment) ++next_;
    const std::string_view indicators = header.substr(0, header.find_first_of(" \t#"));
    const bool keep = indicators.find('+') != std::string_view::npos;
    const std::size_t digit = indicators.find_first_of("123456789");

    std::vector<std::string_view> lines = block_lines(token);
    std::uint32_t old_indent = indent_of(lines);
    std::uint32_t new_indent = text_column();
    if (digit != std::string_view::npos) {  // counted from the block around it
      const auto wanted = static_cast<std::uint32_t>(indicators[digit] - '0');
      old_indent = (blocks_.empty() ? 0 : blocks_.back().old_column) + wanted;
      new_indent = (blocks_.empty() ? 0 : blocks_.back().new_column) + wanted;
    }
    const auto empty = [&](std::string_view line) {
      return line.find_first_not_of(" \t") == std::string_view::npos &&
             (is_blank(line) ? line.size() <= old_indent : line.find('\t') < old_indent);
    };
    // Empty lines at the end are text only where they are kept.
    while (!keep && !lines.empty() && empty(lines.back())) {
      lines.pop_back();
      open_end_ = false;
    }
    for (const std::string_view line : lines) {
      out_ += '\n';
      if (!empty(line)) {
        out_.append(new_indent, ' ')
            .append(line.substr(std::min<std::size_t>(old_indent, line.size())));
      }
    }
    exact_gap_ = keep;
    return token.line + static_cast<std::uint32_t>(lines.size());
  }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  std::size_t next_ = 0;
  std::string out_;
  std::vector<Block> blocks_;  // open ones, outermost first
  std::uint32_t depth_ = 0;    // of brackets
  std::uint32_t last_line_ = 0;
  bool open_end_ = false;   // a block ends the file without a line break, which would be text
  bool exact_gap_ = false;  // the empty lines that follow have been written as text
  std::vector<const Token*> waiting_;
};

bool same_nodes(const yaml::Node& a, const yaml::Node& b) {
  if (a.kind != b.kind || a.style != b.style || a.text != b.text) return false;
  if (a.items.size() != b.items.size() || a.entries.size() != b.entries.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same_nodes(*a.items[i], *b.items[i])) return false;
  }
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    if (!same_nodes(*a.entries[i].key, *b.entries[i].key)) return false;
    if (!same_nodes(*a.entries[i].value, *b.entries[i].value)) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> format(FileId file, const Sources& sources, const yaml::Tree& tree) {
  const std::string_view text = sources.file(file).text();
  const auto tokens = tokens_of(text, tree);
  if (!tokens) return std::nullopt;
  return Formatter(text, *tokens).run();
}

bool same_content(FileId a, const yaml::Tree& tree_a, FileId b, const yaml::Tree& tree_b,
                  const Sources& sources) {
  if (!same_nodes(tree_a.root(), tree_b.root())) return false;
  const auto comments_a = yaml::find_comments(a, sources, tree_a);
  const auto comments_b = yaml::find_comments(b, sources, tree_b);
  return std::equal(
      comments_a.begin(), comments_a.end(), comments_b.begin(), comments_b.end(),
      [&](const Span& x, const Span& y) { return sources.text(x) == sources.text(y); });
}

}  // namespace tally::compiler
