// `examples` of types and `tests` of contracts.
#include <string>

#include "language/language.h"
#include "resolve/context.h"
#include "resolve/example_json.h"
#include "resolve/keys.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

void add_example(Context& context, model::DeclarationId declaration, const yaml::Node& value,
                 model::Example example) {
  auto json = example_json(value, declaration, example.valid, context.model, context.diagnostics);
  if (!json) return;
  example.json = std::move(*json);
  example.span = value.span;
  context.model.declarations[declaration].examples.push_back(std::move(example));
}

// The value alone, or `{value, code}`. A mapping is always the latter.
void read_invalid(Context& context, model::DeclarationId declaration, const yaml::Node& node) {
  model::Example example;
  example.valid = false;
  if (!node.is_mapping()) return add_example(context, declaration, node, std::move(example));
  check_keys(node, language::invalid_example_place, context.diagnostics);
  example.code = read_optional_text(context, node, "code");
  if (const auto* code = node.find("code")) example.code_span = code->span;
  if (const auto* value = node.find("value")) {
    add_example(context, declaration, *value, std::move(example));
  } else {
    context.diagnostics.add(Code::missing_key, node.span, "the invalid example has no `value`")
        .label("write `{value: ..., code: ...}`");
  }
}

// A text that cannot be left out.
std::optional<std::string> require_text(Context& context, const yaml::Node& mapping,
                                        std::string_view key, std::string_view owner) {
  const std::string what = "`" + std::string(key) + "`";
  const auto* node = mapping.find(key);
  if (node == nullptr) {
    context.diagnostics.add(Code::missing_key, mapping.span,
                            std::string(owner) + " has no " + what);
    return std::nullopt;
  }
  // In quotes even the empty text is one: the path of the whole document.
  if (node->is_scalar() && !node->is_plain()) return node->text;
  const auto text = yaml::read_text(*node, what, context.diagnostics);
  if (!text) return std::nullopt;
  return std::string(*text);
}

void read_issues(Context& context, const yaml::Node& node, model::Test& test) {
  if (!yaml::expect_sequence(node, "`issues`", context.diagnostics)) {
    test.broken = true;
    return;
  }
  for (const auto* item : node.items) {
    if (!yaml::expect_mapping(*item, "an issue", context.diagnostics)) {
      test.broken = true;
      continue;
    }
    check_keys(*item, language::issue_place, context.diagnostics);
    const auto path = require_text(context, *item, "path", "the issue");
    const auto code = require_text(context, *item, "code", "the issue");
    if (!path || !code) {
      test.broken = true;
      continue;
    }
    test.issues.push_back({*path, *code, item->span, item->find("code")->span});
  }
}

// The type of a test is an entry point of the same contract: its limits are the contract's.
void read_tested_type(Context& context, const yaml::Node& node, model::Test& test) {
  const auto type = find_declaration(context, node.text, node.span);
  if (type && context.model.declarations[*type].contract != context.contract) {
    context.diagnostics
        .add(Code::wrong_declaration_kind, node.span,
             "`" + node.text + "` is declared in another contract")
        .label("test it there");
    test.broken = true;
  } else if (type && context.model.declarations[*type].use != syntax::Declaration::Use::type) {
    context.diagnostics.add(Code::wrong_declaration_kind, node.span,
                            "`" + node.text + "` is no type, so that no document can be one");
    test.broken = true;
  } else if (!type || context.model.declarations[*type].broken) {
    test.broken = true;
  } else {
    test.type = *type;
  }
}

void read_test(Context& context, const yaml::Node& node) {
  if (!yaml::expect_mapping(node, "a test", context.diagnostics)) return;
  check_keys(node, language::test_place, context.diagnostics);
  model::Test test;
  test.span = node.span;
  const auto name = require_text(context, node, "name", "the test");
  const auto type = require_text(context, node, "type", "the test");
  const auto json = require_text(context, node, "json", "the test");
  test.broken = !name || !type || !json;
  test.name = name.value_or("");
  test.json = json.value_or("");
  if (const auto* place = node.find("name")) test.span = place->span;
  if (type) read_tested_type(context, *node.find("type"), test);
  if (const auto* issues = node.find("issues")) read_issues(context, *issues, test);
  context.current().tests.push_back(std::move(test));
}

}  // namespace

void read_examples(Context& context, model::DeclarationId declaration, const yaml::Node& node) {
  if (!yaml::expect_mapping(node, "`examples`", context.diagnostics)) return;
  check_keys(node, language::examples_place, context.diagnostics);
  const auto* valid = node.find("valid");
  if (valid != nullptr && yaml::expect_sequence(*valid, "`valid`", context.diagnostics)) {
    for (const auto* item : valid->items) add_example(context, declaration, *item, {});
  }
  const auto* invalid = node.find("invalid");
  if (invalid != nullptr && yaml::expect_sequence(*invalid, "`invalid`", context.diagnostics)) {
    for (const auto* item : invalid->items) read_invalid(context, declaration, *item);
  }
}

void read_tests(Context& context, const yaml::Node& root) {
  const auto* tests = root.find("tests");
  if (tests == nullptr || !yaml::expect_sequence(*tests, "`tests`", context.diagnostics)) return;
  for (const auto* test : tests->items) read_test(context, *test);
}

}  // namespace tally::compiler::resolving
