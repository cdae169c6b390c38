#include "yaml/builder.h"

#include <algorithm>
#include <utility>

#include "yaml/extent.h"

namespace tally::compiler::yaml {
namespace {

// yaml-cpp's marks count bytes. One without a place is negative.
std::uint32_t offset_of(const YAML::Mark& mark, std::string_view text) {
  if (mark.pos < 0) return static_cast<std::uint32_t>(text.size());
  return static_cast<std::uint32_t>(std::min(static_cast<std::size_t>(mark.pos), text.size()));
}

std::string quote(std::string_view text) {
  return "`" + std::string(text) + "`";
}

}  // namespace

Builder::Builder(FileId file, const Sources& sources, Diagnostics& diagnostics,
                 const Limits& limits)
    : file_(file), text_(sources.file(file).text()), diagnostics_(diagnostics), limits_(limits) {}

Span Builder::open_bracket() const {
  const auto bracket =
      std::find_if(open_.rbegin(), open_.rend(), [](const Open& o) { return o.bracket; });
  if (bracket == open_.rend()) return {};
  return span(bracket->node->span.begin, bracket->node->span.begin + 1);
}

void Builder::OnDocumentStart(const YAML::Mark& mark) {
  if (!has_root_) return;
  const std::uint32_t at = offset_of(mark, text_);
  const std::string_view between = text_.substr(cursor_, at - std::min(cursor_, at));
  const bool marked =
      text_.substr(at).starts_with("---") || between.find("\n...") != std::string_view::npos;
  if (marked) {
    diagnostics_
        .add(Code::yaml_second_document, span(at, word_end(text_, at)),
             "a second document starts here")
        .label("a file holds one document");
  } else {
    diagnostics_
        .add(Code::yaml_syntax, span(at, word_end(text_, at)),
             "this does not belong to what stands above it")
        .label("is the indentation right, or a quote or a bracket missing?");
  }
  throw Stop{};
}

void Builder::OnDocumentEnd() {
  for (const Span& place : missing_keys_) {
    diagnostics_.add(Code::yaml_complex_key, place, "a key is missing")
        .label("an empty key is written `''`");
  }
}

void Builder::OnNull(const YAML::Mark& mark, YAML::anchor_t) {
  const std::uint32_t at = refuse_properties(offset_of(mark, text_));
  const std::uint32_t end = word_end(text_, at);
  if (is_written_null(at, end)) {
    const std::string_view written = text_.substr(at, end - at);
    // Behind a key the colon may follow at once: `null: 1`, `~: 1`.
    const auto colon = static_cast<std::uint32_t>(std::min(written.find(':'), written.size()));
    add_scalar(at, at + colon, Style::plain, std::string(written.substr(0, colon)));
  } else {
    const std::uint32_t place = place_of_empty();
    if (!open_.empty() && open_.back().bracket && open_.back().node->is_sequence()) {
      diagnostics_.add(Code::yaml_syntax, span(at, word_end(text_, at)), "an item is missing")
          .label("remove the comma");
    }
    add_scalar(place, place, Style::plain, "");
  }
}

void Builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  const std::uint32_t at = offset_of(mark, text_);
  const std::uint32_t end = word_end(text_, at);
  diagnostics_.add(Code::yaml_alias, span(at, end), "aliases are not allowed")
      .label("write the value out, or declare a type for it");
  cursor_ = end;
  attach(add_node(Kind::refused, at, end));
}

void Builder::OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       const std::string& value) {
  const std::uint32_t at = refuse_properties(offset_of(mark, text_));
  const Style style = style_at(text_, at);
  std::string decoded = unmask_question_marks(value);
  const std::uint32_t end = scalar_end(text_, at, style, decoded);
  add_scalar(at, end, style, std::move(decoded));
}

void Builder::OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                              YAML::EmitterStyle::value style) {
  open(Kind::sequence, mark, style == YAML::EmitterStyle::Flow);
}

void Builder::OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value style) {
  open(Kind::mapping, mark, style == YAML::EmitterStyle::Flow);
}

