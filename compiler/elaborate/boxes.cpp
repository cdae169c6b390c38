// Where types lead back to themselves by value, the uses that are kept behind a pointer: as few as
// will do, and the same ones in whatever order types are declared. A list of records needs none:
// their name is enough for it. A list of what may be null, or of maps, needs what is in them, and
// the lists in that, too: no order of definitions gives it that on a circle.
#include <algorithm>
#include <array>
#include <cstdint>
#include <variant>
#include <vector>

#include "elaborate/passes.h"
#include "model/incomplete.h"
#include "model/query.h"

namespace tally::compiler::elaborating {
namespace {

using model::DeclarationId;

// What a cycle is cut at, the first of these that it has. Every cycle has one, or else there would
// be no finite value.
enum class Cut : std::uint8_t {
  within,    // what is null, or an entry of a map
  optional,  // an optional field
  choice,    // a field that is a union
  nowhere,   // no place for a box
};

// How one type stands in the other.
enum class Place : std::uint8_t {
  value,    // whole
  element,  // in what may be null, or in a map, that a list is of
  named,    // in a list by itself
};

struct CutEdge {
  DeclarationId to = 0;
  Cut cut{};
  model::TypeExpression* use = nullptr;  // null for a variant
  Place place = Place::value;
};

using Graph = std::vector<std::vector<CutEdge>>;

void add_edges(const model::Model& model, model::TypeExpression& type, Cut cut, Place place,
               std::vector<CutEdge>& edges) {
  if (type.broken || type.form == model::TypeExpression::Form::builtin) return;
  if (type.form == model::TypeExpression::Form::declared) {
    edges.push_back({type.declared, cut, &type, place});
    return;
  }
  model::TypeExpression& element = type.element.front();
  if (type.form != model::TypeExpression::Form::list) {
    add_edges(model, element, Cut::within, place, edges);
  } else {
    const bool whole = model::needs_definition(model, element);
    add_edges(model, element, Cut::nowhere, whole ? Place::element : Place::named, edges);
  }
}

Cut cut_of(const model::Model& model, const model::Field& field) {
  if (field.optional) return Cut::optional;
  if (field.type.form != model::TypeExpression::Form::declared || field.type.broken)
    return Cut::nowhere;
  const auto* target = model::resolve(model, field.type).declaration;
  const bool choice = target != nullptr && target->as<model::Union>() != nullptr;
  return choice ? Cut::choice : Cut::nowhere;
}

// The edges of one declaration, by its form.
struct Edges {
  const model::Model& model;
  std::vector<CutEdge>& edges;

  // An alias may be what a list is of.
  void operator()(model::Newtype& newtype) const {
    add_edges(model, newtype.type, Cut::nowhere, Place::element, edges);
  }
  void operator()(model::Alias& alias) const {
    add_edges(model, alias.type, Cut::nowhere, Place::element, edges);
  }
  void operator()(model::Record& record) const {
    for (model::Field& field : record.fields)
      add_edges(model, field.type, cut_of(model, field), Place::value, edges);
  }
  void operator()(model::Union& tagged) const {
    for (const model::Variant& variant : tagged.variants)
      edges.push_back({variant.record, Cut::nowhere});
  }
  void operator()(model::Enumeration&) const {}
};

Graph make_graph(model::Model& model) {
  Graph graph(model.declarations.size());
  for (DeclarationId id = 0; id < graph.size(); ++id) {
    model::Declaration& declaration = model.declarations[id];
    if (!declaration.broken) std::visit(Edges{model, graph[id]}, declaration.form);
  }
  return graph;
}

// Tarjan's strongly connected components, with a stack of its own.
class Components {
 public:
  explicit Components(const Graph& graph) : graph_(graph), nodes_(graph.size()) {
    for (DeclarationId id = 0; id < graph.size(); ++id) {
      if (nodes_[id].order == 0) search(id);
    }
  }

  [[nodiscard]] bool same(DeclarationId a, DeclarationId b) const {
    return nodes_[a].component == nodes_[b].component;
  }

 private:
  struct Node {
    std::uint32_t order = 0;  // 0: not seen
    std::uint32_t low = 0;
    std::uint32_t component = 0;  // 0: still open
    std::size_t next = 0;
  };

  void enter(DeclarationId id) {
    nodes_[id].order = nodes_[id].low = ++count_;
    path_.push_back(id);
    open_.push_back(id);
  }

  void search(DeclarationId start) {
    enter(start);
    while (!path_.empty()) {
      const DeclarationId id = path_.back();
      Node& node = nodes_[id];
      if (node.next == graph_[id].size()) {
        leave(id);
        continue;
      }
      const DeclarationId to = graph_[id][node.next].to;
      if (nodes_[to].order == 0) {
        enter(to);  // comes back to this edge
        continue;
      }
      if (nodes_[to].component == 0) node.low = std::min(node.low, nodes_[to].low);
      ++node.next;
    }
  }

  void leave(DeclarationId id) {
    path_.pop_back();
    if (nodes_[id].low != nodes_[id].order) return;
    ++components_;
    for (DeclarationId member = UINT32_MAX; member != id;) {
      member = open_.back();
      open_.pop_back();
      nodes_[member].component = components_;
    }
  }

  const Graph& graph_;
  std::vector<Node> nodes_;
  std::vector<DeclarationId> path_;
  std::vector<DeclarationId> open_;
  std::uint32_t count_ = 0;
  std::uint32_t components_ = 0;
};

// Boxes the uses that are on a circle of the graph and to be boxed; they are none of its edges any
// more.
template <class Condition>
void box(Graph& graph, Condition condition) {
  const Components components(graph);
  for (DeclarationId id = 0; id < graph.size(); ++id) {
    std::erase_if(graph[id], [&](const CutEdge& edge) {
      const bool boxed = condition(edge) && components.same(id, edge.to);
      if (boxed) edge.use->boxed = true;
      return boxed;
    });
  }
}

}  // namespace

void place_boxes(model::Model& model) {
  Graph graph = make_graph(model);
  box(graph,
      [](const CutEdge& edge) { return edge.place == Place::element && edge.cut == Cut::within; });
  for (auto& edges : graph)
    std::erase_if(edges, [](const CutEdge& edge) { return edge.place == Place::named; });
  for (const Cut cut : {Cut::within, Cut::optional, Cut::choice})
    box(graph, [cut](const CutEdge& edge) { return edge.cut == cut; });
}

}  // namespace tally::compiler::elaborating
