// What Ring and Latest have in common: who is told of a new value.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tally/async/function.h"
#include "tally/async/scheduler.h"
#include "tally/buffers/event.h"

namespace tally::buffers {

class Broadcast;

/// What becomes of a reader, or of the writer, when values would be overwritten that the reader has
/// not read.
enum class Lag : std::uint8_t {
  gap,    // the reader is told what it lost, and goes on with the oldest value that is kept
  wait,   // the writer waits for the reader
  close,  // the reader is told what it lost, and closed
};

struct AmongReaders;

/// A position in a buffer, which moves on as events are taken. One task reads at a time. It may
/// outlive the buffer.
class Reader : public async::Link<AmongReaders> {
 public:
  /// `after`: the number of the last value that is not to be read; the newest one, if it is higher.
  Reader(Broadcast& buffer, Lag lag, Sequence after) noexcept;
  ~Reader();

  /// Waits for the next event. When it is neither a value nor a gap, all later ones are `closed`.
  /// Stopping it takes nothing. Allocates nothing.
  class Next final : public async::Leaf<Next> {
   public:
    explicit Next(Reader& reader) noexcept : reader_(reader) {}
    [[nodiscard]] const char* what() const noexcept override { return "reading"; }
    bool attempt() {
      event_ = reader_.try_next();
      return event_.has_value();
    }
    void enlist() noexcept;
    Event await_resume();

   private:
    Reader& reader_;
    std::optional<Event> event_;
  };
  [[nodiscard]] Next next() noexcept { return Next(*this); }
  /// The next event if there is one. O(1).
  std::optional<Event> try_next();

  /// The number of the last value that was read or lost.
  [[nodiscard]] Sequence position() const noexcept { return position_; }

 private:
  friend class Broadcast;
  friend class Ring;

  void detach() noexcept;

  Broadcast* buffer_;  // null when there is nothing more to come
  Sequence position_;
  Lag lag_;
};

/// Called within the write, with each event in order. It may write to the same buffer: that value
/// comes when the callbacks have returned. It may subscribe and unsubscribe anybody. It must not
/// destroy the buffer.
using Callback = async::Function<void(const Event&)>;

/// Keeps a callback subscribed. It may outlive the buffer.
class Subscription {
 public:
  Subscription() noexcept;
  Subscription(Subscription&& other) noexcept;
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription();

 private:
  friend class Broadcast;
  struct Subscriber;
  explicit Subscription(std::unique_ptr<Subscriber> subscriber) noexcept;

  std::unique_ptr<Subscriber> subscriber_;
};

/// A buffer, its writers and its readers belong to one loop.
class Broadcast {
 public:
  Broadcast(const Broadcast&) = delete;
  Broadcast& operator=(const Broadcast&) = delete;

  /// Calls back for everything that is written from now on, and for the end; for a closed buffer at
  /// once. A callback never lags, unless callbacks write more than the buffer holds. Each costs a
  /// write an indirect call.
  Subscription subscribe(Callback callback);

  /// Readers get what is kept, then `closed`. Nothing can be written any more.
  void close();
  [[nodiscard]] bool closed() const noexcept { return closed_; }
  /// The number of the value that was written last; 0 when there is none.
  [[nodiscard]] Sequence newest() const noexcept { return newest_; }

 protected:
  /// Numbers its values from `after` + 1.
  explicit Broadcast(Sequence after) noexcept;
  /// After the buffer's own destructor has closed it.
  ~Broadcast();

  /// A value was stored: counts it, wakes the readers that wait, in O(1), and calls back.
  void announce();
  [[nodiscard]] const async::List<Reader, AmongReaders>& readers() const noexcept {
    return readers_;
  }

 private:
  friend class Reader;
  friend class Subscription;

  /// What comes after a number that is not the newest.
  [[nodiscard]] virtual Event after(Sequence sequence) const = 0;
  /// A reader has moved on or is gone.
  virtual void reader_moved() {}
  virtual void writers_end() noexcept {}

  void wake_readers() noexcept;
  void call_back();
  void tell(const Event& event);

  async::FiberList waiting_;
  async::List<Reader, AmongReaders> readers_;
  // In order of subscription; null where one has gone.
  std::vector<Subscription::Subscriber*> subscribers_;
  std::vector<std::unique_ptr<Subscription::Subscriber>> gone_;  // while callbacks run
  Sequence newest_;
  Sequence told_;  // the last number that subscribers know of
  std::uint32_t holes_ = 0;
  bool closed_ = false;
  bool calling_ = false;
};

}  // namespace tally::buffers
