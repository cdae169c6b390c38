#include <algorithm>
#include <optional>
#include <utility>

#include "render/mustache.h"
#include "render/mustache_error.h"

namespace tally::compiler {
namespace {

constexpr size_t max_source_bytes = size_t{16} << 20;
constexpr size_t max_nesting = 64;

constexpr std::string_view blanks = " \t";
constexpr std::string_view spaces = " \t\r\n";
constexpr std::string_view line_comment_leaders[] = {"///", "//!", "//", "*", "#"};

bool is_blank(std::string_view text) {
  return text.find_first_not_of(blanks) == std::string_view::npos;
}

bool is_leader(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  for (const std::string_view mark : line_comment_leaders) {
    if (text.starts_with(mark)) return is_blank(text.substr(mark.size()));
  }
  return text.empty();
}

/// What follows the opening delimiter says what a tag is; `name` stands for a plain variable.
enum class Sigil : char {
  name = 0,
  braces = '{',
  ampersand = '&',
  section = '#',
  inverted = '^',
  close = '/',
  comment = '!',
  partial = '>',
  block = '$',
  parent = '<',
  delimiters = '=',
};
constexpr std::string_view sigils = "{&#^/!>$<=";

bool is_variable(Sigil sigil) {
  return sigil == Sigil::name || sigil == Sigil::braces || sigil == Sigil::ampersand;
}

TagKind kind_of(Sigil sigil) {
  switch (sigil) {
    case Sigil::section:
      return TagKind::section;
    case Sigil::inverted:
      return TagKind::inverted;
    case Sigil::partial:
      return TagKind::partial;
    case Sigil::block:
      return TagKind::block;
    case Sigil::parent:
      return TagKind::parent;
    default:
      return TagKind::variable;
  }
}

struct Tag {
  Sigil sigil = Sigil::name;
  bool own_line = false;
  bool first_on_line = false;  ///< No other tag between line_begin and this one.
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t name_begin = 0;
  uint32_t name_end = 0;
  uint32_t line_begin = 0;
  uint32_t text_end = 0;  ///< Where the text before the tag ends, and
  uint32_t resume = 0;    ///< where the text after it begins.
};

class Parser {
 public:
  Parser(std::string name, std::string source) {
    result_.value.name = std::move(name);
    result_.value.source = std::move(source);
  }

  ParsedTemplate run() && {
    if (source().size() > max_source_bytes) {
      fail(0, 0, "the template is larger than 16 MiB");
      return std::move(result_);
    }
    scan();
    mark_own_lines();
    build();
    std::stable_sort(
        result_.errors.begin(), result_.errors.end(),
        [](const TemplateError& a, const TemplateError& b) { return a.begin < b.begin; });
    return std::move(result_);
  }

 private:
  std::string_view source() const { return result_.value.source; }
  std::string_view text(uint32_t begin, uint32_t end) const {
    return source().substr(begin, end - begin);
  }
  std::string_view name_of(const Tag& tag) const { return text(tag.name_begin, tag.name_end); }

  void fail(uint32_t begin, uint32_t end, std::string message) {
    if (result_.errors.size() == max_template_errors) return;
    result_.errors.push_back(template_error(result_.value, begin, end, std::move(message)));
  }

  // --- Tags ---------------------------------------------------------------------------------

  void scan() {
    uint32_t at = 0;
    uint32_t line_begin = 0;
    for (;;) {
      const size_t found = source().find(open_, at);
      if (found == std::string_view::npos) {
        scanned_ = true;
        return;
      }
      Tag tag;
      tag.begin = static_cast<uint32_t>(found);
      const size_t newline = text(at, tag.begin).rfind('\n');
      if (newline != std::string_view::npos) line_begin = at + static_cast<uint32_t>(newline) + 1;
      tag.line_begin = line_begin;
      tag.first_on_line = at <= line_begin;
      if (!read_tag(tag)) return;
      const size_t inner = text(tag.begin, tag.end).rfind('\n');
      if (inner != std::string_view::npos)
        line_begin = tag.begin + static_cast<uint32_t>(inner) + 1;
      at = tag.end;
    }
  }

