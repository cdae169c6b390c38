// Where the fields of records are, by name.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace tally::compiler::rules {

/// For many questions about one model, whose names stay as they are. A record is read once, when it
/// is asked for.
class FieldIndex {
 public:
  explicit FieldIndex(const model::Model& model) : model_(model) {}

  /// The position of a field; nothing when the record has none of that name. O(log fields).
  std::optional<std::uint32_t> find(model::DeclarationId record, std::string_view name) {
    const auto [known, fresh] = records_.try_emplace(record);
    const auto fields = fields_of(model_.declarations[record]);
    for (std::uint32_t i = 0; fresh && i < fields.size(); ++i)
      known->second.emplace(fields[i].name, i);  // of two of one name the first
    const auto found = known->second.find(name);
    if (found == known->second.end()) return std::nullopt;
    return found->second;
  }

  /// All names, for suggestions.
  [[nodiscard]] std::vector<std::string> names(model::DeclarationId record) const {
    std::vector<std::string> names;
    for (const auto& field : fields_of(model_.declarations[record])) names.push_back(field.name);
    return names;
  }

 private:
  const model::Model& model_;
  std::map<model::DeclarationId, std::map<std::string_view, std::uint32_t>> records_;
};

}  // namespace tally::compiler::rules
