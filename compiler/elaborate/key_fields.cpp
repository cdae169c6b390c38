// The fields by which the elements of a list differ.
#include <algorithm>
#include <string_view>
#include <vector>

#include "diagnose/quote.h"
#include "elaborate/passes.h"
#include "model/walk.h"
#include "source/suggest.h"

namespace tally::compiler::elaborating {
namespace {

// Keeps those that there are.
void find_fields(const model::Declaration& record, std::vector<model::KeyField>& keys,
                 Diagnostics& diagnostics) {
  const auto fields = fields_of(record);
  std::vector<std::string_view> names;
  for (const auto& field : fields) names.push_back(field.name);
  std::erase_if(keys, [&](model::KeyField& key) {
    const auto found = std::find(names.begin(), names.end(), key.name);
    if (found == names.end()) {
      diagnostics
          .add(Code::unknown_member, key.span,
               quote(record.name) + " has no field " + quote(key.name))
          .suggest(find_suggestion(key.name, names), key.span);
      return true;
    }
    key.position = static_cast<std::uint32_t>(found - names.begin());
    key.wire = fields[key.position].wire;
    return false;
  });
}

}  // namespace

void find_key_fields(model::Model& model, Diagnostics& diagnostics) {
  for (auto& declaration : model.declarations) {
    visit_types(declaration, [&](model::TypeExpression& type) {
      for (auto& constraint : type.constraints) {
        if (constraint.fields.empty()) continue;
        const auto base = find_base(model, type);
        const auto* record = base ? model::record_of_elements(model, *base->written) : nullptr;
        if (record != nullptr && !record->broken)
          find_fields(*record, constraint.fields, diagnostics);
      }
    });
  }
}

}  // namespace tally::compiler::elaborating
