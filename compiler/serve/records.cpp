#include "serve/records.h"

#include <algorithm>
#include <utility>

#include "compat/canonical.h"
#include "model/query.h"
#include "tally/db/key.h"

namespace tally::compiler {
namespace {

std::string pattern_of(const model::Key& key) {
  std::string pattern;
  for (const std::string_view segment : model::segments(key.pattern)) {
    if (!pattern.empty()) pattern += '.';
    pattern += segment.front() == '{' ? std::string_view("+") : segment;
  }
  return pattern;
}

}  // namespace

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
      const db::Buffer buffer{key.buffer, std::max(key.capacity, 1U)};
      keys_.push_back({&key, pattern_of(key), &judged.owned, judged.types.at(key.type), buffer,
                       key.access != Access::write && buffer.kind != BufferKind::mailbox,
                       key.access != Access::read});
    }
  }
}

db::Declared ServedRecords::declared(std::string_view key) const {
  // Contracts part the levels of keys by dots alone.
  if (key.find('/') != std::string_view::npos) return {};
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const ServedKey& each) {
    return db::matches(each.pattern, key);
  });
  return found == keys_.end() ? db::Declared{} : db::Declared{found->type, found->buffer};
}

std::vector<const ContractType*> ServedRecords::types() const {
  std::vector<const ContractType*> all;
  for (const ContractType& type : types_) all.push_back(&type);
  return all;
}

sync::Rights ServedRecords::rights() const {
  sync::Rights rights;
  bool all = true;
  for (const ServedKey& key : keys_) {
    if (key.readable) rights.read.push_back(key.pattern);
    if (key.writable) rights.write.push_back(key.pattern);
    // Nobody is shown what is in a mailbox.
    all = all && (key.readable || key.buffer.kind == db::Buffer::Kind::mailbox);
  }
  // A client may ask for everything when there is nothing that it may not read.
  if (all) rights.read.emplace_back("#");
  return rights;
}

bool ServedRecords::lack_natives() const {
  return std::any_of(contracts_.begin(), contracts_.end(),
                     [](const Judged& each) { return each.owned.lacks_natives(); });
}

}  // namespace tally::compiler
