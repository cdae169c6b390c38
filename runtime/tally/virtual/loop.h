// A loop for tests, which own the clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "tally/async/log.h"
#include "tally/async/loop.h"
#include "tally/async/queue.h"
#include "tally/virtual/options.h"
#include "tally/virtual/random.h"

namespace tally::virtual_time {

/// Why a loop came to rest.
enum class Rest : std::uint8_t {
  ended,    // no task is alive, and there is nothing to come
  stuck,    // tasks are alive, and nothing will ever wake them; `tree` names them
  waiting,  // there is something to come after the instant up to which it ran
};

struct AmongJobs;
template <class Work>
class Blocking;

/// Runs tasks in virtual time: the clock starts at 0, stands still while anything is ready, and
/// then jumps to what is due next. Nothing depends on the machine or on the real time, so that the
/// same program with the same options does the same, in the same order, everywhere.
///
/// A seed makes it one of many loops that a program may meet: another order among the tasks that
/// are ready, and faults. It stays within what is promised: timers are never early, what a timer
/// starts has happened before one that is due later fires, and a task that yields lets everything
/// go first that is ready then.
class Loop final : public async::Scheduler {
 public:
  /// `log`: where the parts of the program say what they were given no other place for; without it
  /// that is nowhere.
  explicit Loop(const Options& options = {}, async::LogSink log = {});
  /// Stops all tasks. Work of `run_blocking` that has not run yet never will.
  ~Loop();

  // ---- Running; from outside, not from a task ----

  /// Runs until nothing is ready and nothing is to come. Does not return while a task goes on for
  /// ever, as one with an interval may: `run_until` does.
  Rest run();
  /// Runs everything up to `end` and at it. The clock is there then, exactly, unless it was past it
  /// before.
  Rest run_until(async::Instant end);
  Rest run_for(async::Duration time) { return run_until(async::later(now_, time)); }
  /// Runs until the task has ended and gives what it returned; nothing when it was stopped, or when
  /// it is stuck, in which case it is alive still. Other tasks are left as they are then.
  template <class T>
  async::Outcome<T> run(async::Task<T> task, std::string_view name = "main") {
    async::Join<T> join = spawn(std::move(task), name);
    while (!join.ended() && step(async::Instant::max())) {
    }
    return join.take();
  }

  /// When it has something to do next: `now` if anything is ready, the end of time if nothing will
  /// ever be unless somebody from outside makes it so. For who runs several loops in step.
  [[nodiscard]] async::Instant next() noexcept;

  // ---- Time ----

  /// Since the loop began.
  [[nodiscard]] async::Instant now() const noexcept override { return now_; }
  /// Moves with `now`, apart from its jumps.
  [[nodiscard]] async::WallTime wall_now() const noexcept override;
  /// Sets the wall clock forward, or back when negative.
  void jump_wall(async::Duration change);
  /// From now on the loop wakes up for timers only at multiples of `grid`, as browsers do for tabs
  /// that are hidden (1 s), and for those that have been hidden for long (60 s). It still wakes up
  /// for all else. Zero turns it off.
  void throttle(async::Duration grid);
  /// Nothing runs for that long, from now on or from the end of the freeze that it is in. A task
  /// that calls it goes on until it suspends.
  void freeze(async::Duration time);

  // ---- Log ----

  void log(const async::LogLine& line) noexcept override;

  // ---- Blocking work ----

  /// See async::Loop. `work` is called on this thread, at the end of the time that it takes. It is
  /// called also when the task is stopped meanwhile, as on a thread pool: what it refers to has to
  /// outlive that. Its result is then dropped.
  ///
  /// g++ 12 destroys a lambda twice that is written within a `co_await` and whose captures have
  /// destructors: give it a name before, and move it.
  template <class Work>
  [[nodiscard]] Blocking<Work> run_blocking(Work work) {
    return {*this, std::move(work)};
  }

  // ---- Randomness and traces ----

  /// For what tests simulate. Using it has no influence on the order of tasks or on faults.
  [[nodiscard]] Random& random() noexcept { return random_; }

