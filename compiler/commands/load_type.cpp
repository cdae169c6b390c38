#include "commands/load_type.h"

#include <algorithm>
#include <utility>

#include "model/query.h"
#include "source/path.h"
#include "source/suggest.h"

namespace tally::compiler {
namespace {

std::optional<model::DeclarationId> find_type(const model::Model& model,
                                              const std::vector<std::string>& contracts,
                                              const std::string& name, Session& session) {
  std::vector<std::string> paths;
  paths.reserve(contracts.size());
  for (const std::string& path : contracts) paths.push_back(normalise_path(path));
  std::vector<model::DeclarationId> found;
  std::vector<std::string> names;
  for (const model::Contract& contract : model.contracts) {
    const bool given = std::find(paths.begin(), paths.end(), contract.path) != paths.end();
    for (const model::DeclarationId id : entry_points(model, contract)) {
      const model::Declaration& declaration = model.declarations[id];
      std::string qualified = qualified_name(model, declaration);
      if (name == qualified || (given && name == declaration.name)) found.push_back(id);
      if (given) names.push_back(declaration.name);
      names.push_back(std::move(qualified));
    }
  }
  if (found.size() == 1) return found.front();
  auto draft = session.fail(
      Code::unknown_type,
      (found.empty() ? "unknown type `" : "several contracts have a type `") + name + "`");
  if (!found.empty()) {
    draft.label("for example `" + qualified_name(model, model.declarations[found.front()]) + "`");
  } else if (const auto near = suggest(name, names)) {
    draft.label("did you mean `" + *near + "`?");
  }
  return std::nullopt;
}

}  // namespace

std::optional<NamedType> load_type(const std::vector<std::string>& given, const std::string& name,
                                   Session& session) {
  const auto request = requested(given, session);
  if (!request) return std::nullopt;
  Compilation made = compile(*request, session);
  if (!made.model) return std::nullopt;
  const auto declaration = find_type(*made.model, made.contracts, name, session);
  if (!declaration) return std::nullopt;
  NamedType named{std::move(*made.model), {}, 0};
  named.plan = build_plan(named.model, named.model.declarations[*declaration].contract);
  named.type = named.plan.find(*declaration).value();
  return named;
}

void note_natives(const OwnedPlan& plan, Session& session) {
  if (plan.lacks_natives())
    session.console.note("native rules are left out: they need compiled code");
}

}  // namespace tally::compiler
