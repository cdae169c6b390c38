// What a hub remembers of the writes of its clients, so that each is applied once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tally/async/list.h"
#include "tally/async/time.h"
#include "tally/contracts/wire.h"
#include "tally/sync/rate.h"

namespace tally::sync {

struct AmongAbsent;

/// A client numbers its writes upwards, sends them in that order, and keeps at most a window of
/// them under way. It sends again what was not answered.
///
/// Memory is in proportion to the names of clients that have written and to the answers that they
/// may still ask for. Of both there is a limit; what goes first is of those who left the longest
/// ago, and never so that a write is applied twice: answers are forgotten but not that there were
/// any, and nobody is forgotten who left less than `memorable` ago.
class WriteMemory {
 public:
  /// What a write was answered with. The issues of one that was refused are found again by judging
  /// it again.
  struct Answer {
    enum class Kind : std::uint8_t { pending, acked, refused };

    std::uint64_t id = 0;
    std::uint64_t sequence = 0;  // acked
    wire::Durability kept{};     // acked
    wire::Code::Known code{};    // refused
    Kind kind = Kind::pending;
  };

  class Client final : public async::Link<AmongAbsent> {
   public:
    /// The newest write that was dealt with; 0 before the first.
    [[nodiscard]] std::uint64_t newest() const noexcept { return newest_; }
    /// Null unless the answer of the write is known, or that it has none yet. Valid until the next
    /// write.
    [[nodiscard]] const Answer* find(std::uint64_t id) const noexcept;
    [[nodiscard]] std::size_t answers() const noexcept { return answers_.size(); }

    Rate rate;
    std::uint64_t records = 0;  // that it has made

   private:
    friend class WriteMemory;

    std::string_view name_;  // the key in the map
    std::uint64_t newest_ = 0;
    std::uint64_t forgotten_ = 0;  // of writes up to here only `answers_` are known
    std::uint64_t pending_ = 0;    // the first write without an answer; 0 when there is none
    std::vector<Answer> answers_;  // by ascending id
    async::Instant left_{};        // when it is absent
  };

  /// What is known of a write.
  enum class Standing : std::uint8_t {
    fresh,      // it has not been dealt with, or only by a hub that is no more
    known,      // it has, see `find`
    forgotten,  // it has, and how is not known any more
    ahead,      // one that is a window older has no answer yet
  };

  static constexpr async::Duration memorable = std::chrono::hours(1);

  /// `window`: as in wire::HubLimits::writes. `clients`, `answers`: how many are remembered.
  WriteMemory(std::uint32_t window, std::uint64_t clients, std::uint64_t answers) noexcept
      : window_(window), client_limit_(clients), answer_limit_(answers) {}

  /// Null for one that is not remembered.
  [[nodiscard]] Client* find(std::string_view name) noexcept;
  /// The client that is there and writes; null when there is no room for another one.
  Client* of(std::string_view name, async::Instant now);

  /// Who has come is not absent, and who has left is. Nothing for one that is not remembered.
  void came(std::string_view name) noexcept;
  void left(std::string_view name, async::Instant now);

  [[nodiscard]] Standing standing(const Client& client, std::uint64_t id) const noexcept;
  /// A fresh one is being dealt with.
  void begin(Client& client, std::uint64_t id);
  /// What became of it. Nothing when that is not to be remembered.
  static void answer(Client& client, const Answer& answer) noexcept;

  [[nodiscard]] std::uint64_t clients() const noexcept { return clients_.size(); }
  [[nodiscard]] std::uint64_t answers() const noexcept { return answers_; }
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const auto& [name, client] : clients_) visit(client);
  }

 private:
  using Absent = async::List<Client, AmongAbsent>;

  void forget_answers();
  bool forget_client(async::Instant now);

  std::uint32_t window_;
  std::uint64_t client_limit_;
  std::uint64_t answer_limit_;
  std::uint64_t answers_ = 0;
  std::map<std::string, Client, std::less<>> clients_;
  // Who left the longest ago is the first. Those without answers left before the others.
  Absent bare_;
  Absent absent_;
};

}  // namespace tally::sync
