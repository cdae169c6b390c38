#include "compat/policy.h"

#include <vector>

namespace tally::compiler::compat {
namespace {

const DirectionSet* find(const std::map<std::string, DirectionSet>& sets, std::string_view name) {
  const auto found = sets.find(std::string(name));
  return found == sets.end() ? nullptr : &found->second;
}

}  // namespace

DirectionSet DirectionSet::all() {
  DirectionSet set;
  for (const DirectionWord& word : directions()) set.insert(word.direction);
  return set;
}

DirectionSet Policy::of(const std::string& type) const {
  if (const DirectionSet* own = find(types, type)) return *own;
  if (const DirectionSet* shared = find(packages, package_of(type))) return *shared;
  return project;
}

std::string_view package_of(std::string_view type) {
  return type.substr(0, type.rfind('.'));
}

std::map<std::string, DirectionSet> counting(const Policy& policy, const Published& before,
                                             const Published& after) {
  std::map<std::string, DirectionSet> sets;
  std::vector<std::string> open;  // types whose set has grown
  for (const Published* version : {&before, &after}) {
    for (const auto& [name, type] : version->types) {
      const bool is_new = sets.emplace(name, type.entry ? policy.of(name) : DirectionSet{}).second;
      if (is_new) open.push_back(name);
    }
  }
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const DirectionSet above = sets.at(name);
    for (const Published* version : {&before, &after}) {
      const auto type = version->types.find(name);
      if (type == version->types.end()) continue;
      for (const std::string& part : type->second.refs) {
        const auto found = sets.find(part);
        if (found == sets.end()) continue;
        const DirectionSet was = found->second;
        found->second |= above;
        if (!(found->second == was)) open.push_back(part);
      }
    }
  }
  return sets;
}

}  // namespace tally::compiler::compat
