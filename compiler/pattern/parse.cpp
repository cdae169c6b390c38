#include "pattern/parse.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "pattern/escapes.h"
#include "pattern/scanner.h"

namespace tally::compiler::pattern {
namespace {

constexpr bool is_name_start(char c) {
  return is_letter(c) || c == '_' || c == '$';
}

// Groups that are more than a group, after `(?`.
struct SpecialGroup {
  std::string_view opening;
  PatternErrorCode code;
  const char* message;
  const char* hint;
};
constexpr const char* use_rules =
    "patterns are compiled to automata that read each byte once; say it positively, or in a rule";
constexpr SpecialGroup special_groups[] = {
    {"(?=", PatternErrorCode::unsupported, "lookahead `(?=` is not supported", use_rules},
    {"(?!", PatternErrorCode::unsupported, "negative lookahead `(?!` is not supported", use_rules},
    {"(?<=", PatternErrorCode::unsupported, "lookbehind `(?<=` is not supported", use_rules},
    {"(?<!", PatternErrorCode::unsupported, "negative lookbehind `(?<!` is not supported",
     use_rules},
    {"(?P", PatternErrorCode::syntax, "`(?P` is Python's syntax", "write `(?<name>...)`"},
    {"(?>", PatternErrorCode::syntax, "atomic groups `(?>` do not exist in ECMA-262",
     "write `(?:...)`: there is no backtracking here"},
    {"(?#", PatternErrorCode::syntax, "comments `(?#` do not exist in ECMA-262",
     "put the comment into the contract"},
    {"(?", PatternErrorCode::syntax, "`(?` starts no group that ECMA-262 knows",
     "write `(?:...)`; flags inside a pattern are not supported, `[aA]` ignores case"},
};

// Recursive descent. A function that returns false or nothing has left an error in the scanner.
class Parser {
 public:
  Parser(std::string_view source, const PatternLimits& limits) : scan_(source), limits_(limits) {}

  std::variant<Ast, PatternError> run() && {
    if (scan_.source.size() > limits_.source_bytes) {
      scan_.fail(PatternErrorCode::too_large, 0, scan_.source.size(),
                 "the pattern is longer than " + std::to_string(limits_.source_bytes) + " bytes",
                 "");
    } else if (const std::optional<NodeId> root = disjunction(0)) {
      if (scan_.at_end()) {
        ast_.root = *root;
        return std::move(ast_);
      }
      scan_.fail(PatternErrorCode::syntax, scan_.at, scan_.at + 1,
                 "`)` closes a group that was never opened",
                 "write `\\)` for the character itself");
    }
    return std::move(*scan_.error);
  }

 private:
  // ---- the tree ----

  NodeId add(Node node) {
    ast_.nodes.push_back(std::move(node));
    return static_cast<NodeId>(ast_.nodes.size() - 1);
  }

  Node node(NodeKind kind, std::size_t begin) const {
    return {kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(scan_.at)};
  }

  NodeId add_characters(std::size_t begin, const CodePointSet& set) {
    std::vector<std::uint32_t> key;
    for (const CodePointRange& range : set.ranges())
      key.insert(key.end(), {range.first, range.last});
    const auto [known, is_new] =
        sets_.try_emplace(std::move(key), static_cast<std::uint32_t>(ast_.sets.size()));
    if (is_new) ast_.sets.push_back(set);
    Node characters = node(NodeKind::characters, begin);
    characters.set = known->second;
    return add(std::move(characters));
  }

  NodeId add_assertion(std::size_t begin, Assertion assertion) {
    Node result = node(NodeKind::assertion, begin);
    result.assertion = assertion;
    return add(std::move(result));
  }

  // ---- the grammar ----

  std::optional<NodeId> disjunction(std::uint32_t depth) {
    const std::size_t begin = scan_.at;
    std::vector<NodeId> alternatives;
    do {
      const std::optional<NodeId> parsed = alternative(depth);
      if (!parsed) return std::nullopt;
      alternatives.push_back(*parsed);
    } while (scan_.accept("|"));
    if (alternatives.size() == 1) return alternatives.front();
    Node result = node(NodeKind::alternation, begin);
    result.children = std::move(alternatives);
    return add(std::move(result));
  }

  std::optional<NodeId> alternative(std::uint32_t depth) {
    const std::size_t begin = scan_.at;
    std::vector<NodeId> terms;
    while (!scan_.at_end() && !scan_.next_is('|') && !scan_.next_is(')')) {
      const std::optional<NodeId> parsed = term(depth);
      if (!parsed) return std::nullopt;
      terms.push_back(*parsed);
    }
    if (terms.size() == 1) return terms.front();
    Node result = node(NodeKind::sequence, begin);
    result.children = std::move(terms);
    return add(std::move(result));
  }

