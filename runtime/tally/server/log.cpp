#include "tally/server/log.h"

#include <fcntl.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <system_error>
#include <utility>

#include "tally/server/log_file.h"
#include "tally/server/log_text.h"
#include "tally/server/metrics.h"

namespace tally::server {
namespace {

namespace fs = std::filesystem;

/// Which start of the machine this is; empty where the system does not tell.
std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

view::String borrowed(std::string_view text) noexcept {
  return {text.data(), static_cast<std::uint32_t>(text.size())};
}

view::Integer integer(std::uint64_t value) noexcept {
  return {buffers::to_wire(value)};
}

constexpr log::Durability to_log(wire::Durability durability) noexcept {
  return static_cast<log::Durability>(durability);
}
static_assert(to_log(wire::Durability::memory) == log::Durability::memory &&
              to_log(wire::Durability::written) == log::Durability::written &&
              to_log(wire::Durability::synced) == log::Durability::synced);

/// Whether values may be lost that somebody knows of.
bool may_have_lost(const LogContents& contents, const std::string& boot) {
  if (contents.ended) return false;
  switch (contents.begin.kept) {
    case log::Durability::memory:
      return true;
    case log::Durability::written:
      return boot.empty() || boot != contents.begin.boot;
    case log::Durability::synced:
      return false;
  }
  return true;
}

/// Writes a file anew, and waits for the disk. Its bytes.
Result<std::uint64_t, std::error_code> write_file(const LogFile& file, const LogContents& contents,
                                                  const log::EntryBegin& begin, const LogHead& head,
                                                  std::size_t remembered_clients) {
  std::uint64_t bytes = 0;
  Done done = write_contents(contents, begin, head, remembered_clients, [&](std::string_view text) {
    bytes += text.size();
    return file.write(text);
  });
  if (done) done = file.sync();
  if (!done) return done.error();
  return bytes;
}

async::Task<> end_of(std::shared_ptr<async::Channel<int>> ended) {
  co_await ended->receive();
}

}  // namespace

std::string new_epoch() {
  std::random_device device;
  char text[17];
  std::snprintf(text, sizeof text, "%08x%08x", device(), device());
  return text;
}

struct Log::Restored {
  LogContents contents;
};

// ---- Opening ----

Log::Log(native::Loop& loop, db::Db& db, LogOptions options)
    : loop_(loop),
      options_(std::move(options)),
      log_(loop, db.sink_or_own(std::move(options_.log))),
      work_(1),
      ended_(std::make_shared<async::Channel<int>>(1)),
      rewriting_task_(loop),
      keeping_(loop) {}

Log::~Log() {
  ended_->close();
}

Result<std::unique_ptr<Log>, Problem> Log::open(native::Loop& loop, db::Db& db,
                                                LogOptions options) {
  std::unique_ptr<Log> log(new Log(loop, db, std::move(options)));
  const fs::path& folder = log->options_.folder;
  if (const Done made = make_folder(folder); !made)
    return cannot("make the folder", folder, made.error());
  const fs::path lock = folder / "lock";
  log->lock_ = std::make_shared<LogFile>(lock, O_RDWR | O_CREAT);
  if (!log->lock_->open()) return cannot("open", lock, last_error());
  if (!log->lock_->lock())
    return Problem{"in-use", "the folder `" + folder.string() + "` is in use by another program",
                   folder.string()};
  if (const Result<void, Problem> restored = log->restore(db); !restored) return restored.problem();
  return log;
}

log::EntryBegin Log::begin() const {
  return {log_format, epoch_, boot_id(), to_log(options_.durability)};
}

Result<void, Problem> Log::restore(db::Db& db) {
  const std::optional<LogHead> known = read_head(head_path().string());
  const LogLimits limits{.capacity =
                             [this](std::string_view key) {
                               const db::Declared record = options_.record(key);
                               const bool keeps = record.type != nullptr &&
                                                  record.buffer.kind != db::Buffer::Kind::mailbox;
                               return keeps ? record.buffer.capacity : 0U;
                             },
                         .writes = options_.writes,
                         .head = known};
  Result<LogRead, Problem> read = read_log(path().string(), limits);
  if (!read) return read.problem();
  if (read->torn > 0)
    say(async::LogLevel::warning, "the end of the log is no whole entry and is cut off",
        {"bytes", {}, read->torn});

  const bool fresh = read->contents.begin.epoch.empty();
  const bool lost = !fresh && may_have_lost(read->contents, boot_id());
  if (!read->complete && known) {
    say(async::LogLevel::warning, "entries that were kept are missing from the log: a new epoch");
  } else if (!read->complete) {
    say(async::LogLevel::warning,
        "what says whether the log is whole is missing or damaged: a new epoch");
  } else if (lost) {
    say(async::LogLevel::warning,
        "the last run did not end in order, so that values may be lost: a new epoch");
  }
  inherited_ = !fresh && !lost && read->complete;
  epoch_ = inherited_ ? read->contents.begin.epoch : new_epoch();

  Result<void, Problem> done = restore_records(db, read->contents);
  if (done) done = begin_file(*read, known);
  restored_ = std::make_unique<Restored>(Restored{std::move(read->contents)});
  return done;
}

Result<void, Problem> Log::restore_records(db::Db& db, LogContents& contents) {
  for (auto& [key, record] : contents.records) {
    const db::Declared declared = options_.record(key);
    if (declared.type == nullptr) undeclared_.emplace(key, record.newest);
    if (declared.type == nullptr || declared.buffer.kind == db::Buffer::Kind::mailbox) continue;
    std::vector<db::Judged> blocks;
    for (auto value = record.values.begin(); value != record.values.end();) {
      Result<db::Judged> block = db.pool().judge(*declared.type, value->payload);
      if (block) {
        blocks.push_back(std::move(*block));
        ++value;
      } else {
        const async::LogField fields[] = {
            {"code", block.issues().front().code}, {"record", key}, {"value", {}, value->sequence}};
        log_.say(
            async::LogLevel::warning,
            "a value and those before are left out, as the contract does not allow it any more",
            fields);
        value = record.values.erase(record.values.begin(), value + 1);
        blocks.clear();
      }
    }
    const db::Sequence after = record.newest - blocks.size();
    const auto made = db.restore(key, *declared.type, declared.buffer, after);
    if (!made) return made.problem();
    if (made->newest() != after)
      return Problem{"record", "the record `" + key + "` was made before its log was opened", key};
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      made->put(std::move(blocks[i]),
                async::WallTime(std::chrono::floor<async::WallTime::duration>(
                    std::chrono::nanoseconds(record.values[i].time.nanoseconds))));
    }
  }
  watch_ = db.watch([this](db::Record& record) {
    const auto known = undeclared_.find(record.key());
    if (known != undeclared_.end()) record.go_on_after(known->second);
  });
  return {};
}

