// Constraints that cannot be kept together.
#include <algorithm>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "model/limits.h"
#include "model/vocabulary.h"
#include "model/walk.h"

namespace tally::compiler::checking {
namespace {

using model::Constraint;
using model::Kind;
using model::LengthUnit;
using model::name_of;
using model::Side;
using model::Wide;

// One end of the values that are left over. `by` is null for the end of the type itself.
template <class Number>
struct End {
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

  void check(End<Number> lower, End<Number> upper) {
    for (const auto& limit : limits_) {
      if (limit.inherited) continue;
      if (report_looser(limit)) return;
    }
    for (const auto& limit : limits_) {
      const End<Number> bound{limit.value, limit.exclusive, limit.constraint};
      if (limit.side == Side::lower && is_tighter(bound, lower, true)) lower = bound;
      if (limit.side == Side::upper && is_tighter(bound, upper, false)) upper = bound;
    }
    const bool empty = lower.value > upper.value ||
                       (lower.value == upper.value && (lower.exclusive || upper.exclusive));
    if (empty) return report_empty(lower.by, upper.by);
    if constexpr (std::is_same_v<Number, Wide>) check_steps(lower, upper);
  }

 private:
  struct Limit {
    const Constraint* constraint;
    Side side;
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
    if (!model::is_limit(constraint.keyword)) return;
    const auto [subject, bound] = facts_of(constraint.keyword);
    if (subject != subject_ || constraint.unit != unit_) return;
    Limit limit{&constraint, model::side_of(bound), value_of(constraint),
                model::is_exclusive(bound), inherited};
    if constexpr (std::is_same_v<Number, Wide>) {
      // Between integers, and between multiples of a decimal's last digit, `more than 3` is `at
      // least 4`.
      if (limit.exclusive) limit.value += limit.side == Side::lower ? 1 : -1;
      limit.exclusive = false;
    }
    limits_.push_back(limit);
  }

  static bool is_tighter(const End<Number>& a, const End<Number>& b, bool lower) {
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
      const bool looser = limit.side == Side::lower   ? limit.value < other.value
                          : limit.side == Side::upper ? limit.value > other.value
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
    const bool plain = !model::is_exclusive(facts_of(lower->keyword).bound) &&
                       !model::is_exclusive(facts_of(upper->keyword).bound);
    diagnostics_
        .add(plain ? Code::minimum_above_maximum : Code::no_value_possible, place->span,
             "no value can keep both " + quote(name_of(lower->keyword)) + " " + lower->text +
                 " and " + quote(name_of(upper->keyword)) + " " + upper->text)
        .related(other->span, quote(name_of(other->keyword)) + " written");
  }

  // Whether a multiple lies between the bounds, for each step.
  void check_steps(const End<Wide>& lower, const End<Wide>& upper) {
    for (const auto& limit : limits_) {
      if (facts_of(limit.constraint->keyword).bound != Bound::step) continue;
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
  if (model::is_float(kind)) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Together<double>(own, inherited, Subject::number, kind, written, diagnostics)
        .check({-infinity}, {infinity});
    return;
  }
  if (model::is_number(kind)) {
    const auto range = kind == Kind::decimal ? model::range_of(*written) : model::range_of(kind);
    Together<Wide>(own, inherited, Subject::number, kind, written, diagnostics)
        .check({range.lowest}, {range.highest});
    return;
  }
  for (const auto subject : {Subject::length, Subject::items, Subject::properties}) {
    Together<Wide>(own, inherited, subject, kind, written, diagnostics)
        .check({model::count_range.lowest}, {model::count_range.highest});
  }
  // Lengths in different units say nothing of each other here.
  for (const auto unit : {LengthUnit::bytes, LengthUnit::utf16}) {
    Together<Wide>(own, inherited, Subject::length, kind, written, diagnostics, unit)
        .check({model::count_range.lowest}, {model::count_range.highest});
  }
}

}  // namespace

void check_constraints(const model::Model& model, Diagnostics& diagnostics) {
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
