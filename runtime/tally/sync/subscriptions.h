// What one client of a hub follows, and the work that this is.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tally/async/list.h"
#include "tally/sync/patterns.h"
#include "tally/sync/topic.h"

namespace tally::sync {

class Hub;
class Session;

struct AmongBusy;

/// What a client has asked for in one message.
struct Subscription {
  enum class State : std::uint8_t { asked, answered, ended };

  Subscription(Subscriptions& its_client, std::uint32_t its_id, std::uint64_t its_serial)
      : client(its_client), id(its_id), serial(its_serial) {}

  Subscriptions& client;
  std::uint32_t id;      // as the client calls it
  std::uint64_t serial;  // no other one of the client ever has it
  State state = State::asked;
  std::int64_t charge = 0;           // bytes, besides what it follows
  std::size_t places = 0;            // of those that a client may have subscribed
  std::vector<std::string> allowed;  // until it is answered
  std::vector<Pattern*> patterns;    // of the hub
  async::List<Follower, OfSubscription> followers;
  async::List<Follower, AmongPending> held;  // until it is answered
  std::uint32_t count = 0;                   // snapshots
  bool narrowed = false;  // it names what may not be read, too, and that is left out

  /// Until it is answered.
  struct Asking {
    std::deque<std::string> patterns;  // that have not been looked at
    LevelTree<bool> wild;              // that have to be crossed with the topics
    std::optional<Crossing<Topics>> crossing;
    std::int64_t effort = 0;  // so far
    std::int64_t charge = 0;  // bytes, for the texts; part of the subscription's
  };
  std::unique_ptr<Asking> asking;
};

/// Belongs to a session, and outlives it until all of it is undone. Messages are worked off in
/// their order, in pieces: `work` is called until there is no more to do.
class Subscriptions final : public async::Link<AmongBusy> {
 public:
  Subscriptions(Hub& hub, Session& session) noexcept;
  Subscriptions(const Subscriptions&) = delete;
  Subscriptions& operator=(const Subscriptions&) = delete;
  ~Subscriptions();

  // ---- For the session ----

  /// Where the client is with a topic that it will subscribe.
  void resume(std::string_view key, db::Sequence position) { known_[std::string(key)] = position; }
  void subscribe(std::uint32_t id, const view::List<view::String>& patterns);
  void unsubscribe(std::uint32_t id);
  /// Answers have been sent. There may be room for more now.
  void replies_taken();
  /// The next one that has something to send; null when there is none.
  Follower* next() noexcept;
  [[nodiscard]] bool has_pending() const noexcept { return !pending_.empty(); }
  /// One that has more to send.
  void put_back(Follower& follower) noexcept { pending_.push_back(follower); }
  /// The session goes. What there is gets undone by `work`.
  void abandon() noexcept;

  // ---- For the hub ----

  /// A topic that has values which a follower has not.
  void has_pending(Follower& follower);
  /// A record that was not there when it subscribed.
  void came(Topic& topic, Subscription& subscription, Effort& effort);
  /// Whether there is no more to do now.
  bool work(Effort& effort);
  /// Memory that it takes.
  [[nodiscard]] std::uint64_t bytes() const noexcept {
    return static_cast<std::uint64_t>(charged_);
  }
  /// Whether nothing is left of it.
  [[nodiscard]] bool undone() const noexcept {
    return session_ == nullptr && all_.empty() && followed_.empty();
  }

 private:
  using Each = std::list<Subscription>::iterator;
  /// Of a piece of work: `over` is the effort, `blocked` one that does not read its answers.
  enum class Outcome : std::uint8_t { done, over, blocked };

  bool charge(std::int64_t bytes);
  void release(std::int64_t bytes) noexcept;

  Outcome begin(Subscription& subscription, Effort& effort);
  void look_at(Subscription& subscription, std::string_view pattern, Effort& effort);
  /// Whether there was room for the answer.
  bool answer(Subscription& subscription);
  void refuse(Subscription& subscription, const char* why);
  /// It is not served any more, whatever is left of it.
  void end(Subscription& subscription);
  bool undo(Subscription& subscription, Effort& effort);
  void forget(Subscription& subscription, Pattern& pattern);
  /// Another subscription that names the key, or contains the pattern; null when there is none.
  Subscription* other(std::string_view asked, Effort& effort);

  /// Whether there was room for it.
  bool follow(Topic& topic, Subscription& subscription, bool is_new, Effort& effort);
  void stop_following(Follower& follower) noexcept;

  Hub& hub_;
  Session* session_;  // null when it is gone
  std::uint64_t number_;
  std::list<Subscription> all_;
  std::map<std::uint32_t, Each> by_id_;  // that have not ended
  std::deque<Each> tasks_;               // asked or ended
  std::uint64_t serial_ = 0;
  std::size_t pattern_count_ = 0;
  std::int64_t charged_ = 0;  // bytes
  std::unordered_map<Topic*, Follower> followed_;
  async::List<Follower, AmongPending> pending_;
  std::map<std::string, db::Sequence, std::less<>> known_;  // from hello
};

}  // namespace tally::sync