/// Writes the file anew; when there is no room for that, goes on with the one that is there. The
/// old file is there, whole, until the new one is. What says how far the log goes is written last:
/// before, it may show that the old file is not whole.
Result<void, Problem> Log::begin_file(const LogRead& read, const std::optional<LogHead>& known) {
  const LogHead end = read.head.value_or(LogHead{});
  const LogHead head = read.complete ? end : known.value_or(end);
  Result<void, Problem> written = write_next(read.contents, head);
  if (!written && read.head) {
    std::error_code ignored;
    fs::remove(next_path(), ignored);
    say(async::LogLevel::warning, "the log cannot be written anew, and the old file is used on",
        {"problem", written.problem().text});
    return go_on(read);
  }
  if (!written) return written;
  if (std::rename(next_path().c_str(), path().c_str()) != 0)
    return cannot("replace", path(), last_error());
  if (const Done synced = sync_folder(options_.folder); !synced)
    return cannot("write", options_.folder, synced.error());
  if (Result<void, Problem> opened = open_head(); !opened) return opened;
  Done done = head_file_->overwrite(head_line(head));
  if (done) done = head_file_->sync();
  if (!done) return cannot("write", head_path(), done.error());
  held_ = stats_.bytes;
  lines_ = LogLines(head);
  committed_ = head;
  return {};
}

