#include "resolve/resolve.h"

#include <utility>

#include "resolve/context.h"
#include "resolve/declarations.h"
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

syntax::Contract new_contract(const LoadedContract& loaded) {
  syntax::Contract contract;
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

std::optional<syntax::Model> resolve(std::span<const std::string> roots, const ReadFile& read,
                                     Sources& sources, Diagnostics& diagnostics,
                                     const LocateImport& locate) {
  const auto loaded = resolving::load(roots, read, sources, diagnostics, locate);
  if (loaded.empty()) return std::nullopt;

  syntax::Model model;
  Context context{sources, diagnostics, model, {}, 0, nullptr, {}, {}, {}, {}, {}, {}};
  context.scopes.resize(loaded.size());
  context.constants.resize(loaded.size());
  const auto for_each_contract = [&](auto&& pass) {
    for (std::size_t i = 0; i < loaded.size(); ++i) {
      context.contract = static_cast<model::ContractId>(i);
      pass(loaded[i].tree.root());
    }
  };

  for (const auto& contract : loaded) model.contracts.push_back(new_contract(contract));
  for_each_contract([&](const yaml::Node& root) {
    resolving::read_header(context, root);
    resolving::declare_types(context, root);
    resolving::declare_constants(context, root);
  });
  for_each_contract([&](const yaml::Node& root) {
    resolving::read_constant_types(context);
    resolving::read_record_keys(context, root);
  });
  for_each_contract([&](const yaml::Node& root) { resolving::read_migrations(context, root); });
  // By position: reading a declaration may add others.
  for (std::size_t i = 0; i < context.pending.size(); ++i) {
    resolving::read_declaration(context, context.pending[i]);
  }
  resolving::add_indirect_imports(model);
  resolving::read_defaults(context);
  resolving::read_migration_values(context);
  resolving::read_choices(context);
  for_each_contract([&](const yaml::Node&) { resolving::read_constant_values(context); });
  // Examples are read by what their types expect, so all types have to be known.
  for (const Pending& type : context.pending) {
    context.contract = type.contract;
    if (const auto* examples = type.body->find("examples")) {
      resolving::read_examples(context, type.declaration, *examples);
    }
  }
  for_each_contract([&](const yaml::Node& root) { resolving::read_tests(context, root); });
  return model;
}

}  // namespace tally::compiler
