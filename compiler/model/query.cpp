#include "model/query.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>

#include "model/incomplete.h"

namespace tally::compiler::model {
namespace {

using Form = TypeExpression::Form;

void prepend(std::vector<const Constraint*>& front, const std::vector<Constraint>& constraints) {
  std::vector<const Constraint*> pointers;
  pointers.reserve(constraints.size());
  for (const Constraint& constraint : constraints) pointers.push_back(&constraint);
  front.insert(front.begin(), pointers.begin(), pointers.end());
}

/// Depth-first over the uses within one contract; `elaborate` has made sure that there are no
/// cycles but through lists and boxes.
class DependencyOrder {
 public:
  DependencyOrder(const Model& model, const Contract& contract)
      : model_(model), contract_(contract) {
    for (const DeclarationId id : contract.declarations) places_[id];
  }

  std::vector<DeclarationId> run() {
    for (const DeclarationId id : contract_.declarations) find_circles(id);
    for (const DeclarationId id : contract_.declarations) visit(id);
    return std::move(order_);
  }

 private:
  /// A use by `owner`. Inside of a list or a box the name of a type is enough (`named`), which is
  /// how types contain themselves.
  void visit(const TypeExpression& use, DeclarationId owner, bool named) {
    for (const TypeExpression& element : use.element)
      visit(element, owner, use.form == Form::list && !needs_definition(model_, element));
    if (use.form != Form::declared) return;
    named = named || use.boxed;
    if (const auto* type = named_type(model_.declarations[use.declared])) {
      if (!named) visit(*type, owner, false);
      return visit(use.declared);
    }
    if (!named || !in_circle(owner, use.declared)) visit(use.declared);
  }

  /// Whether two declarations, the first of which uses the second, use each other in a circle.
  [[nodiscard]] bool in_circle(DeclarationId user, DeclarationId used) const {
    const auto found = places_.find(used);  // no circle leaves the contract
    return found != places_.end() && found->second.circle == places_.at(user).circle;
  }

  template <class Visit>
  void for_each_use(DeclarationId id, const Visit& visit_use) const {
    const auto in_type = [&](const auto& self, const TypeExpression& type) -> void {
      if (type.form == Form::declared) visit_use(type.declared);
      for (const TypeExpression& element : type.element) self(self, element);
    };
    const Declaration& declaration = model_.declarations[id];
    if (const auto* type = named_type(declaration)) in_type(in_type, *type);
    for (const Field& field : fields_of(declaration)) in_type(in_type, field.type);
    for (const Variant& variant : variants_of(declaration)) visit_use(variant.record);
  }

  /// Tarjan's strongly connected components: `circle` becomes the same for all that use each other.
  void find_circles(DeclarationId id) {
    Place& place = places_.at(id);
    if (place.number != 0) return;
    place.number = place.circle = ++count_;
    open_.push_back(id);
    for_each_use(id, [&](DeclarationId used) {
      const auto found = places_.find(used);
      if (found == places_.end()) return;
      find_circles(used);
      if (!found->second.closed) place.circle = std::min(place.circle, found->second.circle);
    });
    if (place.circle != place.number) return;
    for (DeclarationId last = open_.back();; last = open_.back()) {
      open_.pop_back();
      places_.at(last).circle = place.number;
      places_.at(last).closed = true;
      if (last == id) return;
    }
  }

  void visit(DeclarationId id) {
    const auto found = places_.find(id);
    const bool elsewhere = found == places_.end();
    if (elsewhere || found->second.visited) return;
    found->second.visited = true;
    const Declaration& declaration = model_.declarations[id];
    if (const auto* type = named_type(declaration)) visit(*type, id, true);
    for (const Field& field : fields_of(declaration)) visit(field.type, id, false);
    for (const Variant& variant : variants_of(declaration)) visit(variant.record);
    order_.push_back(id);
  }

  const Model& model_;
  /// Of a declaration of this contract.
  struct Place {
    std::uint32_t number = 0;  // from 1 in the order of the search; 0 before
    std::uint32_t circle = 0;  // the number of one that it uses in a circle, or its own
    bool closed = false;       // its circle is known
    bool visited = false;      // it has its place in the order
  };

