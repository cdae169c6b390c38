#include "tally/sync/subscriptions.h"

#include <limits>
#include <utility>

#include "tally/sync/hub.h"

namespace tally::sync {
namespace {

// What things take of memory, at most.
constexpr std::int64_t follower_bytes = 192;
constexpr std::int64_t subscription_bytes = 512;
constexpr std::int64_t asked_bytes = 64;  // besides the text
std::int64_t bytes_of(std::string_view pattern) noexcept {
  constexpr std::int64_t fixed = 384;
  constexpr std::int64_t of_level = 160;
  std::int64_t levels = 0;
  for (db::Levels each(pattern); !each.done(); each.next()) ++levels;
  return fixed + 2 * static_cast<std::int64_t>(pattern.size()) + levels * of_level;
}

// Steps that things take besides what is searched for them.
constexpr std::int64_t follower_steps = 4;
constexpr std::int64_t pattern_steps = 8;

/// What an error takes in a frame, at most: a pattern and what is allowed, each character escaped.
constexpr std::size_t error_bytes = 4096;
/// Of the patterns that an error names as those that are allowed.
constexpr std::size_t allowed_bytes = 512;

constexpr const char* too_many_patterns = "more subscriptions than the limit";
constexpr const char* too_many_keys = "more keys than the limits allow";

/// What may be read, for people.
std::string allowed_by(const Rights& rights) {
  if (rights.read.empty()) return "nothing may be read";
  std::string text = "what may be read: ";
  const std::size_t begin = text.size();
  for (const std::string& pattern : rights.read) {
    if (text.size() > begin) text += ", ";
    if (text.size() - begin + pattern.size() > allowed_bytes) return text + "...";
    text += pattern;
  }
  return text;
}

}  // namespace

Subscriptions::Subscriptions(Hub& hub, Session& session) noexcept
    : hub_(hub), session_(&session), number_(session.number()) {}

Subscriptions::~Subscriptions() {
  if (linked()) unlink();
  for (auto& [topic, follower] : followed_) topic->remove(follower);
  for (Subscription& subscription : all_) {
    for (Pattern* pattern : subscription.patterns) forget(subscription, *pattern);
  }
  release(charged_);
}

bool Subscriptions::charge(std::int64_t bytes) {
  const auto limit = static_cast<std::int64_t>(hub_.options().bounds.subscribed_bytes);
  if (charged_ + bytes > limit || !hub_.charge(bytes)) return false;
  charged_ += bytes;
  return true;
}

void Subscriptions::release(std::int64_t bytes) noexcept {
  charged_ -= bytes;
  hub_.charge(-bytes);
}

// ---- What the client says ----

void Subscriptions::subscribe(std::uint32_t id, const view::List<view::String>& patterns) {
  if (by_id_.count(id) != 0)
    return session_->report(wire::Code::malformed, "this subscription is there already");
  auto asking = std::make_unique<Subscription::Asking>();
  for (const view::String& pattern : patterns) {
    asking->patterns.emplace_back(pattern.text());
    asking->charge += asked_bytes + static_cast<std::int64_t>(pattern.size);
  }
  const std::int64_t bytes = subscription_bytes + asking->charge;
  if (pattern_count_ >= hub_.options().limits.subscriptions || !charge(bytes))
    return session_->report(wire::Code::too_many, too_many_patterns);
  ++pattern_count_;
  Subscription& made = all_.emplace_back(*this, id, ++serial_);
  made.charge = bytes;
  made.places = 1;  // of its first pattern, or its own if there is none
  made.asking = std::move(asking);
  by_id_.emplace(id, std::prev(all_.end()));
  tasks_.push_back(std::prev(all_.end()));
  hub_.busy(*this);
}

void Subscriptions::unsubscribe(std::uint32_t id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  const Each each = found->second;
  if (each->state == Subscription::State::asked) {
    // It has an answer all the same; nothing follows.
    session_->send(wire::HubMessage{wire::HubMessageSubscribed{{id}, {}, 0}});
  } else {
    tasks_.push_back(each);
  }
  end(*each);
  hub_.busy(*this);
}

void Subscriptions::end(Subscription& subscription) {
  subscription.state = Subscription::State::ended;
  by_id_.erase(subscription.id);
  pattern_count_ -= subscription.places;
}

void Subscriptions::replies_taken() {
  if (!tasks_.empty()) hub_.busy(*this);
}

void Subscriptions::abandon() noexcept {
  session_ = nullptr;
  tasks_.clear();
  by_id_.clear();
  known_.clear();
  for (auto each = all_.begin(); each != all_.end(); ++each) {
    each->state = Subscription::State::ended;
    tasks_.push_back(each);
  }
}

// ---- What is to be sent ----

void Subscriptions::has_pending(Follower& follower) {
  using State = Subscription::State;
  Subscription& subscription = *follower.subscription;
  // Whether one follows anything after its subscription has ended is found when that is undone.
  if (follower.Waiting::linked() || subscription.state == State::ended) return;
  if (subscription.state == State::asked) return subscription.held.push_back(follower);
  pending_.push_back(follower);
  session_->wake();
}

Follower* Subscriptions::next() noexcept {
  while (Follower* follower = pending_.pop_front()) {
    if (follower->subscription->state != Subscription::State::ended) return follower;
  }
  return nullptr;
}

// ---- Work ----

bool Subscriptions::work(Effort& effort) {
  while (!tasks_.empty()) {
    const Each each = tasks_.front();
    if (each->state == Subscription::State::ended) {
      if (!undo(*each, effort)) return false;
      tasks_.pop_front();
      all_.erase(each);
      continue;
    }
    const std::int64_t before = effort.left;
    const Outcome outcome = begin(*each, effort);
    if (outcome == Outcome::blocked) return true;
    if (each->state == Subscription::State::answered) {
      tasks_.pop_front();
    } else if (each->state == Subscription::State::asked) {
      each->asking->effort += before - effort.left;
      if (each->asking->effort > hub_.options().subscription_steps)
        refuse(*each, "what these patterns name takes too long to find");
      else
        return false;
    }
  }
  return true;
}

void Subscriptions::refuse(Subscription& subscription, const char* why) {
  session_->report(wire::Code::too_many, why);
  end(subscription);
}

Subscriptions::Outcome Subscriptions::begin(Subscription& subscription, Effort& effort) {
  Subscription::Asking& asking = *subscription.asking;
  for (; !asking.patterns.empty(); asking.patterns.pop_front()) {
    if (effort.over()) return Outcome::over;
    if (!session_->has_room(error_bytes)) return Outcome::blocked;
    look_at(subscription, asking.patterns.front(), effort);
    if (subscription.state == Subscription::State::ended) return Outcome::done;
  }
  if (!asking.crossing) asking.crossing.emplace(hub_.topics(), std::move(asking.wild));
  bool room = true;
  const auto found = [&](const Topics& topics) {
    for (Topic* topic : topics) room = room && follow(*topic, subscription, false, effort);
    return room;
  };
  if (!asking.crossing->go(effort, found)) return Outcome::over;
  if (!room) {
    refuse(subscription, too_many_keys);
    return Outcome::done;
  }
  return answer(subscription) ? Outcome::done : Outcome::blocked;
}

void Subscriptions::look_at(Subscription& subscription, std::string_view pattern, Effort& effort) {
  const Rights& rights = session_->rights();
  effort.spend(pattern_steps + static_cast<std::int64_t>(rights.read.size()));
  if (!db::is_pattern(pattern) || !rights.may_read_some(pattern))
    return session_->report(wire::Code::forbidden, allowed_by(rights), pattern);
  const bool single = db::names_one(pattern);
  Topic* topic = single ? hub_.topic(pattern) : nullptr;
  if (single && topic == nullptr && hub_.db().find(pattern) != nullptr) {
    return session_->report(wire::Code::not_readable, "a mailbox is for the hub's own program",
                            pattern);
  }
  subscription.narrowed = subscription.narrowed || !rights.may_read(pattern);
  const std::string text = canonical(pattern);
  // What another one contains need not be looked for again.
  const bool contained = !single && other(text, effort) != nullptr;
  Pattern* added = hub_.patterns().add(text, {number_, subscription.serial}, subscription);
  if (added == nullptr) return;
  subscription.patterns.push_back(added);
  const std::int64_t bytes = bytes_of(pattern);
  if (subscription.patterns.size() > subscription.places) {
    ++subscription.places;
    ++pattern_count_;
  }
  if (pattern_count_ > hub_.options().limits.subscriptions || !charge(bytes))
    return refuse(subscription, too_many_patterns);
  subscription.charge += bytes;
  subscription.allowed.emplace_back(pattern);
  if (topic != nullptr && !follow(*topic, subscription, false, effort))
    return refuse(subscription, too_many_keys);
  if (!single && !contained) subscription.asking->wild.at(text) = true;
}

bool Subscriptions::answer(Subscription& subscription) {
  wire::HubMessageSubscribed message{{subscription.id}, {}, subscription.count};
  std::size_t bytes = 0;
  for (std::string& pattern : subscription.allowed) bytes += pattern.size() + 3;
  if (!session_->has_room(bytes)) return false;
  for (std::string& pattern : std::exchange(subscription.allowed, {}))
    message.patterns.push_back(std::move(pattern));
  subscription.state = Subscription::State::answered;
  subscription.charge -= subscription.asking->charge;
  release(subscription.asking->charge);
  subscription.asking.reset();
  session_->send(wire::HubMessage{std::move(message)});
  // What it announces comes behind it.
  pending_.append(subscription.held);
  if (!pending_.empty()) session_->wake();
  return true;
}

bool Subscriptions::undo(Subscription& subscription, Effort& effort) {
  subscription.asking.reset();
  for (; !subscription.patterns.empty(); subscription.patterns.pop_back()) {
    if (effort.over()) return false;
    effort.spend(pattern_steps);
    forget(subscription, *subscription.patterns.back());
  }
  release(std::exchange(subscription.charge, 0));
  while (!subscription.followers.empty()) {
    if (effort.over()) return false;
    effort.spend(follower_steps);
    Follower& follower = subscription.followers.front();
    Subscription* next = by_id_.empty() ? nullptr : other(follower.topic.key(), effort);
    if (next == nullptr) {
      stop_following(follower);
      continue;
    }
    static_cast<async::Link<OfSubscription>&>(follower).unlink();
    if (follower.Waiting::linked()) follower.Waiting::unlink();
    next->followers.push_back(follower);
    follower.subscription = next;
    if (follower.greet || follower.position < follower.topic.shown()) has_pending(follower);
  }
  return true;
}

void Subscriptions::forget(Subscription& subscription, Pattern& pattern) {
  hub_.patterns().remove(pattern, {number_, subscription.serial});
}

Subscription* Subscriptions::other(std::string_view asked, Effort& effort) {
  Subscription* found = nullptr;
  constexpr std::int64_t whole = std::numeric_limits<std::int64_t>::max();
  Effort search{whole};
  Patterns::Search(hub_.patterns(), asked).go(search, [&](const Pattern& pattern) {
    for (auto use = pattern.uses.lower_bound({number_, 0});
         found == nullptr && use != pattern.uses.end() && use->first.first == number_; ++use) {
      if (use->second->state != Subscription::State::ended) found = use->second;
    }
    return found == nullptr;
  });
  effort.spend(whole - search.left);
  return found;
}

// ---- Topics ----

bool Subscriptions::follow(Topic& topic, Subscription& subscription, bool is_new, Effort& effort) {
  if (subscription.narrowed) {
    const Rights& rights = session_->rights();
    effort.spend(static_cast<std::int64_t>(rights.read.size()));
    if (!rights.may_read(topic.key())) return true;
  }
  const auto [place, made] = followed_.try_emplace(&topic, *this, topic);
  if (!made) return true;
  if (!charge(follower_bytes)) {
    followed_.erase(place);
    return false;
  }
  effort.spend(follower_steps);
  Follower& follower = place->second;
  follower.subscription = &subscription;
  subscription.followers.push_back(follower);
  topic.add(follower);
  const auto known = known_.find(topic.key());
  if (known != known_.end()) {
    if (topic.start(follower, true, known->second)) ++subscription.count;
    known_.erase(known);
  } else if (topic.start(follower, is_new, topic.first())) {
    ++subscription.count;
  } else if (is_new) {
    follower.greet = true;
  }
  if (follower.greet || follower.position < topic.shown()) has_pending(follower);
  return true;
}

void Subscriptions::came(Topic& topic, Subscription& subscription, Effort& effort) {
  if (session_ == nullptr || subscription.state == Subscription::State::ended ||
      follow(topic, subscription, true, effort))
    return;
  // It would have a hole that it does not know of.
  session_->report(wire::Code::too_many, too_many_keys);
  session_->close(Close::try_later, too_many_keys);
}

void Subscriptions::stop_following(Follower& follower) noexcept {
  if (follower.Waiting::linked()) follower.Waiting::unlink();
  static_cast<async::Link<OfSubscription>&>(follower).unlink();
  follower.topic.remove(follower);
  release(follower_bytes);
  followed_.erase(&follower.topic);
}

}  // namespace tally::sync
