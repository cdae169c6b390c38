// A hub's values on disk, so that a restart keeps its epoch, its numbers and what its clients
// wrote.
//
//   server::Opened log = server::Log::open(loop, db, {.folder = "var/hub", .record = declared});
//   if (!log) return report(log.problem());
//   sync::HubOptions options;
//   options.epoch = log->epoch();
//   options.journal = &*log;
//   sync::Hub hub(db, options);
//   log->start(hub);
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tally/async/channel.h"
#include "tally/db/db.h"
#include "tally/native/loop.h"
#include "tally/server/log_lines.h"
#include "tally/sync/hub.h"
#include "tally/sync/journal.h"

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
  std::function<db::Declared(std::string_view key)> record;
  /// As in the options of the hub.
  std::uint32_t writes = 256;
  std::uint32_t remembered_clients = 100'000;
  /// Called once when the disk fails, with a sentence. Nothing is shown or acknowledged from then
  /// on; a program should end.
  std::function<void(const std::string& problem)> failed;
  /// A file that is larger than this is written anew while the hub goes on, once it is also so many
  /// times larger than what it held when it was last written. Bytes; both 1 at least.
  std::uint64_t rewrite_from = 16U << 20U;
  std::uint32_t rewrite_factor = 4;
  /// Called with a sentence that people should know: that the disk is full, that it has room again,
  /// that the epoch has changed.
  std::function<void(const std::string& note)> note;
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

class Log;
class LogFile;
struct LogContents;
struct LogRead;

/// A log, or why there is none: one sentence.
class Opened {
 public:
  explicit Opened(std::unique_ptr<Log> log) noexcept;
  explicit Opened(std::string problem);
  Opened(Opened&&) noexcept;
  Opened& operator=(Opened&&) noexcept;
  ~Opened();

  explicit operator bool() const noexcept { return log_ != nullptr; }
  /// Only when true.
  Log& operator*() const noexcept { return *log_; }
  Log* operator->() const noexcept { return log_.get(); }
  /// Empty when true.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  std::unique_ptr<Log> log_;
  std::string problem_;
};

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
class Log final : public sync::Journal {
 public:
  /// Reads the log and makes the records that are in it, before the program makes others. O(log).
  static Opened open(native::Loop& loop, db::Db& db, LogOptions options);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log();

  [[nodiscard]] const std::string& epoch() const noexcept { return epoch_; }
  /// What people should know of how it was read: one sentence each.
  [[nodiscard]] const std::vector<std::string>& notes() const noexcept { return notes_; }
  [[nodiscard]] const LogStats& stats() const noexcept { return stats_; }
  /// The same in Prometheus text format 0.0.4.
  [[nodiscard]] std::string metrics() const;

  /// Tells the hub what clients wrote, and begins to keep its values. Once, before anybody
  /// connects. The hub goes before the log. The loop runs until `close`; a log that goes without it
  /// drops what it has not begun to write.
  void start(sync::Hub& hub);
  /// Keeps what has come up to now, and says that the end was in order. What comes later is not
  /// kept, and so neither shown nor acknowledged. To be awaited before the server shuts down, so
  /// that clients get their answers.
  async::Task<> close();

  void append(const Entry& entry) override;
  [[nodiscard]] wire::Durability durability() const noexcept override {
    return options_.durability;
  }
  [[nodiscard]] bool takes() const noexcept override { return !stats_.full && !failed_; }
  std::optional<std::string> renew_epoch(std::string_view key, db::Sequence sequence) override;

 private:
  struct Restored;
  /// The next file, while it is being made.
  struct Next {
    std::shared_ptr<LogFile> file;
    std::uint64_t held = 0;  // bytes of what it held at first
    std::uint64_t size = 0;  // bytes
    std::uint64_t upto = 0;  // byte of the old file that it goes up to
  };

  Log(native::Loop& loop, LogOptions options);
  // One sentence when it does not work.
  std::string restore(db::Db& db);
  std::string restore_records(db::Db& db, LogContents& contents);
  std::string begin_file(const LogRead& read, const std::optional<LogHead>& known);
  std::string write_next(const LogContents& contents, const LogHead& head);
  std::string go_on(const LogRead& read);
  std::string open_head();

  [[nodiscard]] std::filesystem::path path() const { return options_.folder / "hub.log"; }
  [[nodiscard]] std::filesystem::path next_path() const { return options_.folder / "hub.log.new"; }
  [[nodiscard]] std::filesystem::path head_path() const { return options_.folder / "hub.head"; }
  [[nodiscard]] log::EntryBegin begin() const;
  void tell(const std::string& note) const;
  [[nodiscard]] bool has_grown() const noexcept;
  async::Task<> rewrite();
  async::Task<int> copy(Next& next);
  async::Task<int> replace();
  void give_up_rewrite();
  async::Task<> keep();
  async::Task<int> commit(bool last);
  void fail(const std::string& problem);

  native::Loop& loop_;
  LogOptions options_;
  std::string epoch_;
  std::vector<std::string> notes_;
  LogStats stats_;
  std::shared_ptr<LogFile> lock_;
  std::shared_ptr<LogFile> file_;
  std::shared_ptr<LogFile> head_file_;
  bool inherited_ = false;  // the epoch, from an earlier program
  std::map<std::string, db::Sequence, std::less<>> undeclared_;  // the newest number of each key
  std::unique_ptr<Restored> restored_;                           // until the hub has it
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
  async::Join<void> keeping_;
  async::Join<void> rewriting_task_;
  async::Channel<int> work_;
  async::Channel<int> ended_;
};

}  // namespace tally::server