Result<void, Problem> Log::write_next(const LogContents& contents, const LogHead& head) {
  file_ = std::make_shared<LogFile>(next_path(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
  if (!file_->open()) return cannot("open", next_path(), last_error());
  const auto written = write_file(*file_, contents, begin(), head, options_.remembered_clients);
  if (!written) return cannot("write", next_path(), written.error());
  stats_.bytes = *written;
  return {};
}

Result<void, Problem> Log::open_head() {
  head_file_ = std::make_shared<LogFile>(head_path(), O_WRONLY | O_CREAT);
  if (!head_file_->open()) return cannot("open", head_path(), last_error());
  return {};
}

Result<void, Problem> Log::go_on(const LogRead& read) {
  file_ = std::make_shared<LogFile>(path(), O_WRONLY | O_CREAT | O_APPEND);
  if (!file_->open()) return cannot("open", path(), last_error());
  if (const Done cut = file_->cut(read.sound); !cut) return cannot("cut", path(), cut.error());
  if (Result<void, Problem> opened = open_head(); !opened) return opened;
  // Values are shown before the file says that this program goes on with it.
  if (inherited_ && options_.durability == wire::Durability::memory) {
    inherited_ = false;
    epoch_ = new_epoch();
  }
  stats_.bytes = read.sound;
  lines_ = LogLines(*read.head);
  committed_ = *read.head;
  lines_.add(buffer_, log::Entry{begin()});
  return {};
}

// ---- Keeping ----

void Log::start(sync::Hub& hub) {
  hub_ = &hub;
  std::vector<std::pair<const std::string, LogContents::Client>*> clients;
  for (auto& each : restored_->contents.clients) clients.push_back(&each);
  std::sort(clients.begin(), clients.end(),
            [](const auto* a, const auto* b) { return a->second.seen < b->second.seen; });
  for (const auto* client : clients) {
    for (const LogContents::Write& write : client->second.writes)
      hub.restore_write(client->first, write.id, write.sequence,
                        static_cast<wire::Durability>(write.kept));
  }
  restored_.reset();
  keeping_.spawn(keep(), "log");
}

void Log::append(const Entry& entry) noexcept {
  if (closing_ || failed_) return;
  if (stats_.full && buffer_.size() > options_.waiting)
    return fail({"full",
                 "there is no room for `" + path().string() + "`, and too much waits for it",
                 path().string()});
  ++appended_;
  ++stats_.entries;
  if (entry.value) {
    log::view::EntrySet set{};
    set.key = borrowed(entry.record.key());
    set.seq = integer(entry.value.sequence);
    set.ts = {sync::to_timestamp(entry.value.time)};
    const std::string_view payload = entry.value.block.bytes();
    set.payload = {payload.data(), static_cast<std::uint32_t>(payload.size())};
    if (!entry.client.empty()) {
      set.present.set(4);
      set.present.set(5);
      set.client = borrowed(entry.client);
      set.write = integer(entry.write);
    }
    lines_.add(buffer_, {log::Entry::Tag::set, &set});
  } else {
    log::view::EntryWrite write{};
    write.client = borrowed(entry.client);
    write.id = integer(entry.write);
    write.seq = integer(entry.value.sequence);
    write.kept = log::Durability::memory;  // of a mailbox, no value is kept
    lines_.add(buffer_, {log::Entry::Tag::write, &write});
  }
  if (options_.durability == wire::Durability::memory && hub_ != nullptr) hub_->kept(appended_);
  work_.try_send(0);
}

std::optional<std::string> Log::renew_epoch(std::string_view key, db::Sequence sequence) noexcept {
  if (!inherited_ || closing_ || failed_) return std::nullopt;
  const auto undeclared = undeclared_.find(key);
  if (undeclared != undeclared_.end() && sequence <= undeclared->second) return std::nullopt;
  inherited_ = false;
  epoch_ = new_epoch();
  // Before all values that are shown in it.
  lines_.add(buffer_, log::Entry{begin()});
  work_.try_send(0);
  say(async::LogLevel::warning,
      "a client knows more values than the log has, so that some were lost: a new epoch",
      {"record", key});
  return epoch_;
}

/// Writes what has come. When there is no room for it nothing is lost: it is to be tried again.
async::Task<Done> Log::commit(bool last) {
  struct Tried {
    Done done;
    bool full = false;
    std::string text;
  };
  const std::uint64_t upto = appended_;
  if (last) lines_.add(buffer_, log::Entry{log::EntryEnd{}});
  const LogHead head = lines_.head();
  const std::size_t size = buffer_.size();
  const bool sync = last || options_.durability == wire::Durability::synced;
  std::string text = std::exchange(buffer_, std::move(spare_));
  // The folder stays ours until the work is done, whatever becomes of the log.
  // Named: g++ 12 destroys what a lambda has captured twice when it is made within `co_await`.
  auto work = [lock = lock_, file = file_, head_file = head_file_, text = std::move(text), head,
               sync, last, before = stats_.bytes]() mutable {
    Tried tried;
    tried.done = file->write(text);
    if (tried.done && sync) {
      tried.done = file->sync();
      // What a disk did that fails here is not known.
      if (!tried.done) return tried;
    }
    if (tried.done) tried.done = head_file->overwrite(head_line(head));
    if (tried.done && last) tried.done = head_file->sync();
    tried.full = !tried.done && means_full(tried.done.error()) && file->cut(before);
    if (!tried.full) text.clear();
    tried.text = std::move(text);
    return tried;
  };
  Tried tried = co_await loop_.run_blocking(std::move(work));
  if (tried.full != stats_.full) {
    stats_.full = tried.full;
    if (tried.full) {
      say(async::LogLevel::warning,
          "there is no room for the log: nothing is acknowledged, and writes are refused",
          {"problem", cannot("write", path(), tried.done.error()).text});
    } else {
      say(async::LogLevel::info, "there is room for the log again");
    }
  }
  if (tried.full) {
    buffer_.insert(0, tried.text);
  } else {
    spare_ = std::move(tried.text);
  }
  if (tried.done) {
    ++stats_.commits;
    stats_.bytes += size;
    committed_ = head;
    hub_->kept(upto);
  }
  co_return tried.done;
}

async::Task<> Log::keep() {
  Done done;
  while (done && !failed_) {
    if (buffer_.empty() && !co_await work_.receive()) break;
    if (!buffer_.empty()) done = co_await commit(false);
    if (stats_.full && !closing_) {
      co_await loop_.sleep(options_.full_wait);
      done = {};
      continue;
    }
    if (done && next_) done = co_await replace();
    if (done && !rewriting_ && has_grown()) {
      rewriting_ = true;
      rewriting_task_.spawn(rewrite(), "rewriting the log");
    }
  }
  rewriting_task_.end();
  if (done && !failed_) done = co_await commit(true);
  if (!done) fail(cannot("write", path(), done.error()));
  ended_->close();
}

void Log::say(async::LogLevel level, std::string_view text, async::LogField more) {
  const std::string file = path().string();
  const async::LogField fields[] = {{"file", file}, more};
  log_.say(level, text, {fields, more.name.empty() ? 1U : 2U});
}

void Log::fail(const Problem& problem) {
  if (std::exchange(failed_, true)) return;
  say(async::LogLevel::error, "the log has failed", {"problem", problem.text});
  if (options_.failed) options_.failed(problem);
}

// ---- Writing it anew ----

bool Log::has_grown() const noexcept {
  return stats_.bytes > std::max(options_.rewrite_from, grown_from_) &&
         stats_.bytes / options_.rewrite_factor > held_;
}

/// Makes the next file, up to what is added while the last of it is copied.
async::Task<> Log::rewrite() {
  struct Made {
    Done done;
    std::optional<Problem> damage;
    Next next;
  };
  std::map<std::string, std::uint32_t, std::less<>> capacities;
  for (const db::Record* record : hub_->db().discover("#")) {
    if (record->buffer().kind != db::Buffer::Kind::mailbox)
      capacities.emplace(record->key(), record->buffer().capacity);
  }
  auto work = [lock = lock_, path = path(), next_path = next_path(), upto = stats_.bytes,
               writes = options_.writes, clients = options_.remembered_clients, begin = begin(),
               head = committed_, capacities = std::move(capacities)] {
    Made made;
    const LogLimits limits{.capacity =
                               [&](std::string_view key) {
                                 const auto found = capacities.find(key);
                                 return found == capacities.end() ? 0U : found->second;
                               },
                           .writes = writes,
                           .bytes = upto,
                           .head = head};
    const Result<LogRead, Problem> read = read_log(path.string(), limits);
    if (!read) {
      made.damage = read.problem();
    } else if (read->sound != upto || !read->complete) {
      made.damage = Problem{
          "damaged",
          "the log `" + path.string() + "` is damaged at byte " + std::to_string(read->sound),
          path.string()};
    }
    if (made.damage) return made;
    auto file = std::make_shared<LogFile>(next_path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
    if (!file->open()) {
      made.done = last_error();
      return made;
    }
    const auto written = write_file(*file, read->contents, begin, head, clients);
    if (written) {
      made.next = {std::move(file), *written, *written, upto};
    } else {
      made.done = written.error();
    }
    return made;
  };
  Made made = co_await loop_.run_blocking(std::move(work));
  if (made.damage) {
    // What is on the disk is not what was written there.
    fail(*made.damage);
    co_return;
  }
  // What has come meanwhile; entries wait only for the rest.
  constexpr std::uint64_t little = 1U << 20U;
  for (int round = 0; round < 8 && made.done && stats_.bytes - made.next.upto > little; ++round)
    made.done = co_await copy(made.next);
  if (!made.done) {
    give_up_rewrite();
    co_return;
  }
  next_ = std::move(made.next);
  work_.try_send(0);
}

/// Adds to the next file what the old one has got meanwhile, and waits for the disk.
async::Task<Done> Log::copy(Next& next) {
  const std::uint64_t upto = stats_.bytes;
  auto work = [lock = lock_, path = path(), file = next.file, from = next.upto, upto] {
    const LogFile old(path, O_RDONLY);
    if (!old.open()) return Done(last_error());
    const Done added = file->add(old, from, upto);
    return added ? file->sync() : added;
  };
  const Done done = co_await loop_.run_blocking(std::move(work));
  next.size += upto - next.upto;
  next.upto = upto;
  co_return done;
}

/// The next file takes the place of the old one; nothing is written meanwhile. An error is one
/// after which it is not known which file there is.
async::Task<Done> Log::replace() {
  struct Tried {
    bool replaced;
    Done done;
  };
  Next next = *std::exchange(next_, std::nullopt);
  if (const Done copied = co_await copy(next); !copied) {
    give_up_rewrite();
    co_return Done();
  }
  auto work = [lock = lock_, head_file = head_file_, path = path(), next_path = next_path(),
               folder = options_.folder] {
    if (const Done synced = head_file->sync(); !synced) return Tried{false, synced};
    if (std::rename(next_path.c_str(), path.c_str()) != 0) return Tried{false, last_error()};
    return Tried{true, sync_folder(folder)};
  };
  const Tried tried = co_await loop_.run_blocking(std::move(work));
  if (!tried.replaced) {
    give_up_rewrite();
    co_return Done();
  }
  file_ = std::move(next.file);
  stats_.bytes = next.size;
  held_ = next.held;
  grown_from_ = 0;
  rewriting_ = false;
  ++stats_.rewrites;
  co_return tried.done;
}

/// The old file is as good as before; the next attempt is made when it has grown further.
void Log::give_up_rewrite() {
  std::error_code ignored;
  fs::remove(next_path(), ignored);
  grown_from_ = stats_.bytes + std::max(stats_.bytes / 2, options_.rewrite_from);
  rewriting_ = false;
}

async::Task<> Log::close() {
  closing_ = true;
  work_.close();
  return end_of(ended_);
}

std::string Log::metrics() const {
  Metrics text;
  text.single("tally_log_entries_total", "counter", "Entries that the log took.", stats_.entries);
  text.single("tally_log_commits_total", "counter", "Writes of the log to the disk.",
              stats_.commits);
  text.single("tally_log_bytes", "gauge", "Size of the log.", stats_.bytes);
  text.single("tally_log_full", "gauge", "Whether entries wait for room on the disk.",
              stats_.full ? 1 : 0);
  text.single("tally_log_rewrites_total", "counter", "How often the log was written anew.",
              stats_.rewrites);
  return text.take();
}

}  // namespace tally::server
