// A million awaits within each other, stopped within each other, and one after the other, where
// the stack is small: natively, and as WASM with 64 KB of it. Prints a line for each; the status
// is 1 when one came out wrong.
#include <chrono>
#include <cstdio>

#include "runtime/async/manual_loop.h"
#include "tally/async/scheduler.h"

namespace {

using namespace std::chrono_literals;
using tally::async::Scheduler;
using tally::async::Task;

constexpr int million = 1'000'000;

struct Alive {
  int& count;
  explicit Alive(int& all) : count(all) { ++count; }
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;
  ~Alive() { --count; }
};

Task<int> nested(Scheduler& loop, int depth, int& alive) {
  const Alive here(alive);
  if (depth == 1) {
    co_await loop.sleep(1s);
    co_return 1;
  }
  co_return 1 + co_await nested(loop, depth - 1, alive);
}

Task<int> one() {
  co_return 1;
}

Task<int> in_a_row(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) sum += co_await one();
  co_return sum;
}

bool report(const char* what, bool right) {
  std::printf("%s: %s\n", what, right ? "ok" : "WRONG");
  return right;
}

bool returns() {
  int alive = 0;
  tally::tests::ManualLoop loop;
  auto task = loop.spawn(nested(loop, million, alive));
  loop.run();
  const bool all_wait = alive == million;
  loop.advance(1s);
  return all_wait && alive == 0 && task.finished() && *task.take() == million;
}

bool stops() {
  int alive = 0;
  tally::tests::ManualLoop loop;
  auto task = loop.spawn(nested(loop, million, alive));
  loop.run();
  const bool all_wait = alive == million;
  task.cancel();
  loop.run();
  return all_wait && alive == 0 && task.take().stopped();
}

bool follows() {
  tally::tests::ManualLoop loop;
  auto task = loop.spawn(in_a_row(million));
  loop.run();
  return task.finished() && *task.take() == million;
}

}  // namespace

int main() {
  bool right = report("a million nested awaits return", returns());
  right = report("a million nested awaits are stopped", stops()) && right;
  right = report("a million awaits in a row return", follows()) && right;
  return right ? 0 : 1;
}
