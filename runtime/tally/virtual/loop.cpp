#include "tally/virtual/loop.h"

#include <algorithm>
#include <cassert>
#include <chrono>

namespace tally::virtual_time {

using async::Duration;
using async::Fiber;
using async::Instant;

Loop::Loop(const Options& options, async::LogSink log)
    : options_(options), log_(std::move(log)), decisions_(options.seed), random_(~options.seed) {}

Loop::~Loop() {
  for (Fiber* fiber : group_) ready().push_back(*fiber);
  while (!later_.empty()) ready().push_back(*later_.pop_front());
  finish();
  while (Job* job = jobs_.pop_front()) delete job;
}

// ---- Running ----

Rest Loop::run() {
  while (step(Instant::max())) {
  }
  return rest();
}

Rest Loop::run_until(Instant end) {
  while (step(end)) {
  }
  return rest();
}

bool Loop::step(Instant end) {
  assert(!running_);
  if (now_ < held_until_) {
    move_to(std::min(held_until_, end));
    if (now_ < held_until_) return false;
  }
  if (Fiber* fiber = choose()) {
    resume_one(*fiber);
    return true;
  }
  const Instant timer = next_due();
  const Instant job = job_ends_.empty() ? Instant::max() : job_ends_.next();
  const bool timer_is_due = !timers().empty() && timer <= last_wake_up();
  if (timer_is_due || (!job_ends_.empty() && job <= now_)) {
    running_ = true;
    (timer_is_due && timer <= job ? timers() : job_ends_).fire_next();
    running_ = false;
    return true;
  }
  const Instant next = next_wake_up();
  if (next == Instant::max() || next > end) {
    if (end != Instant::max()) move_to(end);
    return false;
  }
  move_to(next);
  if (options_.seed != 0) suffer();
  return true;
}

bool Loop::any_ready() noexcept {
  return !ready().empty() || !group_.empty() || !later_.empty();
}

Instant Loop::next() noexcept {
  const Instant next = any_ready() ? now_ : next_wake_up();
  return std::max({next, now_, held_until_});
}

Rest Loop::rest() noexcept {
  if (any_ready() || next_wake_up() != Instant::max()) return Rest::waiting;
  return idle() ? Rest::ended : Rest::stuck;
}

void Loop::resume_one(Fiber& fiber) {
  if (options_.trace) {
    const auto [entry, is_new] = numbers_.try_emplace(&fiber, numbered_ + 1);
    if (is_new) ++numbered_;
    std::string what = "run ";
    what.append(fiber.name()).append("#").append(std::to_string(entry->second));
    record(what);
  }
  running_ = true;
  resume(fiber);
  running_ = false;
  // It may become another task when it has ended.
  if (options_.trace && fiber.ended()) numbers_.erase(&fiber);
  if (options_.seed != 0) collect(&fiber);
}

// ---- Order ----

Fiber* Loop::choose() {
  if (options_.seed == 0) return ready().pop_front();
  collect(nullptr);
  while (group_.empty()) {
    if (later_groups_.empty()) return nullptr;
    for (std::uint32_t left = later_groups_.pop_front(); left > 0; --left) {
      group_.push_back(later_.pop_front());
    }
  }
  const auto last = static_cast<std::int64_t>(group_.size()) - 1;
  std::swap(group_[static_cast<std::size_t>(decisions_.uniform(0, last))], group_.back());
  Fiber* fiber = group_.back();
  group_.pop_back();
  return fiber;
}

// Takes over what became ready. A task that ran and is ready again has yielded, or has been running
// for long: it goes after all others, and with it begins a group.
void Loop::collect(const Fiber* gave_way) {
  while (Fiber* fiber = ready().pop_front()) {
    if (fiber == gave_way && !(group_.empty() && later_groups_.empty())) {
      later_groups_.push_back(0);
    }
    if (later_groups_.empty()) {
      group_.push_back(fiber);
    } else {
      later_.push_back(fiber);
      ++later_groups_[later_groups_.size() - 1];
    }
  }
}

void Loop::drop(Fiber& fiber) noexcept {
  numbers_.erase(&fiber);
  group_.erase(std::remove(group_.begin(), group_.end(), &fiber), group_.end());
  for (std::uint32_t group = 0; group < later_groups_.size(); ++group) {
    for (std::uint32_t left = later_groups_[group]; left > 0; --left) {
      Fiber* each = later_.pop_front();
      if (each == &fiber) {
        --later_groups_[group];
      } else {
        later_.push_back(each);
      }
    }
  }
}

// ---- Time ----

async::WallTime Loop::wall_now() const noexcept {
  const Duration passed = now_.time_since_epoch() + wall_change_;
  return options_.wall_start + std::chrono::floor<async::WallTime::duration>(passed);
}

void Loop::jump_wall(Duration change) {
  wall_change_ += change;
  record("wall", change);
}

void Loop::throttle(Duration grid) {
  grid_ = std::max(grid, Duration::zero());
  record("throttle", grid_);
}

void Loop::freeze(Duration time) {
  hold(time);
  record("freeze", time);
}

void Loop::hold(Duration time) noexcept {
  held_until_ = async::later(std::max(now_, held_until_), time);
}

/// Timers that are due up to then may fire.
Instant Loop::last_wake_up() const noexcept {
  if (grid_ == Duration::zero()) return now_;
  return now_ - now_.time_since_epoch() % grid_;
}

/// The end of time when there is none.
Instant Loop::next_wake_up() const noexcept {
  Instant timer = next_due();
  if (grid_ != Duration::zero() && timer != Instant::max()) {
    const Duration past = timer.time_since_epoch() % grid_;
    if (past != Duration::zero()) timer = async::later(timer, grid_ - past);
  }
  return job_ends_.empty() ? timer : std::min(timer, job_ends_.next());
}

void Loop::move_to(Instant instant) {
  if (instant <= now_) return;
  now_ = instant;
  record("clock");
}

// ---- Faults ----

/// 0 when it does not happen.
Duration Loop::amount(const Fault& fault) noexcept {
  if (options_.seed == 0 || fault.up_to <= Duration::zero() || !decisions_.chance(fault.rate)) {
    return Duration::zero();
  }
  return decisions_.uniform(Duration(1), fault.up_to);
}

/// What may happen when the clock has jumped to something due.
void Loop::suffer() {
  if (const Duration late = amount(options_.late); late != Duration::zero()) {
    hold(late);
    record("late", late);
  }
  if (const Duration time = amount(options_.freeze); time != Duration::zero()) freeze(time);
  if (const Duration change = amount(options_.wall_jump); change != Duration::zero()) {
    jump_wall(decisions_.chance(0.5) ? change : -change);
  }
}

void Loop::log(const async::LogLine& line) noexcept {
  if (log_) log_(line);
}

// ---- Blocking work ----

Loop::Job::Job(Loop& loop) noexcept
    : Timer([](Timer& timer) noexcept {
        auto& job = static_cast<Job&>(timer);
        job.loop_.record("work");
        job.work();
        job.unlink();
        delete &job;
      }),
      loop_(loop) {}

void Loop::start(Job& job) {
  const Duration more = amount(options_.slow_blocking);
  if (more != Duration::zero()) record("slow work", more);
  jobs_.push_back(job);
  job_ends_.arm(job, async::later(async::later(now_, options_.blocking_time), more));
}

// ---- Trace ----

void Loop::record(std::string_view what) {
  if (!options_.trace) return;
  trace_.append(std::to_string(now_.time_since_epoch().count())).append(" ").append(what) += '\n';
}

void Loop::record(std::string_view what, Duration amount) {
  if (!options_.trace) return;
  std::string text(what);
  text.append(" ").append(std::to_string(amount.count()));
  record(text);
}

}  // namespace tally::virtual_time
