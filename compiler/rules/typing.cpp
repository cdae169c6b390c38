#include "rules/typing.h"

#include <algorithm>
#include <set>
#include <utility>

#include "diagnose/quote.h"
#include "model/vocabulary.h"
#include "rules/facts.h"
#include "rules/literals.h"
#include "rules/types.h"
#include "source/counted.h"
#include "source/suggest.h"

namespace tally::compiler::rules {
namespace {

using model::Expression;
using model::Kind;
using model::Operation;
using Syntax = syntax::Expression;
using Form = Syntax::Form;

using model::OperationForm;

// The operation that contracts spell so.
std::optional<Operation> find(OperationForm form, std::string_view sign) {
  const auto operations = model::operations();
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (operations[i].form == form && operations[i].sign == sign) return static_cast<Operation>(i);
  }
  return std::nullopt;
}

std::optional<Operation> find_loop(std::string_view name) {
  return find(OperationForm::loop, name == "exists" ? "any" : name);  // as CEL calls it
}

bool is_function(const model::OperationRow& operation) {
  return operation.form == OperationForm::function || operation.form == OperationForm::test ||
         operation.form == OperationForm::loop;
}

// An expression with what is known of it while it is being put together.
struct Typed {
  Expression expression;
  Type type;
  const Syntax* syntax = nullptr;
  // The variable that the value was reached from; none for what was calculated.
  std::optional<std::uint32_t> root;

  [[nodiscard]] bool unknown() const { return type.unknown; }
};

class Typing {
 public:
  Typing(const model::Model& model, model::DeclarationId record, const syntax::Rule& rule,
         FieldIndex& fields, Diagnostics& diagnostics)
      : model_(model), record_(record), rule_(rule), fields_(fields), diagnostics_(diagnostics) {
    Typed itself;
    itself.expression.operation = Operation::variable;
    itself.expression.kind = Kind::record;
    itself.type = plain(Kind::record);
    itself.type.declared = record;
    itself.root = 0;
    variables_.push_back({"this", std::move(itself)});
  }

  TypedRule run() {
    std::optional<Expression> condition;
    switch (rule_.form) {
      case syntax::Rule::Form::assertion:
        condition = assertion();
        break;
      case syntax::Rule::Form::at_least_one:
        condition = at_least_one();
        break;
      case syntax::Rule::Form::exactly_one:
        condition = exactly_one();
        break;
      case syntax::Rule::Form::requirement:
        condition = requirement();
        break;
      case syntax::Rule::Form::native:
        break;
    }
    if (failed_) return {};
    if (condition) condition = guarded(std::move(*condition));
    return {std::move(condition), {named_.begin(), named_.end()}};
  }

 private:
  // Diagnostics.

  Draft report(Code code, Span span, std::string message) {
    if (entry(code).severity == Severity::error) failed_ = true;
    return diagnostics_.add(code, span, std::move(message));
  }

  Typed wrong(Code code, Span span, std::string message, const std::string& label = {}) {
    auto draft = report(code, span, std::move(message));
    if (!label.empty()) draft.label(label);
    return unknown();
  }

  // What follows from something that was reported, here or by an earlier pass.
  Typed unknown() {
    failed_ = true;
    Typed typed;
    typed.type.unknown = true;
    return typed;
  }

  [[nodiscard]] std::string shown(const Type& type) const { return rules::shown(model_, type); }

  // Building blocks.

  Expression node(Operation operation, Kind kind, std::vector<Expression> arguments) {
    if (++nodes_ > most_nodes && !failed_) {
      report(Code::rule_too_large, rule_.span,
             "the rule is too large once its lists are written out");
    }
    Expression expression;
    expression.operation = operation;
    expression.kind = kind;
    if (!failed_) expression.arguments = std::move(arguments);
    return expression;
  }

  template <class... Arguments>
  Expression make(Operation operation, Kind kind, Arguments... arguments) {
    std::vector<Expression> list;
    (list.push_back(std::move(arguments)), ...);
    return node(operation, kind, std::move(list));
  }

  static Expression integer(std::int64_t value, Kind kind = Kind::int64) {
    Expression expression;
    expression.kind = kind;
    expression.integer = value;
    return expression;
  }

  Typed typed(Expression expression, const Syntax& syntax) {
    Typed result;
    result.type = plain(expression.kind);
    result.type.declared = expression.declared;
    result.expression = std::move(expression);
    result.syntax = &syntax;
    return result;
  }

