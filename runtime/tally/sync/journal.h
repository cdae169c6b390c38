// Where a hub's values go so that they outlive it.
#pragma once

#include <cstdint>
#include <string_view>

#include "tally/db/record.h"
#include "wire.h"

namespace tally::sync {

/// Keeps entries in order, later and in groups. Nothing that it has yet to keep is shown to
/// subscribers or acknowledged, so that nobody knows of a value that can still be lost.
class Journal {
 public:
  struct Entry {
    const db::Record& record;
    db::Value value;          // of a mailbox only the number: that the write was applied is kept
    std::string_view client;  // who wrote it, with its identity; empty for the hub's own program
    std::uint64_t write = 0;  // the number of that write
  };

  Journal() noexcept = default;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Takes an entry, and tells `Hub::kept` once it is kept. Entries are numbered from 1.
  virtual void append(const Entry& entry) = 0;
  /// What an entry survives that is kept.
  [[nodiscard]] virtual wire::Durability durability() const noexcept = 0;

 protected:
  ~Journal() = default;
};

}  // namespace tally::sync
