// Records as contracts declare them under `keys:`.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "tally/db/typed.h"
#include "tally/engine/keys.h"

namespace dashboard {

inline tally::db::Buffer buffer_of(const tally::KeyDefinition& key) {
  using Kind = tally::KeyDefinition::Buffer;
  if (key.buffer == Kind::ring) return tally::db::Buffer::ring(key.capacity);
  return key.buffer == Kind::mailbox ? tally::db::Buffer::mailbox() : tally::db::Buffer::latest();
}

/// The record of a key that is new, with the buffer that `keys` declares for its type. Each type of
/// this program is declared once.
template <class T>
tally::db::TypedRecord<T> declared(tally::db::Db& db, std::span<const tally::KeyDefinition> keys,
                                   std::string_view key) {
  const auto found = std::find_if(keys.begin(), keys.end(), [](const auto& each) {
    return each.type == &tally::Contract<T>::type;
  });
  return *db.record<T>(key, buffer_of(*found));
}

}  // namespace dashboard
