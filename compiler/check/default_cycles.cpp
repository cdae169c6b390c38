// Defaults that bring along themselves.
#include <set>

#include <nlohmann/json.hpp>

#include "check/passes.h"
#include "model/query.h"

namespace tally::compiler::checking {
namespace {

// Defaults that are filled in where they are filled in: no value would ever be complete.
class Endless {
 public:
  Endless(const model::Model& model, Diagnostics& diagnostics)
      : model_(model), diagnostics_(diagnostics) {}

  // Follows what is filled in along with the default of a field.
  void follow(const model::Declaration& record, const model::Field& field) {
    if (!field.default_value) return;
    if (open_.contains(&field)) {
      if (!reported_.insert(&field).second) return;
      diagnostics_
          .add(Code::bad_default, field.default_value->span,
               "the default of `" + field.name + "` is filled in within itself without end")
          .label("say what `" + field.name + "` is in each `" + record.name + "` here");
      return;
    }
    if (!done_.insert(&field).second) return;
    open_.insert(&field);
    visit(Json::parse(field.default_value->json, nullptr, false), field.type);
    open_.erase(&field);
  }

 private:
  using Json = nlohmann::json;
  using Form = model::TypeExpression::Form;

  void visit(const Json& value, const model::TypeExpression& type) {
    const model::Resolved resolved = model::resolve(model_, type);
    if (resolved.declaration != nullptr) return visit(value, *resolved.declaration);
    const Form form = resolved.base->form;
    if (form == Form::nullable && !value.is_null()) visit(value, resolved.base->element.front());
    if (form != Form::list && form != Form::map) return;
    for (const Json& item : value) visit(item, resolved.base->element.front());
  }

  void visit(const Json& value, const model::Declaration& declaration) {
    if (const auto* tagged = declaration.as<model::Union>()) {
      for (const model::Variant& variant : tagged->variants) {
        if (value.at(tagged->tag) == variant.wire)
          visit(value, model_.declarations[variant.record]);
      }
    }
    for (const model::Field& field : fields_of(declaration)) {
      const Json* given = value.contains(field.wire) ? &value.at(field.wire) : nullptr;
      for (const model::FormerName& old : field.renamed_from) {
        if (value.contains(old.name)) given = &value.at(old.name);
      }
      if (given != nullptr) {
        visit(*given, field.type);
      } else {
        follow(declaration, field);
      }
    }
  }

  const model::Model& model_;
  Diagnostics& diagnostics_;
  std::set<const model::Field*> open_;  // being filled in
  std::set<const model::Field*> done_;
  std::set<const model::Field*> reported_;
};

}  // namespace

void check_default_cycles(const model::Model& model, Diagnostics& diagnostics) {
  Endless endless(model, diagnostics);
  for (const auto& contract : model.contracts) {
    for (const auto declared : contract.declarations) {
      const auto& record = model.declarations[declared];
      for (const auto& field : fields_of(record)) endless.follow(record, field);
    }
  }
}

}  // namespace tally::compiler::checking