  const Contract& contract_;
  std::map<DeclarationId, Place> places_;
  std::vector<DeclarationId> open_;  // of circles that are not known yet
  std::uint32_t count_ = 0;
  std::vector<DeclarationId> order_;
};

}  // namespace

Resolved resolve(const Model& model, const TypeExpression& expression) {
  Resolved resolved;
  const TypeExpression* at = &expression;
  for (;;) {
    prepend(resolved.constraints, at->constraints);
    prepend(resolved.keys, at->keys);
    resolved.base = at;
    if (at->form != Form::declared) return resolved;
    const Declaration& declaration = model.declarations[at->declared];
    at = named_type(declaration);
    if (at == nullptr) {
      resolved.declaration = &declaration;
      return resolved;
    }
  }
}

std::set<DeclarationId> compared(const Model& model) {
  std::set<DeclarationId> found;
  const auto add = [&](const auto& self, const TypeExpression& type) -> void {
    for (const TypeExpression& element : type.element) self(self, element);
    if (type.form != Form::declared || !found.insert(type.declared).second) return;
    const Declaration& declaration = model.declarations[type.declared];
    if (const auto* named = named_type(declaration)) self(self, *named);
    for (const Field& field : fields_of(declaration)) self(self, field.type);
    for (const Variant& variant : variants_of(declaration)) {
      TypeExpression use;
      use.form = Form::declared;
      use.declared = variant.record;
      self(self, use);
    }
  };
  const auto look = [&](const auto& self, const TypeExpression& type) -> void {
    for (const TypeExpression& element : type.element) self(self, element);
    const bool unique =
        std::any_of(type.constraints.begin(), type.constraints.end(),
                    [](const Constraint& each) { return each.keyword == Keyword::unique_items; });
    if (unique) add(add, type);
  };
  for (const Contract& contract : model.contracts) {
    for (const DeclarationId id : contract.declarations) {
      const Declaration& declaration = model.declarations[id];
      if (const auto* named = named_type(declaration)) look(look, *named);
      for (const Field& field : fields_of(declaration)) look(look, field.type);
    }
  }
  return found;
}

std::string qualified_name(const Model& model, const Declaration& declaration) {
  return model.contracts[declaration.contract].package + "." + declaration.name;
}

std::string_view word_of(const Declaration& declaration) {
  // In the order of the variant.
  constexpr std::array<std::string_view, std::variant_size_v<decltype(Declaration::form)>> words{
      "record", "newtype", "alias", "enum", "union"};
  return words[declaration.form.index()];
}

std::string sentence(const Deprecation& deprecation) {
  std::string text = deprecation.use.empty() ? deprecation.message : "use " + deprecation.use;
  if (deprecation.since.empty()) return text;
  return "since " + deprecation.since + (text.empty() ? "" : ": " + text);
}

bool has_deprecated(const Model& model, const Contract& contract) {
  const auto goes = [](const auto& one) { return one.history.deprecated.has_value(); };
  const auto in = [&](const Contract& home) {
    return std::any_of(home.declarations.begin(), home.declarations.end(), [&](DeclarationId id) {
      const Declaration& declaration = model.declarations[id];
      const auto fields = fields_of(declaration);
      const auto values = values_of(declaration);
      return goes(declaration) || std::any_of(fields.begin(), fields.end(), goes) ||
             std::any_of(values.begin(), values.end(), goes);
    });
  };
  return in(contract) ||
         std::any_of(contract.imports.begin(), contract.imports.end(),
                     [&](const Import& import) { return in(model.contracts[import.contract]); });
}

std::vector<DeclarationId> entry_points(const Model& model, const Contract& contract) {
  std::vector<DeclarationId> ids;
  for (const DeclarationId id : contract.declarations) {
    if (!model.declarations[id].inline_variant) ids.push_back(id);
  }
  return ids;
}

std::set<const Declaration*> variant_records(const Model& model) {
  std::set<const Declaration*> records;
  for (const Declaration& declaration : model.declarations) {
    for (const Variant& variant : variants_of(declaration))
      records.insert(&model.declarations[variant.record]);
  }
  return records;
}

std::vector<std::string_view> levels(std::string_view pattern) {
  std::vector<std::string_view> found;
  for (;;) {
    const std::size_t dot = pattern.find('.');
    found.push_back(pattern.substr(0, dot));
    if (dot == std::string_view::npos) return found;
    pattern.remove_prefix(dot + 1);
  }
}

std::vector<DeclarationId> in_dependency_order(const Model& model, const Contract& contract) {
  return DependencyOrder(model, contract).run();
}

}  // namespace tally::compiler::model
