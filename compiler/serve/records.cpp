#include "serve/records.h"

#include <algorithm>

#include "compat/canonical.h"
#include "model/query.h"

namespace tally::compiler {

ServedRecords::ServedRecords(const model::Model& model) {
  const compat::Published published = compat::publish(model);
  for (model::ContractId id = 0; id < model.contracts.size(); ++id) {
    Judged& judged = contracts_.emplace_back();
    judged.owned = build_plan(model, id);
    judged.plan = judged.owned.plan();
    for (const OwnedPlan::Entry& entry : judged.owned.entries()) {
      const std::string& name =
          texts_.emplace_back(model::qualified_name(model, model.declarations[entry.declaration]));
      const std::string& fingerprint = texts_.emplace_back(compat::fingerprint(published, name));
      types_.push_back({name, fingerprint, judged.plan, entry.type, 0, nullptr, nullptr, nullptr});
      judged.types.emplace(entry.declaration, &types_.back());
    }
  }
  for (const model::Contract& contract : model.contracts) {
    for (const model::Key& key : contract.keys) {
      const Judged& judged = contracts_[model.declarations[key.type].contract];
      keys_.push_back(
          {key.pattern, judged.types.at(key.type), key.buffer, key.capacity, key.access});
    }
  }
}

bool ServedRecords::lack_natives() const {
  return std::any_of(contracts_.begin(), contracts_.end(),
                     [](const Judged& each) { return each.owned.lacks_natives(); });
}

}  // namespace tally::compiler