  bool read_tag(Tag& tag) {
    uint32_t inside = tag.begin + static_cast<uint32_t>(open_.size());
    if (inside < source().size() && sigils.find(source()[inside]) != std::string_view::npos) {
      tag.sigil = static_cast<Sigil>(source()[inside]);
      ++inside;
    }
    std::string closing = close_;
    if (tag.sigil == Sigil::braces) closing.insert(0, 1, '}');
    if (tag.sigil == Sigil::delimiters) closing.insert(0, 1, '=');
    const size_t found = source().find(closing, inside);
    if (found == std::string_view::npos) {
      fail(tag.begin, inside, "this tag is not closed; `" + closing + "` is missing");
      return false;
    }
    const auto inside_end = static_cast<uint32_t>(found);
    tag.end = inside_end + static_cast<uint32_t>(closing.size());
    tag.name_begin = inside;
    tag.name_end = inside_end;
    while (tag.name_begin < tag.name_end && is_space(tag.name_begin)) ++tag.name_begin;
    while (tag.name_begin < tag.name_end && is_space(tag.name_end - 1)) --tag.name_end;
    if (tag.sigil == Sigil::delimiters && !set_delimiters(tag)) return false;
    tags_.push_back(tag);
    return true;
  }

  bool is_space(uint32_t at) const { return spaces.find(source()[at]) != std::string_view::npos; }

  bool set_delimiters(const Tag& tag) {
    const std::string_view both = name_of(tag);
    const size_t gap = both.find_first_of(spaces);
    const size_t second = gap == std::string_view::npos ? gap : both.find_first_not_of(spaces, gap);
    if (second == std::string_view::npos || both.find('=') != std::string_view::npos ||
        both.find_first_of(spaces, second) != std::string_view::npos) {
      fail(tag.begin, tag.end, "new delimiters are written like `{{=<% %>=}}`");
      return false;
    }
    open_ = both.substr(0, gap);
    close_ = both.substr(second);
    return true;
  }

  // --- Lines --------------------------------------------------------------------------------

  /// Where the next line begins if only blanks follow `at` on this one.
  std::optional<uint32_t> line_after(uint32_t at) const {
    size_t end = source().find_first_not_of(blanks, at);
    if (end == std::string_view::npos) return static_cast<uint32_t>(source().size());
    if (source()[end] == '\r' && end + 1 < source().size()) ++end;
    if (source()[end] != '\n') return std::nullopt;
    return static_cast<uint32_t>(end + 1);
  }

  /// `{{$x}}{{/x}}` and `{{<x}}{{/x}}`, which stand on a line of their own as one tag does.
  bool is_empty_pair(size_t index) const {
    const Tag& tag = tags_[index];
    if (tag.sigil != Sigil::block && tag.sigil != Sigil::parent) return false;
    if (index + 1 == tags_.size()) return false;
    const Tag& next = tags_[index + 1];
    return next.sigil == Sigil::close && next.begin == tag.end && name_of(next) == name_of(tag);
  }

  void mark_own_lines() {
    for (Tag& tag : tags_) {
      tag.text_end = tag.begin;
      tag.resume = tag.end;
    }
    for (size_t i = 0; i < tags_.size(); ++i) {
      Tag& tag = tags_[i];
      if (!tag.first_on_line) continue;
      const std::string_view before = text(tag.line_begin, tag.begin);
      Tag& last = tags_[is_empty_pair(i) ? i + 1 : i];
      const std::optional<uint32_t> next_line = line_after(last.end);
      if (!next_line) continue;
      if (is_variable(tag.sigil)) {
        tag.own_line = is_leader(before);
      } else if (is_blank(before)) {
        tag.own_line = true;
        tag.text_end = tag.line_begin;
        last.resume = *next_line;
      }
    }
  }

  // --- Nodes --------------------------------------------------------------------------------

  bool check_name(const Tag& tag) {
    const std::string_view name = name_of(tag);
    const bool path =
        is_variable(tag.sigil) || tag.sigil == Sigil::section || tag.sigil == Sigil::inverted;
    std::string problem;
    if (name.empty()) {
      problem = "this tag has no name";
    } else if (name.find_first_of(spaces) != std::string_view::npos) {
      problem = "a name does not contain blanks";
    } else if (path && name != "." &&
               (name.front() == '.' || name.back() == '.' ||
                name.find("..") != std::string_view::npos)) {
      problem = "an empty name between dots";
    }
    if (problem.empty()) return true;
    fail(tag.begin, tag.end, std::move(problem));
    return false;
  }

