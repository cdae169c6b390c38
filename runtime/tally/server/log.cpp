#include "tally/server/log.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <random>
#include <system_error>
#include <utility>

#include "tally/server/log_file.h"
#include "tally/server/log_text.h"
#include "tally/server/metrics.h"

namespace tally::server {
namespace {

namespace fs = std::filesystem;

std::string cannot(std::string_view what, const fs::path& path, int error) {
  return "cannot " + std::string(what) + " `" + path.string() + "`: " + std::strerror(error);
}

/// Which start of the machine this is; empty where the system does not tell.
std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

std::string new_epoch() {
  std::random_device device;
  char text[17];
  std::snprintf(text, sizeof text, "%08x%08x", device(), device());
  return text;
}

view::String borrowed(std::string_view text) noexcept {
  return {text.data(), static_cast<std::uint32_t>(text.size())};
}

view::Integer integer(std::uint64_t value) noexcept {
  return {static_cast<std::int64_t>(value)};
}

constexpr log::Durability to_log(wire::Durability durability) noexcept {
  return static_cast<log::Durability>(durability);
}
static_assert(to_log(wire::Durability::memory) == log::Durability::memory &&
              to_log(wire::Durability::written) == log::Durability::written &&
              to_log(wire::Durability::synced) == log::Durability::synced);

struct Size {
  int error = 0;
  std::uint64_t bytes = 0;
};

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

/// Writes a file anew, and waits for the disk.
Size write_file(const LogFile& file, const LogContents& contents, const log::EntryBegin& begin,
                const LogHead& head, std::size_t remembered_clients) {
  Size size;
  size.error =
      write_contents(contents, begin, head, remembered_clients, [&](std::string_view text) {
        size.bytes += text.size();
        return file.write(text);
      });
  if (size.error == 0) size.error = file.sync();
  return size;
}

}  // namespace

struct Log::Restored {
  LogContents contents;
};

// ---- Opening ----

Opened::Opened(std::unique_ptr<Log> log) noexcept : log_(std::move(log)) {}
Opened::Opened(std::string problem) : problem_(std::move(problem)) {}
Opened::Opened(Opened&&) noexcept = default;
Opened& Opened::operator=(Opened&&) noexcept = default;
Opened::~Opened() = default;

Log::Log(native::Loop& loop, LogOptions options)
    : loop_(loop), options_(std::move(options)), work_(1), ended_(1) {}

Log::~Log() {
  rewriting_task_.cancel();
  keeping_.cancel();
}

Opened Log::open(native::Loop& loop, db::Db& db, LogOptions options) {
  std::unique_ptr<Log> log(new Log(loop, std::move(options)));
  const fs::path& folder = log->options_.folder;
  if (const int error = make_folder(folder))
    return Opened(cannot("make the folder", folder, error));
  const fs::path lock = folder / "lock";
  log->lock_ = std::make_shared<LogFile>(lock, O_RDWR | O_CREAT);
  if (!log->lock_->open()) return Opened(cannot("open", lock, errno));
  if (!log->lock_->lock())
    return Opened("the folder `" + folder.string() + "` is in use by another program");
  std::string problem = log->restore(db);
  if (!problem.empty()) return Opened(std::move(problem));
  return Opened(std::move(log));
}

log::EntryBegin Log::begin() const {
  return {log_format, epoch_, boot_id(), to_log(options_.durability)};
}

std::string Log::restore(db::Db& db) {
  const std::optional<LogHead> known = read_head(head_path().string());
  const LogLimits limits{[this](std::string_view key) {
                           const db::Declared record = options_.record(key);
                           const bool keeps = record.type != nullptr &&
                                              record.buffer.kind != db::Buffer::Kind::mailbox;
                           return keeps ? record.buffer.capacity : 0U;
                         },
                         options_.writes, UINT64_MAX, known};
  LogRead read = read_log(path().string(), limits);
  if (!read.problem.empty()) return read.problem;
  if (read.torn > 0) {
    notes_.push_back("the last " + std::to_string(read.torn) + " bytes of `" + path().string() +
                     "` are no whole entry and are cut off");
  }

  const bool fresh = read.contents.begin.epoch.empty();
  const bool lost = !fresh && may_have_lost(read.contents, boot_id());
  if (!read.complete && known) {
    notes_.push_back("entries that were kept are missing from `" + path().string() +
                     "`: a new epoch");
  } else if (!read.complete) {
    notes_.push_back("`" + head_path().string() +
                     "` is missing or damaged, so that nothing says "
                     "whether the log is whole: a new epoch");
  } else if (lost) {
    notes_.emplace_back(
        "the last run did not end in order, so that values may be lost: a new epoch");
  }
  inherited_ = !fresh && !lost && read.complete;
  epoch_ = inherited_ ? read.contents.begin.epoch : new_epoch();

  std::string problem = restore_records(db, read.contents);
  if (problem.empty()) problem = begin_file(read, known);
  restored_ = std::make_unique<Restored>(Restored{std::move(read.contents)});
  return problem;
}

std::string Log::restore_records(db::Db& db, LogContents& contents) {
  for (auto& [key, record] : contents.records) {
    const db::Declared declared = options_.record(key);
    if (declared.type == nullptr) undeclared_.emplace(key, record.newest);
    if (declared.type == nullptr || declared.buffer.kind == db::Buffer::Kind::mailbox) continue;
    std::vector<db::Block> blocks;
    for (auto value = record.values.begin(); value != record.values.end();) {
      Result<db::Block> block = db.pool().judge(*declared.type, value->payload);
      if (block) {
        blocks.push_back(std::move(*block));
        ++value;
      } else {
        notes_.push_back(
            "`" + key + "`: value " + std::to_string(value->sequence) +
            " and those before are left out, as the contract does not allow it any more");
        value = record.values.erase(record.values.begin(), value + 1);
        blocks.clear();
      }
    }
    const db::Sequence after = record.newest - blocks.size();
    const db::Configured made = db.restore(key, *declared.type, declared.buffer, after);
    if (!made) return made.conflict().message();
    if (made->newest() != after)
      return "the record `" + key + "` was made before its log was opened";
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      made->put(std::move(blocks[i]),
                async::WallTime(std::chrono::floor<async::WallTime::duration>(
                    std::chrono::nanoseconds(record.values[i].time.nanoseconds))));
    }
  }
  return {};
}

