// Constraints: each applies to its type and fits it, and all of them can be kept together.
#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "check/limits.h"
#include "check/passes.h"
#include "check/walk.h"
#include "diagnose/quote.h"
#include "language/foreign.h"
#include "model/vocabulary.h"
#include "source/counted.h"
#include "source/suggest.h"
#include "tally/engine/formats.h"

namespace tally::compiler::checking {
namespace {

using model::Constraint;
using model::Keyword;
using model::Kind;
using model::LengthUnit;
using model::name_of;

// What the constraint would apply to below a list or a map.
std::string element_hint(Kind kind) {
  if (kind == Kind::list) return "constraints of the elements stand under `items`";
  if (kind == Kind::map) return "those of keys and values stand under `keys` and `values`";
  return {};
}

bool read_format(Constraint& constraint, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Format::uuid); ++i) {
    names.push_back(name_of(static_cast<Format>(i)));
    constraint.integer = i;
    if (names.back() == constraint.text) return true;
  }
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

// A limit on a value of this kind; `written` is where the kind stands, or null for keys.
void fill(Constraint& constraint, Kind kind, const model::TypeExpression* written,
          Diagnostics& diagnostics) {
  const std::string word = quote(name_of(constraint.keyword));
  constraint.broken = true;  // unless the end is reached
  if (!applies_to(constraint.keyword, kind)) {
    diagnostics
        .add(Code::constraint_not_applicable, constraint.keyword_span,
             word + " does not apply to " + quote(name_of(kind)))
        .label(element_hint(kind));
    return;
  }
  const bool counts = subject_of(constraint.keyword) != Subject::number;
  if (constraint.keyword == Keyword::multiple_of && constraint.text.starts_with('-')) {
    diagnostics.add(Code::bad_multiple_of, constraint.span, word + " must be above 0");
    return;
  }
  if (constraint.unit != model::LengthUnit::characters && kind != Kind::string) {
    diagnostics.add(Code::constraint_not_applicable, constraint.keyword_span,
                    "`lengthUnit` does not apply to " + quote(name_of(kind)));
    return;
  }
  if (constraint.keyword == Keyword::format) {
    if (!read_format(constraint, diagnostics)) return;
  } else if (is_limit(constraint.keyword)) {
    const bool decimal = kind == Kind::decimal;
    if (decimal && (written->precision == 0 || written->scale > written->precision))
      return;  // reported where it is written
    switch (decimal ? read_limit(constraint, *written) : read_limit(constraint, kind)) {
      case ReadStatus::ok:
        break;
      case ReadStatus::not_integer:
        if (decimal) {
          diagnostics.add(Code::invalid_number, constraint.span,
                          word + " has more than the " + counted(written->scale, "digit") +
                              " behind the point that its decimal has");
          return;
        }
        diagnostics.add(
            Code::invalid_number, constraint.span,
            word + (counts ? " must be a whole number"
                           : " of " + quote(name_of(kind)) + " must be a whole number"));
        return;
      case ReadStatus::out_of_range: {
        const auto range = counts ? count_range : range_of(kind);
        diagnostics
            .add(Code::limit_out_of_range, constraint.span,
                 word + " is outside of " + (counts ? "its range" : quote(name_of(kind))))
            .label(is_float(kind) || decimal ? std::string() : to_text(range));
        return;
      }
    }
  }
  if (constraint.keyword == Keyword::multiple_of &&
      (is_float(kind)          ? constraint.number <= 0
       : kind == Kind::decimal ? decimal_value(constraint, *written) == 0
                               : constraint.integer == 0)) {
    diagnostics.add(Code::bad_multiple_of, constraint.span, word + " must be above 0");
    return;
  }
  constraint.broken = false;
}

// One end of the values that are left over. `by` is null for the end of the type itself.
template <class Number>
struct Bound {
  Number value{};
  bool exclusive = false;
  const Constraint* by = nullptr;
};

// Holds the constraints of one expression against each other and against those of the newtypes
// below it. `Number` is Wide or double.
template <class Number>
class Together {
 public:
  Together(const std::vector<Constraint>& own, const std::vector<const Constraint*>& inherited,
           Subject subject, Kind kind, const model::TypeExpression* written,
           Diagnostics& diagnostics, LengthUnit unit = LengthUnit::characters)
      : own_(own),
        subject_(subject),
        unit_(unit),
        kind_(kind),
        written_(written),
        diagnostics_(diagnostics) {
    for (const auto* constraint : inherited) add(*constraint, true);
    for (const auto& constraint : own) add(constraint, false);
  }

