#include "targets/template_models.h"

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
    TemplateModel{"cpp", cpp_data, cpp_options},
    TemplateModel{"embind", embind_data, {}},
    TemplateModel{"json-schema", json_schema_data, json_schema_options},
    TemplateModel{"markdown", markdown_data, {}},
    TemplateModel{"model", model_data, {}},
    TemplateModel{"typescript", typescript_data, package_options},
};

}  // namespace

std::string option(const Json& options, const std::string& name, const std::string& otherwise) {
  const auto found = options.find(name);
  return found == options.end() || !found->is_string() ? otherwise : found->get<std::string>();
}

std::span<const TemplateModel> template_models() {
  return named;
}

const TemplateModel* find_template_model(std::string_view name) {
  for (const TemplateModel& candidate : named) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

}  // namespace tally::compiler::targets
