#include "yaml/parse.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>

#include "source/unicode.h"
#include "yaml/builder.h"
#include "yaml/comments.h"
#include "yaml/extent.h"
#include "yaml/screen.h"

namespace tally::compiler::yaml {
namespace {

// yaml-cpp's complaints in the words of someone who has to find the mistake. The first row whose
// words begin yaml-cpp's message is taken.
struct Wording {
  std::string_view theirs;
  std::string_view message;
  std::string_view label;
};

constexpr Wording wordings[] = {
    {"end of map flow not found", "this does not fit into the mapping in braces",
     "is a `,` or the closing `}` missing?"},
    {"end of sequence flow not found", "this does not fit into the list in brackets",
     "is a `,` or the closing `]` missing?"},
    {"end of map not found", "this line fits no indentation above it",
     "indent it like its neighbours"},
    {"end of sequence not found", "this line fits no indentation above it",
     "indent it like its neighbours"},
    {"illegal EOF in scalar", "the quote is never closed", "opened here"},
    {"illegal document indicator in scalar", "a document marker stands inside of quotes",
     "is the closing quote missing?"},
    {"illegal flow end", "nothing was opened that this closes",
     "remove it, or put the text into quotes"},
    {"illegal block entry", "a list cannot start here",
     "put `- ` on a line of its own, or the list into brackets"},
    {"illegal map key", "a key cannot start here", "text that starts with `? ` needs quotes"},
    {"unknown token", "text cannot start with this character", "put it into quotes"},
    {"unknown escape character", "unknown escape",
     "in single quotes a backslash stands for itself"},
    {"bad character found while scanning hex number", "an escape needs hexadecimal digits here",
     ""},
    {"invalid unicode", "the escape is no Unicode character", ""},
    {"unexpected character in block scalar", "only `+`, `-` or a digit may follow here", ""},
    {"cannot set zero indentation for a block scalar", "the indentation of a block must not be 0",
     ""},
};

// The same words of yaml-cpp have two causes here.
constexpr Wording second_colon = {"", "a second `:` in one value",
                                  "text that holds `: ` needs quotes"};
constexpr Wording colon_in_text = {"", "this `:` stands in text that goes on from the line above",
                                   "is a `:` missing above, or is this line indented wrongly?"};

Wording wording_of(const std::string& theirs) {
  for (const Wording& wording : wordings) {
    if (theirs.starts_with(wording.theirs)) return wording;
  }
  return {theirs, theirs, ""};
}

class Parse {
 public:
  Parse(FileId file, const Sources& sources, Diagnostics& diagnostics, const Limits& limits)
      : file_(file),
        sources_(sources),
        diagnostics_(diagnostics),
        limits_(limits),
        text_(sources.file(file).text()) {}

  std::optional<Tree> run() {
    if (text_.size() > limits_.bytes) {
      diagnostics_.add(Code::yaml_too_large, {file_, 0, 0},
                       "the file is larger than " + std::to_string(limits_.bytes) + " bytes");
      return std::nullopt;
    }
    if (refuse_characters(file_, sources_, diagnostics_)) return std::nullopt;
    if (refuse_directives(file_, sources_, diagnostics_)) return std::nullopt;

    Builder builder(file_, sources_, diagnostics_, limits_);
    if (!read(builder)) return std::nullopt;
    refuse_tabs(file_, sources_, size(), builder.long_scalars(), diagnostics_);
    refuse_late_directives(file_, sources_, builder.long_scalars(), diagnostics_);

    Tree tree = builder.take_tree();
    if (!builder.has_root() || (tree.root().is_null() && tree.root().text.empty())) {
      diagnostics_.add(Code::yaml_empty, {file_, 0, 0}, "the file is empty");
      return std::nullopt;
    }
    refuse_glued_comments(tree);
    return tree;
  }

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(text_.size()); }

  // yaml-cpp forgives a comment right behind a comma or a bracket.
  void refuse_glued_comments(const Tree& tree) {
    for (const Span& comment : find_comments(file_, sources_, tree)) {
      const std::uint32_t at = comment.begin;
      if (at == 0 || std::string_view(" \t\r\n").find(text_[at - 1]) != std::string_view::npos)
        continue;
      diagnostics_
          .add(Code::yaml_syntax, {file_, at, at + 1}, "there is no blank in front of the comment")
          .label("write ` #`")
          .fix({file_, at, at}, " ");
    }
  }

