#include "tally/native/loop.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

namespace tally::native {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

Loop::Loop(LoopOptions options)
    : context_(1),  // Asio's hint: one thread runs it
      options_(std::move(options)) {}

Loop::~Loop() {
  finish();
  pool_.reset();
}

async::Instant Loop::now() const noexcept {
  return async::Instant(
      std::chrono::duration_cast<async::Duration>(Clock::now().time_since_epoch()));
}

async::WallTime Loop::wall_now() const noexcept {
  return std::chrono::floor<async::WallTime::duration>(std::chrono::system_clock::now());
}

void Loop::log(const async::LogLine& line) noexcept {
  if (options_.log) return options_.log(line);
  const std::string text = to_text(line) + '\n';
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Loop::run() {
  if (idle() && posted_.load(std::memory_order_relaxed) == 0) return;
  context_.restart();
  // Tasks may wait for what Asio knows nothing of: it ends by being stopped.
  const auto work = boost::asio::make_work_guard(context_);
  context_.run();
}

void Loop::wake() noexcept {
  if (!turn_coming_) post_turn();
}

void Loop::post_turn() noexcept {
  turn_coming_ = true;
  // Asio has the memory from the turn before.
  boost::asio::post(context_, [this] {
    turn_coming_ = false;
    take_turn();
  });
}

void Loop::take_turn() noexcept {
  if (turn(std::max(options_.turn, 1U))) {
    if (!turn_coming_) post_turn();
    return;
  }
  wait_for_timers();
  stop_when_done();
}

void Loop::wait_for_timers() noexcept {
  // A wait that ends too early does no harm, as when the first of the timers was disarmed; one that
  // is moved costs.
  const async::Instant due = next_due();
  if (due >= timer_due_) return;
  timer_due_ = due;
  if (!timer_) timer_.emplace(context_);
  timer_->expires_at(
      Clock::time_point(std::chrono::duration_cast<Clock::duration>(due.time_since_epoch())));
  timer_->async_wait([this](const boost::system::error_code& moved) {
    if (moved) return;
    timer_due_ = async::Instant::max();
    if (!turn_coming_) take_turn();
  });
}

void Loop::stop_when_done() noexcept {
  if (idle() && posted_.load(std::memory_order_relaxed) == 0) context_.stop();
}

boost::asio::thread_pool& Loop::pool() {
  if (!pool_)
    pool_ = std::make_unique<boost::asio::thread_pool>(std::max(options_.blocking_threads, 1U));
  return *pool_;
}

}  // namespace tally::native
