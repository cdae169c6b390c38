// The view model of the embind target: the types that each contract registers.
#include <algorithm>

#include "model/query.h"
#include "render/quote.h"
#include "targets/cpp/names.h"
#include "targets/view_model.h"

namespace tally::compiler::targets {
namespace {

using cpp::Names;
using model::Declaration;

/// An alias is bound in a wrapper of its own, because other aliases may stand for the same C++
/// type.
std::string bound_type(const Names& names, const Declaration& declaration) {
  const std::string name = names.qualified(declaration);
  return declaration.form == Declaration::Form::alias ? "tally::embind::Alias<" + name + "Contract>"
                                                      : name;
}

/// The package as one identifier: blocks of one program need different names.
std::string block_name(std::string package) {
  std::replace(package.begin(), package.end(), '.', '_');
  return package + "_contract";
}

}  // namespace

ViewModel embind_view(const model::Model& model, const Definition& definition,
                      const Json& /*options*/) {
  Json contracts = Json::array();
  for (const model::Contract& contract : model.contracts)
    contracts.push_back({{"stem", contract.stem}});
  const auto view_of = [&model, names = Names(model, definition)](model::ContractId index) -> Json {
    const model::Contract& contract = model.contracts[index];
    Json types = Json::array();
    for (const model::DeclarationId id : model::entry_points(model, contract)) {
      types.push_back(bound_type(names, model.declarations[id]));
    }
    return {
        {"path", comment_name(contract.path)},
        {"stem", contract.stem},
        {"package", contract.package},
        {"version", contract.version},
        {"block", block_name(contract.package)},
        {"has_deprecated", model::has_deprecated(model, contract)},
        {"types", std::move(types)},
    };
  };
  return {{{"contracts", std::move(contracts)}}, view_of};
}

}  // namespace tally::compiler::targets