  [[nodiscard]] const model::Declaration& declaration(const Type& type) const {
    return model_.declarations[type.declared];
  }

  // The forms of rules.

  std::optional<Expression> assertion() {
    std::optional<Expression> when;
    if (rule_.when) {
      when = condition(*rule_.when, "`when`");
      learn(facts_, *rule_.when, true);
    }
    auto assertion = condition(*rule_.assertion, "`assert`");
    if (failed_) return std::nullopt;
    if (!when) return assertion;
    return make(Operation::choose, Kind::boolean, std::move(*when), std::move(*assertion),
                integer(1, Kind::boolean));
  }

  std::optional<Expression> condition(const Syntax& syntax, const std::string& what) {
    auto result = evaluate(syntax);
    if (result.unknown()) return std::nullopt;
    if (result.type.kind != Kind::boolean) {
      wrong(Code::rule_type, syntax.span,
            what + " must be a truth value, and this is " + shown(result.type));
      return std::nullopt;
    }
    return std::move(result.expression);
  }

  std::optional<Expression> presence(const model::FieldName& name) {
    const auto index = field_index(record_, name.name, name.span);
    if (!index) return std::nullopt;
    named_.insert(*index);
    warn_if_always_there(record_, *index, name.span);
    return has(make(Operation::variable, Kind::record), record_, *index);
  }

  std::vector<Expression> presences(const std::vector<model::FieldName>& names) {
    std::vector<Expression> list;
    for (const auto& name : names) {
      if (auto one = presence(name)) list.push_back(std::move(*one));
    }
    return list;
  }

  // The two-sided operation over all of the list, from the left.
  Expression fold(Operation operation, Kind kind, std::vector<Expression> list) {
    Expression result = std::move(list.front());
    for (std::size_t i = 1; i < list.size(); ++i) {
      result = make(operation, kind, std::move(result), std::move(list[i]));
    }
    return result;
  }

  std::optional<Expression> at_least_one() {
    auto list = presences(rule_.fields);
    if (failed_) return std::nullopt;
    return fold(Operation::either, Kind::boolean, std::move(list));
  }

  std::optional<Expression> exactly_one() {
    auto list = presences(rule_.fields);
    if (failed_) return std::nullopt;
    for (auto& one : list) {
      one = make(Operation::choose, Kind::int64, std::move(one), integer(1), integer(0));
    }
    return make(Operation::equal, Kind::boolean, fold(Operation::add, Kind::int64, std::move(list)),
                integer(1));
  }

  std::optional<Expression> requirement() {
    std::vector<Expression> list;
    for (const auto& one : rule_.requirements) {
      auto field = presence(one.field);
      auto needs = presences(one.needs);
      if (failed_) return std::nullopt;
      list.push_back(make(Operation::either, Kind::boolean,
                          make(Operation::negation, Kind::boolean, std::move(*field)),
                          fold(Operation::both, Kind::boolean, std::move(needs))));
    }
    return fold(Operation::both, Kind::boolean, std::move(list));
  }

  // The rule of a derived record waits for fields that were made optional there.
  Expression guarded(Expression condition) {
    std::vector<Expression> guards;
    for (const auto index : named_) {
      const auto& field = field_at(record_, index);
      if (!field.optional || !is_awaited(field.name)) continue;
      guards.push_back(has(make(Operation::variable, Kind::record), record_, index));
    }
    if (guards.empty()) return condition;
    const bool when = condition.operation == Operation::choose &&
                      condition.arguments[2].operation == Operation::literal &&
                      rule_.when.has_value();
    if (when) {
      guards.push_back(std::move(condition.arguments[0]));
      condition = std::move(condition.arguments[1]);
    }
    return make(Operation::choose, Kind::boolean,
                fold(Operation::both, Kind::boolean, std::move(guards)), std::move(condition),
                integer(1, Kind::boolean));
  }

  [[nodiscard]] bool is_awaited(const std::string& field) const {
    return std::find(rule_.awaited.begin(), rule_.awaited.end(), field) != rule_.awaited.end();
  }

  // Fields.

  [[nodiscard]] const model::Field& field_at(model::DeclarationId record,
                                             std::uint32_t index) const {
    return fields_of(model_.declarations[record])[index];
  }

