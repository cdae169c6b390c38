#include "render/scope_names.h"

#include "render/naming.h"

namespace tally::compiler {

const std::string& ScopeNames::name(const std::string& thing, const std::string& wanted) {
  const auto [known, is_new] = names_.try_emplace(thing);
  if (is_new) {
    const IsTaken is_taken = [&](std::string_view name) { return taken_.contains(name); };
    known->second = make_unique({&wanted, 1}, is_taken).front();
    taken_.insert(known->second);
  }
  return known->second;
}

}  // namespace tally::compiler
