// Who may read and write what.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tally::sync {

/// What a client may do, as patterns of keys; see db/key.h.
struct Rights {
  /// Who it is. Clients of different identities never share the memory of their writes.
  std::string identity;
  std::vector<std::string> read;
  std::vector<std::string> write;

  /// Everything, for everybody.
  static Rights all() { return {{}, {"#"}, {"#"}}; }

  /// Whether one of the patterns contains what is asked for.
  [[nodiscard]] bool may_read(std::string_view pattern) const noexcept;
  [[nodiscard]] bool may_write(std::string_view key) const noexcept;
};

}  // namespace tally::sync
