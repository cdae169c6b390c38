// The rules of records and mixins. Their expressions are parsed here; what they mean is found out
// by `check`, for every record that has them.
#include <array>
#include <string>

#include "diagnose/quote.h"
#include "language/language.h"
#include "resolve/declarations.h"
#include "resolve/keys.h"
#include "resolve/names.h"
#include "rules/parser.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using Form = syntax::Rule::Form;

struct FormKey {
  std::string_view name;
  Form form;
};
constexpr std::array form_keys{
    FormKey{"assert", Form::assertion}, FormKey{"atLeastOneOf", Form::at_least_one},
    FormKey{"exactlyOneOf", Form::exactly_one}, FormKey{"requires", Form::requirement},
    FormKey{"native", Form::native}};

// Lower-case words with `-` between them.
bool is_rule_id(std::string_view id) {
  bool start = true;  // of a word
  for (const char c : id) {
    const bool letter = c >= 'a' && c <= 'z';
    const bool digit = c >= '0' && c <= '9';
    if (start ? !letter && !(digit && c != id.front()) : !letter && !digit && c != '-')
      return false;
    start = c == '-';
  }
  return !start;
}

// What is shown of an expression: blanks and line breaks become one blank.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

std::optional<syntax::Expression> read_expression(Context& context, const yaml::Node& node,
                                                  std::string_view what, std::string& line) {
  if (!yaml::read_text(node, what, context.diagnostics)) return std::nullopt;
  line = one_line(node.text);
  const auto placed = [&](std::size_t begin, std::size_t end) {
    return yaml::span_within(node, begin, end, context.sources);
  };
  rules::Fault fault;
  auto syntax = rules::parse(node.text, placed, fault);
  if (!syntax) {
    auto draft = context.diagnostics.add(fault.too_large ? Code::rule_too_large : Code::rule_syntax,
                                         placed(fault.begin, fault.end), fault.message);
    if (!fault.hint.empty()) draft.label(fault.hint);
  }
  return syntax;
}

std::optional<model::FieldName> read_field_name(Context& context, const yaml::Node& node) {
  if (!yaml::read_text(node, "the name of a field", context.diagnostics)) return std::nullopt;
  return model::FieldName{node.text, node.span};
}

// At least `least` names, each once.
std::optional<std::vector<model::FieldName>> read_field_list(Context& context,
                                                             const yaml::Node& node,
                                                             std::string_view what,
                                                             std::size_t least) {
  if (!yaml::expect_sequence(node, what, context.diagnostics)) return std::nullopt;
  std::vector<model::FieldName> names;
  for (const auto* item : node.items) {
    auto name = read_field_name(context, *item);
    if (!name) return std::nullopt;
    for (const auto& other : names) {
      if (other.name != name->name) continue;
      context.diagnostics
          .add(Code::duplicate_name, name->span, quote(name->name) + " is there twice")
          .related(other.span, "first named");
      return std::nullopt;
    }
    names.push_back(std::move(*name));
  }
  if (names.size() >= least) return names;
  context.diagnostics.add(
      Code::empty_declaration, node.span,
      std::string(what) + " names fewer than " + (least == 1 ? "one field" : "two fields"));
  return std::nullopt;
}

bool read_requirements(Context& context, const yaml::Node& node, syntax::Rule& rule) {
  if (!yaml::expect_mapping(node, "`requires`", context.diagnostics)) return false;
  for (const auto& [key, value] : node.entries) {
    auto needs = read_field_list(context, *value, "a requirement", 1);
    if (!needs) return false;
    rule.requirements.push_back({{key->text, key->span}, std::move(*needs)});
  }
  if (!node.entries.empty()) return true;
  context.diagnostics.add(Code::empty_declaration, node.span, "`requires` names no field");
  return false;
}

