// A hub's values on disk, so that a restart keeps its epoch, its numbers and what its clients
// wrote.
//
//   auto opened = server::Log::open(loop, db, {.folder = "var/hub", .record = declared});
//   if (!opened) return report(opened.problem().text);
//   server::Log& log = **opened;
//   sync::HubOptions options;
//   options.epoch = log.epoch();
//   options.hub_log = &log;
//   sync::Hub hub(db, std::move(options));
//   log.start(hub);
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "tally/async/channel.h"
#include "tally/async/log.h"
#include "tally/async/tasks.h"
#include "tally/db/db.h"
#include "tally/native/loop.h"
#include "tally/server/log_lines.h"
#include "tally/sync/hub.h"
#include "tally/sync/hub_log.h"

namespace tally::log {
struct EntryBegin;
}

namespace tally::server {

struct LogOptions {
  /// Belongs to one program at a time. Made when it is not there.
  std::filesystem::path folder;
  /// memory: values are written some time after they are shown and acknowledged. written: before,
  /// so that they survive the end of the program. synced: before, and the disk has confirmed it.
  wire::Durability durability = wire::Durability::synced;
  /// What the keys in the log are the keys of.
  async::Function<db::Declared(std::string_view key)> record;
  /// As in the options of the hub.
  std::uint32_t writes = 256;
  std::uint32_t remembered_clients = 100'000;
  /// Called once when the disk fails. Nothing is shown or acknowledged from then on; a program
  /// should end. It must not destroy the log, but may see to it that somebody does.
  async::Function<void(const Problem& problem)> failed;
  /// A file that is larger than this is written anew while the hub goes on, once it is also so many
  /// times larger than what it held when it was last written. Bytes; both 1 at least.
  std::uint64_t rewrite_from = 16U << 20U;
  std::uint32_t rewrite_factor = 4;
  /// Is told what people should know: how the log was read, that the disk is full or has failed,
  /// that it has room again, that the epoch has changed. Without it: the Db's log.
  async::LogSink log{};
  /// So many bytes of entries wait for room on a full disk. Of clients nothing is taken then; when
  /// the program itself sets more than that, the disk has failed.
  std::uint64_t waiting = 64U << 20U;
  async::Duration full_wait = std::chrono::seconds(1);  // between attempts on a full disk
};

struct LogStats {
  std::uint64_t entries = 0;   // since the start
  std::uint64_t bytes = 0;     // of the file
  std::uint64_t commits = 0;   // writes to the disk; each takes all entries that came meanwhile
  std::uint64_t rewrites = 0;  // of the whole file, since the start
  bool full = false;           // the disk; entries wait for room
};

/// The name of a history that nobody has seen before, for a hub: 16 random hexadecimal digits.
std::string new_epoch();

class Log;
class LogFile;
struct LogContents;
struct LogRead;

/// A file of entries, each with a checksum of all up to it. It is written anew at the start and
/// when it has grown, with what the records hold and what clients may still ask for. What was being
/// written when the program ended is cut off; any other damage is an error, with file and place,
/// because values would be missing. Another file says how far the log goes, so that it is noticed
/// when the log was cut.
///
/// It is written anew beside the old file, on another thread, from what that file says. Meanwhile
/// entries go to the old one; what they have added is copied, and only for the last of it do
/// entries wait. A program that ends at any moment has one of the two files, whole.
///
/// The epoch changes when values may be lost that somebody knows of: when the program ended without
/// `close` and the policy was `memory`, or `written` and the machine was started again; when
/// entries are missing that were kept; when a client stands at a number that no record has.
///
/// On a full disk it goes on: nothing that waits for room is shown or acknowledged, and writes of
/// clients are refused. It tries again once a second, and with the file that is there when it
/// cannot be written anew at the start.
class Log final : public sync::HubLog {
 public:
  /// Reads the log and makes the records that are in it, before the program makes others. O(log).
  /// Problems:
  ///   disk      a file or the folder cannot be read or written
  ///   in-use    another program has the folder
  ///   damaged   the log is not as it was written
  ///   record    a record of the log was made before; or as Db::configure has them
  static Result<std::unique_ptr<Log>, Problem> open(native::Loop& loop, db::Db& db,
                                                    LogOptions options);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  /// At any moment of the loop but within a function that it calls: what it was doing is not done
  /// to the end, and what it has not begun to write is dropped.
  ~Log();

