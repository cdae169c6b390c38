// What a hub remembers of the writes of its clients, so that each is applied once.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <string>
#include <string_view>

namespace tally::sync {

/// A client numbers its writes upwards and keeps at most a window of them under way. It sends again
/// what was not answered; a number that is not newer than the newest one has been dealt with.
class WriteMemory {
 public:
  /// What a write was answered with: a message, ready to be sent again.
  struct Answer {
    std::uint64_t id = 0;
    std::string message;  // empty until it is known
  };

  class Client {
   public:
    /// The newest write that was dealt with; 0 before the first.
    [[nodiscard]] std::uint64_t newest() const noexcept { return newest_; }
    /// Whether a write has yet to be dealt with.
    [[nodiscard]] bool is_new(std::uint64_t id) const noexcept { return id > newest_; }
    /// Null for a write that is new, or so old that no client may ask for it.
    [[nodiscard]] const Answer* find(std::uint64_t id) const noexcept;
    /// The next one that is dealt with: its number is newer than all others.
    void begin(std::uint64_t id, std::size_t window);
    void answer(std::uint64_t id, std::string message);

   private:
    std::uint64_t newest_ = 0;
    std::deque<Answer> answers_;  // by ascending id
  };

  /// `clients`: how many are remembered; the one that was here the longest ago is forgotten first.
  explicit WriteMemory(std::size_t clients) : limit_(clients) {}

  /// The memory of one client. Valid until another one comes.
  Client& of(std::string_view client);

 private:
  struct Entry {
    Client client;
    std::list<std::string>::iterator age;
  };

  std::size_t limit_;
  std::list<std::string> by_age_;  // the newest first
  std::map<std::string, Entry, std::less<>> clients_;
};

}  // namespace tally::sync
