// The view model of the embind target: the types that each contract registers.
#include <memory>

#include "model/query.h"
#include "render/naming.h"
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
  return declaration.form == Declaration::Form::alias
             ? "tally::embind::Alias<" + names.contract(declaration) + ">"
             : names.qualified(declaration);
}

/// By contract: blocks of one program need different names.
std::vector<std::string> block_names(const model::Model& model) {
  std::vector<std::string> blocks;
  for (const model::Contract& contract : model.contracts)
    blocks.push_back(escape_identifier(contract.stem, {}) + "_contract");
  return make_unique(blocks);
}

}  // namespace

ViewModel embind_view(const model::Model& model, const Definition& definition,
                      const Json& /*options*/) {
  const auto names = std::make_shared<const Names>(model, definition);
  Json contracts = Json::array();
  for (const model::Contract& contract : model.contracts)
    contracts.push_back({{"stem", names->stem(contract)}});
  const auto view_of = [&model, names,
                        blocks = block_names(model)](model::ContractId index) -> Json {
    const model::Contract& contract = model.contracts[index];
    Json types = Json::array();
    for (const model::DeclarationId id : model::entry_points(model, contract)) {
      types.push_back(bound_type(*names, model.declarations[id]));
    }
    return {
        {"path", comment_name(contract.path)},
        {"stem", names->stem(contract)},
        {"package", contract.package},
        {"version", contract.version},
        {"block", blocks[index]},
        {"has_deprecated", model::has_deprecated(model, contract)},
        {"types", std::move(types)},
    };
  };
  return {{{"contracts", std::move(contracts)}}, view_of};
}

}  // namespace tally::compiler::targets
