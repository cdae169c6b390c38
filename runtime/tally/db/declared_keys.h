// Which records there are under which keys, as contracts declare them.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tally/db/record.h"
#include "tally/engine/keys.h"

namespace tally::db {

/// A KeyDefinition with what a Db asks for.
struct DeclaredKey {
  std::string pattern;  // orders.+
  const ContractType* type;
  Buffer buffer;
  Access access;
};

/// Those of one contract or of several. Where two of them name a key, the first one counts.
class DeclaredKeys {
 public:
  /// Of the table that a header has which was generated of a contract: `acme::shop::keys`. Their
  /// types outlive it.
  template <std::size_t count>
  // NOLINTNEXTLINE(google-explicit-constructor): the table is what a program serves
  DeclaredKeys(const KeyDefinition (&keys)[count]) : DeclaredKeys({std::span(keys)}) {}
  DeclaredKeys(std::initializer_list<std::span<const KeyDefinition>> contracts);

  /// The record of a key; contracts part its levels by dots alone. O(keys).
  [[nodiscard]] Declared of(std::string_view key) const noexcept;
  /// The types of all keys, each once.
  [[nodiscard]] std::vector<const ContractType*> types() const;

  [[nodiscard]] bool empty() const noexcept { return keys_.empty(); }
  [[nodiscard]] auto begin() const noexcept { return keys_.begin(); }
  [[nodiscard]] auto end() const noexcept { return keys_.end(); }

 private:
  std::vector<DeclaredKey> keys_;
};

}  // namespace tally::db