  std::optional<NodeId> term(std::uint32_t depth) {
    const std::size_t begin = scan_.at;
    const std::optional<NodeId> parsed = atom(depth);
    if (!parsed) return std::nullopt;
    // Asked of the source and not of the tree: in `(?:^)*` it is the group that repeats.
    const bool is_assertion =
        ast_.nodes[*parsed].kind == NodeKind::assertion && ast_.nodes[*parsed].begin == begin;
    return quantified(*parsed, begin, is_assertion);
  }

  std::optional<NodeId> atom(std::uint32_t depth) {
    const std::size_t begin = scan_.at;
    switch (scan_.peek()) {
      case '^':
        ++scan_.at;
        return add_assertion(begin, Assertion::text_start);
      case '$':
        ++scan_.at;
        return add_assertion(begin, Assertion::text_end);
      case '.':
        ++scan_.at;
        return add_characters(begin, line_terminators().complement());
      case '(':
        return group(depth);
      case '[':
        return character_class();
      case '\\':
        return atom_escape();
      case '*':
      case '+':
      case '?':
        return scan_.syntax(
            begin, begin + 1, "nothing to repeat before " + scan_.quote(begin, begin + 1),
            "write `\\" + std::string(1, scan_.peek()) + "` for the character itself");
      case '{':
        return scan_.syntax(begin, begin + 1, "`{` without anything before it to repeat",
                            "write `\\{` for the character itself");
      case '}':
      case ']':
        return scan_.syntax(
            begin, begin + 1, scan_.quote(begin, begin + 1) + " without an opening one before it",
            "write `\\" + std::string(1, scan_.peek()) + "` for the character itself");
      default:
        break;
    }
    const std::optional<std::uint32_t> code_point = scan_.character();
    if (!code_point) return std::nullopt;
    return add_characters(begin, single_character(*code_point).set);
  }

  std::optional<NodeId> group(std::uint32_t depth) {
    const std::size_t begin = scan_.at;
    if (depth == limits_.depth) {
      return scan_.fail(PatternErrorCode::too_large, begin, begin + 1,
                        "groups are nested more than " + std::to_string(limits_.depth) + " deep",
                        "");
    }
    if (!scan_.accept("(?:") && !group_opening()) return std::nullopt;
    const std::optional<NodeId> inside = disjunction(depth + 1);
    if (!inside) return std::nullopt;
    if (!scan_.accept(")")) {
      return scan_.syntax(begin, begin + 1, "this group is never closed",
                          "add `)`, or write `\\(` for the character itself");
    }
    return inside;
  }

  // `(` or `(?<name>`.
  bool group_opening() {
    const std::size_t begin = scan_.at;
    for (const SpecialGroup& special : special_groups) {
      if (!scan_.next_is(special.opening)) continue;
      if (special.opening == "(?" && scan_.next_is("(?<")) break;
      scan_.fail(special.code, begin, begin + special.opening.size(), special.message,
                 special.hint);
      return false;
    }
    if (!scan_.accept("(?<")) return scan_.accept("(");
    const std::size_t name = scan_.at;
    while (is_name_start(scan_.peek()) || (scan_.at > name && is_digit(scan_.peek()))) ++scan_.at;
    if (scan_.at == name || !scan_.next_is('>')) {
      scan_.syntax(begin, scan_.at, "the group's name is incomplete or no name",
                   "write `(?<name>...)`, the name in ASCII letters, digits, `_` and `$`");
      return false;
    }
    if (!names_.insert(scan_.source.substr(name, scan_.at - name)).second) {
      scan_.syntax(name, scan_.at, "a second group has the name " + scan_.quote(name, scan_.at),
                   "rename one of them");
      return false;
    }
    ++scan_.at;
    return true;
  }

  std::optional<NodeId> quantified(NodeId operand, std::size_t begin, bool is_assertion) {
    const std::size_t quantifier = scan_.at;
    std::uint32_t min = 0;
    std::uint32_t max = unbounded;
    if (scan_.accept("+")) {
      min = 1;
    } else if (scan_.accept("?")) {
      max = 1;
    } else if (scan_.next_is('{')) {
      if (!counts(min, max)) return std::nullopt;
    } else if (!scan_.accept("*")) {
      return operand;
    }
    if (is_assertion) {
      return scan_.syntax(quantifier, scan_.at,
                          "an assertion such as " + scan_.quote(begin, quantifier) +
                              " cannot be repeated: it matches no characters",
                          "remove " + scan_.quote(quantifier, scan_.at));
    }
    scan_.accept("?");  // lazy or greedy: the same texts match
    if (scan_.next_is('*') || scan_.next_is('+') || scan_.next_is('?')) {
      return scan_.syntax(scan_.at, scan_.at + 1,
                          "nothing to repeat before " + scan_.quote(scan_.at, scan_.at + 1) +
                              ": a quantifier stands there",
                          "to repeat it once more put it into a group: `(?:a+)*`");
    }
    Node result = node(NodeKind::repetition, begin);
    result.children = {operand};
    result.min = min;
    result.max = max;
    return add(std::move(result));
  }