  std::optional<std::uint32_t> field_index(model::DeclarationId record, const std::string& name,
                                           Span span) {
    if (const auto index = fields_.find(record, name)) return index;
    const auto& owner = model_.declarations[record];
    report(Code::unknown_member, span, quote(owner.name) + " has no field " + quote(name))
        .suggest(find_suggestion(name, fields_.names(record)), span)
        .related(owner.span, quote(owner.name) + " declared");
    return std::nullopt;
  }

  void warn_if_always_there(model::DeclarationId record, std::uint32_t index, Span span) {
    const auto& field = field_at(record, index);
    if (field.optional || rule_.derived) return;
    report(Code::rule_always, span,
           quote(field.name) +
               (field.default_value ? " has a default and is always there" : " is always there"))
        .related(field.span, "declared");
  }

  Expression has(Expression record, model::DeclarationId declared, std::uint32_t index) {
    if (!field_at(declared, index).optional) return integer(1, Kind::boolean);
    auto expression = make(Operation::has, Kind::boolean, std::move(record));
    expression.index = index;
    expression.declared = declared;
    return expression;
  }

  // The record and the field that `select` names; nothing if there is none, which was reported.
  struct Selected {
    Typed record;
    std::uint32_t index;
  };
  std::optional<Selected> selected(const Syntax& select) {
    auto record = evaluate(select.arguments.front());
    if (record.unknown()) return std::nullopt;
    if (record.type.kind != Kind::record) {
      wrong(Code::rule_type, select.span, shown(record.type) + " has no fields",
            record.type.kind == Kind::union_ ? "write a `native` rule" : "");
      return std::nullopt;
    }
    const auto index = field_index(record.type.declared, select.text, select.name);
    if (!index) return std::nullopt;
    if (record.root == 0 && record.expression.operation == Operation::variable) {
      named_.insert(*index);
    }
    return Selected{std::move(record), *index};
  }

  Typed select(const Syntax& syntax, bool may_be_null) {
    auto found = selected(syntax);
    if (!found) return unknown();
    const auto declared = found->record.type.declared;
    const auto& field = field_at(declared, found->index);
    const std::string path = path_of(syntax);
    const bool own =
        found->record.expression.operation == Operation::variable && found->record.root == 0;
    if (field.optional && !facts_.present.contains(path) && !(own && is_awaited(field.name))) {
      auto draft = report(Code::rule_optional, syntax.span, quote(path) + " may be absent");
      draft.label("write " + quote("has(" + path + ") && ...") + ", or " +
                  quote("when: has(" + path + ")"));
      draft.related(field.span, "declared");
      return unknown();
    }
    Typed result;
    result.type = type_of(model_, field.type);
    if (result.unknown()) return unknown();
    result.syntax = &syntax;
    result.root = found->record.root;
    result.expression =
        make(Operation::field, result.type.kind, std::move(found->record.expression));
    result.expression.index = found->index;
    result.expression.declared = declared;
    return not_null(std::move(result), path, may_be_null);
  }

  // The value of what may be null where that has been ruled out.
  Typed not_null(Typed value, const std::string& path, bool may_be_null) {
    if (value.type.kind != Kind::nullable || may_be_null) return value;
    if (path.empty() || !facts_.not_null.contains(path)) {
      return wrong(Code::rule_optional, value.syntax->span, quote(path) + " may be null",
                   "write " + quote(path + " != null && ..."));
    }
    Typed inner = value;
    inner.type = type_of(model_, *value.type.element);
    inner.expression = make(Operation::value, inner.type.kind, std::move(value.expression));
    return inner;
  }

  // Expressions.

  Typed evaluate(const Syntax& syntax, bool may_be_null = false) {
    switch (syntax.form) {
      case Form::boolean:
      case Form::integer:
      case Form::unsigned_integer:
      case Form::number:
      case Form::text:
        return literal(syntax);
      case Form::null: {
        auto result = typed({}, syntax);
        result.type.null = true;
        return result;
      }
      case Form::name:
        return variable(syntax, may_be_null);
      case Form::select:
        return select(syntax, may_be_null);
      case Form::call:
        return call(syntax);
      case Form::list:
        return wrong(Code::rule_type, syntax.span, "a list of literals cannot stand here",
                     "lists stand behind `in`, and in `all`, `any`, `sum`, `count` and `size`");
      case Form::operate:
        return operate(syntax);
    }
    return unknown();
  }

