// What contracts say about versions: `since`, `deprecated`, `reserved` and `renamedFrom`.
#include <string>

#include "diagnose/quote.h"
#include "language/language.h"
#include "resolve/context.h"
#include "resolve/keys.h"
#include "resolve/names.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

std::string read_since(Context& context, const yaml::Node& mapping) {
  const auto* node = mapping.find("since");
  if (node == nullptr) return {};
  const auto version = yaml::read_text(*node, "`since`", context.diagnostics);
  if (!version || is_version(*version)) return std::string(version.value_or(""));
  context.diagnostics.add(Code::bad_version, node->span, quote(*version) + " is no version")
      .label("write three numbers: 1.0.0");
  return {};
}

std::optional<model::Deprecation> read_deprecated(Context& context, const yaml::Node& mapping) {
  const auto* node = mapping.find("deprecated");
  if (node == nullptr || !yaml::expect_mapping(*node, "`deprecated`", context.diagnostics)) {
    return std::nullopt;
  }
  check_keys(*node, language::deprecated_place, context.diagnostics);
  const auto* use = node->find("use");
  const auto* message = node->find("message");
  if ((use == nullptr) == (message == nullptr)) {
    context.diagnostics
        .add(use == nullptr ? Code::missing_key : Code::unknown_key, node->span,
             use == nullptr ? "`deprecated` does not say what to do instead"
                            : "`deprecated` has both `use` and `message`")
        .label("write `use` with a name, or `message` with a sentence");
  }
  model::Deprecation deprecation;
  deprecation.since = read_since(context, *node);
  deprecation.use = read_optional_text(context, *node, "use");
  deprecation.message = read_optional_text(context, *node, "message");
  deprecation.span = use == nullptr ? node->span : use->span;
  return deprecation;
}

}  // namespace

model::History read_history(Context& context, const yaml::Node& mapping) {
  return {read_since(context, mapping), read_deprecated(context, mapping)};
}

std::vector<model::FormerName> read_former_names(Context& context, const yaml::Node& mapping,
                                                 std::string_view key) {
  std::vector<model::FormerName> names;
  const auto* node = mapping.find(key);
  if (node == nullptr || !yaml::expect_sequence(*node, quote(key), context.diagnostics)) {
    return names;
  }
  for (const auto* name : node->items) {
    if (yaml::read_text(*name, "a name", context.diagnostics)) {
      names.push_back({name->text, name->span});
    }
  }
  return names;
}

}  // namespace tally::compiler::resolving
