// What has to be known of a type to compare what its doors say.
#pragma once

#include <set>
#include <span>
#include <vector>

#include "contracts/plans.h"
#include "tally/engine/plan.h"

namespace tally::tests {

struct Traits {
  bool opaque = false;  // it has a place for any JSON, whose spelling JSON.parse does not keep
  bool millis = false;  // and one for timestamps that are numbers in programs and text in documents
};

inline void add_traits(const plan::Plan& plan, plan::TypeIndex index,
                       std::set<plan::TypeIndex>& seen, Traits& traits) {
  if (!seen.insert(index).second) return;
  const plan::Type& type = plan.types[index];
  using plan::Kind;
  traits.opaque |=
      type.kind == Kind::json || (type.kind == Kind::record && type.unknown == plan::Unknown::keep);
  traits.millis |= type.as_millis;
  if (type.kind == Kind::list || type.kind == Kind::map || type.kind == Kind::nullable)
    add_traits(plan, type.element, seen, traits);
  if (type.kind == Kind::record || type.kind == Kind::union_) {
    for (const plan::Member& member : type.members) add_traits(plan, member.type, seen, traits);
  }
}

/// Of each type of a set.
inline std::vector<Traits> traits_of(std::span<const ContractType* const> types,
                                     const Plans& plans) {
  std::vector<Traits> all;
  for (const ContractType* type : types) {
    const auto [plan, index] = plans.at(type->name);
    std::set<plan::TypeIndex> seen;
    add_traits(plan, index, seen, all.emplace_back());
  }
  return all;
}

}  // namespace tally::tests