  void check(Bound<Number> lower, Bound<Number> upper) {
    for (const auto& limit : limits_) {
      if (limit.inherited) continue;
      if (report_looser(limit)) return;
    }
    for (const auto& limit : limits_) {
      const Bound<Number> bound{limit.value, limit.exclusive, limit.constraint};
      if (limit.direction == Direction::lower && is_tighter(bound, lower, true)) lower = bound;
      if (limit.direction == Direction::upper && is_tighter(bound, upper, false)) upper = bound;
    }
    const bool empty = lower.value > upper.value ||
                       (lower.value == upper.value && (lower.exclusive || upper.exclusive));
    if (empty) return report_empty(lower.by, upper.by);
    if constexpr (std::is_same_v<Number, Wide>) check_steps(lower, upper);
  }

 private:
  struct Limit {
    const Constraint* constraint;
    Direction direction;
    Number value;
    bool exclusive;
    bool inherited;
  };

  Number value_of(const Constraint& constraint) const {
    if constexpr (std::is_same_v<Number, Wide>) {
      if (kind_ == Kind::decimal) return decimal_value(constraint, *written_);
      return integer_value(constraint, subject_ == Subject::number ? kind_ : Kind::uint32);
    } else {
      return constraint.number;
    }
  }

  void add(const Constraint& constraint, bool inherited) {
    if (constraint.broken || !is_limit(constraint.keyword)) return;
    if (subject_of(constraint.keyword) != subject_ || constraint.unit != unit_) return;
    Limit limit{&constraint, direction_of(constraint.keyword), value_of(constraint),
                is_exclusive(constraint.keyword), inherited};
    if constexpr (std::is_same_v<Number, Wide>) {
      // Between integers, and between multiples of a decimal's last digit, `more than 3` is `at
      // least 4`.
      if (limit.exclusive) limit.value += limit.direction == Direction::lower ? 1 : -1;
      limit.exclusive = false;
    }
    limits_.push_back(limit);
  }

  static bool is_tighter(const Bound<Number>& a, const Bound<Number>& b, bool lower) {
    if (a.value == b.value) return a.exclusive && !b.exclusive;
    return lower ? a.value > b.value : a.value < b.value;
  }

  bool is_own(const Constraint* constraint) const {
    return std::any_of(own_.begin(), own_.end(),
                       [&](const Constraint& other) { return &other == constraint; });
  }

  bool report_looser(const Limit& limit) {
    for (const auto& other : limits_) {
      if (!other.inherited || other.constraint->keyword != limit.constraint->keyword) continue;
      const bool looser = limit.direction == Direction::lower   ? limit.value < other.value
                          : limit.direction == Direction::upper ? limit.value > other.value
                                                                : false;
      if (!looser) continue;
      diagnostics_
          .add(Code::looser_constraint, limit.constraint->span,
               quote(name_of(limit.constraint->keyword)) + " is looser than the " +
                   other.constraint->text + " of its type")
          .related(other.constraint->span, "the tighter one written");
      return true;
    }
    return false;
  }