  bool read(Builder& builder) {
    std::istringstream stream(mask_question_marks(text_));
    try {
      YAML::Parser parser(stream);
      // A second call finds what follows the document. Never a third: there is input on which
      // yaml-cpp does not advance.
      if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
      return true;
    } catch (const Stop&) {
      return false;
    } catch (const YAML::Exception& exception) {
      explain(exception, builder);
      return false;
    }
  }

  void explain(const YAML::Exception& exception, const Builder& builder) {
    const std::uint32_t at =
        std::min(static_cast<std::uint32_t>(std::max(exception.mark.pos, 0)), size());
    const std::uint32_t line_end =
        sources_.file(file_).line_start(sources_.file(file_).position(at).line + 1);
    // Tabs mislead yaml-cpp: they are the mistake then, and what it says is not.
    if (refuse_tabs(file_, sources_, line_end, builder.long_scalars(), diagnostics_)) return;

    const Span place{file_, at, at < size() ? word_end(text_, at) : at};
    if (refuse_by_character(place) || refuse_outer_question_mark(at)) return;
    if (exception.msg.starts_with("illegal tab")) {
      diagnostics_.add(Code::yaml_tab_indentation, place, "a tab is used as indentation")
          .label("indent with spaces");
      return;
    }
    if (exception.msg == "bad file") {
      diagnostics_.add(Code::yaml_too_deep, place, "lists and mappings are nested too deeply");
      return;
    }
    const Wording wording = wording_of(exception.msg);
    if (const Span escape = escape_before(at, wording); !escape.is_nowhere()) {
      add(escape, wording);
      return;
    }
    const Span bracket = builder.open_bracket();
    if (wording.theirs == "illegal EOF in scalar") {
      const std::uint32_t quote = opening_quote(builder.cursor());
      add({file_, quote, quote + 1}, wording);
    } else if (!bracket.is_nowhere() && at == size()) {
      add(bracket, {"", "the bracket is never closed", "opened here"});
    } else if (wording.theirs.starts_with("end of ") && bracket.is_nowhere() &&
               !first_on_line(at)) {
      add(place, {"", "this does not belong to the value in front of it",
                  "put the whole value into quotes"});
    } else if (place.begin < size() && text_[place.begin] == ':') {
      Draft draft = add(place, first_colon_of_line(at) ? colon_in_text : second_colon);
      if (bracket.is_nowhere()) quote_value(draft, at);
      if (!bracket.is_nowhere()) draft.related(bracket, "opened");
    } else {
      Draft draft = add(place, wording);
      if (bracket.is_nowhere() && wording.theirs == "unknown token") quote_value(draft, at);
      if (!bracket.is_nowhere()) draft.related(bracket, "opened");
    }
  }

  Draft add(Span place, const Wording& wording) {
    return diagnostics_.add(Code::yaml_syntax, place, std::string(wording.message))
        .label(std::string(wording.label));
  }

