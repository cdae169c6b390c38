// Where a hub's values go so that they outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tally/contracts/wire.h"
#include "tally/db/record.h"

namespace tally::sync {

/// Called within what the hub does; exceptions end the program. Keeps entries in order, later and
/// in groups. Nothing that it has yet to keep is shown to subscribers or acknowledged, so that
/// nobody knows of a value that can still be lost.
class HubLog {
 public:
  struct Entry {
    const db::Record& record;
    db::Value value;          // of a mailbox only the number: that the write was applied is kept
    std::string_view client;  // who wrote it, with its identity; empty for the hub's own program
    std::uint64_t write = 0;  // the number of that write
  };

  HubLog() noexcept = default;
  HubLog(const HubLog&) = delete;
  HubLog& operator=(const HubLog&) = delete;

  /// Takes an entry, and tells `Hub::kept` once it is kept. Entries are numbered from 1.
  virtual void append(const Entry& entry) noexcept = 0;
  /// What an entry survives that is kept.
  [[nodiscard]] virtual wire::Durability durability() const noexcept = 0;
  /// Whether it takes writes of clients; they are refused otherwise.
  [[nodiscard]] virtual bool takes() const noexcept { return true; }
  /// A client stands at a number of a record, in the hub's epoch, which that record has not
  /// reached. The epoch from now on when that proves that values were lost. Nothing when the epoch
  /// began with this program, which has lost none: so a client can bring this about once.
  virtual std::optional<std::string> renew_epoch(std::string_view key,
                                                 db::Sequence sequence) noexcept {
    static_cast<void>(key);
    static_cast<void>(sequence);
    return std::nullopt;
  }

 protected:
  ~HubLog() = default;
};

}  // namespace tally::sync