  Typed literal(const Syntax& syntax) {
    auto value = read_literal(syntax);
    // A large one may still fit the other side of an operator.
    if (!value && syntax.form == Form::integer) {
      value = read_literal(syntax, plain(Kind::uint64), model_, ignored_);
    }
    if (!value) return wrong(Code::rule_type, syntax.span, "the number is out of range");
    return typed(std::move(*value), syntax);
  }

  Typed variable(const Syntax& syntax, bool may_be_null) {
    for (const auto& [name, value] : variables_) {
      if (name != syntax.text) continue;
      auto result = value;
      if (result.syntax == nullptr || !is_literal(*result.syntax)) result.syntax = &syntax;
      return not_null(std::move(result), syntax.text, may_be_null);
    }
    std::vector<std::string> names;
    for (const auto& one : variables_) names.push_back(one.name);
    auto draft = report(Code::rule_unknown_name, syntax.span, "unknown name " + quote(syntax.text));
    if (fields_.find(record_, syntax.text)) {
      draft.label("did you mean " + quote("this." + syntax.text) + "?")
          .fix(syntax.span, "this." + syntax.text);
    } else {
      draft.suggest(find_suggestion(syntax.text, names), syntax.span);
    }
    return unknown();
  }

  // Makes one of the two what the other one is, if it is a literal.
  void adapt(Typed& a, Typed& b) {
    if (is_same(a.type, b.type)) return;
    if (!adapt(a, b.type)) adapt(b, a.type);
  }
  bool adapt(Typed& value, const Type& type) {
    if (value.syntax == nullptr || !is_literal(*value.syntax) || type.unknown) return false;
    std::string problem;
    auto read = read_literal(*value.syntax, type, model_, problem);
    if (!read) {
      if (!problem.empty()) refuse_literal(*value.syntax, type, problem);
      if (!problem.empty()) value = unknown();
      return !problem.empty();
    }
    value.expression = std::move(*read);
    value.type = type;
    return true;
  }

  void refuse_literal(const Syntax& literal, const Type& type, const std::string& problem) {
    const bool value = type.kind == Kind::enumeration;
    auto draft = report(value ? Code::unknown_member : Code::rule_type, literal.span, problem);
    if (!value) return;
    std::vector<std::string> names;
    for (const auto& each : values_of(declaration(type))) names.push_back(each.name);
    const auto near = suggest(literal.text, names);
    if (near) draft.label("did you mean " + quote(*near) + "?");
    draft.related(declaration(type).span, quote(declaration(type).name) + " declared");
  }

  Typed operate(const Syntax& syntax) {
    const std::string& sign = syntax.text;
    if (sign == "?:") return choose(syntax);
    if (sign == "&&" || sign == "||") return logic(syntax);
    if (sign == "in") return membership(syntax);
    if (syntax.arguments.size() == 1) return unary(syntax);
    if (const auto comparison = find(OperationForm::comparison, sign))
      return compare(syntax, *comparison);
    return calculate(syntax, *find(OperationForm::calculation, sign));
  }

  Typed unary(const Syntax& syntax) {
    auto value = evaluate(syntax.arguments.front());
    if (value.unknown()) return unknown();
    const Kind kind = value.type.kind;
    const bool fits = syntax.text == "!"
                          ? kind == Kind::boolean && !value.type.null
                          : kind == Kind::int64 || kind == Kind::float64 || kind == Kind::duration;
    if (!fits) return misfit(syntax, value);
    const Operation operation = syntax.text == "!" ? Operation::negation : Operation::minus;
    return typed(make(operation, kind, std::move(value.expression)), syntax);
  }

  Typed misfit(const Syntax& syntax, const Typed& a) {
    return wrong(Code::rule_type, syntax.name,
                 quote(syntax.text) + " is not defined for " + shown(a.type));
  }
  Typed misfit(const Syntax& syntax, const Typed& a, const Typed& b) {
    const bool widths = (a.type.kind == Kind::int64 && b.type.kind == Kind::uint64) ||
                        (a.type.kind == Kind::uint64 && b.type.kind == Kind::int64);
    const bool decimal = a.type.kind == Kind::decimal || b.type.kind == Kind::decimal;
    return wrong(
        Code::rule_type, syntax.name,
        quote(syntax.text) + " is not defined for " + shown(a.type) + " and " + shown(b.type),
        widths    ? "there is no calculating with `uint64` and other integers together"
        : decimal ? "decimals can be compared, not calculated with"
                  : "");
  }

