// Type expressions: TYPE, alias.TYPE, list<T>, map<T>, each with `| null` behind it.
#include <algorithm>
#include <string>
#include <utility>

#include "diagnose/quote.h"
#include "language/foreign.h"
#include "model/vocabulary.h"
#include "resolve/context.h"
#include "resolve/names.h"
#include "source/suggest.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using Form = syntax::TypeExpression::Form;

constexpr int max_nesting = 32;

class Parser {
 public:
  Parser(Context& context, const yaml::Node& scalar)
      : context_(context), scalar_(scalar), text_(scalar.text) {}

  syntax::TypeExpression parse() {
    auto type = parse_expression(0);
    if (failed_) return type;
    skip_blanks();
    if (position_ < text_.size()) fail_at_rest();
    type.broken = type.broken || failed_;
    return type;
  }

 private:
  Span span(std::size_t begin, std::size_t end) const {
    return yaml::span_within(scalar_, begin, end, context_.sources);
  }

  void skip_blanks() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n')) {
      ++position_;
    }
  }

  bool accept(char c) {
    skip_blanks();
    if (position_ >= text_.size() || text_[position_] != c) return false;
    ++position_;
    return true;
  }

  // A run of letters, digits, `_` and dots.
  std::string_view read_name() {
    skip_blanks();
    const std::size_t begin = position_;
    while (position_ < text_.size() &&
           (text_[position_] == '.' || is_identifier(std::string{'_', text_[position_]}))) {
      ++position_;
    }
    return text_.substr(begin, position_ - begin);
  }

  syntax::TypeExpression fail(Code code, std::size_t begin, std::size_t end,
                              const std::string& message, const std::string& label = {},
                              const std::string& meant = {}) {
    if (!failed_) {
      auto draft = context_.diagnostics.add(code, span(begin, end), message);
      draft.label(label);
      if (!meant.empty()) draft.fix(span(0, text_.size()), meant);
    }
    failed_ = true;
    return broken();
  }

  // `list[string]` and `string[]` in our words; empty for anything else.
  std::string list_meant() const {
    const std::string_view name = text_.substr(0, position_);
    const std::string_view rest = text_.substr(position_);
    if (name.find_first_of(" <|\n") != std::string_view::npos || !rest.ends_with(']')) return {};
    if (rest == "[]") return "list<" + std::string(name) + ">";
    const std::string_view element = rest.substr(1, rest.size() - 2);
    if (name != "list" || element.find_first_of("[]") != std::string_view::npos) return {};
    return "list<" + std::string(element) + ">";
  }

  // `null | T` as `T | null`; empty for anything else.
  std::string null_last(std::size_t end) const {
    std::string_view rest = text_.substr(end);
    const std::size_t bar = rest.find_first_not_of(' ');
    if (bar == std::string_view::npos || rest[bar] != '|') return {};
    rest.remove_prefix(bar + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (rest.empty() || rest.find_first_of("|>,") != std::string_view::npos) return {};
    return std::string(rest) + " | null";
  }

  void fail_at_rest() {
    const char found = text_[position_];
    std::string label = "write `list<T>`, `map<T>` or `T | null`";
    if (found == '?')
      label = "for an absent field put the `?` behind its name; for null write `| null`";
    if (found == '[') label = "lists are written `list<T>`";
    if (found == '"' || found == '\'') label = "for a choice of texts declare an `enum`";
    fail(Code::bad_type_expression, position_, text_.size(),
         "unexpected " + quote(text_.substr(position_)), label, found == '[' ? list_meant() : "");
  }

  // What to write for `A | B`.
  std::string choice_advice(const syntax::TypeExpression& first, std::string_view second) const {
    if (first.form == Form::declared && !is_builtin_name(second))
      return "for a choice of records declare a `union`, which is told apart by a tag";
    return "a value is of one kind: choose one, or write `json` and judge it yourself";
  }

  static syntax::TypeExpression broken() {
    syntax::TypeExpression type;
    type.broken = true;
    return type;
  }

  syntax::TypeExpression parse_expression(int nesting) {
    skip_blanks();
    const std::size_t begin = position_;
    if (nesting > max_nesting) {
      return fail(Code::bad_type_expression, 0, text_.size(), "the type is nested too deeply");
    }
    auto type = parse_term(begin, nesting);
    while (!failed_ && accept('|')) {
      skip_blanks();
      const std::size_t word = position_;
      const std::string_view other = read_name();
      if (other != "null") {
        return fail(Code::bad_type_expression, word, text_.size(), "only `null` can follow `|`",
                    choice_advice(type, other));
      }
      syntax::TypeExpression nullable;
      nullable.form = Form::nullable;
      nullable.span = span(begin, position_);
      nullable.broken = type.broken;
      nullable.element.push_back(std::move(type));
      type = std::move(nullable);
      if (++nesting > max_nesting) {
        return fail(Code::bad_type_expression, 0, text_.size(), "the type is nested too deeply");
      }
    }
    return type;
  }

  syntax::TypeExpression parse_term(std::size_t begin, int nesting) {
    const auto name = read_name();
    const std::size_t end = position_;
    if (name.empty()) {
      if (position_ < text_.size()) {
        fail_at_rest();
        return broken();
      }
      return fail(Code::bad_type_expression, begin, end, "a type is missing here");
    }
    if (accept('<')) return parse_generic(name, begin, nesting);
    if (position_ < text_.size() && text_[position_] == '[') {
      fail_at_rest();
      return broken();
    }
    if (name == "list" || name == "map") {
      return fail(Code::wrong_type_arguments, begin, end,
                  quote(name) + " needs the type of its elements",
                  "write `" + std::string(name) + "<T>`");
    }
    if (name == "null") {
      return fail(Code::bad_type_expression, begin, end, "`null` is no type of its own",
                  "write `T | null`", null_last(end));
    }
    syntax::TypeExpression type;
    type.span = span(begin, end);
    if (const auto* argument = find_argument(name)) {
      type = *argument;
      type.span = span(begin, end);
    } else if (const auto kind = model::find_builtin(name)) {
      type.form = Form::builtin;
      type.builtin = *kind;
    } else if (const auto declared = find_declaration(context_, name, type.span)) {
      type.form = Form::declared;
      type.declared = *declared;
      type.broken = !is_type(name, *declared, type.span);
    } else {
      type.broken = true;
    }
    return type;
  }

  // What stands in front of `<` and is a word of another language; null if it is declared here.
  const language::ForeignType* foreign_generic(std::string_view name) const {
    const auto* foreign = language::find_foreign_generic(name);
    return context_.scopes[context_.contract].contains(name) ? nullptr : foreign;
  }

  // What a parameter of the generic stands for that is being read.
  const syntax::TypeExpression* find_argument(std::string_view name) const {
    if (context_.reading == nullptr) return nullptr;
    const auto found = context_.reading->arguments.find(name);
    return found == context_.reading->arguments.end() ? nullptr : &found->second;
  }

  bool is_type(std::string_view name, model::DeclarationId id, Span place) {
    const auto& declaration = context_.model.declarations[id];
    if (declaration.use == syntax::Declaration::Use::type) return true;
    if (declaration.use == syntax::Declaration::Use::generic) {
      context_.diagnostics
          .add(Code::wrong_type_arguments, place, quote(name) + " needs type arguments")
          .label("write " + quote(std::string(name) + "<T>"))
          .related(declaration.span, "declared");
      return false;
    }
    context_.diagnostics
        .add(Code::wrong_declaration_kind, place, quote(name) + " is a mixin and no type")
        .label("write " + quote("include: [" + std::string(name) + "]") + " beside `record`")
        .related(declaration.span, "declared");
    return false;
  }

  // The types between `<`, which was passed, and `>`; `most` of them. False when that failed.
  bool parse_arguments(std::string_view name, std::size_t begin, int nesting, std::size_t most,
                       std::vector<syntax::TypeExpression>& arguments) {
    do {
      if (arguments.size() == most) {
        fail(Code::wrong_type_arguments, position_ - 1, text_.size(),
             quote(name) + " takes one type",
             name == "map" ? "keys are strings: write the type of the values only" : "");
        return false;
      }
      arguments.push_back(parse_expression(nesting + 1));
      if (failed_) return false;
    } while (accept(','));
    if (accept('>')) return true;
    if (position_ == text_.size() && report_cut()) return false;
    fail(Code::bad_type_expression, begin, text_.size(), "`<` is not closed");
    return false;
  }

  // In braces a comma ends a value: `{type: Pair<int32, string>}`. Whether that is what happened.
  bool report_cut() {
    const std::string_view file = context_.sources.file(scalar_.span.file).text();
    if (!scalar_.is_plain() || file.substr(scalar_.span.end, 1) != ",") return false;
    const std::size_t line_end = std::min(file.find('\n', scalar_.span.end), file.size());
    int open = 0;
    for (std::size_t at = scalar_.span.begin; at < line_end; ++at) {
      if (file[at] == '<') ++open;
      if (file[at] != '>' || --open > 0) continue;
      const Span whole{scalar_.span.file, scalar_.span.begin, static_cast<std::uint32_t>(at + 1)};
      const std::string type(context_.sources.text(whole));
      context_.diagnostics
          .add(Code::bad_type_expression, whole, "the comma in braces ends the type")
          .label("write it in quotes")
          .fix(whole, "'" + type + "'");
      failed_ = true;
      return true;
    }
    return false;
  }

  syntax::TypeExpression parse_generic(std::string_view name, std::size_t begin, int nesting) {
    const std::size_t name_end = begin + name.size();
    if (const auto* foreign = foreign_generic(name)) {
      auto draft = context_.diagnostics.add(Code::unknown_type, span(begin, name_end),
                                            "unknown type " + quote(name));
      draft.label(foreign->ours.empty() ? std::string(foreign->advice)
                                        : "write " + quote(std::string(foreign->ours) + "<T>"));
      if (!foreign->ours.empty()) draft.fix(span(begin, name_end), std::string(foreign->ours));
      failed_ = true;
      return broken();
    }
    const bool collection = name == "list" || name == "map";
    if (!collection && model::find_builtin(name)) {
      return fail(Code::wrong_type_arguments, begin, name_end,
                  quote(name) + " takes no type arguments");
    }
    std::vector<syntax::TypeExpression> arguments;
    const std::size_t most = collection ? 1 : text_.size();
    if (!parse_arguments(name, begin, nesting, most, arguments)) return broken();
    if (!collection) return instance(name, begin, std::move(arguments));
    syntax::TypeExpression type;
    type.form = name == "list" ? Form::list : Form::map;
    type.span = span(begin, position_);
    type.broken = arguments.front().broken;
    type.element = std::move(arguments);
    return type;
  }

  syntax::TypeExpression instance(std::string_view name, std::size_t begin,
                                  std::vector<syntax::TypeExpression> arguments) {
    const Span place = span(begin, position_);
    syntax::TypeExpression type = broken();
    type.span = place;
    const auto generic = find_declaration(context_, name, span(begin, begin + name.size()));
    if (!generic) return type;
    const auto& declaration = context_.model.declarations[*generic];
    if (declaration.use != syntax::Declaration::Use::generic) {
      context_.diagnostics
          .add(Code::wrong_type_arguments, place, quote(name) + " takes no type arguments")
          .related(declaration.span, "declared");
      return type;
    }
    if (const auto made = instantiate(context_, *generic, std::move(arguments), place)) {
      type.form = Form::declared;
      type.declared = *made;
      type.broken = false;
    }
    return type;
  }

  Context& context_;
  const yaml::Node& scalar_;
  std::string_view text_;
  std::size_t position_ = 0;
  bool failed_ = false;
};

