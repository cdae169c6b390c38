#include "tally/db/declared_keys.h"

#include <algorithm>

#include "tally/db/key.h"

namespace tally::db {
namespace {

/// With `+` for what the contract leaves open.
std::string wildcards_of(std::string_view pattern) {
  std::string text;
  for (Levels levels(pattern); !levels.done();) {
    const std::string_view level = levels.next();
    if (!text.empty()) text += '.';
    text += level.front() == '{' ? std::string_view("+") : level;
  }
  return text;
}

}  // namespace

DeclaredKeys::DeclaredKeys(std::initializer_list<std::span<const KeyDefinition>> contracts) {
  for (const std::span<const KeyDefinition> keys : contracts) {
    for (const KeyDefinition& key : keys)
      keys_.push_back({wildcards_of(key.pattern),
                       key.type,
                       {key.buffer, std::max(key.capacity, 1U)},
                       key.access});
  }
}

Declared DeclaredKeys::of(std::string_view key) const noexcept {
  if (key.find('/') != std::string_view::npos) return {};
  const auto found = std::find_if(keys_.begin(), keys_.end(), [key](const DeclaredKey& each) {
    return matches(each.pattern, key);
  });
  return found == keys_.end() ? Declared{} : Declared{found->type, found->buffer};
}

std::vector<const ContractType*> DeclaredKeys::types() const {
  std::vector<const ContractType*> types;
  for (const DeclaredKey& key : keys_) {
    if (std::find(types.begin(), types.end(), key.type) == types.end()) types.push_back(key.type);
  }
  return types;
}

}  // namespace tally::db