/// Writes the file anew; when there is no room for that, goes on with the one that is there. The
/// old file is there, whole, until the new one is. What says how far the log goes is written last:
/// before, it may show that the old file is not whole.
std::string Log::begin_file(const LogRead& read, const std::optional<LogHead>& known) {
  const LogHead end = read.head.value_or(LogHead{});
  const LogHead head = read.complete ? end : known.value_or(end);
  std::string problem = write_next(read.contents, head);
  if (!problem.empty() && read.head) {
    std::error_code ignored;
    fs::remove(next_path(), ignored);
    notes_.push_back(problem + "; the old file is used on");
    return go_on(read);
  }
  if (!problem.empty()) return problem;
  if (std::rename(next_path().c_str(), path().c_str()) != 0)
    return cannot("replace", path(), errno);
  if (const int error = sync_folder(options_.folder))
    return cannot("write", options_.folder, error);
  problem = open_head();
  if (!problem.empty()) return problem;
  int error = head_file_->overwrite(head_line(head));
  if (error == 0) error = head_file_->sync();
  if (error != 0) return cannot("write", head_path(), error);
  held_ = stats_.bytes;
  lines_ = LogLines(head);
  committed_ = head;
  return {};
}

std::string Log::write_next(const LogContents& contents, const LogHead& head) {
  file_ = std::make_shared<LogFile>(next_path(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
  if (!file_->open()) return cannot("open", next_path(), errno);
  const Size written = write_file(*file_, contents, begin(), head, options_.remembered_clients);
  if (written.error != 0) return cannot("write", next_path(), written.error);
  stats_.bytes = written.bytes;
  return {};
}

std::string Log::open_head() {
  head_file_ = std::make_shared<LogFile>(head_path(), O_WRONLY | O_CREAT);
  return head_file_->open() ? std::string() : cannot("open", head_path(), errno);
}

std::string Log::go_on(const LogRead& read) {
  file_ = std::make_shared<LogFile>(path(), O_WRONLY | O_CREAT | O_APPEND);
  if (!file_->open()) return cannot("open", path(), errno);
  if (const int error = file_->cut(read.sound)) return cannot("cut", path(), error);
  std::string problem = open_head();
  if (!problem.empty()) return problem;
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
  keeping_ = loop_.spawn(keep(), "log");
}

void Log::append(const Entry& entry) {
  if (closing_ || failed_) return;
  if (stats_.full && buffer_.size() > options_.waiting)
    return fail("there is no room for `" + path().string() + "`, and too much waits for it");
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

std::optional<std::string> Log::renew_epoch(std::string_view key, db::Sequence sequence) {
  if (!inherited_ || closing_ || failed_) return std::nullopt;
  const auto undeclared = undeclared_.find(key);
  if (undeclared != undeclared_.end() && sequence <= undeclared->second) return std::nullopt;
  inherited_ = false;
  epoch_ = new_epoch();
  // Before all values that are shown in it.
  lines_.add(buffer_, log::Entry{begin()});
  work_.try_send(0);
  tell("a client knows more values of `" + std::string(key) + "` than `" + path().string() +
       "` has, so that some were lost: a new epoch");
  return epoch_;
}

/// Writes what has come. When there is no room for it nothing is lost: it is to be tried again.
async::Task<int> Log::commit(bool last) {
  struct Done {
    int error = 0;
    bool full = false;
    std::string text;
  };
  const std::uint64_t upto = appended_;
  if (last) lines_.add(buffer_, log::Entry{log::EntryEnd{}});
  const LogHead head = lines_.head();
  const std::size_t size = buffer_.size();
  const bool sync = last || options_.durability == wire::Durability::synced;
  std::string text = std::exchange(buffer_, std::move(spare_));
  // Named: g++ 12 destroys what a lambda has captured twice when it is made within `co_await`.
  auto work = [file = file_, head_file = head_file_, text = std::move(text), head, sync, last,
               before = stats_.bytes]() mutable {
    Done done;
    done.error = file->write(text);
    if (done.error == 0 && sync) {
      done.error = file->sync();
      // What a disk did that fails here is not known.
      if (done.error != 0) return done;
    }
    if (done.error == 0) done.error = head_file->overwrite(head_line(head));
    if (done.error == 0 && last) done.error = head_file->sync();
    done.full = means_full(done.error) && file->cut(before) == 0;
    if (!done.full) text.clear();
    done.text = std::move(text);
    return done;
  };
  Done done = co_await loop_.run_blocking(std::move(work));
  if (done.full != stats_.full) {
    tell(done.full ? cannot("write", path(), done.error) +
                         "; nothing is acknowledged, and writes are refused, until there is room"
                   : "there is room for `" + path().string() + "` again");
    stats_.full = done.full;
  }
  if (done.full) {
    buffer_.insert(0, done.text);
  } else {
    spare_ = std::move(done.text);
  }
  if (done.error == 0) {
    ++stats_.commits;
    stats_.bytes += size;
    committed_ = head;
    hub_->kept(upto);
  }
  co_return done.error;
}

async::Task<> Log::keep() {
  int error = 0;
  while (error == 0 && !failed_) {
    if (buffer_.empty() && !co_await work_.receive()) break;
    if (!buffer_.empty()) error = co_await commit(false);
    if (stats_.full && !closing_) {
      co_await loop_.sleep(options_.full_wait);
      error = 0;
      continue;
    }
    if (error == 0 && next_) error = co_await replace();
    if (error == 0 && !rewriting_ && has_grown()) {
      rewriting_ = true;
      rewriting_task_ = loop_.spawn(rewrite(), "rewriting the log");
    }
  }
  rewriting_task_.cancel();
  if (error == 0 && !failed_) error = co_await commit(true);
  if (error != 0) fail(cannot("write", path(), error));
  ended_.close();
}

void Log::tell(const std::string& note) const {
  if (options_.note) options_.note(note);
}

void Log::fail(const std::string& problem) {
  if (std::exchange(failed_, true)) return;
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
    int error = 0;
    std::string damage;
    Next next;
  };
  std::map<std::string, std::uint32_t, std::less<>> capacities;
  for (const db::Record* record : hub_->db().discover("#")) {
    if (record->buffer().kind != db::Buffer::Kind::mailbox)
      capacities.emplace(record->key(), record->buffer().capacity);
  }
  // The folder stays ours until the work is done, whatever becomes of the log.
  auto work = [lock = lock_, path = path(), next_path = next_path(), upto = stats_.bytes,
               writes = options_.writes, clients = options_.remembered_clients, begin = begin(),
               head = committed_, capacities = std::move(capacities)] {
    Made made;
    const LogLimits limits{[&](std::string_view key) {
                             const auto found = capacities.find(key);
                             return found == capacities.end() ? 0U : found->second;
                           },
                           writes, upto, head};
    const LogRead read = read_log(path.string(), limits);
    made.damage = read.problem;
    if (made.damage.empty() && (read.sound != upto || !read.complete))
      made.damage =
          "the log `" + path.string() + "` is damaged at byte " + std::to_string(read.sound);
    if (!made.damage.empty()) return made;
    auto file = std::make_shared<LogFile>(next_path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
    if (!file->open()) {
      made.error = errno;
      return made;
    }
    const Size written = write_file(*file, read.contents, begin, head, clients);
    made.error = written.error;
    made.next = {std::move(file), written.bytes, written.bytes, upto};
    return made;
  };
  Made made = co_await loop_.run_blocking(std::move(work));
  if (!made.damage.empty()) {
    // What is on the disk is not what was written there.
    fail(made.damage);
    co_return;
  }
  // What has come meanwhile; entries wait only for the rest.
  constexpr std::uint64_t little = 1U << 20U;
  for (int round = 0; round < 8 && made.error == 0 && stats_.bytes - made.next.upto > little;
       ++round)
    made.error = co_await copy(made.next);
  if (made.error != 0) {
    give_up_rewrite();
    co_return;
  }
  next_ = std::move(made.next);
  work_.try_send(0);
}

/// Adds to the next file what the old one has got meanwhile, and waits for the disk.
async::Task<int> Log::copy(Next& next) {
  const std::uint64_t upto = stats_.bytes;
  auto work = [lock = lock_, path = path(), file = next.file, from = next.upto, upto] {
    const LogFile old(path, O_RDONLY);
    if (!old.open()) return errno;
    const int error = file->add(old, from, upto);
    return error == 0 ? file->sync() : error;
  };
  const int error = co_await loop_.run_blocking(std::move(work));
  next.size += upto - next.upto;
  next.upto = upto;
  co_return error;
}

/// The next file takes the place of the old one; nothing is written meanwhile. An error is one
/// after which it is not known which file there is.
async::Task<int> Log::replace() {
  struct Done {
    bool replaced;
    int error;
  };
  Next next = *std::exchange(next_, std::nullopt);
  if (co_await copy(next) != 0) {
    give_up_rewrite();
    co_return 0;
  }
  auto work = [lock = lock_, head_file = head_file_, path = path(), next_path = next_path(),
               folder = options_.folder] {
    if (const int error = head_file->sync()) return Done{false, error};
    if (std::rename(next_path.c_str(), path.c_str()) != 0) return Done{false, errno};
    return Done{true, sync_folder(folder)};
  };
  const Done done = co_await loop_.run_blocking(std::move(work));
  if (!done.replaced) {
    give_up_rewrite();
    co_return 0;
  }
  file_ = std::move(next.file);
  stats_.bytes = next.size;
  held_ = next.held;
  grown_from_ = 0;
  rewriting_ = false;
  ++stats_.rewrites;
  co_return done.error;
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
  co_await ended_.receive();
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
