// Programs with bugs that only some orders show, for those who look for them.
#pragma once

#include <chrono>
#include <string>

#include "tally/virtual/seeds.h"

namespace scenarios {

using tally::async::Channel;
using tally::async::Scope;
using tally::async::Task;
using tally::virtual_time::Loop;

/// A lock for tasks, with a bug: whoever finds it taken waits for it to be given back, and does not
/// look again whether somebody else was faster.
class HastyLock {
 public:
  explicit HastyLock(Loop& loop) : freed_(loop.channel<bool>(1)) {}
  Task<> lock() {
    if (locked_) co_await freed_.receive();
    locked_ = true;
  }
  void unlock() {
    locked_ = false;
    freed_.try_send(true);
  }

 private:
  bool locked_ = false;
  Channel<bool> freed_;
};

/// Reads, waits, and writes what it read plus one.
inline Task<> add_one(Loop& loop, HastyLock& lock, int& counter) {
  co_await loop.sleep(std::chrono::milliseconds(loop.random().uniform(0, 20)));
  co_await lock.lock();
  const int before = counter;
  co_await loop.sleep(std::chrono::milliseconds(5));
  counter = before + 1;
  lock.unlock();
}

/// Fails when an update of the counter is lost.
inline Task<tally::virtual_time::Verdict> lost_update(Loop& loop) {
  constexpr int tasks = 3;
  HastyLock lock(loop);
  int counter = 0;
  auto body = [&](Scope& scope) -> Task<> {
    for (int i = 0; i < tasks; ++i) scope.spawn(add_one(loop, lock, counter), "adder");
    co_return;
  };
  co_await tally::async::with_scope(loop, body);
  if (counter == tasks) co_return tally::virtual_time::Verdict();
  co_return tally::Problem{
      "lost", "the counter is " + std::to_string(counter) + ", not " + std::to_string(tasks), {}};
}

/// Takes two things, one after the other, and puts them back.
inline Task<> take_both(Loop& loop, Channel<int>& first, Channel<int>& second) {
  co_await loop.run_blocking([] {});
  co_await first.receive();
  co_await loop.sleep(std::chrono::milliseconds(1));
  co_await second.receive();
  second.try_send(1);
  first.try_send(1);
}

/// Two that take the same things, but not in the same order: each may end up with one.
inline Task<tally::virtual_time::Verdict> deadlock(Loop& loop) {
  Channel<int> fork(1);
  Channel<int> knife(1);
  fork.try_send(1);
  knife.try_send(1);
  auto body = [&](Scope& scope) -> Task<> {
    scope.spawn(take_both(loop, fork, knife), "one");
    scope.spawn(take_both(loop, knife, fork), "other");
    co_return;
  };
  co_await tally::async::with_scope(loop, body);
  co_return tally::virtual_time::Verdict();
}

}  // namespace scenarios