  [[nodiscard]] const std::string& epoch() const noexcept { return epoch_; }
  [[nodiscard]] const LogStats& stats() const noexcept { return stats_; }
  /// The same in Prometheus text format 0.0.4.
  [[nodiscard]] std::string metrics() const;

  /// Tells the hub what clients wrote, and begins to keep its values. Once, before anybody
  /// connects. The hub goes before the log. The loop runs until `close`.
  void start(sync::Hub& hub);
  /// Keeps what has come up to now, and says that the end was in order. What comes later is not
  /// kept, and so neither shown nor acknowledged. What it gives is to be awaited before the server
  /// shuts down, so that clients get their answers; it ends when the log goes, at the latest.
  async::Task<> close();

  void append(const Entry& entry) noexcept override;
  [[nodiscard]] wire::Durability durability() const noexcept override {
    return options_.durability;
  }
  [[nodiscard]] bool takes() const noexcept override { return !stats_.full && !failed_; }
  std::optional<std::string> renew_epoch(std::string_view key,
                                         db::Sequence sequence) noexcept override;

 private:
  struct Restored;
  /// The next file, while it is being made.
  struct Next {
    std::shared_ptr<LogFile> file;
    std::uint64_t held = 0;  // bytes of what it held at first
    std::uint64_t size = 0;  // bytes
    std::uint64_t upto = 0;  // byte of the old file that it goes up to
  };

  Log(native::Loop& loop, db::Db& db, LogOptions options);
  Result<void, Problem> restore(db::Db& db);
  Result<void, Problem> restore_records(db::Db& db, LogContents& contents);
  Result<void, Problem> begin_file(const LogRead& read, const std::optional<LogHead>& known);
  Result<void, Problem> write_next(const LogContents& contents, const LogHead& head);
  Result<void, Problem> go_on(const LogRead& read);
  Result<void, Problem> open_head();

  [[nodiscard]] std::filesystem::path path() const { return options_.folder / "hub.log"; }
  [[nodiscard]] std::filesystem::path next_path() const { return options_.folder / "hub.log.new"; }
  [[nodiscard]] std::filesystem::path head_path() const { return options_.folder / "hub.head"; }
  [[nodiscard]] log::EntryBegin begin() const;
  void say(async::LogLevel level, std::string_view text, async::LogField more = {});
  [[nodiscard]] bool has_grown() const noexcept;
  async::Task<> rewrite();
  using Done = Result<void, std::error_code>;
  async::Task<Done> copy(Next& next);
  async::Task<Done> replace();
  void give_up_rewrite();
  async::Task<> keep();
  async::Task<Done> commit(bool last);
  void fail(const Problem& problem);

  native::Loop& loop_;
  LogOptions options_;
  async::LogLimiter log_;
  std::string epoch_;
  LogStats stats_;
  std::shared_ptr<LogFile> lock_;
  std::shared_ptr<LogFile> file_;
  std::shared_ptr<LogFile> head_file_;
  bool inherited_ = false;  // the epoch, from an earlier program
  std::map<std::string, db::Sequence, std::less<>> undeclared_;  // the newest number of each key
  db::Watch watch_;                     // of records that the program makes of such keys
  std::unique_ptr<Restored> restored_;  // until the hub has it
  sync::Hub* hub_ = nullptr;
  LogLines lines_;              // the last one is in the buffer, or written
  LogHead committed_;           // the last one that was written
  std::string buffer_;          // lines to be written
  std::string spare_;           // memory of those that were
  std::uint64_t appended_ = 0;  // entries
  bool closing_ = false;
  bool failed_ = false;
  std::uint64_t held_ = 0;        // bytes of the file when it was last written
  std::uint64_t grown_from_ = 0;  // a rewrite that failed is not tried again below
  bool rewriting_ = false;
  std::optional<Next> next_;  // when it is complete but for what was added last
  async::Channel<int> work_;
  std::shared_ptr<async::Channel<int>> ended_;  // with whoever waits for the end
  async::Tasks rewriting_task_;
  async::Tasks keeping_;
};

}  // namespace tally::server
