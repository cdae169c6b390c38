#include "tally/sync/patterns.h"

#include <algorithm>

namespace tally::sync {

std::string canonical(std::string_view pattern) {
  std::string text(pattern);
  if (!db::names_one(text)) std::replace(text.begin(), text.end(), '/', '.');
  return text;
}

// ---- Who comes and goes ----

Pattern* Patterns::add(std::string_view canonical, Pattern::Uses::key_type use,
                       Subscription& subscription) {
  auto found = patterns_.find(canonical);
  if (found == patterns_.end()) {
    found = patterns_.emplace(canonical, Pattern(canonical)).first;
    if (!db::names_one(canonical)) wild_.at(canonical) = &found->second;
  }
  const bool made = found->second.uses.emplace(use, &subscription).second;
  return made ? &found->second : nullptr;
}

void Patterns::remove(Pattern& pattern, const Pattern::Uses::key_type& use) {
  pattern.uses.erase(use);
  if (!pattern.uses.empty()) return;
  if (!db::names_one(pattern.text)) {
    wild_.at(pattern.text) = nullptr;
    removed_.push_back(pattern.text);
  }
  patterns_.erase(patterns_.find(pattern.text));
  prune();
}

void Patterns::prune() {
  // A search stands at nodes.
  if (searches_ > 0) return;
  for (const std::string& text : removed_) wild_.prune(text);
  removed_.clear();
}

// ---- Searches ----

Patterns::Search::Search(Patterns& patterns, std::string_view asked)
    : patterns_(patterns), asked_(asked) {
  for (db::Levels levels(asked); !levels.done();) levels_.push_back(levels.next());
  places_.push_back({&patterns.wild_.root(), 0});
  places_.push_back({nullptr, 0});
  ++patterns_.searches_;
}

Patterns::Search::~Search() {
  --patterns_.searches_;
  patterns_.prune();
}

Patterns::Search::Found Patterns::Search::step() {
  const Place place = places_.back();
  places_.pop_back();
  Found found;
  if (place.node == nullptr) {
    const auto same =
        db::names_one(asked_) ? patterns_.patterns_.find(asked_) : patterns_.patterns_.end();
    if (same != patterns_.patterns_.end()) found.each[0] = &same->second;
    return found;
  }
  if (const Node* rest = place.node->child("#")) found.each[0] = rest->value;
  if (place.depth == levels_.size()) {
    found.each[1] = place.node->value;
    return found;
  }
  const std::string_view level = levels_[place.depth];
  // What asks for all that follows is contained by that alone.
  if (level == "#") return found;
  enter(place.node->child("+"), place.depth + 1);
  if (level != "+") enter(place.node->child(level), place.depth + 1);
  return found;
}

}  // namespace tally::sync
