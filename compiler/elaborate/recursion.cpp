// Names that are defined by themselves, and types that nest too deeply. Depth-first searches over
// all declarations, with a stack of their own: contracts may nest more deeply than the call stack.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "elaborate/passes.h"

namespace tally::compiler::elaborating {
namespace {

using model::DeclarationId;
using syntax::Declaration;
using Form = syntax::TypeExpression::Form;

// What one search is about.
enum class Question : std::uint8_t {
  names,  // which newtypes and aliases are defined by themselves?
  depth,  // how deep do types nest?
};

struct Edge {
  DeclarationId to = 0;
  bool in_collection = false;
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

void add_edges(const syntax::TypeExpression& type, bool in_collection, std::uint32_t nesting,
               Node& node) {
  if (type.broken) return;
  node.depth = std::max(node.depth, nesting);
  if (type.form == Form::builtin) return;
  if (type.form == Form::declared) {
    node.edges.push_back({type.declared, in_collection, nesting, type.span});
    return;
  }
  add_edges(type.element.front(), in_collection || type.form != Form::nullable, nesting + 1, node);
}

Node make_node(const Declaration& declaration) {
  Node node;
  if (declaration.broken) return node;
  switch (declaration.form) {
    case Declaration::Form::newtype:
    case Declaration::Form::alias:
      node.names = 1;
      add_edges(declaration.type, false, 1, node);
      break;
    case Declaration::Form::record:
      for (const auto& field : declaration.fields) add_edges(field.type, false, 1, node);
      break;
    case Declaration::Form::union_:
      for (const auto& variant : declaration.variants)
        node.edges.push_back({variant.record, false, 1, variant.span});
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
class Search {
 public:
  Search(syntax::Model& model, Question question, Diagnostics& diagnostics)
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
    if (node.names > 0 && !edge.in_collection) {
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
    auto draft = diagnostics_.add(Code::recursive_declaration, followed(start).span,
                                  "`" + model_.declarations[start].name + "` is defined by itself");
    for (auto i = begin; i != path_.end(); ++i) {
      in_cycle_.push_back(*i);
      if (i == begin || i - begin > max_related) continue;
      const Edge& edge = followed(*i);
      draft.related(edge.span, "`" + model_.declarations[*i].name + "` uses `" +
                                   model_.declarations[edge.to].name + "`");
    }
  }

  const Edge& followed(DeclarationId id) const { return nodes_[id].edges[nodes_[id].next]; }

  syntax::Model& model_;
  Question question_;
  Diagnostics& diagnostics_;
  std::vector<Node> nodes_;
  std::vector<DeclarationId> path_;  // the open nodes
  std::vector<DeclarationId> in_cycle_;
  int cycles_ = 0;
};

}  // namespace

void find_recursion(syntax::Model& source, Diagnostics& diagnostics) {
  for (const auto question : {Question::names, Question::depth}) {
    Search(source, question, diagnostics).run();
  }
}

}  // namespace tally::compiler::elaborating
