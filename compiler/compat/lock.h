// `tally.lock`: the types that were published, with enough of them to say what a change breaks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compat/canonical.h"
#include "compat/diff.h"
#include "compat/policy.h"

namespace tally::compiler::compat {

/// JSON with sorted keys: {"lock":1,"types":{"acme.Order":{"fingerprint":..,"form":..,...}}}.
std::string write_lock(const Published& published);

/// Nothing if the text is no lock of this form, or was changed by hand: fingerprints must hold.
std::optional<Published> read_lock(std::string_view text);

/// Whether a version may break what another one promised: its major number is higher, or that is
/// 0 in both and the minor number is higher.
bool may_break(const std::string& before, const std::string& after);

struct BrokenPromise {
  Change change;
  DirectionSet directions;  // those that count in which it breaks something
};

/// The changes that break something in a direction that counts, of types whose contract's version
/// does not say so.
std::vector<BrokenPromise> broken_promises(const Published& locked, const Published& now,
                                           const Policy& policy);

}  // namespace tally::compiler::compat
