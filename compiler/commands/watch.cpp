#include "commands/watch.h"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <map>
#include <thread>
#include <utility>

namespace tally::compiler {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds pause{200};
// By so much files may seem older than they are.
constexpr std::chrono::milliseconds clock_tick{20};

volatile std::sig_atomic_t interrupted = 0;

void interrupt(int) {
  interrupted = 1;
}

/// What a change of a file changes, by path. A file that is not there has a state too.
using Look = std::map<std::string, std::pair<fs::file_time_type, std::uintmax_t>>;

Look look_at(const std::set<std::string>& files) {
  Look look;
  for (const std::string& file : files) {
    std::error_code error;
    const auto time = fs::last_write_time(file, error);
    const auto size = error ? 0 : fs::file_size(file, error);
    look[file] = error ? Look::mapped_type{} : Look::mapped_type{time, size};
  }
  return look;
}

}  // namespace

void watch(const Watched& watched) {
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  while (interrupted == 0) {
    // Taken first: what changes during the work is seen afterwards. Of files that the work was the
    // first to ask for, it may have seen less than there is by now.
    const Look before = look_at(watched.files());
    const fs::file_time_type begin = fs::file_time_type::clock::now() - clock_tick;
    watched.work();
    Look known = look_at(watched.files());
    for (auto& [file, state] : known) {
      if (const auto earlier = before.find(file); earlier != before.end()) {
        state = earlier->second;
      } else if (state.first >= begin) {
        state = {};
      }
    }
    Look latest = known;
    bool settled = true;
    while (interrupted == 0 && (latest == known || !settled)) {
      std::this_thread::sleep_for(pause);
      Look next = look_at(watched.files());
      settled = next == latest;
      latest = std::move(next);
    }
  }
}

}  // namespace tally::compiler
