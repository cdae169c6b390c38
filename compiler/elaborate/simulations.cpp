// How values of fields are made up.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "diagnose/quote.h"
#include "elaborate/passes.h"
#include "model/limits.h"
#include "model/vocabulary.h"
#include "model/walk.h"
#include "source/counted.h"
#include "tally/engine/values/number.h"
#include "tally/engine/values/time.h"

namespace tally::compiler::elaborating {
namespace {

using model::Kind;
using model::Simulation;
using model::Wide;
using simulate::Generator;

std::optional<double> read_number(const std::string& text) {
  const std::string padded = text + std::string(input_padding, '\0');
  const char* p = padded.data();
  double value = 0;
  if (read_double(p, value) != NumberStatus::ok) return std::nullopt;
  return value;
}

// One field with its generator.
class Fit {
 public:
  Fit(const model::Field& field, const model::Base& base, Simulation& simulation,
      Diagnostics& diagnostics)
      : field_(field),
        base_(base),
        simulation_(simulation),
        spec_(simulation.spec),
        diagnostics_(diagnostics) {
    if (base.kind == Kind::decimal) unit_ = std::pow(10, base.written->scale);
  }

  void run() {
    if (spec_.generator == Generator::choice) return check_weights();
    if (!model::is_number(base_.kind)) {
      return report(simulation_.span,
                    quote(model::name_of(base_.kind)) + " is no number: only `choice` suits it");
    }
    spec_.whole = !model::is_float(base_.kind);
    find_limits();
    switch (spec_.generator) {
      case Generator::uniform:
        if (read("min", spec_.minimum, lowest_) && read("max", spec_.maximum, highest_))
          check_range();
        return;
      case Generator::walk:
        if (read("min", spec_.minimum, lowest_) && read("max", spec_.maximum, highest_) &&
            read("start", spec_.start) && read("step", spec_.step) && check_range() &&
            holds("start", spec_.minimum <= spec_.start && spec_.start <= spec_.maximum,
                  "is outside of its range")) {
          holds("step", spec_.step > 0, "must be above 0");
        }
        return;
      case Generator::sine:
        if (read("mean", spec_.offset) && read("amplitude", spec_.amplitude) && read_period() &&
            holds("amplitude", spec_.amplitude >= 0, "must not be below 0")) {
          holds("amplitude",
                fits(spec_.offset - spec_.amplitude) && fits(spec_.offset + spec_.amplitude),
                "leads beyond the limits of the field") &&
              keeps_steps();
        }
        return;
      case Generator::counter:
        spec_.minimum = lowest_;
        spec_.maximum = highest_;
        if (read("start", spec_.start) && read("step", spec_.step, 1))
          holds("start", fits(spec_.start), "is outside of the limits of the field");
        return;
      case Generator::choice:
        return;
    }
  }

 private:
  using Parameter = Simulation::Parameter;

  void report(Span place, const std::string& message) {
    diagnostics_.add(Code::bad_simulation, place, message);
  }

  [[nodiscard]] const Parameter* find(std::string_view name) const {
    for (const Parameter& parameter : simulation_.parameters) {
      if (parameter.name == name) return &parameter;
    }
    return nullptr;
  }

  bool holds(std::string_view name, bool condition, const std::string& otherwise) {
    if (condition) return true;
    const Parameter* parameter = find(name);
    report(parameter == nullptr ? simulation_.span : parameter->span,
           quote(name) + " " + otherwise);
    return false;
  }

  // In units of the field; `otherwise` if it is finite and the parameter is not there.
  bool read(std::string_view name, double& out,
            double otherwise = std::numeric_limits<double>::infinity()) {
    constexpr double most = 9007199254740991;  // 2^53 - 1
    const Parameter* parameter = find(name);
    if (parameter == nullptr) {
      out = otherwise;
      return holds(name, std::isfinite(otherwise), "is missing");
    }
    const auto number = read_number(parameter->text);
    if (!holds(name, number.has_value(), "is out of range")) return false;
    out = *number * unit_;
    if (!spec_.whole) return true;
    const double whole = std::round(out);
    const bool near = base_.kind == Kind::decimal ? std::fabs(out - whole) < 1e-6 : out == whole;
    out = whole;
    return holds(name, near,
                 base_.kind == Kind::decimal ? "has more digits than the field"
                                             : "must be a whole number") &&
           holds(name, std::fabs(whole) <= most, "must lie within 2^53");
  }

  bool read_period() {
    const Parameter* parameter = find("period");
    if (!holds("period", parameter != nullptr, "is missing")) return false;
    std::chrono::nanoseconds period{};
    const bool sound = parse_duration(parameter->text, period) == TimeStatus::ok;
    spec_.period = period.count();
    return holds("period", sound && spec_.period > 0,
                 "must be a duration above 0, such as `PT10M`");
  }

