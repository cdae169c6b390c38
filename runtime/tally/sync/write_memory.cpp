#include "tally/sync/write_memory.h"

#include <algorithm>

namespace tally::sync {
namespace {

// So many are dropped at once that it costs nothing.
constexpr std::size_t batch = 64;

/// Of const and other answers alike; null when there is none.
template <class Answers>
auto* find_in(Answers& answers, std::uint64_t id) noexcept {
  const auto found = std::lower_bound(
      answers.begin(), answers.end(), id,
      [](const WriteMemory::Answer& each, std::uint64_t wanted) { return each.id < wanted; });
  return found == answers.end() || found->id != id ? nullptr : &*found;
}

bool is_pending(const WriteMemory::Answer& answer) noexcept {
  return answer.kind == WriteMemory::Answer::Kind::pending;
}

}  // namespace

const WriteMemory::Answer* WriteMemory::Client::find(std::uint64_t id) const noexcept {
  return find_in(answers_, id);
}

WriteMemory::Client* WriteMemory::find(std::string_view name) noexcept {
  const auto found = clients_.find(name);
  return found == clients_.end() ? nullptr : &found->second;
}

WriteMemory::Client* WriteMemory::of(std::string_view name, async::Instant now) {
  if (Client* known = find(name)) return known;
  if (clients_.size() >= client_limit_ && !forget_client(now)) return nullptr;
  const auto made = clients_.try_emplace(std::string(name)).first;
  made->second.name_ = made->first;
  return &made->second;
}

void WriteMemory::came(std::string_view name) noexcept {
  Client* client = find(name);
  if (client != nullptr && client->linked()) client->unlink();
}

void WriteMemory::left(std::string_view name, async::Instant now) {
  Client* client = find(name);
  if (client == nullptr || client->linked()) return;
  client->left_ = now;
  absent_.push_back(*client);
  forget_answers();
}

WriteMemory::Standing WriteMemory::standing(const Client& client, std::uint64_t id) const noexcept {
  if (client.find(id) != nullptr) return Standing::known;
  if (id <= client.forgotten_) return Standing::forgotten;
  const bool ahead = client.pending_ != 0 && id >= client.pending_ + window_;
  return ahead ? Standing::ahead : Standing::fresh;
}

void WriteMemory::begin(Client& client, std::uint64_t id) {
  auto& answers = client.answers_;
  const auto place =
      std::upper_bound(answers.begin(), answers.end(), id,
                       [](std::uint64_t wanted, const Answer& each) { return wanted < each.id; });
  answers.insert(place, {id});
  ++answers_;
  client.newest_ = std::max(client.newest_, id);
  if (client.pending_ == 0 || id < client.pending_) client.pending_ = id;
  if (client.newest_ > window_)
    client.forgotten_ = std::max(client.forgotten_, client.newest_ - window_);
  const auto oldest = std::find_if(answers.begin(), answers.end(),
                                   [&](const Answer& each) { return each.id > client.forgotten_; });
  const auto old = static_cast<std::size_t>(oldest - answers.begin());
  if (old >= std::min<std::size_t>(batch, window_)) {
    answers.erase(answers.begin(), oldest);
    answers_ -= old;
  }
  forget_answers();
}

void WriteMemory::answer(Client& client, const Answer& answer) noexcept {
  auto& answers = client.answers_;
  Answer* known = find_in(answers, answer.id);
  if (known == nullptr) return;
  *known = answer;
  if (answer.id != client.pending_) return;
  const auto next =
      std::find_if(answers.begin() + (known - answers.data()), answers.end(), is_pending);
  client.pending_ = next == answers.end() ? 0 : next->id;
}

void WriteMemory::forget_answers() {
  while (answers_ > answer_limit_) {
    Client* client = absent_.pop_front();
    if (client == nullptr) return;
    auto& answers = client->answers_;
    answers_ -= answers.size();
    answers.erase(std::remove_if(answers.begin(), answers.end(),
                                 [](const Answer& each) { return !is_pending(each); }),
                  answers.end());
    answers.shrink_to_fit();
    answers_ += answers.size();
    client->forgotten_ = client->newest_;
    bare_.push_back(*client);
  }
}

bool WriteMemory::forget_client(async::Instant now) {
  Absent& oldest = bare_.empty() ? absent_ : bare_;
  if (oldest.empty() || now - oldest.front().left_ < memorable) return false;
  Client& client = *oldest.pop_front();
  answers_ -= client.answers_.size();
  clients_.erase(clients_.find(client.name_));
  return true;
}

}  // namespace tally::sync
