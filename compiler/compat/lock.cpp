#include "compat/lock.h"

#include <array>
#include <cstddef>
#include <exception>
#include <map>
#include <utility>

#include "compat/decimal.h"

namespace tally::compiler::compat {
namespace {

constexpr int lock_version = 1;

/// Major and minor number.
std::array<std::string, 2> numbers_of(const std::string& version) {
  const std::size_t first = version.find('.');
  const std::size_t second = version.find('.', first + 1);
  return {version.substr(0, first), version.substr(first + 1, second - first - 1)};
}

/// The version that the change is published under; what is gone is judged by its package.
std::string version_after(const Published& now, const Published& locked, const std::string& type) {
  const auto found = now.types.find(type);
  if (found != now.types.end()) return found->second.version;
  for (const auto& [name, other] : now.types) {
    if (package_of(name) == package_of(type)) return other.version;
  }
  return locked.types.at(type).version;
}

Published read(const Json& lock) {
  Published published;
  for (const auto& [name, type] : lock.at("types").items()) {
    published.types[name] = {type.at("form"), type.at("document"), type.at("version"),
                             type.at("entry")};
  }
  return published;
}

}  // namespace

std::string write_lock(const Published& published) {
  Json types = Json::object();
  for (const auto& [name, type] : published.types) {
    types[name] = {{"fingerprint", fingerprint(published, name)},
                   {"form", type.form},
                   {"document", type.document},
                   {"version", type.version},
                   {"entry", type.entry}};
  }
  return Json{{"lock", lock_version}, {"types", std::move(types)}}.dump(1) + "\n";
}

std::optional<Published> read_lock(std::string_view text) {
  // Forms that did not come from a model could hold anything: only the fingerprints vouch for them.
  try {
    const Json lock = Json::parse(text);
    if (lock.at("lock") != lock_version) return std::nullopt;
    Published published = read(lock);
    for (const auto& [name, type] : lock.at("types").items()) {
      if (type.at("fingerprint") != fingerprint(published, name)) return std::nullopt;
    }
    return published;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

bool may_break(const std::string& before, const std::string& after) {
  const auto [old_major, old_minor] = numbers_of(before);
  const auto [new_major, new_minor] = numbers_of(after);
  if (old_major == "0" && new_major == "0") return number_less(old_minor, new_minor);
  return number_less(old_major, new_major);
}

std::vector<BrokenPromise> broken_promises(const Published& locked, const Published& now,
                                           const Policy& policy) {
  const std::map<std::string, DirectionSet> counting_for = counting(policy, locked, now);
  std::vector<BrokenPromise> broken;
  for (Change& change : diff(locked, now)) {
    const auto before = locked.types.find(change.type);
    if (before == locked.types.end()) continue;
    const DirectionSet counts = counting_for.at(change.type);
    DirectionSet breaks;
    for (const DirectionWord& word : directions()) {
      const bool is_broken = change.verdict(word.direction) == Verdict::breaking;
      if (is_broken && counts.contains(word.direction)) breaks.insert(word.direction);
    }
    if (breaks == DirectionSet{}) continue;
    if (!may_break(before->second.version, version_after(now, locked, change.type)))
      broken.push_back({std::move(change), breaks});
  }
  return broken;
}

}  // namespace tally::compiler::compat
