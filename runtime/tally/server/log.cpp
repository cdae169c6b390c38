#include "tally/server/log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
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
class Log::File {
 public:
  File(const fs::path& path, int flags) noexcept
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
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

 private:
  int descriptor_;
};

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
  keeping_.cancel();
}

Opened Log::open(native::Loop& loop, db::Db& db, LogOptions options) {
  std::unique_ptr<Log> log(new Log(loop, std::move(options)));
  const fs::path& folder = log->options_.folder;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Opened(cannot("make the folder", folder, error.value()));
  const fs::path lock = folder / "lock";
  log->lock_ = std::make_shared<File>(lock, O_RDWR | O_CREAT);
  if (!log->lock_->open()) return Opened(cannot("open", lock, errno));
  if (!log->lock_->lock())
    return Opened("the folder `" + folder.string() + "` is in use by another program");
  std::string problem = log->restore(db);
  if (!problem.empty()) return Opened(std::move(problem));
  return Opened(std::move(log));
}

std::string Log::restore(db::Db& db) {
  const fs::path path = options_.folder / "hub.log";
  const LogLimits limits{[this](std::string_view key) {
                           const LoggedRecord record = options_.record(key);
                           const bool keeps = record.type != nullptr &&
                                              record.buffer.kind != db::Buffer::Kind::mailbox;
                           return keeps ? record.buffer.capacity : 0U;
                         },
                         options_.writes};
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
    const LoggedRecord declared = options_.record(key);
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
  std::string text;
  const auto add = [&](auto entry) { add_line(text, log::Entry{std::move(entry)}); };
  add(log::EntryBegin{1, epoch_, boot_id(), to_log(options_.durability)});
  for (const auto& [key, record] : restored.contents.records) {
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
  std::vector<decltype(restored.contents.clients)::const_pointer> clients;
  for (const auto& each : restored.contents.clients) clients.push_back(&each);
  std::sort(clients.begin(), clients.end(),
            [](const auto* a, const auto* b) { return a->second.seen < b->second.seen; });
  const std::size_t forgotten =
      clients.size() - std::min<std::size_t>(clients.size(), options_.remembered_clients);
  for (std::size_t i = forgotten; i < clients.size(); ++i) {
    for (const LogContents::Write& write : clients[i]->second.writes) {
      add(log::EntryWrite{clients[i]->first,
                          {static_cast<std::int64_t>(write.id)},
                          {static_cast<std::int64_t>(write.sequence)},
                          write.kept});
    }
  }

  // The old file is there, whole, until the new one is.
  const fs::path path = options_.folder / "hub.log";
  const fs::path next = options_.folder / "hub.log.new";
  file_ = std::make_shared<File>(next, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
  if (!file_->open()) return cannot("open", next, errno);
  if (const int error = file_->write(text)) return cannot("write", next, error);
  if (const int error = file_->sync()) return cannot("write", next, error);
  if (std::rename(next.c_str(), path.c_str()) != 0) return cannot("replace", path, errno);
  const File folder(options_.folder, O_RDONLY | O_DIRECTORY);
  if (!folder.open()) return cannot("open", options_.folder, errno);
  if (const int error = folder.sync()) return cannot("write", options_.folder, error);
  stats_.bytes = text.size();
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
  }
  if (error == 0) error = co_await commit(true);
  if (error != 0) fail(error);
  ended_.close();
}

void Log::fail(int error) {
  failed_ = true;
  if (options_.failed) options_.failed(cannot("write", options_.folder / "hub.log", error));
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
  return text.take();
}

}  // namespace tally::server
