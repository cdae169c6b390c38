#include "targets/template_models.h"

#include <array>

namespace tally::compiler::targets {
namespace {

constexpr std::array package_options{OptionFacts{"package", {}}, OptionFacts{"version", {}}};
constexpr std::array<std::string_view, 2> drafts{"2020-12", "7"};
constexpr std::array json_schema_options{OptionFacts{"base", {}}, OptionFacts{"draft", drafts}};

constexpr std::array named{
    TemplateModel{"cpp", cpp_data, {}},
    TemplateModel{"embind", embind_data, {}},
    TemplateModel{"json-schema", json_schema_data, json_schema_options},
    TemplateModel{"markdown", markdown_data, {}},
    TemplateModel{"model", model_data, {}},
    TemplateModel{"typescript", typescript_data, package_options},
};

}  // namespace

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