// Complains about anchors and tags at `at`; where the node itself starts.
std::uint32_t Builder::refuse_properties(std::uint32_t at) {
  const std::uint32_t begin = skip_properties(text_, at);
  while (at < begin) {
    const std::uint32_t end = word_end(text_, at);
    if (text_[at] == '&') {
      diagnostics_.add(Code::yaml_anchor, span(at, end), "anchors are not allowed")
          .label("declare a type, and use its name where the value is needed again");
    } else {
      auto draft = diagnostics_.add(Code::yaml_tag, span(at, end), "tags are not allowed");
      draft.label("remove it; text that starts with `!` needs quotes");
      // YAML's own types add nothing; any other tag may be text.
      if (text_.substr(at, 2) == "!!") draft.fix(span(at, skip_blanks(text_, end)), "");
    }
    at = skip_blanks_and_comments(text_, end);
  }
  return begin;
}

// An empty node has no token of its own: yaml-cpp gives it the place of the next one. It belongs
// behind the indicator that made room for it.
std::uint32_t Builder::place_of_empty() const {
  const std::uint32_t at = skip_blanks_and_comments(text_, cursor_);
  const bool indicator = at < text_.size() && (text_[at] == ':' || text_[at] == '-');
  return indicator && !expects_key() ? at + 1 : cursor_;
}

// Whether [at, end) is a null that somebody wrote, for the node that is expected now; and not the
// next key.
bool Builder::is_written_null(std::uint32_t at, std::uint32_t end) const {
  if (at < cursor_ || at >= text_.size()) return false;
  std::string_view word = text_.substr(at, end - at);
  const std::size_t colon = word.find(':');
  const bool is_key =
      colon != std::string_view::npos || text_.substr(skip_blanks(text_, end)).starts_with(':');
  // The next key may have more words: `~ of a contract: 1`.
  const std::string_view rest =
      text_.substr(std::min(text_.find_first_not_of(" \t", end), text_.size()));
  const bool ends = rest.empty() || std::string_view("\r\n#,]}").find(rest.front()) != rest.npos;
  if ((is_key || !ends) && !expects_key()) return false;
  word = word.substr(0, colon);
  return word == "~" || word == "null" || word == "Null" || word == "NULL";
}

Node& Builder::add_node(Kind kind, std::uint32_t begin, std::uint32_t end) {
  if (tree_.node_count() >= limits_.nodes) {
    diagnostics_
        .add(Code::yaml_too_many_nodes, span(begin, begin),
             "the file holds too many keys and values")
        .label("at most " + std::to_string(limits_.nodes));
    throw Stop{};
  }
  Node node;
  node.kind = kind;
  node.span = span(begin, end);
  return tree_.add(std::move(node));
}

void Builder::add_scalar(std::uint32_t begin, std::uint32_t end, Style style, std::string text) {
  Node& node = add_node(Kind::scalar, begin, end);
  node.style = style;
  node.text = std::move(text);
  if (text_.substr(begin, end - begin).find('\n') != std::string_view::npos)
    long_scalars_.push_back(node.span);
  attach(node);
  cursor_ = std::max(cursor_, end);
  if (style == Style::single_quoted || style == Style::double_quoted) check_quotes(node.span);
  if (style == Style::literal || style == Style::folded) {
    check_comment(static_cast<std::uint32_t>(
        std::min(text_.find_first_not_of("+-0123456789", begin + 1), text_.size())));
  }
}

// yaml-cpp forgives a quote that the end of the file closes, and a comment without a blank in front
// of it.
void Builder::check_quotes(Span scalar) {
  const bool closed = scalar.size() >= 2 && text_[scalar.begin] == text_[scalar.end - 1];
  if (!closed) {
    diagnostics_
        .add(Code::yaml_syntax, span(scalar.begin, scalar.begin + 1), "the quote is never closed")
        .label("opened here");
    throw Stop{};
  }
  check_comment(scalar.end);
}

void Builder::check_comment(std::uint32_t at) {
  if (at >= text_.size() || text_[at] != '#') return;
  diagnostics_.add(Code::yaml_syntax, span(at, at + 1), "there is no blank in front of the comment")
      .label("write ` #`")
      .fix(span(at, at), " ");
}