  Typed logic(const Syntax& syntax) {
    const bool both = syntax.text == "&&";
    const Facts before = facts_;
    auto a = evaluate(syntax.arguments[0]);
    learn(facts_, syntax.arguments[0], both);
    auto b = evaluate(syntax.arguments[1]);
    facts_ = before;
    if (a.unknown() || b.unknown()) return unknown();
    for (const auto* side : {&a, &b}) {
      if (side->type.kind != Kind::boolean || side->type.null) return misfit(syntax, *side);
    }
    return typed(make(both ? Operation::both : Operation::either, Kind::boolean,
                      std::move(a.expression), std::move(b.expression)),
                 syntax);
  }

  Typed choose(const Syntax& syntax) {
    auto condition = evaluate(syntax.arguments[0]);
    const Facts before = facts_;
    learn(facts_, syntax.arguments[0], true);
    auto a = evaluate(syntax.arguments[1]);
    facts_ = before;
    learn(facts_, syntax.arguments[0], false);
    auto b = evaluate(syntax.arguments[2]);
    facts_ = before;
    if (condition.unknown() || a.unknown() || b.unknown()) return unknown();
    if (condition.type.kind != Kind::boolean || condition.type.null) {
      return misfit(syntax, condition);
    }
    adapt(a, b);
    if (a.unknown() || b.unknown()) return unknown();
    if (!is_same(a.type, b.type) || !has_value(a.type)) return misfit(syntax, a, b);
    auto expression = make(Operation::choose, a.type.kind, std::move(condition.expression),
                           std::move(a.expression), std::move(b.expression));
    expression.declared = a.type.declared;
    return typed(std::move(expression), syntax);
  }

  static bool is_null(const Syntax& syntax) { return syntax.form == Form::null; }

  Typed compare(const Syntax& syntax, Operation comparison) {
    const bool equality = syntax.text == "==" || syntax.text == "!=";
    for (std::size_t side = 0; equality && side < 2; ++side) {
      if (is_null(syntax.arguments[1 - side])) return compare_null(syntax, syntax.arguments[side]);
    }
    auto a = evaluate(syntax.arguments[0]);
    auto b = evaluate(syntax.arguments[1]);
    if (a.unknown() || b.unknown()) return unknown();
    adapt(a, b);
    if (a.unknown() || b.unknown()) return unknown();
    const auto whole = [](const Typed& value) {
      return value.type.kind == Kind::int64 || value.type.kind == Kind::uint64;
    };
    const bool meet = (is_same(a.type, b.type) && has_value(a.type)) || (whole(a) && whole(b));
    if (!meet || !(equality || is_ordered(a.type.kind))) return misfit(syntax, a, b);
    return typed(make(comparison, Kind::boolean, std::move(a.expression), std::move(b.expression)),
                 syntax);
  }

  Typed compare_null(const Syntax& syntax, const Syntax& side) {
    auto value = evaluate(side, true);
    if (value.unknown()) return unknown();
    if (value.type.kind != Kind::nullable) {
      return wrong(Code::rule_type, side.span, "this is never null");
    }
    auto test = make(Operation::is_null, Kind::boolean, std::move(value.expression));
    if (syntax.text == "!=") test = make(Operation::negation, Kind::boolean, std::move(test));
    return typed(std::move(test), syntax);
  }

  Typed calculate(const Syntax& syntax, Operation calculation) {
    auto a = evaluate(syntax.arguments[0]);
    auto b = evaluate(syntax.arguments[1]);
    if (a.unknown() || b.unknown()) return unknown();
    adapt_moments(a, b, calculation);
    if (!is_moment(a) && !is_moment(b)) adapt(a, b);
    if (a.unknown() || b.unknown()) return unknown();
    const auto kind = result_kind(calculation, a.type.kind, b.type.kind);
    if (!kind) return misfit(syntax, a, b);
    return typed(make(calculation, *kind, std::move(a.expression), std::move(b.expression)),
                 syntax);
  }

  static bool is_moment(const Typed& value) {
    return value.type.kind == Kind::timestamp || value.type.kind == Kind::duration;
  }