  /// What happened, if Options::trace says so. Each line begins with the instant in nanoseconds:
  ///
  ///   1500000000 clock               the clock jumped to here
  ///   1500000000 run reader#3        a task was resumed, the third that ever ran
  ///   1500000000 work                work of `run_blocking` was done
  ///   1500000000 slow work 7000      ... began, and will take so much longer
  ///   1500000000 late 20000          nothing runs for 20 microseconds
  ///   1500000000 freeze 3000000000   nothing runs for 3 seconds
  ///   1500000000 wall -60000000000   the wall clock jumped
  ///   1500000000 throttle 1000000000
  ///
  /// It is the same for the same program and options, byte for byte, on every platform.
  [[nodiscard]] const std::string& trace() const noexcept { return trace_; }

 private:
  template <class Work>
  friend class Blocking;

  /// Work that is under way, and whoever waits for it. It owns itself until it is done; the loop
  /// ends those that never are.
  class Job : public async::Timer, public async::Link<AmongJobs> {
   public:
    virtual ~Job() = default;

   protected:
    explicit Job(Loop& loop) noexcept;
    virtual void work() = 0;

   private:
    Loop& loop_;
  };

  // The loop does all it does in steps: it resumes one task, or fires the timers of one instant, or
  // moves the clock.
  bool step(async::Instant end);
  [[nodiscard]] Rest rest() noexcept;
  [[nodiscard]] bool any_ready() noexcept;
  void wake() noexcept override {}  // it runs when it is told to
  void drop(async::Fiber& fiber) noexcept override;

  [[nodiscard]] async::Fiber* choose();
  void collect(const async::Fiber* gave_way);
  void resume_one(async::Fiber& fiber);
  [[nodiscard]] async::Instant last_wake_up() const noexcept;
  [[nodiscard]] async::Instant next_wake_up() const noexcept;
  void move_to(async::Instant instant);
  void suffer();
  void hold(async::Duration time) noexcept;
  void start(Job& job);
  [[nodiscard]] async::Duration amount(const Fault& fault) noexcept;
  void record(std::string_view what);
  void record(std::string_view what, async::Duration amount);

  Options options_;
  async::LogSink log_;
  async::Instant now_{};
  async::Instant held_until_{};  // nothing runs before
  async::Duration grid_{0};
  async::Duration wall_change_{0};  // the sum of all jumps
  Random decisions_;
  Random random_;
  async::Timers job_ends_;
  async::List<Job, AmongJobs> jobs_;
  bool running_ = false;

  // With a seed, what is ready lies here, in groups: one group runs after the other, in any order
  // within each.
  std::vector<async::Fiber*> group_;          // the first one
  async::Queue<async::Fiber*> later_;         // all others, one after the other
  async::Queue<std::uint32_t> later_groups_;  // their sizes

  std::string trace_;
  std::unordered_map<const async::Fiber*, std::uint64_t> numbers_;  // of tasks in the trace
  std::uint64_t numbered_ = 0;
};

/// See Loop::run_blocking.
template <class Work>
class Blocking final : public async::Leaf<Blocking<Work>> {
 public:
  using Result = std::invoke_result_t<Work&>;
  static_assert(!std::is_reference_v<Result>, "blocking work has to return a value");

  Blocking(Loop& loop, Work work) : loop_(loop), work_(std::move(work)) {}
  [[nodiscard]] const char* what() const noexcept override { return "blocking"; }
  void abandon() noexcept override { job_->waiter = nullptr; }
  [[nodiscard]] bool attempt() const noexcept { return false; }
  void enlist() {
    job_ = new Job(loop_, *this, std::move(work_));
    loop_.start(*job_);
  }
  Result await_resume() {
    if constexpr (!std::is_void_v<Result>) return std::move(*result_);
  }

 private:
  struct Job final : Loop::Job {
    Job(Loop& loop, Blocking& blocking, Work&& w)
        : Loop::Job(loop), waiter(&blocking), what(std::move(w)) {}
    void work() override {
      if constexpr (std::is_void_v<Result>) {
        what();
        if (waiter != nullptr) waiter->fiber().wake();
      } else {
        Result result = what();
        if (waiter == nullptr) return;
        waiter->result_.emplace(std::move(result));
        waiter->fiber().wake();
      }
    }
    Blocking* waiter;  // null when it has been stopped
    Work what;
  };
  using Stored = std::conditional_t<std::is_void_v<Result>, std::monostate, Result>;

  Loop& loop_;
  Work work_;
  Job* job_ = nullptr;
  std::optional<Stored> result_;
};

static_assert(async::Loop<Loop>);

}  // namespace tally::virtual_time
