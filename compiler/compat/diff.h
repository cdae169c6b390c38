// What changed between two versions of some contracts, and what each change breaks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compat/canonical.h"
#include "compat/changes.h"
#include "source/span.h"

namespace tally::compiler::compat {

/// A field is gone and one of the same type is new: perhaps it is the same one.
struct Renaming {
  std::string from;  // as documents called it
  std::string to;
};

/// `` if `a` is called `b` now, say so there: `renamedFrom: [a]` ``
std::string sentence(const Renaming& renaming);

struct Change {
  ChangeKind kind{};
  std::string type;    // acme.Order, as it is called in the version where it is declared
  std::string member;  // `lines[]`; empty for the type itself
  std::string detail;  // what was and what is: `maxLength 32 -> 16`; may be empty
  Span old_place;      // nowhere if there is none, and in a lock
  Span new_place;
  std::optional<Renaming> renaming{};  // of a field that is new or gone: what it may be instead

  [[nodiscard]] Verdict verdict(Direction direction) const {
    return row_of(kind).verdict(direction);
  }
};

/// By type, in the order of the new version's members. Uses of a type say nothing about changes
/// within it: these are told once, where it is declared.
std::vector<Change> diff(const Published& before, const Published& after);

/// The worst that happens in one direction.
Verdict worst(const std::vector<Change>& changes, Direction direction);

}  // namespace tally::compiler::compat
