// The records that contracts declare under `keys:`, judged by their plans.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "model/model.h"
#include "plan/plan.h"
#include "tally/engine/keys.h"

namespace tally::compiler {

/// The model stays the caller's. Both outlive the Db that gets the records.
class ServedRecords {
 public:
  explicit ServedRecords(const model::Model& model);
  ServedRecords(const ServedRecords&) = delete;
  ServedRecords& operator=(const ServedRecords&) = delete;

  [[nodiscard]] const std::vector<KeyDefinition>& keys() const { return keys_; }
  [[nodiscard]] bool lack_natives() const;

 private:
  struct Judged {
    OwnedPlan owned;
    plan::Plan plan;
    std::map<model::DeclarationId, const ContractType*> types;
  };

  std::deque<std::string> texts_;  // names and fingerprints
  std::deque<Judged> contracts_;
  std::deque<ContractType> types_;
  std::vector<KeyDefinition> keys_;
};

}  // namespace tally::compiler