  // Where the value that stands behind `key: ` or `- ` on the line of `at` begins; npos if there is
  // none.
  static std::size_t value_begin(std::string_view line) {
    constexpr std::string_view blank = " ";
    std::size_t at = line.find_first_not_of(blank);
    while (at != std::string_view::npos && line.substr(at).starts_with("- ")) {
      at = line.find_first_not_of(blank, at + 2);
    }
    if (at == std::string_view::npos) return at;
    const std::size_t key_end = line.find_first_not_of(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.?", at);
    const bool has_key =
        key_end != std::string_view::npos && key_end > at && line.substr(key_end).starts_with(": ");
    return has_key ? line.find_first_not_of(blank, key_end + 1) : at;
  }

  // Offers the rest of the line as quoted text, where it is all that belongs to the value.
  void quote_value(Draft& draft, std::uint32_t at) const {
    const File& file = sources_.file(file_);
    const std::uint32_t number = file.position(at).line;
    const std::string_view line = file.line_text(number);
    const std::size_t begin = value_begin(line);
    if (begin >= line.size() ||
        std::string_view("'\"|>[{#&*!?-").find(line[begin]) != std::string_view::npos) {
      return;
    }
    const std::size_t end =
        line.find_last_not_of(" \t", std::min(line.find(" #"), line.size()) - 1);
    const std::size_t indent = line.find_first_not_of(' ');
    for (std::uint32_t next = number + 1; next <= file.line_count(); ++next) {
      const std::string_view below = file.line_text(next);
      const std::size_t first = below.find_first_not_of(' ');
      if (first == std::string_view::npos) continue;
      if (first > indent) return;  // it may go on there
      break;
    }
    std::string quoted = "'";
    for (const char c : line.substr(begin, end + 1 - begin))
      quoted += c == '\'' ? "''" : std::string(1, c);
    const std::uint32_t start = file.line_start(number);
    draft.fix({file_, static_cast<std::uint32_t>(start + begin),
               static_cast<std::uint32_t>(start + end + 1)},
              quoted + "'");
  }

  // yaml-cpp complains about an escape when it stands behind it.
  Span escape_before(std::uint32_t at, const Wording& wording) const {
    struct Escape {
      std::string_view theirs;
      char letter;  // behind the backslash; any when 0
      std::uint32_t bytes;
    };
    constexpr std::string_view unknown = "unknown escape character";
    constexpr std::string_view digits = "bad character found while scanning hex number";
    constexpr std::string_view scalar = "invalid unicode";
    constexpr Escape escapes[] = {{unknown, 0, 2},   {digits, 'x', 4}, {digits, 'u', 6},
                                  {digits, 'U', 10}, {scalar, 'u', 6}, {scalar, 'U', 10}};
    for (const Escape& escape : escapes) {
      if (escape.theirs != wording.theirs || at < escape.bytes) continue;
      const std::uint32_t begin = at - escape.bytes;
      if (text_[begin] != '\\') continue;
      if (escape.letter != 0 && escape.letter != text_[begin + 1]) continue;
      const Decoded letter = decode_utf8(text_, begin + 1);
      return {file_, begin, std::max(at, begin + 1 + letter.bytes)};
    }
    return {};
  }

  // yaml-cpp gives up on some aliases, anchors and tags by itself.
  bool refuse_by_character(Span place) {
    switch (place.begin < size() ? text_[place.begin] : ' ') {
      case '*':
        diagnostics_.add(Code::yaml_alias, place, "aliases are not allowed")
            .label("text that starts with `*` needs quotes");
        return true;
      case '&':
        diagnostics_.add(Code::yaml_anchor, place, "anchors are not allowed")
            .label("text that starts with `&` needs quotes");
        return true;
      case '!':
        diagnostics_.add(Code::yaml_tag, place, "tags are not allowed")
            .label("text that starts with `!` needs quotes");
        return true;
      default:
        return false;
    }
  }

  // `'null'?: string`: what may be absent has the sign within its quotes.
  bool refuse_outer_question_mark(std::uint32_t at) const {
    if (at == 0 || !text_.substr(at).starts_with("?:")) return false;
    const char quote = text_[at - 1];
    if (quote != '\'' && quote != '"') return false;
    diagnostics_.add(Code::yaml_syntax, {file_, at, at + 1}, "the `?` stands behind the quotes")
        .label("write it inside of them: `'name?'`")
        .fix({file_, at - 1, at + 1}, std::string{'?', quote});
    return true;
  }

  std::uint32_t opening_quote(std::uint32_t from) const {
    std::uint32_t at = skip_blanks_and_comments(text_, from);
    while (at < size() && text_[at] != '\'' && text_[at] != '"')
      at = skip_blanks_and_comments(text_, at + 1);
    return std::min(at, size() - 1);  // a quote was read, so that there is text
  }

  bool first_on_line(std::uint32_t at) const {
    const std::size_t before = text_.substr(0, at).find_last_not_of(" \t");
    return before == std::string_view::npos || text_[before] == '\n';
  }

  bool first_colon_of_line(std::uint32_t at) const {
    const std::string_view before = text_.substr(0, at);
    const std::size_t line_break = before.rfind('\n');
    const std::size_t line = line_break == std::string_view::npos ? 0 : line_break + 1;
    return before.find(": ", line) == std::string_view::npos;
  }

  FileId file_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  Limits limits_;
  std::string_view text_;
};

}  // namespace

std::optional<Tree> parse(FileId file, const Sources& sources, Diagnostics& diagnostics,
                          const Limits& limits) {
  return Parse(file, sources, diagnostics, limits).run();
}

}  // namespace tally::compiler::yaml
