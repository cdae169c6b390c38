#include "tally/sync/rights.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tally/db/declared_keys.h"
#include "tally/db/key.h"

namespace tally::sync {
namespace {

bool one_contains(const std::vector<std::string>& patterns, std::string_view asked) noexcept {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& each) { return db::contains(each, asked); });
}

/// What is named by one of these and by one of those, each pattern once.
std::vector<std::string> common(const std::vector<std::string>& these,
                                const std::vector<std::string>& those) {
  std::vector<std::string> both;
  for (const std::string& each : these) {
    for (const std::string& other : those) {
      std::optional<std::string> pattern = db::common(each, other);
      if (pattern && !one_contains(both, *pattern)) both.push_back(std::move(*pattern));
    }
  }
  return both;
}

}  // namespace

Rights Rights::within(const Rights& most) const {
  return {identity, common(read, most.read), common(write, most.write),
          std::min(until, most.until)};
}

bool Rights::may_read(std::string_view pattern) const noexcept {
  return one_contains(read, pattern);
}

bool Rights::may_read_some(std::string_view pattern) const {
  return std::any_of(read.begin(), read.end(), [&](const std::string& each) {
    return db::common(each, pattern).has_value();
  });
}

bool Rights::may_write(std::string_view key) const noexcept {
  return one_contains(write, key);
}

Rights access_of(const db::DeclaredKeys& keys) {
  Rights rights;
  for (const db::DeclaredKey& key : keys) {
    if (key.access != Access::write && key.buffer.kind != BufferKind::mailbox)
      rights.read.push_back(key.pattern);
    if (key.access != Access::read) rights.write.push_back(key.pattern);
  }
  return rights;
}

}  // namespace tally::sync
