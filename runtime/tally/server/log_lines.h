// The lines of a log as they are written: each is chained to the one before. Not for programs.
#pragma once

#include <cstdint>
#include <string>

namespace tally::log {
struct Entry;
namespace view {
struct Entry;
}
}  // namespace tally::log

namespace tally::server {

/// How far a log goes.
struct LogHead {
  std::uint64_t entries = 0;   // since the hub started for the first time
  std::uint32_t checksum = 0;  // of the last one and all before it

  friend bool operator==(const LogHead&, const LogHead&) = default;
};

/// Writes entries as lines.
class LogLines {
 public:
  explicit LogLines(LogHead head = {}) noexcept : head_(head) {}

  /// Up to the last line that was added.
  [[nodiscard]] const LogHead& head() const noexcept { return head_; }
  /// Adds a line to a text.
  void add(std::string& text, const log::view::Entry& entry);
  void add(std::string& text, const log::Entry& entry);

 private:
  LogHead head_;
};

}  // namespace tally::server