  // A text beside a timestamp is a length of time, or what it is subtracted from or subtracts.
  void adapt_moments(Typed& a, Typed& b, Operation operation) {
    if (is_moment(a) == is_moment(b)) return;
    const bool left = is_moment(a);
    const Kind known = left ? a.type.kind : b.type.kind;
    Typed& text = left ? b : a;
    if (text.syntax == nullptr || text.syntax->form != Form::text) return;
    const bool moment = operation == Operation::subtract && known == Kind::timestamp &&
                        read_literal(*text.syntax, plain(known), model_, ignored_).has_value();
    const bool before =
        operation == Operation::subtract && !left && known == Kind::duration &&
        read_literal(*text.syntax, plain(Kind::timestamp), model_, ignored_).has_value();
    adapt(text, plain(moment || before ? Kind::timestamp : Kind::duration));
  }

  static std::optional<Kind> result_kind(Operation operation, Kind a, Kind b) {
    const bool whole = a == b && (a == Kind::int64 || a == Kind::uint64);
    const bool number = whole || (a == b && a == Kind::float64);
    switch (operation) {
      case Operation::remainder:
        return whole ? std::optional(a) : std::nullopt;
      case Operation::multiply:
      case Operation::divide:
        return number ? std::optional(a) : std::nullopt;
      case Operation::add:
        if (a == Kind::timestamp && b == Kind::duration) return a;
        if (a == Kind::duration && b == Kind::timestamp) return b;
        return number || (a == b && a == Kind::duration) ? std::optional(a) : std::nullopt;
      default:
        if (a == Kind::timestamp && (b == Kind::timestamp || b == Kind::duration)) {
          return b == Kind::timestamp ? Kind::duration : Kind::timestamp;
        }
        return number || (a == b && a == Kind::duration) ? std::optional(a) : std::nullopt;
    }
  }

  Typed membership(const Syntax& syntax) {
    auto value = evaluate(syntax.arguments[0]);
    if (syntax.arguments[1].form == Form::list) return one_of(syntax, std::move(value));
    auto list = evaluate(syntax.arguments[1]);
    if (value.unknown() || list.unknown()) return unknown();
    Type item = plain(Kind::string);  // a map's keys
    if (list.type.kind == Kind::list) {
      item = type_of(model_, *list.type.element);
    } else if (list.type.kind != Kind::map) {
      return misfit(syntax, list);
    }
    if (item.unknown) return unknown();
    adapt(value, item);
    if (value.unknown()) return unknown();
    if (!has_value(item) || !is_same(value.type, item)) {
      Typed shown_item;
      shown_item.type = item;
      return wrong(Code::rule_type, syntax.name,
                   "the list holds " + shown(item) + " and not " + shown(value.type));
    }
    if (!check_steps(list, syntax.arguments[1].span)) return unknown();
    const Operation operation =
        list.type.kind == Kind::list ? Operation::contained : Operation::has_key;
    return typed(
        make(operation, Kind::boolean, std::move(value.expression), std::move(list.expression)),
        syntax);
  }

  Typed one_of(const Syntax& syntax, Typed value) {
    std::vector<Typed> items;
    for (const auto& item : syntax.arguments[1].arguments) items.push_back(evaluate(item));
    if (value.unknown()) return unknown();
    std::vector<Expression> arguments;
    for (auto& item : items) {
      if (item.unknown()) return unknown();
      if (value.syntax != nullptr && is_literal(*value.syntax) && !is_literal(*item.syntax)) {
        adapt(value, item.type);
      }
    }
    arguments.push_back(value.expression);
    for (auto& item : items) {
      adapt(item, value.type);
      if (item.unknown() || value.unknown()) return unknown();
      if (!is_same(item.type, value.type) || !has_value(item.type)) {
        return wrong(
            Code::rule_type, item.syntax->span,
            "this is " + shown(item.type) + ", and " + shown(value.type) + " is looked for");
      }
      arguments.push_back(std::move(item.expression));
    }
    if (arguments.size() == 1) return typed(integer(0, Kind::boolean), syntax);
    return typed(node(Operation::one_of, Kind::boolean, std::move(arguments)), syntax);
  }

  // Functions.

