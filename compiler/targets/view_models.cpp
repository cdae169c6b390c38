#include "targets/view_models.h"

#include <array>

#include "targets/cpp/reserved.h"

namespace tally::compiler::targets {
namespace {

constexpr std::array cpp_options{OptionFacts{.name = "namespace",
                                             .allows = cpp::is_namespace,
                                             .rule = "a namespace of C++, like `acme::plant`"}};
constexpr std::array package_options{OptionFacts{"package"}, OptionFacts{"version"}};
constexpr std::array<std::string_view, 2> drafts{"2020-12", "7"};
constexpr std::array json_schema_options{OptionFacts{"base"}, OptionFacts{"draft", drafts}};

constexpr std::array named{
    NamedViewModel{"cpp", cpp_view, cpp_options},
    NamedViewModel{"embind", embind_view, {}},
    NamedViewModel{"json-schema", json_schema_view, json_schema_options},
    NamedViewModel{"markdown", markdown_view, {}},
    NamedViewModel{"model", model_view, {}},
    NamedViewModel{"typescript", typescript_view, package_options},
};

}  // namespace

std::string option(const Json& options, const std::string& name, const std::string& otherwise) {
  const auto found = options.find(name);
  return found == options.end() || !found->is_string() ? otherwise : found->get<std::string>();
}

std::span<const NamedViewModel> view_models() {
  return named;
}

const NamedViewModel* find_view_model(std::string_view name) {
  for (const NamedViewModel& candidate : named) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

}  // namespace tally::compiler::targets
