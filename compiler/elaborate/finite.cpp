// Types of which there is no finite value: the least set of types that have one, and what is left.
#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "elaborate/passes.h"
#include "tally/engine/vocabulary/keyword.h"

namespace tally::compiler::elaborating {
namespace {

using model::DeclarationId;
using syntax::Declaration;
using syntax::TypeExpression;
using Form = TypeExpression::Form;

// What stands in the way of a finite value: a use of a type that has none, as far as is known.
struct Need {
  DeclarationId of = 0;
  Span span;
};

class Finite {
 public:
  explicit Finite(syntax::Model& model)
      : model_(model),
        rounds_(model.declarations.size(), never),
        needs_(model.declarations.size()),
        waiting_(model.declarations.size()) {}

  // Declarations get a value in rounds, from parts that had one in an earlier round.
  void run() {
    std::vector<DeclarationId> due(model_.declarations.size());
    for (DeclarationId id = 0; id < due.size(); ++id) due[id] = id;
    for (round_ = 0; !due.empty(); ++round_) {
      std::vector<DeclarationId> found;
      for (const DeclarationId id : due) {
        if (rounds_[id] == never && !find_need(id)) found.push_back(id);
      }
      due.clear();
      for (const DeclarationId id : found) rounds_[id] = round_;
      for (const DeclarationId id : found)
        due.insert(due.end(), waiting_[id].begin(), waiting_[id].end());
      // A union waits for each of its variants.
      std::sort(due.begin(), due.end());
      due.erase(std::unique(due.begin(), due.end()), due.end());
    }
  }

  void report(Diagnostics& diagnostics) {
    std::vector<std::uint32_t> walk(model_.declarations.size(), 0);  // which walk came here
    for (DeclarationId start = 0; start < walk.size(); ++start) {
      DeclarationId id = start;
      while (rounds_[id] == never && walk[id] == 0) {
        walk[id] = start + 1;
        id = needs_[id].of;
      }
      if (rounds_[id] == never && walk[id] == start + 1) report_cycle(id, diagnostics);
    }
  }

  // A new value of a union must not need another one of the same union.
  [[nodiscard]] Simplest choose_variants() const {
    Simplest simplest(model_.declarations.size(), 0);
    for (DeclarationId id = 0; id < model_.declarations.size(); ++id) {
      const Declaration& declaration = model_.declarations[id];
      if (declaration.form != Declaration::Form::union_ || rounds_[id] == never) continue;
      const auto& variants = declaration.variants;
      if (variants.empty() || !leads(variants.front().record, id)) continue;
      const auto earlier = [&](const model::Variant& variant) {
        return rounds_[variant.record] < rounds_[id];
      };
      const auto found = std::find_if(variants.begin(), variants.end(), earlier);
      simplest[id] = static_cast<std::uint32_t>(found - variants.begin());
    }
    return simplest;
  }

 private:
  static constexpr std::uint32_t never = UINT32_MAX;

  bool is_finite(DeclarationId id) const { return rounds_[id] < round_; }

  // False when the declaration has a value; else it waits for what it needs.
  bool find_need(DeclarationId id) {
    const Declaration& declaration = model_.declarations[id];
    if (declaration.broken) return false;
    switch (declaration.form) {
      case Declaration::Form::enumeration:
        return false;
      case Declaration::Form::newtype:
      case Declaration::Form::alias:
        return needs(id, declaration.type);
      case Declaration::Form::record:
        // A default is a value, too.
        return std::any_of(
            declaration.fields.begin(), declaration.fields.end(),
            [&](const syntax::Field& field) { return !field.optional && needs(id, field.type); });
      case Declaration::Form::union_:
        break;
    }
    const auto& variants = declaration.variants;
    const bool any = std::any_of(variants.begin(), variants.end(),
                                 [&](const auto& variant) { return is_finite(variant.record); });
    if (any || variants.empty()) return false;
    for (const model::Variant& variant : variants) waiting_[variant.record].push_back(id);
    const model::Variant& first = variants.front();
    needs_[id] = {first.record, first.record_span.is_nowhere() ? first.span : first.record_span};
    return true;
  }

