#include "lint/findings.h"

#include <algorithm>
#include <string_view>

#include "diagnose/quote.h"

namespace tally::compiler::linting {
namespace {

using Form = model::TypeExpression::Form;
using model::Keyword;

// A regular expression cut at its `|` outside of groups and classes.
std::vector<std::string_view> alternatives(std::string_view pattern) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  bool in_class = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '\\') {
      ++at;
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == '|' && depth == 0) {
      parts.push_back(pattern.substr(begin, at - begin));
      begin = at + 1;
    }
  }
  parts.push_back(pattern.substr(begin));
  return parts;
}

bool ends_anchored(std::string_view part) {
  if (!part.ends_with('$')) return false;
  const std::string_view before = part.substr(0, part.size() - 1);
  const std::size_t other = before.find_last_not_of('\\');
  const std::size_t backslashes = before.size() - (other == std::string_view::npos ? 0 : other + 1);
  return backslashes % 2 == 0;
}

// Anchored at one end is a choice (a prefix, a suffix), at none hardly ever.
bool is_anchored(std::string_view pattern) {
  const auto parts = alternatives(pattern);
  return std::all_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return part.starts_with('^'); }) ||
         std::all_of(parts.begin(), parts.end(), ends_anchored);
}

// Whether every match is of limited length: both ends are fixed, nothing repeats without end.
bool is_bounded(std::string_view pattern) {
  for (const std::string_view part : alternatives(pattern)) {
    if (!part.starts_with('^') || !ends_anchored(part)) return false;
  }
  bool in_class = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '\\') {
      ++at;
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
    } else if (c == '*' || c == '+' || pattern.substr(at, 2) == ",}") {
      return false;
    }
  }
  return true;
}

std::string anchored(const std::string& pattern) {
  if (alternatives(pattern).size() > 1) return "^(?:" + pattern + ")$";
  return (pattern.starts_with('^') ? "" : "^") + pattern + (ends_anchored(pattern) ? "" : "$");
}

// As YAML writes it in single quotes.
std::string single_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result.append(c == '\'' ? 2 : 1, c);
  return result + "'";
}

bool is_pascal_case(std::string_view name) {
  return name.find('_') == std::string_view::npos;  // that it is a type's name is known
}

bool is_snake_case(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return std::all_of(name.begin(), name.end(), allowed) && !name.starts_with('_') &&
         !name.ends_with('_') && name.find("__") == std::string_view::npos;
}

std::string pascal_case(std::string_view name) {
  std::string result;
  bool start = true;
  for (const char c : name) {
    if (c != '_') result += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    start = c == '_';
  }
  return result;
}

std::string snake_case(std::string_view name) {
  std::string result;
  bool lower_before = false;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool separator = c == '_' || (upper && lower_before);
    if (separator && !result.empty() && !result.ends_with('_')) result += '_';
    if (c != '_') result += upper ? static_cast<char>(c - 'A' + 'a') : c;
    lower_before = !upper && c != '_';
  }
  while (result.ends_with('_')) result.pop_back();
  return result;
}

using Constraints = std::vector<const model::Constraint*>;

const model::Constraint* find(const Constraints& constraints, Keyword keyword) {
  const auto found = std::find_if(constraints.begin(), constraints.end(),
                                  [&](const auto* each) { return each->keyword == keyword; });
  return found == constraints.end() ? nullptr : *found;
}

class Linter {
 public:
  Linter(const model::Model& model, const model::Contract& contract, const Sources& sources)
      : model_(model), contract_(contract), sources_(sources) {}

  std::vector<Finding> run() {
    for (const auto id : contract_.declarations) look(model_.declarations[id]);
    return std::move(found_);
  }

 private:
  void look(const model::Declaration& declaration) {
    const std::string name = quote(declaration.name);
    if (!declaration.inline_variant) {
      if (!is_pascal_case(declaration.name)) {
        found_.push_back({RuleId::naming_type, declaration.span,
                          "the type " + name + " is not in PascalCase",
                          "for example " + quote(pascal_case(declaration.name))});
      }
      if (declaration.doc.empty())
        found_.push_back({RuleId::doc_missing, declaration.span,
                          "the type " + name + " has no `doc`", "say what it stands for"});
    }
    if (const auto* type = named_type(declaration)) look(*type, {});
    for (const auto& field : fields_of(declaration)) look(field);
  }

  void look(const model::Field& field) {
    if (!is_snake_case(field.name)) {
      const std::string wire =
          field.wire == field.name ? ", with " + quote("wire: " + field.wire) : std::string();
      found_.push_back({RuleId::naming_field, field.span,
                        "the field " + quote(field.name) + " is not in snake_case",
                        "for example " + quote(snake_case(field.name)) + wire});
    }
    if (field.doc.empty())
      found_.push_back({RuleId::doc_missing, field.span,
                        "the field " + quote(field.name) + " has no `doc`", ""});
    look(field.type, {});
  }

  // `outer` are the limits on the expression from `| null` around it.
  void look(const model::TypeExpression& type, Constraints outer) {
    for (const auto& constraint : type.constraints) outer.push_back(&constraint);
    look_at_patterns(type.constraints);
    look_at_patterns(type.keys);
    const bool is_string = type.form == Form::builtin && type.builtin == model::Kind::string;
    if (is_string && find(outer, Keyword::max_length) == nullptr) {
      const auto* pattern = find(outer, Keyword::pattern);
      if (pattern == nullptr || !is_bounded(pattern->text)) {
        found_.push_back({RuleId::string_unbounded, type.span, "the text has no limit",
                          "give it a `maxLength`"});
      }
    }
    if (type.form == Form::list && find(outer, Keyword::max_items) == nullptr) {
      found_.push_back(
          {RuleId::list_unbounded, type.span, "the list has no limit", "give it a `maxItems`"});
    }
    if (type.form == Form::map && find(outer, Keyword::max_properties) == nullptr) {
      found_.push_back(
          {RuleId::list_unbounded, type.span, "the map has no limit", "give it a `maxProperties`"});
    }
    if (type.form != Form::nullable) outer.clear();
    for (const auto& element : type.element) look(element, outer);
  }

  void look_at_patterns(const std::vector<model::Constraint>& constraints) {
    for (const auto& constraint : constraints) {
      if (constraint.keyword != Keyword::pattern || is_anchored(constraint.text)) continue;
      const std::string meant = anchored(constraint.text);
      Finding finding{RuleId::pattern_unanchored, constraint.span,
                      "the pattern may match anywhere in the text", "write " + quote(meant)};
      const bool one_line = sources_.text(constraint.span).find('\n') == std::string_view::npos;
      if (one_line) finding.fix = Fix{constraint.span, single_quoted(meant)};
      found_.push_back(std::move(finding));
    }
  }

  const model::Model& model_;
  const model::Contract& contract_;
  const Sources& sources_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> find_all(const model::Model& model, const model::Contract& contract,
                              const Sources& sources) {
  return Linter(model, contract, sources).run();
}

}  // namespace tally::compiler::linting