  void report_empty(const Constraint* lower, const Constraint* upper) {
    const Constraint* place = is_own(upper) ? upper : is_own(lower) ? lower : nullptr;
    if (place == nullptr) return;  // reported where it was written
    const Constraint* other = place == upper ? lower : upper;
    if (other == nullptr) {
      diagnostics_.add(
          Code::no_value_possible, place->span,
          "no " + quote(name_of(kind_)) + " can keep this " + quote(name_of(place->keyword)));
      return;
    }
    const bool plain = !is_exclusive(lower->keyword) && !is_exclusive(upper->keyword);
    diagnostics_
        .add(plain ? Code::minimum_above_maximum : Code::no_value_possible, place->span,
             "no value can keep both " + quote(name_of(lower->keyword)) + " " + lower->text +
                 " and " + quote(name_of(upper->keyword)) + " " + upper->text)
        .related(other->span, quote(name_of(other->keyword)) + " written");
  }

  // Whether a multiple lies between the bounds, for each step.
  void check_steps(const Bound<Wide>& lower, const Bound<Wide>& upper) {
    for (const auto& limit : limits_) {
      if (limit.constraint->keyword != Keyword::multiple_of) continue;
      const Wide quotient = upper.value / limit.value;
      const bool round_down = upper.value < 0 && quotient * limit.value != upper.value;
      if ((quotient - (round_down ? 1 : 0)) * limit.value >= lower.value) continue;
      if (!is_own(limit.constraint) && !is_own(lower.by) && !is_own(upper.by)) continue;
      const Constraint* place = is_own(limit.constraint) ? limit.constraint
                                : is_own(upper.by)       ? upper.by
                                                         : lower.by;
      diagnostics_.add(Code::no_value_possible, place->span,
                       "no multiple of " + limit.constraint->text + " lies within the limits");
    }
  }

  const std::vector<Constraint>& own_;
  Subject subject_;
  LengthUnit unit_;
  Kind kind_;
  const model::TypeExpression* written_;
  Diagnostics& diagnostics_;
  std::vector<Limit> limits_;
};

void check_together(const std::vector<Constraint>& own,
                    const std::vector<const Constraint*>& inherited, Kind kind,
                    const model::TypeExpression* written, Diagnostics& diagnostics) {
  if (own.empty()) return;
  if (is_float(kind)) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Together<double>(own, inherited, Subject::number, kind, written, diagnostics)
        .check({-infinity}, {infinity});
    return;
  }
  if (is_integer(kind) || kind == Kind::decimal) {
    const auto range = kind == Kind::decimal ? range_of(*written) : range_of(kind);
    Together<Wide>(own, inherited, Subject::number, kind, written, diagnostics)
        .check({range.lowest}, {range.highest});
    return;
  }
  for (const auto subject : {Subject::text, Subject::items, Subject::properties}) {
    Together<Wide>(own, inherited, subject, kind, written, diagnostics)
        .check({count_range.lowest}, {count_range.highest});
  }
  // Lengths in different units say nothing of each other here.
  for (const auto unit : {LengthUnit::bytes, LengthUnit::utf16}) {
    Together<Wide>(own, inherited, Subject::text, kind, written, diagnostics, unit)
        .check({count_range.lowest}, {count_range.highest});
  }
}

}  // namespace

void check_constraints(model::Model& model, Diagnostics& diagnostics) {
  for (auto& declaration : model.declarations) {
    visit_types(declaration, [&](model::TypeExpression& type) {
      for (auto& constraint : type.keys) fill(constraint, Kind::string, nullptr, diagnostics);
      if (type.constraints.empty()) return;
      const auto base = find_base(model, type);
      if (!base) return;
      for (auto& constraint : type.constraints)
        fill(constraint, base->kind, base->written, diagnostics);
    });
  }
  for (const auto& declaration : model.declarations) {
    visit_types(declaration, [&](const model::TypeExpression& type) {
      check_together(type.keys, {}, Kind::string, nullptr, diagnostics);
      if (type.constraints.empty()) return;
      const auto base = find_base(model, type);
      if (base)
        check_together(type.constraints, base->inherited, base->kind, base->written, diagnostics);
    });
  }
}

}  // namespace tally::compiler::checking
