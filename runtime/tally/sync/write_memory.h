// What a hub remembers of the writes of its clients, so that each is applied once.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <string>
#include <string_view>

namespace tally::sync {

/// A client numbers its writes upwards, sends them in that order, and keeps at most a window of
/// them under way. It sends again what was not answered.
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
    /// What is known of a write.
    enum class Standing : std::uint8_t {
      fresh,      // it has not been dealt with, or only by a hub that is no more
      known,      // it has, see `find`
      forgotten,  // it is so old that no client may ask for it
    };
    [[nodiscard]] Standing standing(std::uint64_t id, std::size_t window) const noexcept;
    /// Null unless the write is known.
    [[nodiscard]] const Answer* find(std::uint64_t id) const noexcept;
    /// A fresh one is being dealt with.
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
