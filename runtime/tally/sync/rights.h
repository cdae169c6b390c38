// Who may read and write what.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tally/async/time.h"

namespace tally::db {
class DeclaredKeys;
}

namespace tally::sync {

/// What a client may do, as patterns of keys; see db/key.h.
struct Rights {
  /// Who it is. Clients of different identities never share the memory of their writes.
  std::string identity;
  std::vector<std::string> read;
  std::vector<std::string> write;
  /// By the hub's loop. A session that has them is closed then with 4401.
  async::Instant until = async::Instant::max();

  /// Everything, for everybody.
  static Rights all() { return {{}, {"#"}, {"#"}}; }

  /// What is in these rights and in `most`, for who these are.
  [[nodiscard]] Rights within(const Rights& most) const;

  /// Whether one of the patterns contains what is asked for.
  [[nodiscard]] bool may_read(std::string_view pattern) const noexcept;
  /// Whether there may be keys among those that a pattern names which may be read.
  [[nodiscard]] bool may_read_some(std::string_view pattern) const;
  [[nodiscard]] bool may_write(std::string_view key) const noexcept;
};

/// What contracts let clients do, by `access`. Nobody reads a mailbox.
[[nodiscard]] Rights access_of(const db::DeclaredKeys& keys);

}  // namespace tally::sync
