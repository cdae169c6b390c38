#include "rules/parser.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "model/vocabulary.h"

namespace tally::compiler::rules {
namespace {

using Syntax = syntax::Expression;
using Form = Syntax::Form;
using Kind = Token::Kind;

// Operators with two sides bind from level 1, which binds least, to this one.
int tightest_level() {
  int level = 0;
  for (const auto& operation : model::operations()) level = std::max(level, operation.level);
  return level;
}

class Parser {
 public:
  Parser(std::vector<Token> list, const Placed& placed, Fault& fault)
      : tokens_(std::move(list)), placed_(placed), fault_(fault) {}

  std::optional<Syntax> run() {
    auto whole = expression();
    if (!whole) return std::nullopt;
    if (peek().kind != Kind::end) {
      fail(peek(), "nothing may follow here", "join the parts with `&&`, `||` or an operator");
      return std::nullopt;
    }
    return whole;
  }

 private:
  using Result = std::optional<Syntax>;

  [[nodiscard]] const Token& peek() const { return tokens_[at_]; }
  [[nodiscard]] bool is(std::string_view sign) const {
    return peek().kind == Kind::sign && peek().text == sign;
  }
  bool take(std::string_view sign) {
    if (!is(sign)) return false;
    ++at_;
    return true;
  }

  std::nullopt_t fail(const Token& token, std::string message, std::string hint = {}) {
    if (fault_.message.empty()) {
      fault_ = {token.begin, token.end, std::move(message), std::move(hint)};
    }
    return std::nullopt;
  }

  bool expect(std::string_view sign, const Token& opening) {
    if (take(sign)) return true;
    fail(peek().kind == Kind::end ? opening : peek(),
         peek().kind == Kind::end ? "the bracket is not closed"
                                  : "`" + std::string(sign) + "` is missing in front of this");
    return false;
  }

  // A part of the syntax that begins at token `first` and ends in front of the current one.
  Result make(Form form, std::size_t first, std::string text, std::vector<Syntax> arguments,
              const Token* name = nullptr) {
    if (++parts_ > most_parts) return too_large(tokens_[first]);
    Syntax syntax;
    syntax.form = form;
    syntax.text = std::move(text);
    syntax.arguments = std::move(arguments);
    syntax.span = placed_(tokens_[first].begin, tokens_[at_ - 1].end);
    syntax.name = name == nullptr ? syntax.span : placed_(name->begin, name->end);
    return syntax;
  }

  std::nullopt_t too_large(const Token& token) {
    fail(token, "the expression is too large");
    fault_.too_large = true;
    return std::nullopt;
  }

  static std::vector<Syntax> list_of(Syntax a) {
    std::vector<Syntax> list;
    list.push_back(std::move(a));
    return list;
  }

  Result expression() {
    if (++depth_ > most_depth) return too_large(peek());
    const std::size_t first = at_;
    auto result = binary(1);
    if (result && is("?")) {
      const Token sign = peek();
      ++at_;
      auto then = binary(1);
      if (!then || !expect(":", sign)) return std::nullopt;
      auto otherwise = expression();
      if (!otherwise) return std::nullopt;
      auto arguments = list_of(std::move(*result));
      arguments.push_back(std::move(*then));
      arguments.push_back(std::move(*otherwise));
      result = make(Form::operate, first, "?:", std::move(arguments), &sign);
    }
    --depth_;
    return result;
  }

  [[nodiscard]] bool is_operator(int level) const {
    const Token& token = peek();
    if (token.kind != Kind::sign && !(token.kind == Kind::name && token.text == "in")) return false;
    const auto operations = model::operations();
    return std::any_of(operations.begin(), operations.end(), [&](const auto& operation) {
      return operation.level == level && operation.sign == token.text;
    });
  }

  Result binary(int level) {
    if (level > tightest_) return unary();
    const std::size_t first = at_;
    auto left = binary(level + 1);
    // A chain is as deep as it is long.
    for (std::uint32_t links = 0; left && is_operator(level); ++links) {
      if (links > 4 * most_depth) return too_large(peek());
      const Token sign = peek();
      ++at_;
      auto right = binary(level + 1);
      if (!right) return std::nullopt;
      auto arguments = list_of(std::move(*left));
      arguments.push_back(std::move(*right));
      left = make(Form::operate, first, sign.text, std::move(arguments), &sign);
    }
    return left;
  }

