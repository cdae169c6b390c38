// Which directions count: what a change may not break without a new version.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "compat/canonical.h"
#include "compat/changes.h"

namespace tally::compiler::compat {

class DirectionSet {
 public:
  static DirectionSet all();

  void insert(Direction direction) { bits_ |= bit(direction); }
  [[nodiscard]] bool contains(Direction direction) const { return (bits_ & bit(direction)) != 0; }

  DirectionSet& operator|=(DirectionSet other) {
    bits_ |= other.bits_;
    return *this;
  }
  friend bool operator==(DirectionSet, DirectionSet) = default;

 private:
  static std::uint32_t bit(Direction direction) { return 1U << static_cast<unsigned>(direction); }

  std::uint32_t bits_ = 0;
};

/// What a project says. The nearest counts: of the type, of its package, of the project.
struct Policy {
  DirectionSet project = DirectionSet::all();
  std::map<std::string, DirectionSet> packages{};
  std::map<std::string, DirectionSet> types{};  // by qualified name

  [[nodiscard]] DirectionSet of(const std::string& type) const;
};

/// `acme.orders` of `acme.orders.Order`.
std::string_view package_of(std::string_view type);

/// The directions that count for each type of either version: its own, and those of all types whose
/// values hold it, since a change in it is one in them. An inline variant has none of its own.
std::map<std::string, DirectionSet> counting(const Policy& policy, const Published& before,
                                             const Published& after);

}  // namespace tally::compiler::compat
