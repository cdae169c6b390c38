#include "pattern/compile.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "pattern/ast.h"
#include "pattern/dfa.h"
#include "pattern/nfa.h"
#include "pattern/parse.h"

namespace tally::compiler {
namespace {

using namespace pattern;

// Whether every match passes the given assertion at its first (or last) place.
bool anchored(const Ast& ast, NodeId id, Assertion anchor) {
  const Node& node = ast.nodes[id];
  const auto child_is_anchored = [&](NodeId child) { return anchored(ast, child, anchor); };
  const auto reads = [&](NodeId child) { return ast.nodes[child].kind != NodeKind::assertion; };
  const auto& children = node.children;
  switch (node.kind) {
    case NodeKind::characters:
      return false;
    case NodeKind::assertion:
      return node.assertion == anchor;
    case NodeKind::alternation:
      return std::all_of(children.begin(), children.end(), child_is_anchored);
    case NodeKind::repetition:
      return node.min > 0 && child_is_anchored(children.front());
    case NodeKind::sequence:
      break;
  }
  // Other assertions may stand between the anchor and the edge of the sequence.
  const auto decided_by = [&](NodeId child) { return reads(child) || child_is_anchored(child); };
  if (anchor == Assertion::text_start) {
    const auto child = std::find_if(children.begin(), children.end(), decided_by);
    return child != children.end() && child_is_anchored(*child);
  }
  const auto child = std::find_if(children.rbegin(), children.rend(), decided_by);
  return child != children.rend() && child_is_anchored(*child);
}

enum class Role : std::uint8_t { rejecting, accepting, accepts_for_ever, rejects_for_ever };

std::vector<Role> roles(const Dfa& dfa) {
  std::vector<Role> result;
  for (std::uint32_t state = 0; state < dfa.state_count(); ++state) {
    const auto row =
        dfa.transitions.begin() + static_cast<std::ptrdiff_t>(std::size_t{state} * dfa.columns);
    const bool sink =
        std::all_of(row, row + dfa.columns, [&](std::uint32_t next) { return next == state; });
    if (dfa.accepting[state]) {
      result.push_back(sink ? Role::accepts_for_ever : Role::accepting);
    } else {
      result.push_back(sink ? Role::rejects_for_ever : Role::rejecting);
    }
  }
  return result;
}

// Numbers the states by role and turns the numbers into offsets; nothing if they do not fit into 16
// bits.
std::optional<CompiledPattern> pack(const Dfa& dfa) {
  const std::vector<Role> role = roles(dfa);
  std::vector<std::uint32_t> with_row;  // rejecting states first
  for (const Role wanted : {Role::rejecting, Role::accepting}) {
    for (std::uint32_t state = 0; state < dfa.state_count(); ++state) {
      if (role[state] == wanted) with_row.push_back(state);
    }
  }
  const auto rejecting = std::count(role.begin(), role.end(), Role::rejecting);
  const std::size_t entries = with_row.size() * dfa.columns;
  if (entries + 1 > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;

  CompiledPattern result{};
  result.first_sink = static_cast<std::uint32_t>(entries);
  result.first_accepting = static_cast<std::uint32_t>(rejecting) * dfa.columns;
  result.columns = dfa.columns;
  result.states = dfa.state_count();
  result.class_of.assign(dfa.column_of.begin(), dfa.column_of.end());

  std::vector<std::uint32_t> offset(dfa.state_count());
  for (std::size_t i = 0; i < with_row.size(); ++i) {
    offset[with_row[i]] = static_cast<std::uint32_t>(i) * dfa.columns;
  }
  for (std::uint32_t state = 0; state < dfa.state_count(); ++state) {
    if (role[state] == Role::accepts_for_ever) offset[state] = result.first_sink;
    if (role[state] == Role::rejects_for_ever) offset[state] = result.first_sink + 1;
  }
  result.start = offset[dfa.start];
  const bool narrow = entries + 1 <= std::numeric_limits<std::uint8_t>::max();
  for (const std::uint32_t state : with_row) {
    for (std::uint32_t column = 0; column < dfa.columns; ++column) {
      const std::uint32_t next = offset[dfa.transitions[std::size_t{state} * dfa.columns + column]];
      if (narrow) {
        result.narrow.push_back(static_cast<std::uint8_t>(next));
      } else {
        result.wide.push_back(static_cast<std::uint16_t>(next));
      }
    }
  }
  return result;
}

PatternError too_many_states(const Ast& ast) {
  const bool anchored_at_start = anchored(ast, ast.root, Assertion::text_start);
  const Node& part = ast.nodes[heaviest_part(ast)];
  const bool counted = part.kind == NodeKind::repetition;
  return {PatternErrorCode::too_many_states, part.begin, part.end,
          counted ? "the pattern needs too many states, most likely because of this repetition"
                  : "the pattern needs too many states, most likely because of this part",
          !anchored_at_start
              ? "start the pattern with `^`: a search from every place multiplies the states"
          : counted
              ? "use smaller counts, or `minLength` and `maxLength` for the length of the text"
              : "make the part simpler, or say it with several constraints"};
}

using Outcome = std::variant<CompiledPattern, PatternError>;

// Nothing but the tables.
Outcome tables(const Ast& ast, const std::vector<Utf8Graph>& graphs, bool by_characters,
               const PatternLimits& limits) {
  std::variant<Nfa, PatternError> built = build_nfa(ast, graphs, limits);
  if (auto* error = std::get_if<PatternError>(&built)) return std::move(*error);
  Nfa& nfa = std::get<Nfa>(built);
  nfa.by_characters = by_characters;
  const std::optional<Dfa> dfa = build_dfa(nfa, limits);
  std::optional<CompiledPattern> result = dfa ? pack(merge_columns(minimise(*dfa))) : std::nullopt;
  if (!result) return too_many_states(ast);
  return std::move(*result);
}

// Whether the places inside of characters would outweigh the pattern: a class of a script or a
// category has hundreds of edges, one that people write out has a dozen.
bool has_large_class(const std::vector<Utf8Graph>& graphs) {
  constexpr std::uint32_t many_edges = 64;
  return std::any_of(graphs.begin(), graphs.end(),
                     [](const Utf8Graph& graph) { return graph.edge_count() > many_edges; });
}

}  // namespace

Pattern CompiledPattern::pattern() const {
  return {source,
          class_of.data(),
          narrow.empty() ? nullptr : narrow.data(),
          wide.empty() ? nullptr : wide.data(),
          start,
          first_accepting,
          first_sink,
          characters.empty() ? nullptr : match_characters,
          characters.empty() ? nullptr : characters.data(),
          static_cast<std::uint32_t>(characters.size())};
}

std::variant<CompiledPattern, PatternError> compile_pattern(std::string_view source,
                                                            const PatternLimits& limits) {
  std::variant<Ast, PatternError> parsed = parse(source, limits);
  if (auto* error = std::get_if<PatternError>(&parsed)) return std::move(*error);
  const Ast& ast = std::get<Ast>(parsed);

  std::vector<CodePointSet> sets = ast.sets;
  sets.push_back(word_characters());  // what `\b` tells apart
  std::optional<Alphabet> alphabet = alphabet_of(sets, limits.dfa_work);
  if (!alphabet) return too_many_states(ast);

  const std::vector<Utf8Graph> graphs = utf8_graphs(ast, limits);
  const std::optional<StandIns> stand_ins = StandIns::choose(*alphabet);
  const auto by_characters = [&] {
    std::vector<Utf8Graph> over_stand_ins;
    for (const CodePointSet& set : ast.sets) over_stand_ins.push_back(stand_ins->graph(set));
    Outcome result = tables(ast, over_stand_ins, true, limits);
    if (auto* pattern = std::get_if<CompiledPattern>(&result))
      pattern->characters = stand_ins->rows();
    return result;
  };
  const bool large = has_large_class(graphs);
  Outcome outcome = large && stand_ins ? by_characters() : tables(ast, graphs, false, limits);
  const bool failed = std::holds_alternative<PatternError>(outcome);
  if (failed && stand_ins && !large) outcome = by_characters();
  if (auto* result = std::get_if<CompiledPattern>(&outcome)) {
    result->source = source;
    result->anchored_at_start = anchored(ast, ast.root, Assertion::text_start);
    result->anchored_at_end = anchored(ast, ast.root, Assertion::text_end);
    result->alphabet = std::move(*alphabet);
  }
  return outcome;
}

}  // namespace tally::compiler
