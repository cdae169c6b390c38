// One slot for what somebody is to do next.
#pragma once

#include <cstdint>
#include <optional>

#include "tally/async/scheduler.h"
#include "tally/buffers/event.h"

namespace tally::buffers {

/// What was taken out of a mailbox.
struct Letter {
  Block value;
  Sequence sequence = 0;  // of all that were put in
  std::uint64_t overwritten =
      0;  // values before it that nobody took, since the last that was taken
};

/// Holds one value, which is taken exactly once; a newer one overwrites it, and that is counted.
/// Those who wait to take are served in the order in which they came.
class Mailbox {
 public:
  Mailbox() noexcept = default;
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  ~Mailbox() { close(); }

  /// False when it is closed; nothing has changed then. O(1).
  bool put(Block value);

  /// Waits for a letter; nothing when the mailbox is closed and empty. Stopping it takes nothing.
  class Take final : public async::Leaf<Take> {
   public:
    explicit Take(Mailbox& mailbox) noexcept : mailbox_(mailbox) {}
    [[nodiscard]] const char* what() const noexcept override { return "taking"; }
    bool attempt() noexcept {
      letter_ = mailbox_.try_take();
      return letter_ || mailbox_.closed_;
    }
    void enlist() noexcept { mailbox_.waiting_.push_back(fiber()); }
    std::optional<Letter> await_resume() noexcept { return std::move(letter_); }

   private:
    friend class Mailbox;
    Mailbox& mailbox_;
    std::optional<Letter> letter_;
  };
  [[nodiscard]] Take take() noexcept { return Take(*this); }
  /// Takes without waiting.
  std::optional<Letter> try_take() noexcept;

  /// Nothing can be put in any more; a letter that is in there can still be taken.
  void close() noexcept;
  [[nodiscard]] bool closed() const noexcept { return closed_; }
  /// How many values were overwritten, ever.
  [[nodiscard]] std::uint64_t overwritten() const noexcept { return overwritten_; }

 private:
  std::optional<Letter> letter_;
  Sequence newest_ = 0;
  std::uint64_t overwritten_ = 0;
  bool closed_ = false;
  async::FiberList waiting_;
};

}  // namespace tally::buffers
