// The embind target: the types that each contract registers.
#include <memory>
#include <string>
#include <vector>

#include "model/query.h"
#include "render/naming.h"
#include "render/quote.h"
#include "targets/cpp/names.h"
#include "targets/template_data.h"
#include "targets/template_models.h"

namespace tally::compiler::targets {
namespace {

using cpp::Names;
using model::Declaration;

/// What one contract registers.
struct Bindings {
  std::string path;
  std::string stem;
  std::string package;
  std::string version;
  std::string block;
  bool has_deprecated = false;
  std::vector<std::string> types;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("path", path);
    visit("stem", stem);
    visit("package", package);
    visit("version", version);
    visit("block", block);
    visit("has_deprecated", has_deprecated);
    visit("types", types);
  }
};

struct BoundContract {
  std::string stem;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("stem", stem);
  }
};

struct BindingSet {
  std::vector<BoundContract> contracts;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("contracts", contracts);
  }
};

/// An alias is bound in a wrapper of its own, because other aliases may stand for the same C++
/// type.
std::string bound_type(const Names& names, const Declaration& declaration) {
  return declaration.as<model::Alias>() != nullptr
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

TemplateData embind_data(const model::Model& model, const Definition& definition,
                         const Json& /*options*/) {
  const auto names = std::make_shared<const Names>(model, definition);
  BindingSet set;
  for (const model::Contract& contract : model.contracts)
    set.contracts.push_back({names->stem(contract)});
  const auto of_contract = [&model, names,
                            blocks = block_names(model)](model::ContractId index) -> Json {
    const model::Contract& contract = model.contracts[index];
    Bindings made{comment_name(contract.path),
                  names->stem(contract),
                  contract.package,
                  contract.version,
                  blocks[index],
                  model::has_deprecated(model, contract),
                  {}};
    for (const model::DeclarationId id : model::entry_points(model, contract))
      made.types.push_back(bound_type(*names, model.declarations[id]));
    return template_data(made);
  };
  return {template_data(set), of_contract};
}

}  // namespace tally::compiler::targets
