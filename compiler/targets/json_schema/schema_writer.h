// The JSON Schema of a type.
#pragma once

#include <functional>
#include <string>

#include "model/model.h"
#include "targets/side.h"
#include "targets/template_data.h"

namespace tally::compiler::targets::json_schema {

/// How schemas are written, and of what.
struct Dialect {
  Side side = Side::input;
  bool lone_reference = false;  // members beside `$ref` are ignored
  /// What a `$ref` to a type says in a schema of the contract `home`.
  std::function<std::string(const model::Declaration& declaration, model::ContractId home)>
      pointer_to;
};

/// Of draft 2020-12, and but for `Dialect::lone_reference` also of draft 7.
Json type_schema(const model::Model& model, const model::Declaration& declaration,
                 const Dialect& dialect);

/// A schema as text for a place that is `depth` levels deep.
std::string spelled(const Json& schema, int depth);
/// The same as a JavaScript expression, in which `__proto__` is a member like any other.
std::string js_spelled(const Json& schema, int depth);

/// Without what does not show at the end.
std::string trimmed(std::string text);

}  // namespace tally::compiler::targets::json_schema