  Typed call(const Syntax& syntax) {
    const std::string& name = syntax.text;
    if (name == "has") return call_has(syntax);
    if (name == "size") return call_size(syntax);
    if (const auto test = find(OperationForm::test, name)) return call_text(syntax, *test);
    if (const auto loop = find_loop(name)) return call_loop(syntax, *loop);
    std::vector<std::string_view> functions;
    for (const auto& operation : model::operations()) {
      if (is_function(operation)) functions.push_back(operation.sign);
    }
    report(Code::rule_unknown_name, syntax.name, "unknown function " + quote(name))
        .suggest(find_suggestion(name, functions), syntax.name);
    return unknown();
  }

  bool expect_arguments(const Syntax& syntax, std::size_t count, const std::string& example) {
    if (syntax.arguments.size() == count) return true;
    wrong(Code::rule_syntax, syntax.span,
          quote(syntax.text) + " takes " + counted(count, "argument"), "as in " + quote(example));
    return false;
  }

  Typed call_has(const Syntax& syntax) {
    if (!expect_arguments(syntax, 1, "has(this.note)")) return unknown();
    const auto& select = syntax.arguments.front();
    if (select.form != Form::select) {
      return wrong(Code::rule_type, select.span, "`has` asks for a field",
                   "as in `has(this.note)`");
    }
    auto found = selected(select);
    if (!found) return unknown();
    warn_if_always_there(found->record.type.declared, found->index, select.span);
    const auto declared = found->record.type.declared;
    return typed(has(std::move(found->record.expression), declared, found->index), syntax);
  }

  Typed call_size(const Syntax& syntax) {
    if (!expect_arguments(syntax, 1, "size(this.note)")) return unknown();
    const auto& argument = syntax.arguments.front();
    if (argument.form == Form::list) {
      for (const auto& item : argument.arguments) {
        if (evaluate(item).unknown()) return unknown();
      }
      return typed(integer(static_cast<std::int64_t>(argument.arguments.size())), syntax);
    }
    auto value = evaluate(argument);
    if (value.unknown()) return unknown();
    const Kind kind = value.type.kind;
    if (kind != Kind::string && kind != Kind::bytes && kind != Kind::list && kind != Kind::map) {
      return misfit(syntax, value);
    }
    return typed(make(Operation::size, Kind::int64, std::move(value.expression)), syntax);
  }

  Typed call_text(const Syntax& syntax, Operation test) {
    if (!expect_arguments(syntax, 2, syntax.text + "(this.note, 'a')")) return unknown();
    auto text = evaluate(syntax.arguments[0]);
    auto part = evaluate(syntax.arguments[1]);
    if (text.unknown() || part.unknown()) return unknown();
    for (const auto* side : {&text, &part}) {
      if (side->type.kind != Kind::string) return misfit(syntax, *side);
    }
    // Looking for any text in any other takes the product of their lengths.
    if (test == Operation::contains && part.expression.operation != Operation::literal) {
      return wrong(Code::rule_type, syntax.arguments[1].span, "`contains` looks for a literal");
    }
    return typed(make(test, Kind::boolean, std::move(text.expression), std::move(part.expression)),
                 syntax);
  }

  struct Variable {
    std::string name;
    Typed value;
  };

  Typed call_loop(const Syntax& syntax, Operation loop) {
    if (!expect_arguments(syntax, 3, syntax.text + "(this.lines, l, l.quantity > 0)")) {
      return unknown();
    }
    const auto& name = syntax.arguments[1];
    if (name.form != Form::name) {
      return wrong(Code::rule_syntax, name.span, "the variable's name is expected here",
                   "as in " + quote(syntax.text + "(this.lines, l, ...)"));
    }
    for (const auto& variable : variables_) {
      if (variable.name != name.text) continue;
      return wrong(Code::duplicate_name, name.span, quote(name.text) + " is taken already");
    }
    if (syntax.arguments[0].form == Form::list) return unrolled(syntax, loop);
    auto list = evaluate(syntax.arguments[0]);
    if (list.unknown()) return unknown();
    if (list.type.kind != Kind::list) {
      return wrong(Code::rule_type, syntax.arguments[0].span,
                   "this is " + shown(list.type) + " and no list");
    }
    if (!check_steps(list, syntax.arguments[0].span)) return unknown();
    Typed item;
    item.type = type_of(model_, *list.type.element);
    if (item.unknown()) return unknown();
    const auto index = static_cast<std::uint32_t>(lists_.size() + 1);
    item.expression.operation = Operation::variable;
    item.expression.kind = item.type.kind;
    item.expression.index = index;
    item.expression.declared = item.type.declared;
    item.root = index;
    lists_.push_back(list.type.most);
    auto body = within(name.text, std::move(item), syntax.arguments[2]);
    lists_.pop_back();
    if (body.unknown() || !check_body(syntax, loop, body)) return unknown();
    const Kind kind = loop == Operation::sum     ? body.type.kind
                      : loop == Operation::count ? Kind::int64
                                                 : Kind::boolean;
    return typed(make(loop, kind, std::move(list.expression), std::move(body.expression)), syntax);
  }

