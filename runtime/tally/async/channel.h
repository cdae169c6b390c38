// A queue between tasks of one loop.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "tally/async/queue.h"
#include "tally/async/scheduler.h"

namespace tally::async {

/// Carries each value from one sender to one receiver, in order; any number of both. It holds up to
/// `capacity` values; more senders wait. A channel of capacity 0 holds none: senders wait for
/// receivers. Senders and receivers are served in the order in which they came.
///
/// Stopping loses nothing: a send that is stopped did not happen, and a receive that is stopped
/// took nothing.
///
/// After `close` nothing can be sent, and senders that wait are told so; what is in the channel can
/// still be received. Destroying a channel closes it, and drops what is in it. Sending and
/// receiving are O(1), and allocate only while there are more values than ever before.
template <class T>
class Channel {
 public:
  explicit Channel(std::uint32_t capacity) noexcept : capacity_(capacity) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  ~Channel() { close(); }

  /// Whether the value was sent; false when the channel is closed.
  class Send final : public Leaf<Send> {
   public:
    Send(Channel& channel, T value) : channel_(channel), value_(std::move(value)) {}
    [[nodiscard]] const char* what() const noexcept override { return "sending"; }
    bool attempt() {
      sent_ = channel_.try_send(std::move(value_));
      return sent_ || channel_.closed_;
    }
    void enlist() noexcept { channel_.senders_.push_back(this->fiber()); }
    [[nodiscard]] bool await_resume() const noexcept { return sent_; }

   private:
    friend class Channel;
    Channel& channel_;
    T value_;
    bool sent_ = false;
  };
  [[nodiscard]] Send send(T value) { return Send(*this, std::move(value)); }

  /// A value; nothing when the channel is closed and empty.
  class Receive final : public Leaf<Receive> {
   public:
    explicit Receive(Channel& channel) noexcept : channel_(channel) {}
    [[nodiscard]] const char* what() const noexcept override { return "receiving"; }
    bool attempt() {
      if (std::optional<T> value = channel_.try_receive()) value_.emplace(std::move(*value));
      return value_ || channel_.closed_;
    }
    void enlist() noexcept { channel_.receivers_.push_back(this->fiber()); }
    std::optional<T> await_resume() { return std::move(value_); }

   private:
    friend class Channel;
    Channel& channel_;
    std::optional<T> value_;
  };
  [[nodiscard]] Receive receive() noexcept { return Receive(*this); }

  /// Sends without waiting. When false, the channel is full or closed and the value as it was.
  bool try_send(T&& value) {
    if (closed_) return false;
    if (Fiber* fiber = receivers_.pop_front()) {
      static_cast<Receive*>(fiber->waiter())->value_.emplace(std::move(value));
      fiber->wake();
      return true;
    }
    if (values_.size() >= capacity_) return false;
    values_.push_back(std::move(value));
    return true;
  }

  /// Receives without waiting.
  std::optional<T> try_receive() {
    std::optional<T> value;
    if (!values_.empty()) value.emplace(values_.pop_front());
    if (Fiber* fiber = senders_.pop_front()) {
      // There is room for one now, or somebody who takes it.
      auto* sender = static_cast<Send*>(fiber->waiter());
      if (value) {
        values_.push_back(std::move(sender->value_));
      } else {
        value.emplace(std::move(sender->value_));
      }
      sender->sent_ = true;
      fiber->wake();
    }
    return value;
  }

  void close() noexcept {
    closed_ = true;
    while (Fiber* fiber = senders_.pop_front()) fiber->wake();
    while (Fiber* fiber = receivers_.pop_front()) fiber->wake();
  }
  [[nodiscard]] bool closed() const noexcept { return closed_; }
  /// Values in it; those of waiting senders are not.
  [[nodiscard]] std::uint32_t size() const noexcept { return values_.size(); }
  [[nodiscard]] std::uint32_t capacity() const noexcept { return capacity_; }

 private:
  std::uint32_t capacity_;
  bool closed_ = false;
  Queue<T> values_;
  FiberList senders_;
  FiberList receivers_;
};

template <class T>
Channel<T> Scheduler::channel(std::uint32_t capacity) {
  return Channel<T>(capacity);
}

}  // namespace tally::async
