// The C++ target: one header and one source per contract, and one of each for the set.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "model/query.h"
#include "targets/cpp/entries.h"
#include "targets/cpp/fold.h"
#include "targets/cpp/unit.h"
#include "targets/cpp/unit_builder.h"
#include "targets/set_fingerprint.h"
#include "targets/template_data.h"
#include "targets/template_models.h"

namespace tally::compiler::targets {
namespace {

using model::Declaration;
using model::TypeExpression;

/// Whether values of the kind are among those of the type.
bool mentions(const TypeExpression& type, plan::Kind kind) {
  if (type.form == TypeExpression::Form::builtin) return type.builtin == kind;
  return std::any_of(type.element.begin(), type.element.end(),
                     [&](const TypeExpression& element) { return mentions(element, kind); });
}

bool mentions(const Declaration& declaration, plan::Kind kind) {
  const auto* type = named_type(declaration);
  const auto fields = fields_of(declaration);
  return (type != nullptr && mentions(*type, kind)) ||
         std::any_of(fields.begin(), fields.end(),
                     [&](const model::Field& field) { return mentions(field.type, kind); });
}

/// In the order by which runtime/js/views.js asks for them.
std::vector<cpp::TextForm> text_forms(const model::Model& model) {
  using plan::Kind;
  constexpr std::pair<const char*, Kind> all[] = {
      {"uuid", Kind::uuid}, {"timestamp", Kind::timestamp}, {"decimal", Kind::decimal},
      {"date", Kind::date}, {"time", Kind::time},           {"duration", Kind::duration},
  };
  std::vector<cpp::TextForm> forms;
  for (const auto& [name, kind] : all) {
    const bool used = std::any_of(model.declarations.begin(), model.declarations.end(),
                                  [&, wanted = kind](const Declaration& declaration) {
                                    return mentions(declaration, wanted);
                                  });
    forms.push_back({name, used});
  }
  return forms;
}

std::vector<cpp::UnitHeading> headings(const cpp::Shared& shared) {
  const model::Model& model = shared.model;
  std::vector<cpp::UnitHeading> list;
  for (const model::Contract& contract : model.contracts) {
    cpp::UnitHeading& heading = list.emplace_back();
    heading.stem = shared.names.stem(contract);
    for (const model::DeclarationId id : model::entry_points(model, contract)) {
      heading.entries.push_back(cpp::entry_point_of(model, shared.names, model.declarations[id]));
    }
  }
  return list;
}

}  // namespace

TemplateData cpp_data(const model::Model& model, const Definition& definition,
                      const Json& options) {
  const auto shared = std::make_shared<const cpp::Shared>(model, definition);
  const cpp::UnitSet set{
      .contracts = headings(*shared),
      .name_space = option(options, "namespace", "contracts"),
      .fingerprint = set_fingerprint(model, shared->published),
      .has_deprecated =
          std::any_of(model.contracts.begin(), model.contracts.end(),
                      [&](const auto& contract) { return model::has_deprecated(model, contract); }),
      .text_forms = text_forms(model),
  };
  return {template_data(set),
          [shared](model::ContractId id) { return template_data(cpp::build_unit(*shared, id)); },
          cpp::fold};
}

}  // namespace tally::compiler::targets
