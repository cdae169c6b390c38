// What generated JavaScript takes for granted of the .wasm that it calls, in one word. Both carry
// it, so that one that was forgotten to be built again is refused and not misread.
#pragma once

#include <string>

#include "compat/canonical.h"
#include "model/model.h"

namespace tally::compiler::targets {

/// 16 lower-case hexadecimal digits, which differ when the contracts mean something else, when
/// their entry points have other positions, or when values lie otherwise in memory. Documentation
/// has no part in it.
std::string set_fingerprint(const model::Model& model, const compat::Published& published);

}  // namespace tally::compiler::targets
