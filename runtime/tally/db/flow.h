// From records to records: sources, taps, transforms, joins and windows. What they return keeps
// them going; they may outlive the records. None is for mailboxes, whose values are taken. Values
// that break the contract of their record are counted by it, said in the Db's log, and dropped.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

#include "tally/async/interval.h"
#include "tally/async/task.h"
#include "tally/db/typed.h"

namespace tally::db {

/// Keeps what was made of one or more records going.
class Flow {
 public:
  Flow() noexcept = default;
  explicit Flow(buffers::Subscription subscription) { hold(std::move(subscription)); }
  void hold(buffers::Subscription subscription) {
    subscriptions_.push_back(std::move(subscription));
  }

 private:
  std::vector<buffers::Subscription> subscriptions_;
};

/// A task that sets a record each `period` to what `make` returns. To be spawned in the record's
/// Db, which it then ends with: `db.spawn(source(...))`. What `make` refers to has to outlive the
/// task.
template <class T, class Make>
async::Task<> source(TypedRecord<T> record, async::Duration period, Make make) {
  for (async::Interval ticks = record.db().loop().interval(period);;) {
    co_await ticks.next();
    record.set_or_drop(make());
  }
}

/// Shows every value of a record to `look`: void(const TypedValue<T>&).
template <class T, class Look>
[[nodiscard]] Flow tap(const TypedRecord<T>& from, Look look) {
  return Flow(from.subscribe(std::move(look)));
}

/// Sets `to` to what `make` makes of each value of `from`: optional<Owned of To>(const
/// TypedValue<From>&). Nothing sets nothing.
template <class From, class To, class Make>
[[nodiscard]] Flow transform(const TypedRecord<From>& from, TypedRecord<To> to, Make make) {
  return Flow(from.subscribe([to, make = std::move(make)](const TypedValue<From>& value) mutable {
    if (auto made = make(value)) to.set_or_drop(*made);
  }));
}

/// Sets `to` to what `make` makes of the newest values of two records, whenever one of them changes
/// and both have one: optional<Owned of To>(const TypedValue<A>&, const TypedValue<B>&).
template <class A, class B, class To, class Make>
[[nodiscard]] Flow join(TypedRecord<A> a, TypedRecord<B> b, TypedRecord<To> to, Make make) {
  const auto update = [a, b, to, make = std::make_shared<Make>(std::move(make))] {
    const TypedValue<A> first = a.get();
    const TypedValue<B> second = b.get();
    if (!first || !second) return;
    if (auto made = (*make)(first, second)) to.set_or_drop(*made);
  };
  Flow flow(a.subscribe([update](const TypedValue<A>&) { update(); }));
  flow.hold(b.subscribe([update](const TypedValue<B>&) { update(); }));
  return flow;
}

/// Values in the order in which they came, the newest last.
template <class T>
using Window = std::deque<TypedValue<T>>;

/// Shows the last `count` values of a record with each new one, fewer at the beginning:
/// void(const Window<T>&).
template <class T, class Look>
[[nodiscard]] Flow window(const TypedRecord<T>& from, std::uint32_t count, Look look) {
  return Flow(from.subscribe(
      [count, values = Window<T>(), look = std::move(look)](const TypedValue<T>& value) mutable {
        values.push_back(value);
        if (values.size() > count) values.pop_front();
        look(std::as_const(values));
      }));
}

/// Shows the values of the last `length`, by the wall clock, with each new one: void(const
/// Window<T>&). All of them are held: the record's contract and rate bound the memory.
template <class T, class Look>
[[nodiscard]] Flow window(const TypedRecord<T>& from, async::Duration length, Look look) {
  return Flow(from.subscribe(
      [length, values = Window<T>(), look = std::move(look)](const TypedValue<T>& value) mutable {
        values.push_back(value);
        while (value.time() - values.front().time() >= length) values.pop_front();
        look(std::as_const(values));
      }));
}

}  // namespace tally::db