  Typed within(const std::string& name, Typed value, const Syntax& body) {
    const Facts before = facts_;
    variables_.push_back({name, std::move(value)});
    auto result = evaluate(body);
    variables_.pop_back();
    facts_ = before;
    return result;
  }

  bool check_body(const Syntax& syntax, Operation operation, const Typed& body) {
    const Kind kind = body.type.kind;
    const bool summand = kind == Kind::int64 || kind == Kind::uint64 || kind == Kind::float64 ||
                         kind == Kind::duration;
    if (operation == Operation::sum ? summand : kind == Kind::boolean && !body.type.null) {
      return true;
    }
    wrong(Code::rule_type, syntax.arguments[2].span,
          quote(syntax.text) +
              (operation == Operation::sum ? " adds numbers up" : " tests every item") +
              ", and this is " + shown(body.type));
    return false;
  }

  // A list of literals has no value of its own: the body is written out for each item.
  Typed unrolled(const Syntax& syntax, Operation operation) {
    std::vector<Expression> list;
    Kind kind =
        operation == Operation::sum || operation == Operation::count ? Kind::int64 : Kind::boolean;
    for (const auto& item : syntax.arguments[0].arguments) {
      auto value = evaluate(item);
      if (value.unknown()) return unknown();
      if (value.type.null) {
        return wrong(Code::rule_type, item.span, "`null` cannot stand in a list");
      }
      auto body = within(syntax.arguments[1].text, std::move(value), syntax.arguments[2]);
      if (body.unknown() || !check_body(syntax, operation, body)) return unknown();
      if (operation == Operation::count) {
        body.expression =
            make(Operation::choose, kind, std::move(body.expression), integer(1), integer(0));
      } else if (operation == Operation::sum) {
        if (!list.empty() && body.type.kind != kind) {
          return wrong(Code::rule_type, item.span, "the items have different types");
        }
        kind = body.type.kind;
      }
      list.push_back(std::move(body.expression));
    }
    if (list.empty()) return typed(integer(operation == Operation::all ? 1 : 0, kind), syntax);
    const Operation join = operation == Operation::all   ? Operation::both
                           : operation == Operation::any ? Operation::either
                                                         : Operation::add;
    return typed(fold(join, kind, std::move(list)), syntax);
  }

  // Whether walking the list, as often as the loops around it ask for it, ends soon enough.
  bool check_steps(const Typed& list, Span span) {
    const std::uint32_t root = list.root.value_or(0);
    if (root >= lists_.size()) return true;  // once for each item of what it is a part of
    auto steps = list.type.most;
    for (std::size_t i = root; i < lists_.size() && steps; ++i) {
      steps = lists_[i] && *lists_[i] <= most_steps && *steps <= most_steps
                  ? std::optional(*steps * *lists_[i])
                  : std::nullopt;
    }
    if (steps && *steps <= most_steps) return true;
    wrong(Code::rule_too_slow, span, "the list is walked for every item of another one",
          "give both a `maxItems`, with a product of at most " + std::to_string(most_steps));
    return false;
  }

  const model::Model& model_;
  model::DeclarationId record_;
  const syntax::Rule& rule_;
  FieldIndex& fields_;
  Diagnostics& diagnostics_;
  std::vector<Variable> variables_;
  std::vector<std::optional<std::uint64_t>> lists_;  // how long those of the loops around may be
  Facts facts_;
  std::set<std::uint32_t> named_;
  std::uint32_t nodes_ = 0;
  bool failed_ = false;
  std::string ignored_;
};

}  // namespace

TypedRule type_rule(const model::Model& model, model::DeclarationId record,
                    const syntax::Rule& rule, FieldIndex& fields, Diagnostics& diagnostics) {
  return Typing(model, record, rule, fields, diagnostics).run();
}

}  // namespace tally::compiler::rules