  bool needs(DeclarationId id, const TypeExpression& type) {
    if (type.broken) return false;
    if (type.form == Form::declared && !is_finite(type.declared)) {
      needs_[id] = {type.declared, type.span};
      waiting_[type.declared].push_back(id);
      return true;
    }
    // What is declared has a value, so names lead to something.
    bool asks = false;
    const TypeExpression* at = &type;
    for (;; at = &model_.declarations[at->declared].type) {
      if (at->broken) return false;
      asks = asks || std::any_of(at->constraints.begin(), at->constraints.end(), asks_for_one);
      if (at->form != Form::declared) break;
      if (!is_name(model_.declarations[at->declared])) return false;
    }
    const bool collection = at->form == Form::list || at->form == Form::map;
    return asks && collection && needs(id, at->element.front());
  }

  static bool is_name(const Declaration& declaration) {
    return !declaration.broken && (declaration.form == Declaration::Form::newtype ||
                                   declaration.form == Declaration::Form::alias);
  }

  // A count above 0. It has not been read yet, and may be no count.
  static bool asks_for_one(const syntax::Constraint& constraint) {
    const auto [subject, bound] = facts_of(constraint.keyword);
    const bool least = bound == Bound::lower && has(Subject::items | Subject::properties, subject);
    const std::string_view text(constraint.text);
    const std::string_view digits = text.substr(0, text.find_first_of("eE"));
    return least && !text.starts_with('-') && digits.find_first_of("123456789") != text.npos;
  }

  // Whether a new value of the declaration needs one of the target: what is not optional, null or
  // empty.
  bool leads(DeclarationId from, DeclarationId target) const {
    std::set<DeclarationId> seen;
    std::vector<DeclarationId> open = {from};
    const auto follow = [&](const TypeExpression& type) {
      if (type.form == Form::declared && !type.broken) open.push_back(type.declared);
    };
    while (!open.empty()) {
      const DeclarationId id = open.back();
      open.pop_back();
      if (id == target) return true;
      if (!seen.insert(id).second) continue;
      const Declaration& declaration = model_.declarations[id];
      follow(declaration.type);
      for (const syntax::Field& field : declaration.fields) {
        if (!field.optional) follow(field.type);
      }
      for (const model::Variant& variant : declaration.variants) open.push_back(variant.record);
    }
    return false;
  }

  // Newtypes and aliases of each other are another mistake, which `find_recursion` finds.
  bool only_names(DeclarationId start) const {
    DeclarationId id = start;
    do {
      if (!is_name(model_.declarations[id])) return false;
      id = needs_[id].of;
    } while (id != start);
    return true;
  }

  void report_cycle(DeclarationId start, Diagnostics& diagnostics) {
    if (only_names(start)) return;
    auto draft =
        diagnostics.add(Code::recursive_record, needs_[start].span,
                        "`" + model_.declarations[start].name + "` contains itself without end");
    DeclarationId id = start;
    int related = 0;
    do {
      model_.declarations[id].broken = true;
      const Need& need = needs_[id];
      if (id != start && ++related <= max_related) {
        draft.related(need.span, "`" + model_.declarations[id].name + "` uses `" +
                                     model_.declarations[need.of].name + "`");
      }
      id = need.of;
    } while (id != start);
  }

  syntax::Model& model_;
  std::uint32_t round_ = 0;
  std::vector<std::uint32_t> rounds_;                // by declaration: when it got a value
  std::vector<Need> needs_;                          // of those that have none
  std::vector<std::vector<DeclarationId>> waiting_;  // who needs a declaration
};

}  // namespace

Simplest find_finite(syntax::Model& source, Diagnostics& diagnostics) {
  Finite finite(source);
  finite.run();
  finite.report(diagnostics);
  return finite.choose_variants();
}

}  // namespace tally::compiler::elaborating