  // `{n}`, `{n,}` or `{n,m}`.
  bool counts(std::uint32_t& min, std::uint32_t& max) {
    const std::size_t begin = scan_.at++;
    bool complete = number(min);
    if (complete && !scan_.accept(",")) {
      max = min;
    } else if (complete && !scan_.next_is('}')) {
      complete = number(max);
    }
    if (!complete || !scan_.accept("}")) {
      scan_.syntax(begin, scan_.at, "`{` starts a count that is not complete",
                   "write `{2}`, `{2,}` or `{2,5}`, or `\\{` for the character itself");
      return false;
    }
    if (min > max) {
      scan_.syntax(begin, scan_.at,
                   "the numbers in " + scan_.quote(begin, scan_.at) + " are out of order",
                   "the smaller one comes first");
      return false;
    }
    return true;
  }

  // Saturates far above what the limits let through.
  bool number(std::uint32_t& value) {
    constexpr std::uint32_t cap = 1'000'000'000;
    if (!is_digit(scan_.peek())) return false;
    std::uint64_t result = 0;
    for (; is_digit(scan_.peek()); ++scan_.at) {
      result = std::min<std::uint64_t>(
          cap, result * 10 + static_cast<std::uint64_t>(scan_.peek() - '0'));
    }
    value = static_cast<std::uint32_t>(result);
    return true;
  }

  // ---- escapes ----

  std::optional<NodeId> atom_escape() {
    const std::size_t begin = scan_.at;
    if (scan_.accept("\\b")) return add_assertion(begin, Assertion::word_boundary);
    if (scan_.accept("\\B")) return add_assertion(begin, Assertion::no_word_boundary);
    if (scan_.next_is("\\k")) return refuse_backreference(scan_, begin, begin + 2);
    const std::optional<Characters> characters = parse_escape(scan_);
    if (!characters) return std::nullopt;
    return add_characters(begin, characters->set);
  }

  // ---- classes ----

  std::optional<NodeId> character_class() {
    const std::size_t begin = scan_.at++;
    const bool negated = scan_.accept("^");
    std::vector<CodePointRange> ranges;
    const auto include = [&](const CodePointSet& set) {
      ranges.insert(ranges.end(), set.ranges().begin(), set.ranges().end());
    };
    while (!scan_.at_end() && !scan_.next_is(']')) {
      const std::size_t member = scan_.at;
      const std::optional<Characters> first = class_atom();
      if (!first) return std::nullopt;
      if (!scan_.next_is('-') || scan_.source.substr(scan_.at).starts_with("-]") ||
          scan_.at + 1 == scan_.source.size()) {
        include(first->set);
        continue;
      }
      ++scan_.at;
      const std::optional<Characters> last = class_atom();
      if (!last) return std::nullopt;
      if (!first->code_point || !last->code_point) {
        return scan_.syntax(member, scan_.at,
                            "a range goes from one character to another, not to or from a class",
                            "write `\\-` for the character itself");
      }
      if (*first->code_point > *last->code_point) {
        return scan_.syntax(member, scan_.at,
                            "the range " + scan_.quote(member, scan_.at) + " is out of order",
                            "write the lower character first, or `\\-` for the character itself");
      }
      ranges.push_back({*first->code_point, *last->code_point});
    }
    if (!scan_.accept("]")) {
      return scan_.syntax(begin, begin + 1, "this class is never closed",
                          "add `]`, or write `\\[` for the character itself");
    }
    const CodePointSet set(std::move(ranges));
    return add_characters(begin, negated ? set.complement() : set);
  }

  std::optional<Characters> class_atom() {
    const std::size_t begin = scan_.at;
    if (scan_.accept("\\b")) return single_character('\b');
    if (scan_.accept("\\-")) return single_character('-');
    if (scan_.next_is("\\B") || scan_.next_is("\\k")) {
      scan_.at += 2;
      return scan_.syntax(begin, scan_.at,
                          scan_.quote(begin, scan_.at) + " has no meaning inside a class", "");
    }
    if (scan_.next_is('\\')) return parse_escape(scan_);
    const std::optional<std::uint32_t> code_point = scan_.character();
    if (!code_point) return std::nullopt;
    return single_character(*code_point);
  }

  Scanner scan_;
  const PatternLimits& limits_;
  Ast ast_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> sets_;  // ranges -> index into ast_.sets
  std::set<std::string_view> names_;
};

}  // namespace

std::variant<Ast, PatternError> parse(std::string_view source, const PatternLimits& limits) {
  return Parser(source, limits).run();
}

}  // namespace tally::compiler::pattern
