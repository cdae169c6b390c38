// The defaults of fields, as JSON.
#include "resolve/context.h"
#include "resolve/example_json.h"

namespace tally::compiler::resolving {

void read_defaults(Context& context) {
  for (auto& declaration : context.model.declarations) {
    for (auto& field : declaration.fields) {
      if (!field.default_value) continue;
      const Span place = field.default_value->span;
      const auto* node = context.defaults.at({place.file, place.begin});
      auto json =
          example_json(*node, field.type, "the default", context.model, context.diagnostics);
      if (json) field.default_value->json = std::move(*json);
    }
  }
}

}  // namespace tally::compiler::resolving