  bool inside_parent() const {
    return !open_nodes_.empty() && result_.value.nodes[open_nodes_.back()].kind == TagKind::parent;
  }

  void add_text(uint32_t begin, uint32_t end) {
    if (begin >= end) return;
    if (inside_parent()) {
      const size_t first = text(begin, end).find_first_not_of(spaces);
      if (first != std::string_view::npos) {
        fail(begin + static_cast<uint32_t>(first), end, only_blocks);
      }
      return;
    }
    std::vector<TemplateNode>& nodes = result_.value.nodes;
    TemplateNode node;
    node.begin = begin;
    node.end = end;
    node.subtree_end = static_cast<uint32_t>(nodes.size() + 1);
    nodes.push_back(node);
  }

  void build() {
    uint32_t at = 0;
    for (const Tag& tag : tags_) {
      add_text(at, tag.text_end);
      at = tag.resume;
      if (tag.sigil == Sigil::comment || tag.sigil == Sigil::delimiters) continue;
      if (!check_name(tag)) continue;
      if (tag.sigil == Sigil::close) {
        close(tag);
      } else if (!open(tag)) {
        return;
      }
    }
    add_text(at, static_cast<uint32_t>(source().size()));
    // After a tag that has no end, the closing tags were not read.
    while (!open_nodes_.empty() && scanned_) close_unclosed();
  }

  bool open(const Tag& tag) {
    std::vector<TemplateNode>& nodes = result_.value.nodes;
    TemplateNode node;
    node.kind = kind_of(tag.sigil);
    node.own_line = tag.own_line;
    node.begin = tag.begin;
    node.end = tag.end;
    node.name_begin = tag.name_begin;
    node.name_end = tag.name_end;
    node.line_begin = tag.line_begin;
    node.subtree_end = static_cast<uint32_t>(nodes.size() + 1);
    if (inside_parent() && node.kind != TagKind::block) fail(tag.begin, tag.end, only_blocks);
    if (node.kind != TagKind::variable && node.kind != TagKind::partial) {
      if (open_nodes_.size() == max_nesting) {
        fail(tag.begin, tag.end, "sections are nested more than 64 deep");
        return false;
      }
      open_nodes_.push_back(nodes.size());
    }
    nodes.push_back(node);
    return true;
  }

  std::string_view open_name(size_t open_index) const {
    const TemplateNode& node = result_.value.nodes[open_nodes_[open_index]];
    return text(node.name_begin, node.name_end);
  }

  void close_innermost() {
    std::vector<TemplateNode>& nodes = result_.value.nodes;
    nodes[open_nodes_.back()].subtree_end = static_cast<uint32_t>(nodes.size());
    open_nodes_.pop_back();
  }

  void close_unclosed() {
    const TemplateNode& node = result_.value.nodes[open_nodes_.back()];
    const std::string name(open_name(open_nodes_.size() - 1));
    fail(node.begin, node.end, "`" + name + "` is opened here and not closed");
    close_innermost();
  }

  void close(const Tag& tag) {
    const std::string name(name_of(tag));
    size_t match = open_nodes_.size();
    while (match > 0 && open_name(match - 1) != name) --match;
    if (match == 0) {
      fail(tag.begin, tag.end, "`" + name + "` is closed here but not open");
      return;
    }
    while (open_nodes_.size() > match) close_unclosed();
    close_innermost();
  }

  static constexpr const char* only_blocks = "only blocks may stand inside a parent";

  ParsedTemplate result_;
  std::string open_ = "{{";
  std::string close_ = "}}";
  std::vector<Tag> tags_;
  bool scanned_ = false;  ///< To the end of the source.
  std::vector<size_t> open_nodes_;
};

}  // namespace

TemplateError template_error(const Template& where, uint32_t begin, uint32_t end,
                             std::string message, std::string hint) {
  const std::string_view before = std::string_view(where.source).substr(0, begin);
  const size_t newline = before.rfind('\n');
  const std::string_view line =
      newline == std::string_view::npos ? before : before.substr(newline + 1);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto columns = std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  return {where.name,
          begin,
          end,
          static_cast<uint32_t>(lines) + 1,
          static_cast<uint32_t>(columns) + 1,
          std::move(message),
          std::move(hint)};
}

ParsedTemplate parse_template(std::string name, std::string source) {
  return Parser(std::move(name), std::move(source)).run();
}

}  // namespace tally::compiler
