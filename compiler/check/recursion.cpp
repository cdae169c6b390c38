// Types that contain themselves. Depth-first searches over all declarations, with a stack of their
// own: contracts may nest more deeply than the call stack.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "check/passes.h"

namespace tally::compiler::checking {
namespace {

using model::Declaration;
using model::DeclarationId;
using Form = model::TypeExpression::Form;

// How one declaration uses another.
enum class Use : std::uint8_t {
  direct,    // every value of the one holds a value of the other
  optional,  // by `?`, `| null` or as one of several variants
  mapped,    // by a map
  listed,    // by a list: the only way in which types may contain themselves
};

// What one search is about.
enum class Question : std::uint8_t {
  contents,  // which types hold themselves in another way than by a list?
  names,     // which newtypes and aliases are defined by themselves, lists or not?
  depth,     // how deep do types nest?
};

struct Edge {
  DeclarationId to = 0;
  Use use = Use::direct;
  std::uint32_t nesting = 1;  // levels of lists, maps and so on, and the declaration itself
  Span span;
};

struct Node {
  std::vector<Edge> edges;
  std::size_t next = 0;     // the edge to follow next
  std::uint32_t depth = 1;  // nesting of types from here downwards, as far as it is known
  std::uint32_t names = 0;  // newtypes and aliases of each other from here downwards, likewise
  enum class State : std::uint8_t { fresh, open, done } state = State::fresh;
};

void add_edges(const model::TypeExpression& type, Use use, std::uint32_t nesting, Node& node) {
  if (type.broken) return;
  node.depth = std::max(node.depth, nesting);
  switch (type.form) {
    case Form::builtin:
      return;
    case Form::declared:
      node.edges.push_back({type.declared, use, nesting, type.span});
      return;
    case Form::nullable:
      return add_edges(type.element.front(), std::max(use, Use::optional), nesting + 1, node);
    case Form::list:
      return add_edges(type.element.front(), use == Use::mapped ? use : Use::listed, nesting + 1,
                       node);
    case Form::map:
      return add_edges(type.element.front(), std::max(use, Use::mapped), nesting + 1, node);
  }
}

Node make_node(const Declaration& declaration) {
  Node node;
  if (declaration.broken) return node;
  switch (declaration.form) {
    case Declaration::Form::newtype:
    case Declaration::Form::alias:
      node.names = 1;
      add_edges(declaration.type, Use::direct, 1, node);
      break;
    case Declaration::Form::record:
      for (const auto& field : declaration.fields) {
        add_edges(field.type, field.optional ? Use::optional : Use::direct, 1, node);
      }
      break;
    case Declaration::Form::union_:
      for (const auto& variant : declaration.variants) {
        node.edges.push_back({variant.record, Use::optional, 1, variant.span});
      }
      break;
    case Declaration::Form::enumeration:
      break;
  }
  return node;
}

// A use collects the constraints of all newtypes and aliases below it.
constexpr std::uint32_t max_names = 16;

// More cycles than these are not looked at: a cycle costs its length, and there may be many.
constexpr int max_cycles = 20;
constexpr int max_related = 8;

class Search {
 public:
  Search(model::Model& model, Question question, Diagnostics& diagnostics)
      : model_(model), question_(question), diagnostics_(diagnostics) {
    for (const auto& declaration : model.declarations) {
      Node& node = nodes_.emplace_back(make_node(declaration));
      std::erase_if(node.edges, [&](const Edge& edge) { return !concerns(declaration, edge); });
    }
  }

  void run() {
    for (DeclarationId id = 0; id < nodes_.size(); ++id) {
      if (nodes_[id].state != Node::State::fresh) continue;
      enter(id);
      while (!path_.empty()) advance();
    }
    for (const DeclarationId id : in_cycle_) model_.declarations[id].broken = true;
  }

 private:
  static bool is_name(const Declaration& declaration) {
    return declaration.form == Declaration::Form::newtype ||
           declaration.form == Declaration::Form::alias;
  }

