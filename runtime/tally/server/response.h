// A page as HTTP sends it, piece by piece. Not for programs.
#pragma once

#include <cstdint>
#include <string>

#include "tally/server/pages.h"

namespace tally::server {

class Response {
 public:
  struct How {
    std::uint32_t minor = 1;  // HTTP/1.0 or HTTP/1.1
    bool keep_alive = false;
    bool head = false;  // the lengths, and no body
  };

  Response(Page page, How how);

  /// True once all has been sent.
  [[nodiscard]] bool ended() const noexcept { return at_ == end_ && piece_.empty(); }
  /// What is to be sent now; empty at the end, and when a file has become shorter than it was.
  /// Valid until `sent`.
  [[nodiscard]] const std::string& piece() const noexcept { return piece_; }
  /// The piece has been sent: loads the next one, from the disk if it has to.
  void sent();
  [[nodiscard]] bool keep_alive() const noexcept { return how_.keep_alive; }

 private:
  /// Appends what comes next of the body.
  void load();

  Page page_;
  How how_;
  std::string piece_;
  std::uint64_t at_ = 0;  // in the body
  std::uint64_t end_ = 0;
};

}  // namespace tally::server