// Everything that could have been meant.
std::vector<std::string> known_names(const Context& context) {
  std::vector<std::string> names;
  for (const auto& builtin : model::builtin_types()) names.emplace_back(builtin.word);
  for (const auto& [name, id] : context.scopes[context.contract]) names.push_back(name);
  for (const auto& import : context.model.contracts[context.contract].imports) {
    if (import.broken) continue;
    for (const auto& [name, id] : context.scopes[import.contract]) {
      names.push_back(import.alias + "." + name);
    }
  }
  return names;
}

void report_unknown_type(Context& context, std::string_view name, Span span) {
  auto draft = context.diagnostics.add(Code::unknown_type, span, "unknown type " + quote(name));
  auto near = find_suggestion(name, known_names(context));
  if (const auto* foreign = language::find_foreign_type(name)) {
    if (foreign->ours.empty()) {
      draft.label(std::string(foreign->advice));
      return;
    }
    near = Suggestion{std::string(foreign->ours), true};
  }
  if (!near) return;
  draft.suggest(near, span);
  const auto& scope = context.scopes[context.contract];
  if (const auto found = scope.find(near->word); found != scope.end()) {
    draft.related(context.model.declarations[found->second].span, "declared");
  }
}

}  // namespace

model::Import* find_import(Context& context, std::string_view alias, Span span) {
  std::vector<std::string> aliases;
  for (auto& import : context.current().imports) {
    if (import.alias == alias) {
      import.used = true;
      return &import;
    }
    aliases.push_back(import.alias);
  }
  auto draft =
      context.diagnostics.add(Code::unknown_import, span, "unknown import " + quote(alias));
  if (aliases.empty()) draft.label("this contract imports nothing");
  const auto end = static_cast<std::uint32_t>(span.begin + alias.size());
  const Span written{span.file, span.begin, std::min(span.end, end)};
  draft.suggest(find_suggestion(alias, aliases), written);
  return nullptr;
}

syntax::TypeExpression read_type(Context& context, const yaml::Node& scalar) {
  syntax::TypeExpression type;
  if (yaml::read_text(scalar, "a type", context.diagnostics)) {
    type = Parser(context, scalar).parse();
  } else {
    type.broken = true;
  }
  if (type.span.is_nowhere()) type.span = scalar.span;
  return type;
}

std::optional<model::DeclarationId> find_declaration(Context& context, std::string_view name,
                                                     Span span) {
  model::ContractId home = context.contract;
  std::string_view local = name;
  if (const auto dot = name.find('.'); dot != std::string_view::npos) {
    const auto* import = find_import(context, name.substr(0, dot), span);
    if (import == nullptr || import->broken) return std::nullopt;
    home = import->contract;
    local = name.substr(dot + 1);
  }
  const auto& scope = context.scopes[home];
  const auto found = scope.find(local);
  if (found != scope.end()) return found->second;
  report_unknown_type(context, name, span);
  return std::nullopt;
}

}  // namespace tally::compiler::resolving