void Builder::open(Kind kind, const YAML::Mark& mark, bool flow) {
  const std::uint32_t marked = offset_of(mark, text_);
  const std::uint32_t at = refuse_properties(marked);
  const bool bracket = flow && at < text_.size() && (text_[at] == '[' || text_[at] == '{');
  if (open_.size() >= limits_.depth) {
    diagnostics_
        .add(Code::yaml_too_deep, span(at, at + 1), "lists and mappings are nested too deeply")
        .label("at most " + std::to_string(limits_.depth) + " levels");
    throw Stop{};
  }
  Node& node = add_node(kind, at, at);
  if (expects_key()) {
    diagnostics_
        .add(Code::yaml_complex_key, span(at, at + 1), "a key cannot be a list or a mapping")
        .label("text that starts with a bracket needs quotes");
  }
  open_.push_back({&node, bracket, !flow});
  cursor_ = std::max(cursor_, bracket ? at + 1 : at);
}

void Builder::close() {
  Open closed = std::move(open_.back());
  open_.pop_back();
  if (closed.bracket) {
    std::uint32_t at = skip_blanks_and_comments(text_, cursor_);
    while (at < text_.size() && (text_[at] == ',' || text_[at] == ':' || text_[at] == '?')) {
      at = skip_blanks_and_comments(text_, at + 1);
    }
    if (at < text_.size() && (text_[at] == ']' || text_[at] == '}')) {
      cursor_ = at + 1;
      check_comment(cursor_);
    }
  }
  closed.node->span.end = std::max(closed.node->span.begin, cursor_);
  attach(*closed.node);
}

// Puts a finished node where it belongs.
void Builder::attach(const Node& node) {
  if (open_.empty()) {
    tree_.set_root(node);
    has_root_ = true;
    return;
  }
  Open& parent = open_.back();
  if (parent.node->is_sequence()) {
    parent.node->items.push_back(&node);
  } else if (parent.key == nullptr) {
    check_key(node);
    parent.key = &node;
  } else {
    add_entry(parent, node);
    parent.key = nullptr;
  }
}

void Builder::check_key(const Node& key) {
  // Only marks, blanks and comments can stand here.
  std::uint32_t mark = skip_blanks_and_comments(text_, cursor_);
  while (mark < key.span.begin && text_[mark] != '?')
    mark = skip_blanks_and_comments(text_, mark + 1);
  if (mark < key.span.begin) {
    diagnostics_.add(Code::yaml_complex_key, span(mark, mark + 1), "`?` keys are not allowed")
        .label("write `key: value`");
    return;
  }
  if (!key.is_scalar()) return;
  const std::string_view written = text_.substr(key.span.begin, key.span.size());
  if (written.empty()) {
    const std::uint32_t at = skip_blanks_and_comments(text_, key.span.begin);
    missing_keys_.push_back(span(at, word_end(text_, at)));
  } else if (written.find('\n') != std::string_view::npos) {
    diagnostics_.add(Code::yaml_complex_key, key.span, "a key must stand on one line");
  } else if (open_.back().block &&
             !text_.substr(skip_blanks(text_, key.span.end)).starts_with(':') &&
             !text_.substr(key.span.end).starts_with("?:")) {  // yaml-cpp's complaint is told
    diagnostics_.add(Code::yaml_syntax, key.span, "there is no `:` behind " + quote(written))
        .label("a key needs a colon, and text over several lines `|` or more indentation");
  }
}

void Builder::add_entry(Open& mapping, const Node& value) {
  const Node& key = *mapping.key;
  if (!key.is_scalar()) return;
  if (key.is_plain() && key.text == "<<") {
    diagnostics_.add(Code::yaml_merge_key, key.span, "merge keys are not allowed")
        .label("declare a mixin and include it");
    return;
  }
  const auto [first, is_new] = mapping.seen.emplace(key.text, &key);
  if (!is_new) {
    diagnostics_
        .add(Code::yaml_duplicate_key, key.span, "the key " + quote(key.text) + " is there already")
        .related(first->second->span, "first used");
    return;
  }
  mapping.node->entries.push_back({&key, &value});
}

}  // namespace tally::compiler::yaml