bool read_native(Context& context, const yaml::Node& node, syntax::Rule& rule) {
  const auto name = yaml::read_text(node, "`native`", context.diagnostics);
  if (!name) return false;
  rule.native = *name;
  if (is_function_name(*name)) return true;
  context.diagnostics.add(Code::bad_name, node.span, quote(*name) + " cannot name a function")
      .label("write it with its namespace: `acme::orders::check_vat`");
  return false;
}

// What the rule says; false when something is wrong with it, which was reported.
bool read_body(Context& context, const yaml::Node& node, syntax::Rule& rule) {
  const auto* body = node.find(form_keys[static_cast<std::size_t>(rule.form)].name);
  switch (rule.form) {
    case Form::assertion: {
      rule.assertion = read_expression(context, *body, "`assert`", rule.text);
      const auto* when = node.find("when");
      if (when == nullptr) return rule.assertion.has_value();
      rule.when = read_expression(context, *when, "`when`", rule.when_text);
      return rule.assertion && rule.when;
    }
    case Form::at_least_one:
    case Form::exactly_one: {
      const bool any = rule.form == Form::at_least_one;
      auto fields = read_field_list(context, *body, any ? "`atLeastOneOf`" : "`exactlyOneOf`", 2);
      if (fields) rule.fields = std::move(*fields);
      return fields.has_value();
    }
    case Form::requirement:
      return read_requirements(context, *body, rule);
    case Form::native:
      return read_native(context, *body, rule);
  }
  return false;
}

std::optional<Form> read_form(Context& context, const yaml::Node& node) {
  std::vector<const FormKey*> found;
  for (const auto& key : form_keys) {
    if (node.find(key.name) != nullptr) found.push_back(&key);
  }
  if (found.size() != 1) {
    context.diagnostics
        .add(Code::rule_form, node.span,
             found.empty()
                 ? "the rule does not say what must be true"
                 : "the rule has " + quote(found[0]->name) + " and " + quote(found[1]->name))
        .label("write one of `assert`, `atLeastOneOf`, `exactlyOneOf`, `requires` and `native`");
    return std::nullopt;
  }
  const auto* when = node.find("when");
  if (when != nullptr && found.front()->form != Form::assertion) {
    context.diagnostics
        .add(Code::rule_form, when->span, "`when` stands beside " + quote(found.front()->name))
        .label("only `assert` has a `when`");
    return std::nullopt;
  }
  return found.front()->form;
}

syntax::Rule read_rule(Context& context, const yaml::Node& node) {
  syntax::Rule rule;
  rule.broken = true;
  rule.span = node.span;
  if (!yaml::expect_mapping(node, "a rule", context.diagnostics)) return rule;
  check_keys(node, language::rule_place, context.diagnostics);
  const auto* id = node.find("id");
  if (id == nullptr) {
    context.diagnostics.add(Code::missing_key, node.span, "the rule has no `id`");
  } else if (yaml::read_text(*id, "`id`", context.diagnostics)) {
    rule.id = id->text;
    rule.span = id->span;
    if (!is_rule_id(rule.id)) {
      context.diagnostics.add(Code::bad_name, id->span, quote(rule.id) + " cannot name a rule")
          .label("lower-case words with `-` between them: `ship-after-place`");
    }
  }
  const auto form = read_form(context, node);
  if (!form) return rule;
  rule.form = *form;
  bool sound = read_body(context, node, rule);
  if (const auto* at = node.find("at")) {
    rule.at = read_field_name(context, *at);
    sound = sound && rule.at;
  }
  rule.message = one_line(read_optional_text(context, node, "message"));
  rule.broken = !sound || rule.id.empty();
  return rule;
}

}  // namespace

std::vector<syntax::Rule> read_rules(Context& context, const yaml::Node& body) {
  std::vector<syntax::Rule> rules;
  const auto* node = body.find("rules");
  if (node == nullptr || !yaml::expect_sequence(*node, "`rules`", context.diagnostics))
    return rules;
  for (const auto* item : node->items) {
    if (!item->is_refused()) rules.push_back(read_rule(context, *item));
  }
  return rules;
}

}  // namespace tally::compiler::resolving
