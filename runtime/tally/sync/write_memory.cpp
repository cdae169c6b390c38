#include "tally/sync/write_memory.h"

#include <algorithm>
#include <utility>

namespace tally::sync {

namespace {

/// Of const and other answers alike; null when there is none.
template <class Answers>
auto* find_in(Answers& answers, std::uint64_t id) noexcept {
  const auto found = std::lower_bound(
      answers.begin(), answers.end(), id,
      [](const WriteMemory::Answer& each, std::uint64_t wanted) { return each.id < wanted; });
  return found == answers.end() || found->id != id ? nullptr : &*found;
}

}  // namespace

const WriteMemory::Answer* WriteMemory::Client::find(std::uint64_t id) const noexcept {
  return find_in(answers_, id);
}

WriteMemory::Client::Standing WriteMemory::Client::standing(std::uint64_t id,
                                                            std::size_t window) const noexcept {
  if (find(id) != nullptr) return Standing::known;
  return id + window <= newest_ ? Standing::forgotten : Standing::fresh;
}

void WriteMemory::Client::begin(std::uint64_t id, std::size_t window) {
  newest_ = std::max(newest_, id);
  const auto place =
      std::upper_bound(answers_.begin(), answers_.end(), id,
                       [](std::uint64_t wanted, const Answer& each) { return wanted < each.id; });
  answers_.insert(place, {id, {}});
  while (answers_.front().id + window <= newest_) answers_.pop_front();
}

void WriteMemory::Client::answer(std::uint64_t id, std::string message) {
  if (Answer* answer = find_in(answers_, id)) answer->message = std::move(message);
}

WriteMemory::Client& WriteMemory::of(std::string_view client) {
  auto found = clients_.find(client);
  if (found == clients_.end()) {
    by_age_.emplace_front(client);
    found = clients_.emplace(client, Entry{{}, by_age_.begin()}).first;
    if (clients_.size() > limit_) {
      clients_.erase(by_age_.back());
      by_age_.pop_back();
    }
  } else {
    by_age_.splice(by_age_.begin(), by_age_, found->second.age);
  }
  return found->second.client;
}

}  // namespace tally::sync
