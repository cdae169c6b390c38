#include "language/place.h"

namespace tally::compiler::language {

const Key* find_key(const Place& place, std::string_view name) {
  for (const Place* part = &place; part != nullptr; part = part->more) {
    for (const Key& key : part->keys) {
      if (key.name == name) return &key;
    }
  }
  return nullptr;
}

std::vector<const Key*> keys_of(const Place& place) {
  std::vector<const Key*> keys;
  for (const Place* part = &place; part != nullptr; part = part->more) {
    for (const Key& key : part->keys) keys.push_back(&key);
  }
  return keys;
}

}  // namespace tally::compiler::language
