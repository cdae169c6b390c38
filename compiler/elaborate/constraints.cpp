// The numbers, formats and patterns of constraints, which apply to their types.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "diagnose/quote.h"
#include "elaborate/passes.h"
#include "elaborate/patterns.h"
#include "language/foreign.h"
#include "model/limits.h"
#include "model/vocabulary.h"
#include "model/walk.h"
#include "source/counted.h"
#include "source/suggest.h"
#include "tally/engine/values/formats.h"

namespace tally::compiler::elaborating {
namespace {

using model::Constraint;
using model::Kind;
using model::name_of;

// What the constraint would apply to below a list or a map.
std::string element_hint(Kind kind) {
  if (kind == Kind::list) return "constraints of the elements stand under `items`";
  if (kind == Kind::map) return "those of keys and values stand under `keys` and `values`";
  return {};
}

bool read_format(Constraint& constraint, Diagnostics& diagnostics) {
  if (const auto format = find_format(constraint.text)) {
    constraint.integer = static_cast<std::int64_t>(*format);
    return true;
  }
  std::vector<std::string_view> names;
  for (const auto& format : model::formats()) names.push_back(format.word);
  auto draft = diagnostics.add(Code::unknown_format, constraint.span,
                               "unknown format " + quote(constraint.text));
  const std::string_view ours = language::find_foreign_choice(constraint.text);
  if (std::find(names.begin(), names.end(), ours) != names.end()) {
    draft.label("write " + quote(ours));
  } else if (const auto near = suggest(constraint.text, names)) {
    draft.label("did you mean `" + *near + "`?");
  }
  return false;
}

// Fills in a limit on a value of this kind; `written` is where the kind stands, or null for keys.
// False when it does not apply or cannot be understood, which was reported.
bool read(Constraint& constraint, Kind kind, const model::TypeExpression* written,
          Diagnostics& diagnostics) {
  const std::string word = quote(name_of(constraint.keyword));
  if (!model::applies_to(constraint.keyword, kind)) {
    diagnostics
        .add(Code::constraint_not_applicable, constraint.keyword_span,
             word + " does not apply to " + quote(name_of(kind)))
        .label(element_hint(kind));
    return false;
  }
  const auto [subject, bound] = facts_of(constraint.keyword);
  const bool counts = subject != Subject::number;
  if (bound == Bound::step && constraint.text.starts_with('-')) {
    diagnostics.add(Code::bad_multiple_of, constraint.span, word + " must be above 0");
    return false;
  }
  if (constraint.unit != model::LengthUnit::characters && kind != Kind::string) {
    diagnostics.add(Code::constraint_not_applicable, constraint.keyword_span,
                    "`lengthUnit` does not apply to " + quote(name_of(kind)));
    return false;
  }
  if (model::row(constraint.keyword).value == model::Argument::format) {
    if (!read_format(constraint, diagnostics)) return false;
  } else if (model::is_limit(constraint.keyword)) {
    const bool decimal = kind == Kind::decimal;
    if (decimal && (written->precision == 0 || written->scale > written->precision))
      return false;  // reported where it is written
    switch (decimal ? read_limit(constraint, *written) : read_limit(constraint, kind)) {
      case model::ReadStatus::ok:
        break;
      case model::ReadStatus::not_integer:
        if (decimal) {
          diagnostics.add(Code::invalid_number, constraint.span,
                          word + " has more than the " + counted(written->scale, "digit") +
                              " behind the point that its decimal has");
          return false;
        }
        diagnostics.add(
            Code::invalid_number, constraint.span,
            word + (counts ? " must be a whole number"
                           : " of " + quote(name_of(kind)) + " must be a whole number"));
        return false;
      case model::ReadStatus::out_of_range: {
        const auto range = counts ? model::count_range : model::range_of(kind);
        diagnostics
            .add(Code::limit_out_of_range, constraint.span,
                 word + " is outside of " + (counts ? "its range" : quote(name_of(kind))))
            .label(model::is_float(kind) || decimal ? std::string() : to_text(range));
        return false;
      }
    }
  }
  if (bound == Bound::step && (model::is_float(kind)   ? constraint.number <= 0
                               : kind == Kind::decimal ? decimal_value(constraint, *written) == 0
                                                       : constraint.integer == 0)) {
    diagnostics.add(Code::bad_multiple_of, constraint.span, word + " must be above 0");
    return false;
  }
  return true;
}

class Reader {
 public:
  Reader(const model::Model& model, const Sources& sources, Diagnostics& diagnostics)
      : model_(model), patterns_(sources, diagnostics), diagnostics_(diagnostics) {}

  void read(model::TypeExpression& type) {
    compile(type.constraints);
    compile(type.keys);
    keep_sound(type.keys, Kind::string, nullptr);
    if (type.constraints.empty()) return;
    if (const auto base = find_base(model_, type))
      keep_sound(type.constraints, base->kind, base->written);
  }

 private:
  void compile(std::vector<Constraint>& constraints) {
    for (auto& constraint : constraints) {
      if (model::row(constraint.keyword).value == model::Argument::pattern)
        patterns_.compile(constraint);
    }
  }

  void keep_sound(std::vector<Constraint>& constraints, Kind kind,
                  const model::TypeExpression* written) {
    std::erase_if(constraints, [&](Constraint& constraint) {
      return !elaborating::read(constraint, kind, written, diagnostics_);
    });
  }

  const model::Model& model_;
  Patterns patterns_;
  Diagnostics& diagnostics_;
};

}  // namespace

void read_constraints(model::Model& model, const Sources& sources, Diagnostics& diagnostics) {
  Reader reader(model, sources, diagnostics);
  for (auto& declaration : model.declarations)
    visit_types(declaration, [&](model::TypeExpression& type) { reader.read(type); });
}

}  // namespace tally::compiler::elaborating
