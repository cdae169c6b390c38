// What programs find in a contract by name: entry points, keys, and the signals of records.
#pragma once

#include <vector>

#include "model/model.h"
#include "targets/cpp/names.h"
#include "targets/cpp/unit.h"

namespace tally::compiler::targets::cpp {

EntryPoint entry_point_of(const model::Model& model, const Names& names,
                          const model::Declaration& declaration);

std::vector<Key> keys_of(const model::Model& model, const Names& names,
                         const model::Contract& contract);

std::vector<Signal> signals_of(const model::Model& model, const Names& names,
                               const model::Contract& contract);

}  // namespace tally::compiler::targets::cpp
