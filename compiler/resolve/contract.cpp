// The header of a contract.
#include <array>
#include <cstdint>

#include "language/language.h"
#include "resolve/context.h"
#include "resolve/keys.h"
#include "resolve/names.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

struct LimitRange {
  std::string_view name;
  std::uint32_t model::Limits::*member;
  std::uint32_t maximum;
};

constexpr std::array limit_ranges{
    LimitRange{"bytes", &model::Limits::bytes, 1U << 30U},
    LimitRange{"depth", &model::Limits::depth, plan::max_depth},
    LimitRange{"issues", &model::Limits::issues, 10'000},
};

void read_limits(Context& context, const yaml::Node& node) {
  if (!yaml::expect_mapping(node, "`limits`", context.diagnostics)) return;
  check_keys(node, language::limits_place, context.diagnostics);
  for (const auto& range : limit_ranges) {
    const auto* value = node.find(range.name);
    if (value == nullptr) continue;
    const std::string what = "`" + std::string(range.name) + "`";
    const auto count = yaml::read_count(*value, what, range.maximum, context.diagnostics);
    if (!count) continue;
    if (*count == 0) {
      context.diagnostics.add(Code::invalid_number, value->span, what + " must be at least 1");
      continue;
    }
    context.current().limits.*range.member = static_cast<std::uint32_t>(*count);
  }
}

// The value of a key that cannot be left out.
const yaml::Node* require(Context& context, const yaml::Node& root, std::string_view key) {
  const auto* node = root.find(key);
  if (node == nullptr) {
    const Span start{root.span.file, root.span.begin, root.span.begin};
    auto draft = context.diagnostics.add(Code::missing_key, start,
                                         "the contract has no `" + std::string(key) + "`");
    const bool block = context.sources.text({start.file, start.begin, start.begin + 1}) != "{";
    if (key == "contract" && block) draft.fix(start, "contract: 1\n");
  }
  return node;
}

void read_edition(Context& context, const yaml::Node& root) {
  const auto* node = require(context, root, "contract");
  if (node == nullptr) return;
  const auto edition = yaml::read_integer(*node, "`contract`", context.diagnostics);
  if (edition && *edition != "1") {
    context.diagnostics
        .add(Code::unsupported_edition, node->span,
             "edition " + std::string(*edition) + " of the contract language is not known")
        .label("write 1");
  }
}

void read_package(Context& context, const yaml::Node& root) {
  const auto* node = require(context, root, "package");
  if (node == nullptr) return;
  const auto package = yaml::read_text(*node, "`package`", context.diagnostics);
  if (!package) return;
  context.current().package = *package;
  if (!is_package_name(*package)) {
    context.diagnostics
        .add(Code::bad_package_name, node->span,
             "`" + std::string(*package) + "` cannot name a package")
        .label("lower-case names with dots between them");
  }
}

void read_version(Context& context, const yaml::Node& root) {
  const auto* node = root.find("version");
  context.current().version = "0.0.0";
  if (node == nullptr) return;
  const auto version = yaml::read_text(*node, "`version`", context.diagnostics);
  if (!version) return;
  if (is_version(*version)) {
    context.current().version = *version;
  } else {
    auto draft = context.diagnostics.add(Code::bad_version, node->span,
                                         "`" + std::string(*version) + "` is no version");
    draft.label("write three numbers: 1.0.0");
    for (const char* missing : {".0", ".0.0"}) {
      const std::string meant = std::string(*version) + missing;
      if (is_version(meant)) draft.fix(node->span, meant);
    }
  }
}

}  // namespace

void read_header(Context& context, const yaml::Node& root) {
  check_keys(root, language::contract_place, context.diagnostics);
  read_edition(context, root);
  read_package(context, root);
  read_version(context, root);
  auto& contract = context.current();
  contract.doc = read_optional_text(context, root, "doc");
  contract.version_field = read_optional_text(context, root, "versionField");
  contract.unknown = read_unknown(context, root, model::Unknown::reject);
  if (const auto* limits = root.find("limits")) read_limits(context, *limits);
}

std::string read_optional_text(Context& context, const yaml::Node& mapping, std::string_view key) {
  const auto* node = mapping.find(key);
  if (node == nullptr) return {};
  const std::string what = "`" + std::string(key) + "`";
  const auto text = yaml::read_text(*node, what, context.diagnostics);
  return std::string(text.value_or(""));
}

model::Unknown read_unknown(Context& context, const yaml::Node& mapping, model::Unknown otherwise) {
  const auto* node = mapping.find("unknown");
  if (node == nullptr) return otherwise;
  constexpr std::array choices{model::Unknown::reject, model::Unknown::drop, model::Unknown::keep};
  const auto choice = read_choice(*node, "`unknown`", language::unknown_value.words,
                                  Code::unknown_choice, context.diagnostics);
  return choice ? choices[*choice] : otherwise;
}

}  // namespace tally::compiler::resolving
