// Records under keys.
//
//   db::Db db(loop);
//   auto celsius = db.record<sensors::Temperature>("sensors.roof", db::Buffer::ring(100));
//   if (!celsius) return report(celsius.problem().text);
//   tally::Result<db::Sequence> number = celsius->set(reading);
//   tally::Result<db::Sequence> other = db.set(celsius->record(), text);
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tally/async/function.h"
#include "tally/async/log.h"
#include "tally/async/tasks.h"
#include "tally/db/key.h"
#include "tally/db/record.h"

namespace tally::db {

template <class T>
class TypedRecord;

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

struct DbOptions {
  /// Is told of values that the program itself has made, in a flow or a simulation, and that broke
  /// their contract. Without it: the loop's log.
  async::LogSink log{};
};

/// Owns its records; they live as long as it does, and may be added at any time. Belongs to one
/// loop.
class Db {
 public:
  explicit Db(async::Scheduler& loop, DbOptions options = {})
      : loop_(loop), log_(loop, std::move(options.log)), tasks_(loop) {}
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  /// The record of a key, which is made if there is none yet. `type` has to outlive the Db. O(log
  /// records). Problems, whose sentence has all places of the program and whose place is the
  /// caller's:
  ///   key      the text cannot be a key
  ///   type     there is a record of another type, or of a type that has changed
  ///   buffer   there is a record with another buffer
  Result<Record&, Problem> configure(std::string_view key, const ContractType& type, Buffer buffer,
                                     Place place = {__builtin_FILE(), __builtin_LINE()}) {
    return restore(key, type, buffer, 0, place);
  }
  /// The same for a record whose values up to `after` were written by an earlier program.
  Result<Record&, Problem> restore(std::string_view key, const ContractType& type, Buffer buffer,
                                   Sequence after,
                                   Place place = {__builtin_FILE(), __builtin_LINE()});

  /// The same for a type that the program knows. See typed.h.
  template <class T>
  [[nodiscard]] Result<TypedRecord<T>, Problem> record(std::string_view key, Buffer buffer,
                                                       Place place = {__builtin_FILE(),
                                                                      __builtin_LINE()}) {
    const Result<Record&, Problem> made = configure(key, Contract<T>::type, buffer, place);
    if (!made) return made.problem();
    return TypedRecord<T>(*this, *made);
  }

  /// Null when there is none. O(log records).
  [[nodiscard]] Record* find(std::string_view key) const noexcept;
  /// The records that a pattern names, in the order of their keys.
  [[nodiscard]] std::vector<Record*> discover(std::string_view pattern) const;
  /// Calls back for every record there is, and for every one that comes, until the watch is gone.
  [[nodiscard]] Watch watch(async::Function<void(Record&)> watcher);

  /// Judges a document and makes it the record's newest value. A document that breaks the contract
  /// changes nothing, and the issues say why. The number that the value got.
  Result<Sequence> set(Record& record, std::string_view json) {
    return put(record, pool_.judge(record.type(), json));
  }
  /// Makes what was judged for a record its newest value, if it was accepted; counts it if not.
  Result<Sequence> put(Record& record, Result<Judged> judged);

  /// Runs a task that refers to this Db or its records, such as a source (flow.h): it ends when the
  /// Db goes, at the latest.
  template <class T>
  async::Join<T> spawn(async::Task<T> task, std::string_view name = "task") {
    return tasks_.spawn(std::move(task), name);
  }

  /// For what works on the records: the sink that it was given, or else this Db's, which it
  /// outlives.
  [[nodiscard]] async::LogSink sink_or_own(async::LogSink sink);
  /// A value that the program has made for a record broke its contract, and nobody else hears of
  /// it.
  void dropped(const Record& record, const Issues& issues);

  /// How many records there are.
  [[nodiscard]] std::size_t size() const noexcept { return records_.size(); }
  /// Bytes of the documents that they hold. What a mailbox held counts until its next value.
  [[nodiscard]] std::uint64_t held_bytes() const noexcept { return held_; }

  /// What blocks of this loop are made with.
  [[nodiscard]] buffers::BlockPool& pool() noexcept { return pool_; }
  [[nodiscard]] async::Scheduler& loop() const noexcept { return loop_; }

 private:
  async::Scheduler& loop_;
  async::LogLimiter log_;
  buffers::BlockPool pool_;
  std::uint64_t held_ = 0;
  std::map<std::string, std::unique_ptr<Record>, std::less<>> records_;
  std::vector<std::weak_ptr<async::Function<void(Record&)>>> watchers_;
  async::Tasks tasks_;
};

}  // namespace tally::db
