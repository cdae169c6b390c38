// The loop of a native program, on Boost.Asio.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "tally/async/log.h"
#include "tally/async/scheduler.h"
#include "tally/async/task.h"

namespace tally::native {

template <class Work>
class Blocking;

struct LoopOptions {
  /// How many threads `run_blocking` uses at most, 1 at least. They are started when it is first
  /// used.
  std::uint32_t blocking_threads = 4;
  /// Resumptions of tasks between two looks at sockets, which cost a system call; 1 at least.
  std::uint32_t turn = 1024;
  /// Where the parts of the program say what they were given no other place for; without it:
  /// stderr.
  async::LogSink log{};
};

/// One thread's loop; a program may have several, a thread each. It may be made on one thread and
/// run on another. Only `post` may be called from other threads while it runs.
///
/// Tasks and what waits for sockets take turns: after so many resumptions of tasks, Asio looks
/// which of its operations are done. Running tasks allocates nothing in the loop.
class Loop final : public async::Scheduler {
 public:
  explicit Loop(LoopOptions options = {});
  /// Stops all tasks and runs them to their ends. Waits for blocking work that has begun. Posted
  /// functions that have not run by then never do: they are destroyed. Nobody may post any more.
  ~Loop();

  [[nodiscard]] async::Instant now() const noexcept override;
  [[nodiscard]] async::WallTime wall_now() const noexcept override;
  void log(const async::LogLine& line) noexcept override;

  /// Runs until no task is alive and all functions that were posted have run. Asio operations that
  /// are still pending then, and blocking work that nobody waits for, are left as they are. May be
  /// called again, and not from what the loop runs.
  void run();
  /// Spawns a task, runs, and gives the outcome of that task.
  template <class T>
  async::Outcome<T> run(async::Task<T> task) {
    async::Join<T> main = spawn(std::move(task), "main");
    run();
    return main.take();
  }

  /// Runs a function on the loop's thread; from any thread. Functions that one thread posts run in
  /// that order; tasks that one makes ready may run before the next one. They are kept until the
  /// loop runs. A function may be move-only. An exception that leaves it ends the program.
  template <class Function>
  void post(Function function) {
    posted_.fetch_add(1, std::memory_order_relaxed);
    boost::asio::post(context_, [this, function = std::move(function)]() mutable noexcept {
      run_and_take_turn([&] {
        function();
        posted_.fetch_sub(1, std::memory_order_relaxed);
      });
    });
  }

  /// Calls `work` on another thread, where it may block; see async::Loop. The first calls that are
  /// awaited begin first. A task that is stopped goes on at once: work that has not begun by then
  /// never does, and what other work returns is dropped. `work` and its result are destroyed on the
  /// loop's thread. An exception that leaves `work` ends the program.
  template <class Work>
  [[nodiscard]] Blocking<Work> run_blocking(Work work) {
    return {*this, std::move(work)};
  }

  /// For sockets and what else Asio offers. Only the loop may run it and stop it.
  [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }

 private:
  template <class Work>
  friend class Blocking;

  void wake() noexcept override;
  /// Does what may make tasks ready, and runs them at once: another look at sockets in between
  /// would cost a system call.
  template <class Function>
  void run_and_take_turn(Function&& function) {
    const bool coming = std::exchange(turn_coming_, true);
    function();
    if (coming) return;
    turn_coming_ = false;
    take_turn();
  }
  void post_turn() noexcept;
  void take_turn() noexcept;
  void wait_for_timers() noexcept;
  void stop_when_done() noexcept;
  boost::asio::thread_pool& pool();

  boost::asio::io_context context_;
  // Made when it is first armed: Asio waits with fewer system calls as long as there is nothing but
  // posts to wait for.
  std::optional<boost::asio::steady_timer> timer_;
  async::Instant timer_due_ = async::Instant::max();  // never, unless it is armed
  std::atomic<std::uint32_t> posted_ = 0;             // functions that have not run
  bool turn_coming_ = false;                          // posted, or after what runs now
  LoopOptions options_;
  std::unique_ptr<boost::asio::thread_pool> pool_;
};

/// See Loop::run_blocking.
template <class Work>
class Blocking final : public async::Leaf<Blocking<Work>> {
 public:
  using Value = std::invoke_result_t<Work&>;
  static_assert(!std::is_reference_v<Value>, "blocking work has to return a value");

  Blocking(Loop& loop, Work work) : job_(std::make_shared<Job>(loop, std::move(work))) {}
  [[nodiscard]] const char* what() const noexcept override { return "blocking"; }
  void abandon() noexcept override {
    job_->fiber = nullptr;
    job_->abandoned.store(true, std::memory_order_relaxed);
  }
  [[nodiscard]] bool attempt() const noexcept { return false; }
  void enlist() {
    job_->fiber = &this->fiber();
    boost::asio::post(job_->loop.pool(), [job = job_]() mutable { run(std::move(job)); });
  }
  Value await_resume() {
    if constexpr (!std::is_void_v<Value>) return std::move(*job_->result);
  }

 private:
  // Kept by whoever waits and by the work on its way, whichever lasts longer.
  struct Job {
    Job(Loop& its_loop, Work&& its_work) : loop(its_loop), work(std::move(its_work)) {}

    Loop& loop;
    async::Fiber* fiber = nullptr;  // who waits; for the loop's thread
    std::atomic<bool> abandoned = false;
    Work work;
    std::optional<std::conditional_t<std::is_void_v<Value>, std::monostate, Value>> result;
  };

  static void run(std::shared_ptr<Job> job) noexcept {
    if (!job->abandoned.load(std::memory_order_relaxed)) {
      if constexpr (std::is_void_v<Value>) {
        job->work();
      } else {
        job->result.emplace(job->work());
      }
    }
    Loop& loop = job->loop;
    loop.post([job = std::move(job)] {
      if (job->fiber != nullptr) job->fiber->wake();
    });
  }

  std::shared_ptr<Job> job_;
};

}  // namespace tally::native
