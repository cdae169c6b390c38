// YAML values as JSON text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diagnose/diagnostic.h"
#include "model/syntax.h"
#include "yaml/tree.h"

namespace tally::compiler::resolving {

// The document that an example means, as compact JSON. A scalar is read by what the type expects
// there: `no` is "no" under a string type. Nothing comes back if a scalar cannot be read that way
// and `strict` asks for it (then an error was added), or if the node was refused already. Without
// `strict` such a scalar is what it looks like: an example may be invalid on purpose.
// O(size of the example).
std::optional<std::string> example_json(const yaml::Node& node, model::DeclarationId type,
                                        bool strict, const syntax::Model& model,
                                        Diagnostics& diagnostics);

// The same for another value of this type, always strict. `what` names it in messages.
std::optional<std::string> example_json(const yaml::Node& node, const syntax::TypeExpression& type,
                                        std::string_view what, const syntax::Model& model,
                                        Diagnostics& diagnostics);

}  // namespace tally::compiler::resolving
