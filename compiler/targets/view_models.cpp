#include "targets/view_models.h"

#include <array>

namespace tally::compiler::targets {
namespace {

constexpr std::array package_options{OptionFacts{"package", {}}, OptionFacts{"version", {}}};
constexpr std::array<std::string_view, 2> drafts{"2020-12", "7"};
constexpr std::array json_schema_options{OptionFacts{"base", {}}, OptionFacts{"draft", drafts}};

constexpr std::array named{
    NamedViewModel{"cpp", cpp_view, {}},
    NamedViewModel{"embind", embind_view, {}},
    NamedViewModel{"json-schema", json_schema_view, json_schema_options},
    NamedViewModel{"markdown", markdown_view, {}},
    NamedViewModel{"model", model_view, {}},
    NamedViewModel{"typescript", typescript_view, package_options},
};

}  // namespace

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
