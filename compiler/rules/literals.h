// Literals are read as what their place expects: `this.status == 'placed'`, `this.weight > 1`.
#pragma once

#include <optional>
#include <string>

#include "model/syntax.h"
#include "rules/types.h"

namespace tally::compiler::rules {

// What the literal is where nothing is expected. Nothing if the number is too large for that.
std::optional<model::Expression> read_literal(const syntax::Expression& literal);

// The literal as a value of `type`. Nothing if it is none; `problem` says why if it might have been
// meant: "`plcaed` is no value of `Status`".
std::optional<model::Expression> read_literal(const syntax::Expression& literal, const Type& type,
                                              const model::Model& model, std::string& problem);

bool is_literal(const syntax::Expression& syntax);

}  // namespace tally::compiler::rules
