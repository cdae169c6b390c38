// Records whose type the program knows.
#pragma once

#include <utility>

#include "tally/db/db.h"

namespace tally::db {

/// A value of a type that the program knows: its view is valid as long as it is held.
template <class T>
class TypedValue {
 public:
  using View = typename Contract<T>::View;

  explicit TypedValue(Value value) noexcept : value_(std::move(value)) {}

  explicit operator bool() const noexcept { return static_cast<bool>(value_); }
  /// Only when true. Costs nothing: the value was judged when it came.
  const View& operator*() const noexcept {
    return *static_cast<const View*>(value_.block.erased_view());
  }
  const View* operator->() const noexcept { return &**this; }
  [[nodiscard]] Sequence sequence() const noexcept { return value_.sequence; }
  [[nodiscard]] async::WallTime time() const noexcept { return value_.time; }
  /// The document.
  [[nodiscard]] const Block& block() const noexcept { return value_.block; }
  /// A copy that needs nothing else.
  [[nodiscard]] typename Contract<T>::Owned owned() const {
    using view::own;
    typename Contract<T>::Owned copy{};
    own(**this, copy);
    return copy;
  }

 private:
  Value value_;
};

/// A record of values of `T`, for a program that was compiled with its contract. A copy is the same
/// record.
template <class T>
class TypedRecord {
 public:
  using Owned = typename Contract<T>::Owned;

  TypedRecord(Db& db, Record& record) noexcept : db_(&db), record_(&record) {}

  /// Makes a value the newest one. One that breaks the contract changes nothing.
  Result<Sequence> set(const Owned& value) const {
    return db_->put(*record_, db_->pool().template judge<T>(value));
  }
  /// The same for a value of a flow, which has nobody to tell: one that breaks the contract is
  /// counted by the record, said in the Db's log, and dropped.
  void set_or_drop(const Owned& value) const {
    if (const Result<Sequence> written = set(value); !written)
      db_->dropped(*record_, written.issues());
  }
  /// The newest value; false when there is none.
  [[nodiscard]] TypedValue<T> get() const noexcept { return TypedValue<T>(record_->get()); }
  /// Calls back with every value from now on, within the write; not for mailboxes. See
  /// buffers::Broadcast::subscribe.
  template <class Callback>
  [[nodiscard]] buffers::Subscription subscribe(Callback callback) const {
    return record_->broadcast()->subscribe(
        [record = record_, callback = std::move(callback)](const buffers::Event& event) mutable {
          if (event.kind == buffers::Event::Kind::value)
            callback(TypedValue<T>(record->value_of(event)));
        });
  }

  [[nodiscard]] Record& record() const noexcept { return *record_; }
  [[nodiscard]] Db& db() const noexcept { return *db_; }

 private:
  Db* db_;
  Record* record_;
};

}  // namespace tally::db
