// Doing something again whenever files change.
#pragma once

#include <functional>
#include <set>
#include <string>

namespace tally::compiler {

struct Watched {
  std::function<void()> work;
  /// The files that `work` depends on now, also those that are not there yet.
  std::function<std::set<std::string>()> files;
};

/// Works, and again after each change, until the user interrupts (SIGINT, SIGTERM). Looks at times
/// and sizes five times a second, which is the same on every system and on network folders, and
/// waits until nothing has changed between two looks: editors write in several steps.
void watch(const Watched& watched);

}  // namespace tally::compiler