  Result unary() {
    if (!is("!") && !is("-")) return member();
    if (++depth_ > most_depth) return too_large(peek());
    const std::size_t first = at_;
    const Token sign = peek();
    ++at_;
    const bool number = peek().kind == Kind::integer || peek().kind == Kind::number;
    // The smallest integer has no positive counterpart.
    if (sign.text == "-" && number) tokens_[at_].text.insert(0, "-");
    auto operand = sign.text == "-" && number ? member_from(first) : unary();
    --depth_;
    if (!operand || (sign.text == "-" && number)) return operand;
    return make(Form::operate, first, sign.text, list_of(std::move(*operand)), &sign);
  }

  Result member() { return member_from(at_); }

  Result member_from(std::size_t first) {
    auto result = primary(first);
    for (std::uint32_t links = 0; result; ++links) {
      if (is("[") || is("{")) {
        return fail(peek(), is("[") ? "there are no indexes" : "there are no messages",
                    is("[") ? "ask `in`, or go through a list with `all` or `any`" : "");
      }
      if (!take(".")) break;
      if (links > most_depth) return too_large(peek());
      if (peek().kind != Kind::name) return fail(peek(), "a name is missing behind the dot");
      const Token name = peek();
      ++at_;
      auto arguments = list_of(std::move(*result));
      if (is("(")) {
        if (!call_arguments(arguments)) return std::nullopt;
        result = make(Form::call, first, name.text, std::move(arguments), &name);
      } else {
        result = make(Form::select, first, name.text, std::move(arguments), &name);
      }
    }
    return result;
  }

  bool call_arguments(std::vector<Syntax>& arguments) { return sequence("(", ")", arguments); }

  bool sequence(std::string_view open, std::string_view close, std::vector<Syntax>& arguments) {
    const Token opening = peek();
    if (!take(open)) return false;
    if (take(close)) return true;
    do {
      if (close == "]" && is(close)) break;  // a comma may stand behind the last item
      auto argument = expression();
      if (!argument) return false;
      arguments.push_back(std::move(*argument));
    } while (take(","));
    return expect(close, opening);
  }

  Result primary(std::size_t first) {
    const Token token = peek();
    switch (token.kind) {
      case Kind::integer:
        ++at_;
        return make(Form::integer, first, token.text, {});
      case Kind::unsigned_integer:
        ++at_;
        return make(Form::unsigned_integer, first, token.text, {});
      case Kind::number:
        ++at_;
        return make(Form::number, first, token.text, {});
      case Kind::text:
        ++at_;
        return make(Form::text, first, token.text, {});
      case Kind::name:
        return name(token);
      case Kind::end:
        return fail(token, "something is missing at the end");
      case Kind::sign:
        break;
    }
    if (take("(")) {
      auto inner = expression();
      if (!inner || !expect(")", token)) return std::nullopt;
      return inner;
    }
    if (token.text == "[") {
      std::vector<Syntax> items;
      if (!sequence("[", "]", items)) return std::nullopt;
      return make(Form::list, first, "", std::move(items));
    }
    if (token.text == "{") return fail(token, "there are no literals of maps");
    return fail(token, "a value is missing in front of `" + token.text + "`");
  }

  Result name(const Token& token) {
    const std::size_t first = at_;
    ++at_;
    if (token.text == "true" || token.text == "false") {
      return make(Form::boolean, first, token.text, {});
    }
    if (token.text == "null") return make(Form::null, first, "", {});
    if (token.text == "in") return fail(token, "a value is missing in front of `in`");
    if (!is("(")) return make(Form::name, first, token.text, {});
    std::vector<Syntax> arguments;
    if (!call_arguments(arguments)) return std::nullopt;
    return make(Form::call, first, token.text, std::move(arguments), &token);
  }

  std::vector<Token> tokens_;
  const Placed& placed_;
  Fault& fault_;
  const int tightest_ = tightest_level();
  std::size_t at_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t parts_ = 0;
};

}  // namespace

std::optional<Syntax> parse(std::string_view source, const Placed& placed, Fault& fault) {
  if (source.size() > most_bytes) {
    fault = {0, static_cast<std::uint32_t>(source.size()),
             "the expression has " + std::to_string(source.size()) + " characters",
             "at most " + std::to_string(most_bytes), true};
    return std::nullopt;
  }
  auto list = tokens(source, fault);
  if (list.empty()) return std::nullopt;
  return Parser(std::move(list), placed, fault).run();
}

}  // namespace tally::compiler::rules
