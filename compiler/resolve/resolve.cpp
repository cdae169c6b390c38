#include "resolve/resolve.h"

#include <utility>

#include "resolve/context.h"
#include "resolve/load.h"

namespace tally::compiler {
namespace {

using resolving::Context;
using resolving::LoadedContract;
using resolving::Pending;

// "schemas/orders.contract.yaml" -> "orders".
std::string stem_of(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0
  constexpr std::string_view suffix = ".contract.yaml";
  if (path.size() > suffix.size() && path.ends_with(suffix)) {
    path.remove_suffix(suffix.size());
  } else if (const auto dot = path.rfind('.'); dot != std::string_view::npos && dot > 0) {
    path = path.substr(0, dot);
  }
  return std::string(path);
}

model::Contract new_contract(const LoadedContract& loaded) {
  model::Contract contract;
  contract.file = loaded.file;
  contract.path = loaded.path;
  contract.stem = stem_of(loaded.path);
  for (const auto& import : loaded.imports) {
    model::Import& added = contract.imports.emplace_back();
    added.alias = import.alias;
    added.span = import.span;
    added.lines = import.lines;
    added.broken = !import.target;
    added.contract = static_cast<model::ContractId>(import.target.value_or(0));
  }
  return contract;
}

}  // namespace

std::optional<model::Model> resolve(std::span<const std::string> roots, const ReadFile& read,
                                    Sources& sources, Diagnostics& diagnostics) {
  const auto loaded = resolving::load(roots, read, sources, diagnostics);
  if (loaded.empty()) return std::nullopt;

  model::Model model;
  Context context{sources, diagnostics, model, {}, 0};
  context.scopes.resize(loaded.size());
  std::vector<std::vector<Pending>> pending(loaded.size());
  const auto for_each_contract = [&](auto&& pass) {
    for (std::size_t i = 0; i < loaded.size(); ++i) {
      context.contract = static_cast<model::ContractId>(i);
      pass(loaded[i].tree.root(), pending[i]);
    }
  };

  for (const auto& contract : loaded) model.contracts.push_back(new_contract(contract));
  for_each_contract([&](const yaml::Node& root, std::vector<Pending>& types) {
    resolving::read_header(context, root);
    types = resolving::declare_types(context, root);
  });
  for_each_contract([&](const yaml::Node&, const std::vector<Pending>& types) {
    for (const auto& type : types) resolving::read_declaration(context, type);
  });
  // Examples are read by what their types expect, so all types have to be known.
  for_each_contract([&](const yaml::Node& root, const std::vector<Pending>& types) {
    for (const auto& type : types) {
      if (const auto* examples = type.body->find("examples")) {
        resolving::read_examples(context, type.declaration, *examples);
      }
    }
    resolving::read_tests(context, root);
  });
  return model;
}

}  // namespace tally::compiler
