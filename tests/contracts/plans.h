// The plans that the compiler builds in memory from the contracts of folders: what `tally validate`
// judges with.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/check.h"
#include "contract_set.h"
#include "diagnose/diagnostic.h"
#include "elaborate/elaborate.h"
#include "model/query.h"
#include "plan/plan.h"
#include "resolve/resolve.h"
#include "source/sources.h"
#include "tally/engine/explain/explain.h"

namespace tally::tests {

class Plans {
 public:
  /// Those of the contracts that the program is linked with.
  Plans()
      : Plans({TALLY_SOURCE_DIR "/schemas", TALLY_SOURCE_DIR "/schemas/tally",
               TALLY_SOURCE_DIR "/tests/contracts"},
              fixtures::contract_set::types()) {}

  Plans(const std::vector<std::string>& folders, std::span<const ContractType* const> compiled) {
    std::vector<std::string> files;
    for (const std::string& folder : folders) {
      for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().string().ends_with(".contract.yaml"))
          files.push_back(entry.path().string());
      }
    }
    std::sort(files.begin(), files.end());
    compiler::Sources sources;
    compiler::Diagnostics diagnostics;
    auto written = compiler::resolve(files, read_file, sources, diagnostics);
    if (!written) throw std::runtime_error(folders.front() + " cannot be read");
    const auto model = compiler::elaborate(std::move(*written), sources, diagnostics);
    compiler::check(model, diagnostics);
    for (std::size_t i = 0; i < model.contracts.size(); ++i) {
      plans_.push_back(compiler::build_plan(model, static_cast<compiler::model::ContractId>(i)));
      bind_natives(plans_.back(), model, compiled);
      for (const auto& entry : plans_.back().entries()) {
        const auto& declaration = model.declarations[entry.declaration];
        types_[compiler::model::qualified_name(model, declaration)] = {plans_.size() - 1,
                                                                       entry.type};
      }
    }
  }

  /// The issues of a document by the plan of the entry point of that name, which has to exist.
  Issues explain(std::string_view type, PaddedText document) const {
    const auto [plan, index] = at(type);
    return tally::explain(plan, index, document);
  }

  /// The plan and the type of that entry point.
  std::pair<plan::Plan, plan::TypeIndex> at(std::string_view type) const {
    const auto [plan, index] = types_.at(std::string(type));
    return {plans_[plan].plan(), index};
  }

 private:
  /// The functions of native rules are in the generated code.
  static void bind_natives(compiler::OwnedPlan& plan, const compiler::model::Model& model,
                           std::span<const ContractType* const> compiled) {
    for (const auto& entry : plan.entries()) {
      const auto name =
          compiler::model::qualified_name(model, model.declarations[entry.declaration]);
      for (const ContractType* type : compiled) {
        if (type->name == name) return plan.take_natives(type->plan);
      }
    }
  }

  struct Type {
    std::size_t plan;
    plan::TypeIndex index;
  };

  static std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

  std::vector<compiler::OwnedPlan> plans_;
  std::map<std::string, Type> types_;
};

}  // namespace tally::tests
