#include "tally/server/log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <random>
#include <system_error>
#include <utility>

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

}  // namespace

/// A file that is open as long as somebody needs it.
class LogFile {
 public:
  LogFile(const fs::path& path, int flags) noexcept
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  ~LogFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  [[nodiscard]] bool open() const noexcept { return descriptor_ >= 0; }
  [[nodiscard]] bool lock() const noexcept { return ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0; }

  /// 0, or what went wrong.
  [[nodiscard]] int write(std::string_view text) const noexcept {
    while (!text.empty()) {
      const ssize_t count = ::write(descriptor_, text.data(), text.size());
      if (count < 0 && errno != EINTR) return errno;
      if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
  }
  [[nodiscard]] int sync() const noexcept { return ::fsync(descriptor_) == 0 ? 0 : errno; }
  /// Adds a part of another file. 0, or what went wrong; also when that has less.
  [[nodiscard]] int add(const LogFile& other, std::uint64_t from, std::uint64_t to) const {
    std::string text(1U << 20U, '\0');
    while (from < to) {
      const std::size_t part =
          static_cast<std::size_t>(std::min<std::uint64_t>(text.size(), to - from));
      const ssize_t count = ::pread(other.descriptor_, text.data(), part, static_cast<off_t>(from));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return count < 0 ? errno : EIO;
      const auto size = static_cast<std::size_t>(count);
      if (const int error = write(std::string_view(text).substr(0, size))) return error;
      from += size;
    }
    return 0;
  }

 private:
  int descriptor_;
};

namespace {

struct Size {
  int error = 0;
  std::uint64_t bytes = 0;
};

/// Writes what a log says, in as few entries as that takes.
Size write_contents(const LogFile& file, const log::EntryBegin& begin, const LogContents& contents,
                    std::size_t remembered_clients) {
  constexpr std::size_t part = 1U << 20U;
  Size written;
  std::string text;
  const auto flush = [&] {
    if (written.error == 0) written.error = file.write(text);
    written.bytes += text.size();
    text.clear();
  };
  const auto add = [&](auto entry) {
    add_line(text, log::Entry{std::move(entry)});
    if (text.size() > part) flush();
  };
  add(begin);
  for (const auto& [key, record] : contents.records) {
    if (record.values.empty())
      add(log::EntryPosition{key, {static_cast<std::int64_t>(record.newest)}});
    for (const LogContents::Value& value : record.values) {
      add(log::EntrySet{key,
                        {static_cast<std::int64_t>(value.sequence)},
                        value.time,
                        {value.payload},
                        std::nullopt,
                        std::nullopt});
    }
  }
  std::vector<decltype(contents.clients)::const_pointer> clients;
  for (const auto& each : contents.clients) clients.push_back(&each);
  std::sort(clients.begin(), clients.end(),
            [](const auto* a, const auto* b) { return a->second.seen < b->second.seen; });
  const std::size_t forgotten = clients.size() - std::min(clients.size(), remembered_clients);
  for (std::size_t i = forgotten; i < clients.size(); ++i) {
    for (const LogContents::Write& write : clients[i]->second.writes) {
      add(log::EntryWrite{clients[i]->first,
                          {static_cast<std::int64_t>(write.id)},
                          {static_cast<std::int64_t>(write.sequence)},
                          write.kept});
    }
  }
  flush();
  return written;
}

/// 0, or what went wrong.
int sync_folder(const fs::path& path) {
  const LogFile folder(path, O_RDONLY | O_DIRECTORY);
  return folder.open() ? folder.sync() : errno;
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
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Opened(cannot("make the folder", folder, error.value()));
  const fs::path lock = folder / "lock";
  log->lock_ = std::make_shared<LogFile>(lock, O_RDWR | O_CREAT);
  if (!log->lock_->open()) return Opened(cannot("open", lock, errno));
  if (!log->lock_->lock())
    return Opened("the folder `" + folder.string() + "` is in use by another program");
  std::string problem = log->restore(db);
  if (!problem.empty()) return Opened(std::move(problem));
  return Opened(std::move(log));
}

std::string Log::restore(db::Db& db) {
  const fs::path path = this->path();
  const LogLimits limits{[this](std::string_view key) {
                           const db::Declared record = options_.record(key);
                           const bool keeps = record.type != nullptr &&
                                              record.buffer.kind != db::Buffer::Kind::mailbox;
                           return keeps ? record.buffer.capacity : 0U;
                         },
                         options_.writes, UINT64_MAX};
  LogRead read = read_log(path.string(), limits);
  if (!read.problem.empty()) return read.problem;
  if (read.torn > 0) {
    notes_.push_back("the last " + std::to_string(read.torn) + " bytes of `" + path.string() +
                     "` were never written to their end and are cut off");
  }

  restored_ = std::make_unique<Restored>(Restored{std::move(read.contents)});
  LogContents& contents = restored_->contents;
  const bool fresh = contents.begin.epoch.empty();
  const bool lost = !fresh && may_have_lost(contents, boot_id());
  if (lost)
    notes_.emplace_back(
        "the last run did not end in order, so that values may be lost: a new epoch");
  epoch_ = fresh || lost ? new_epoch() : contents.begin.epoch;

  for (auto& [key, record] : contents.records) {
    const db::Declared declared = options_.record(key);
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
  return begin_file(*restored_);
}

std::string Log::begin_file(const Restored& restored) {
  const log::EntryBegin begin{1, epoch_, boot_id(), to_log(options_.durability)};
  // The old file is there, whole, until the new one is.
  file_ = std::make_shared<LogFile>(next_path(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
  if (!file_->open()) return cannot("open", next_path(), errno);
  const Size written =
      write_contents(*file_, begin, restored.contents, options_.remembered_clients);
  if (written.error != 0) return cannot("write", next_path(), written.error);
  if (const int error = file_->sync()) return cannot("write", next_path(), error);
  if (std::rename(next_path().c_str(), path().c_str()) != 0)
    return cannot("replace", path(), errno);
  if (const int error = sync_folder(options_.folder))
    return cannot("write", options_.folder, error);
  stats_.bytes = held_ = written.bytes;
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
    add_line(buffer_, {log::Entry::Tag::set, &set});
  } else {
    log::view::EntryWrite write{};
    write.client = borrowed(entry.client);
    write.id = integer(entry.write);
    write.seq = integer(entry.value.sequence);
    write.kept = log::Durability::memory;  // of a mailbox, no value is kept
    add_line(buffer_, {log::Entry::Tag::write, &write});
  }
  if (options_.durability == wire::Durability::memory && hub_ != nullptr) hub_->kept(appended_);
  work_.try_send(0);
}

async::Task<int> Log::commit(bool last) {
  struct Done {
    int error;
    std::string text;
  };
  const std::uint64_t upto = appended_;
  if (last) add_line(buffer_, log::Entry{log::EntryEnd{}});
  const std::size_t size = buffer_.size();
  const bool sync = last || options_.durability == wire::Durability::synced;
  std::string text = std::exchange(buffer_, std::move(spare_));
  // Named: g++ 12 destroys what a lambda has captured twice when it is made within `co_await`.
  auto work = [file = file_, text = std::move(text), sync]() mutable {
    int error = file->write(text);
    if (error == 0 && sync) error = file->sync();
    text.clear();
    return Done{error, std::move(text)};
  };
  Done done = co_await loop_.run_blocking(std::move(work));
  spare_ = std::move(done.text);
  if (done.error == 0) {
    ++stats_.commits;
    stats_.bytes += size;
    hub_->kept(upto);
  }
  co_return done.error;
}

async::Task<> Log::keep() {
  int error = 0;
  while (error == 0) {
    if (buffer_.empty() && !co_await work_.receive()) break;
    if (!buffer_.empty()) error = co_await commit(false);
    if (error == 0 && next_) error = co_await replace();
    if (error == 0 && !rewriting_ && has_grown()) {
      rewriting_ = true;
      rewriting_task_ = loop_.spawn(rewrite(), "rewriting the log");
    }
  }
  rewriting_task_.cancel();
  if (error == 0) error = co_await commit(true);
  if (error != 0) fail(cannot("write", path(), error));
  ended_.close();
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
               writes = options_.writes, clients = options_.remembered_clients,
               begin = log::EntryBegin{1, epoch_, boot_id(), to_log(options_.durability)},
               capacities = std::move(capacities)] {
    Made made;
    const LogLimits limits{[&](std::string_view key) {
                             const auto found = capacities.find(key);
                             return found == capacities.end() ? 0U : found->second;
                           },
                           writes, upto};
    const LogRead read = read_log(path.string(), limits);
    made.damage = read.problem;
    if (made.damage.empty() && read.sound != upto)
      made.damage =
          "the log `" + path.string() + "` is damaged at byte " + std::to_string(read.sound);
    if (!made.damage.empty()) return made;
    auto file = std::make_shared<LogFile>(next_path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
    if (!file->open()) {
      made.error = errno;
      return made;
    }
    const Size written = write_contents(*file, begin, read.contents, clients);
    made.error = written.error == 0 ? file->sync() : written.error;
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
  auto work = [lock = lock_, path = path(), next_path = next_path(), folder = options_.folder] {
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
  text.single("tally_log_rewrites_total", "counter", "How often the log was written anew.",
              stats_.rewrites);
  return text.take();
}

}  // namespace tally::server
