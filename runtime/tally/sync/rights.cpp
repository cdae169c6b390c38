#include "tally/sync/rights.h"

#include <algorithm>

#include "tally/db/key.h"

namespace tally::sync {
namespace {

bool one_contains(const std::vector<std::string>& patterns, std::string_view asked) noexcept {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& each) { return db::contains(each, asked); });
}

}  // namespace

bool Rights::may_read(std::string_view pattern) const noexcept {
  return one_contains(read, pattern);
}

bool Rights::may_write(std::string_view key) const noexcept {
  return one_contains(write, key);
}

}  // namespace tally::sync
