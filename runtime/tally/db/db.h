// Records under keys.
//
//   db::Db db(loop);
//   auto celsius = db.record<sensors::Temperature>("sensors.roof", db::Buffer::ring(100));
//   if (!celsius) return report(celsius.conflict().message());
//   tally::Result<db::Sequence> number = (*celsius).set(reading);
//   tally::Result<db::Sequence> other = db.set((*celsius).record(), text);
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tally/async/function.h"
#include "tally/async/scheduler.h"
#include "tally/db/key.h"
#include "tally/db/record.h"

namespace tally::db {

/// Why a record was not configured.
struct Conflict {
  enum class Kind : std::uint8_t {
    key,     // it cannot be a key
    type,    // there is a record of another type, or of a type that has changed
    buffer,  // there is a record with another buffer
  };

  Kind kind{};
  std::string key;
  Place requested;
  Place existing;  // nowhere for a bad key

  /// One sentence with both places.
  [[nodiscard]] std::string message() const;
};

/// A record, or why there is none.
class Configured {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor)
  Configured(Record& record) noexcept : record_(&record) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Configured(Conflict conflict) : conflict_(std::move(conflict)) {}

  explicit operator bool() const noexcept { return record_ != nullptr; }
  /// Only when true.
  Record& operator*() const noexcept { return *record_; }
  Record* operator->() const noexcept { return record_; }
  /// Only when false.
  [[nodiscard]] const Conflict& conflict() const noexcept { return *conflict_; }

 private:
  Record* record_ = nullptr;
  std::optional<Conflict> conflict_;
};

template <class T>
class TypedConfigured;

/// Keeps a watcher of a Db told. It may outlive the Db.
class Watch {
 public:
  Watch() noexcept = default;

 private:
  friend class Db;
  explicit Watch(std::shared_ptr<async::Function<void(Record&)>> watcher) noexcept
      : watcher_(std::move(watcher)) {}

  std::shared_ptr<async::Function<void(Record&)>> watcher_;
};

/// Owns its records; they live as long as it does, and may be added at any time. Belongs to one
/// loop.
class Db {
 public:
  explicit Db(async::Scheduler& loop) noexcept : loop_(loop) {}
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  /// The record of a key, which is made if there is none yet. One that was configured otherwise is
  /// a conflict and stays as it is. O(log records). `type` has to outlive the Db.
  Configured configure(std::string_view key, const ContractType& type, Buffer buffer,
                       Place place = {__builtin_FILE(), __builtin_LINE()}) {
    return restore(key, type, buffer, 0, place);
  }
  /// The same for a record whose values up to `after` were written by an earlier program.
  Configured restore(std::string_view key, const ContractType& type, Buffer buffer, Sequence after,
                     Place place = {__builtin_FILE(), __builtin_LINE()});

  /// The same for a type that the program knows. See typed.h.
  template <class T>
  [[nodiscard]] TypedConfigured<T> record(std::string_view key, Buffer buffer,
                                          Place place = {__builtin_FILE(), __builtin_LINE()}) {
    return {*this, configure(key, Contract<T>::type, buffer, place)};
  }

  /// Null when there is none. O(log records).
  [[nodiscard]] Record* find(std::string_view key) const noexcept;
  /// The records that a pattern names, in the order of their keys.
  [[nodiscard]] std::vector<Record*> discover(std::string_view pattern) const;
  /// Calls back for every record there is, and for every one that comes, until the watch is gone.
  [[nodiscard]] Watch watch(async::Function<void(Record&)> watcher);

  /// Judges a document and makes it the record's newest value. A document that breaks the contract
  /// changes nothing, and the issues say why. The number that the value got.
  Result<Sequence> set(Record& record, std::string_view json);

  /// How many records there are.
  [[nodiscard]] std::size_t size() const noexcept { return records_.size(); }
  /// Bytes of the documents that they hold. What a mailbox held counts until its next value.
  [[nodiscard]] std::uint64_t held_bytes() const noexcept { return held_; }

  /// What blocks of this loop are made with.
  [[nodiscard]] buffers::BlockPool& pool() noexcept { return pool_; }
  [[nodiscard]] async::Scheduler& loop() const noexcept { return loop_; }

 private:
  async::Scheduler& loop_;
  buffers::BlockPool pool_;
  std::uint64_t held_ = 0;
  std::map<std::string, std::unique_ptr<Record>, std::less<>> records_;
  std::vector<std::weak_ptr<async::Function<void(Record&)>>> watchers_;
};

}  // namespace tally::db
