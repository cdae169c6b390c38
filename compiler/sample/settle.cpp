#include "sample/settle.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tally/engine/json/document.h"
#include "tally/engine/json/walk.h"
#include "tally/engine/rules/interpreter.h"
#include "tally/engine/vocabulary/kind.h"

namespace tally::compiler::sampling {
namespace {

using plan::Operation;
using plan::RuleNode;

/// `this.field == expression`, in either order.
struct Equation {
  std::size_t at;       // of the comparison among the nodes of the rule
  std::uint32_t field;  // of the record
  bool first;           // the field is the first argument
};

/// Whether the node is a field of the record itself.
bool is_own_field(std::span<const RuleNode> nodes, std::size_t at) {
  return nodes[at].operation == Operation::field &&
         nodes[at + 1].operation == Operation::variable && nodes[at + 1].index == 0;
}

std::optional<Equation> find_equation(std::span<const RuleNode> nodes) {
  if (nodes.empty()) return std::nullopt;
  std::size_t at = 0;
  if (nodes[0].operation == Operation::choose) at = 1 + nodes[1].nodes;  // behind `when`
  if (nodes[at].operation != Operation::equal) return std::nullopt;
  const std::size_t first = at + 1;
  const std::size_t second = first + nodes[first].nodes;
  if (is_own_field(nodes, first)) return Equation{at, nodes[first].index, true};
  if (is_own_field(nodes, second)) return Equation{at, nodes[second].index, false};
  return std::nullopt;
}

/// A record as text, with the places of its fields.
class Text {
 public:
  Text(const plan::Plan& plan, const plan::Type& type, const Value& value)
      : plan_(plan), type_(type), document_(to_json(value)) {
    const char* begin = document_.padded().data;
    for (const plan::Member& field : type.members)
      values_.push_back(json::find_member(Source::text, begin, field.name));
  }

  [[nodiscard]] bool keeps(const plan::Rule& rule) const {
    return rule.native ||
           plan::code::evaluate({plan_, document_.padded().data, type_.members, values_, false},
                                rule);
  }

 private:
  const plan::Plan& plan_;
  const plan::Type& type_;
  Document document_;
  std::vector<const char*> values_;
};

class Settling {
 public:
  Settling(const plan::Plan& plan, plan::TypeIndex record, Value& value)
      : plan_(plan), type_(plan.types[record]), value_(value) {}

  void run(const plan::Rule& rule) {
    const auto equation = find_equation(rule.condition);
    if (!equation || keeps(rule)) return;
    const plan::Member& field = type_.members[equation->field];
    const KindFacts& facts = facts_of(plan_.types[field.type].kind);
    const auto key = std::find(value_.keys.begin(), value_.keys.end(), field.name);
    if (key == value_.keys.end() || facts.largest == 0) return;
    Value& item = value_.items[static_cast<std::size_t>(key - value_.keys.begin())];
    if (item.form != Value::Form::literal) return;

    // The same rule with `<=`: true up to the number that is looked for, false above.
    std::vector<RuleNode> nodes(rule.condition.begin(), rule.condition.end());
    nodes[equation->at].operation = equation->first ? Operation::at_most : Operation::at_least;
    plan::Rule bounded = rule;
    bounded.condition = nodes;
    const std::string before = item.json;
    const auto fits = [&](std::int64_t number) {
      item.json = std::to_string(number);
      return keeps(bounded);
    };
    std::int64_t low = facts.smallest;
    auto high = static_cast<std::int64_t>(std::min(facts.largest, std::uint64_t{INT64_MAX}));
    while (low < high) {
      // Rounded up, without overflow.
      const auto distance = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
      const std::int64_t middle = high - static_cast<std::int64_t>(distance / 2);
      if (fits(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    item.json = std::to_string(low);
    if (!keeps(rule)) item.json = before;
  }

 private:
  [[nodiscard]] bool keeps(const plan::Rule& rule) const {
    return Text(plan_, type_, value_).keeps(rule);
  }

  const plan::Plan& plan_;
  const plan::Type& type_;
  Value& value_;
};

}  // namespace

void settle(const plan::Plan& plan, plan::TypeIndex record, Value& value) {
  Settling settling(plan, record, value);
  for (const plan::Rule& rule : plan.types[record].rules) settling.run(rule);
}

}  // namespace tally::compiler::sampling
