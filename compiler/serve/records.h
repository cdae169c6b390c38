// The records that contracts declare under `keys:`, judged by their plans.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "plan/plan.h"
#include "tally/db/db.h"
#include "tally/sync/rights.h"

namespace tally::compiler {

/// One pattern under `keys:`.
struct ServedKey {
  const model::Key* declared = nullptr;
  std::string pattern;  // with `+` for what the contract leaves open
  const OwnedPlan* plan = nullptr;
  const ContractType* type = nullptr;
  db::Buffer buffer;
  bool readable = false;
  bool writable = false;
};

/// The model stays the caller's. Both outlive the Db that gets the records.
class ServedRecords {
 public:
  explicit ServedRecords(const model::Model& model);
  ServedRecords(const ServedRecords&) = delete;
  ServedRecords& operator=(const ServedRecords&) = delete;

  [[nodiscard]] const std::vector<ServedKey>& keys() const { return keys_; }
  [[nodiscard]] db::Declared declared(std::string_view key) const;
  /// All types that programs can have fingerprints of.
  [[nodiscard]] std::vector<const ContractType*> types() const;
  /// What the contracts let clients do.
  [[nodiscard]] sync::Rights rights() const;
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
  std::vector<ServedKey> keys_;
};

}  // namespace tally::compiler