  bool concerns(const Declaration& from, const Edge& edge) const {
    switch (question_) {
      case Question::contents:
        return edge.use != Use::listed;
      case Question::names:
        return is_name(from) && is_name(model_.declarations[edge.to]);
      case Question::depth:
        return true;
    }
    return true;
  }

  void enter(DeclarationId id) {
    nodes_[id].state = Node::State::open;
    path_.push_back(id);
  }

  void advance() {
    const DeclarationId id = path_.back();
    Node& node = nodes_[id];
    if (node.next == node.edges.size()) return leave();
    const Edge& edge = node.edges[node.next];
    Node& target = nodes_[edge.to];
    if (target.state == Node::State::fresh) return enter(edge.to);  // comes back to this edge
    if (question_ == Question::depth) {
      if (target.state == Node::State::done) note_depth(id, edge, target);
    } else if (target.state == Node::State::open) {
      report_cycle(edge.to);
    }
    ++node.next;
  }

  void leave() {
    nodes_[path_.back()].state = Node::State::done;
    path_.pop_back();
  }

  void note_depth(DeclarationId id, const Edge& edge, const Node& target) {
    Node& node = nodes_[id];
    node.depth = std::max(node.depth, edge.nesting + target.depth);
    if (node.names > 0 && edge.use < Use::mapped) {
      node.names = std::max(node.names, 1 + target.names);
    }
    const bool many_names = node.names > max_names;
    if (node.depth <= plan::max_depth && !many_names) return;
    Declaration& declaration = model_.declarations[id];
    diagnostics_.add(
        Code::declaration_too_deep, declaration.span,
        "`" + declaration.name + "` " +
            (many_names ? "stands at the end of more than " + std::to_string(max_names) +
                              " newtypes and aliases"
                        : "nests types more than " + std::to_string(plan::max_depth) + " deep"));
    declaration.broken = true;
    node.depth = 1;  // reported once
    node.names = std::min(node.names, 1U);
  }

  void report_cycle(DeclarationId start) {
    if (++cycles_ > max_cycles) return;
    const auto begin = std::find(path_.begin(), path_.end(), start);
    Use use = Use::direct;
    bool only_names = true;  // of newtypes and aliases: nothing is ever described
    for (auto i = begin; i != path_.end(); ++i) {
      only_names = only_names && is_name(model_.declarations[*i]);
      use = std::max(use, followed(*i).use);
    }
    const std::string name = "`" + model_.declarations[start].name + "`";
    auto draft = only_names ? diagnostics_.add(Code::recursive_declaration, followed(start).span,
                                               name + " is defined by itself")
                 : use == Use::direct
                     ? diagnostics_.add(Code::recursive_record, followed(start).span,
                                        name + " contains itself without end")
                     : diagnostics_.add(Code::feature_not_supported, followed(start).span,
                                        name +
                                            " contains itself: types that do so without a list "
                                            "are not supported yet");
    for (auto i = begin; i != path_.end(); ++i) {
      in_cycle_.push_back(*i);
      if (i == begin || i - begin > max_related) continue;
      const Edge& edge = followed(*i);
      draft.related(edge.span, "`" + model_.declarations[*i].name + "` uses `" +
                                   model_.declarations[edge.to].name + "`");
    }
  }

  const Edge& followed(DeclarationId id) const { return nodes_[id].edges[nodes_[id].next]; }

  model::Model& model_;
  Question question_;
  Diagnostics& diagnostics_;
  std::vector<Node> nodes_;
  std::vector<DeclarationId> path_;  // the open nodes
  std::vector<DeclarationId> in_cycle_;
  int cycles_ = 0;
};

}  // namespace

void check_recursion(model::Model& model, Diagnostics& diagnostics) {
  for (const auto question : {Question::contents, Question::names, Question::depth}) {
    Search(model, question, diagnostics).run();
  }
}

}  // namespace tally::compiler::checking
