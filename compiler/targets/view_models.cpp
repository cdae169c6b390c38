#include "targets/view_models.h"

#include <array>

namespace tally::compiler::targets {
namespace {

constexpr std::array<std::string_view, 2> package_options{"package", "version"};

constexpr std::array named{
    NamedViewModel{"cpp", cpp_view, {}},
    NamedViewModel{"embind", embind_view, {}},
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