  void find_limits() {
    lowest_ = -std::numeric_limits<double>::infinity();
    highest_ = std::numeric_limits<double>::infinity();
    if (model::is_integer(base_.kind)) {
      const model::IntegerRange range = model::range_of(base_.kind);
      constexpr Wide most = (Wide{1} << 53) - 1;
      lowest_ = static_cast<double>(std::max(range.lowest, -most));
      highest_ = static_cast<double>(std::min(range.highest, most));
    } else if (base_.kind == Kind::decimal) {
      const double beyond = std::min(std::pow(10, base_.written->precision), 9007199254740992.0);
      lowest_ = 1 - beyond;
      highest_ = beyond - 1;
    } else if (base_.kind == Kind::float32) {
      lowest_ = static_cast<double>(std::numeric_limits<float>::lowest());
      highest_ = static_cast<double>(std::numeric_limits<float>::max());
    }
    for (const auto* constraint : base_.inherited) add_limit(*constraint);
    for (const auto& constraint : base_.written->constraints) add_limit(constraint);
    for (const auto& constraint : field_.type.constraints) add_limit(constraint);
  }

  void add_limit(const model::Constraint& constraint) {
    const auto number = read_number(constraint.text);
    const Bound bound = facts_of(constraint.keyword).bound;
    if (!number || bound == Bound::none) return;
    if (bound == Bound::step) {
      steps_ = &constraint;
      return;
    }
    const bool lower = model::side_of(bound) == model::Side::lower;
    double limit = *number * unit_;
    if (spec_.whole) {
      limit = base_.kind == Kind::decimal ? std::round(limit) : limit;
      if (model::is_exclusive(bound)) limit += lower ? 1 : -1;
    } else if (model::is_exclusive(bound)) {
      limit = std::nextafter(limit, lower ? highest_ : lowest_);
    }
    if (lower) {
      lowest_ = std::max(lowest_, limit);
    } else {
      highest_ = std::min(highest_, limit);
    }
  }

  [[nodiscard]] bool fits(double value) const { return value >= lowest_ && value <= highest_; }

  bool check_range() {
    return holds("min", fits(spec_.minimum), "is outside of the limits of the field") &&
           holds("max", fits(spec_.maximum), "is outside of the limits of the field") &&
           holds("min", spec_.minimum <= spec_.maximum, "is above `max`") &&
           holds("max", std::isfinite(spec_.maximum - spec_.minimum), "is too far from `min`") &&
           keeps_steps();
  }

  bool keeps_steps() {
    if (steps_ == nullptr) return true;
    diagnostics_
        .add(Code::bad_simulation, simulation_.span,
             quote(field_.name) + " has only multiples of " + steps_->text +
                 ", which the generator does not know")
        .label("use `choice` or `counter`")
        .related(steps_->span, "`multipleOf`");
    return false;
  }

  void check_weights() {
    double all = 0;
    for (const Parameter& parameter : simulation_.parameters) {
      if (parameter.name != "weight") continue;
      const auto weight = read_number(parameter.text);
      simulation_.weights.push_back(weight.value_or(-1));
      all += simulation_.weights.back();
      if (!weight || *weight < 0) return report(parameter.span, "a weight must not be below 0");
    }
    const std::size_t choices = simulation_.values.size();
    if (choices == 0) return report(simulation_.span, "`values` is missing or empty");
    if (simulation_.weights.empty()) {
      simulation_.weights.assign(choices, 1);
    } else if (simulation_.weights.size() != choices) {
      report(simulation_.span, counted(choices, "value") + " cannot have " +
                                   counted(simulation_.weights.size(), "weight"));
    } else if (!(all > 0) || !std::isfinite(all)) {
      report(simulation_.span, "the weights must add up to something above 0");
    }
  }

  const model::Field& field_;
  const model::Base& base_;
  Simulation& simulation_;
  simulate::Spec& spec_;
  Diagnostics& diagnostics_;
  double unit_ = 1;  // of a decimal: one is this many units of its last place
  double lowest_ = 0;
  double highest_ = 0;
  const model::Constraint* steps_ = nullptr;
};

}  // namespace

void fit_simulations(model::Model& model, Diagnostics& diagnostics) {
  // Mixins and open generics are judged where they have become something.
  for (const auto& contract : model.contracts) {
    for (const auto id : contract.declarations) {
      auto& declaration = model.declarations[id];
      auto* record = std::get_if<model::Record>(&declaration.form);
      if (record == nullptr || declaration.broken) continue;
      for (auto& field : record->fields) {
        if (!field.simulation) continue;
        const auto base = find_base(model, field.type);
        if (base) Fit(field, *base, *field.simulation, diagnostics).run();
      }
    }
  }
}

}  // namespace tally::compiler::elaborating
