#include "tally/server/log.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.h"
#include "sensors.h"
#include "tally/db/typed.h"
#include "tally/server/crc32c.h"
#include "tally/server/log_text.h"

namespace tally::server {
namespace {

namespace fs = std::filesystem;
using wire::Durability;

/// A folder that is gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "tally-log-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] fs::path file() const { return path_ / "hub.log"; }
  [[nodiscard]] std::string text() const {
    std::ifstream file_stream(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file_stream), {}};
  }
  [[nodiscard]] fs::path head() const { return path_ / "hub.head"; }
  void set_text(std::string_view text) const { std::ofstream(file(), std::ios::binary) << text; }
  /// What says how far the log goes says that it goes to its end.
  void set_head() const {
    const std::optional<LogHead> end =
        read_log(file().string(), {.capacity = [](std::string_view) { return 3U; }})->head;
    std::ofstream(head(), std::ios::binary) << head_line(end.value_or(LogHead{}));
  }
  void set_head(const std::string& text) const { std::ofstream(head(), std::ios::binary) << text; }
  [[nodiscard]] std::string head_text() const {
    std::ifstream stream(head(), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  /// Both files, as they are when these entries were written.
  void set_entries(const std::vector<std::string>& entries) const {
    std::string text;
    std::uint32_t chain = 0;
    for (const std::string& json : entries) {
      chain = crc32c(json, chain);
      char sum[9];
      std::snprintf(sum, sizeof sum, "%08x", chain);
      text += sum + (" " + json) + "\n";
      // What follows goes on from the end of the file before.
      if (const std::size_t at = json.find(R"("checksum":)");
          json.find(R"("type":"follows")") != std::string::npos)
        chain = static_cast<std::uint32_t>(std::stoul(json.substr(at + 11)));
    }
    set_text(text);
    set_head();
  }
  [[nodiscard]] std::vector<std::string> entries() const {
    std::vector<std::string> entries;
    std::ifstream lines(file());
    for (std::string line; std::getline(lines, line);) entries.push_back(line.substr(9));
    return entries;
  }

 private:
  fs::path path_;
};

/// While it is there no file may grow beyond so many bytes, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(std::uint64_t bytes) {
    before_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit full{bytes, limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &full);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }

 private:
  rlimit limit_{};
  void (*before_)(int);
};

db::Declared declared(std::string_view key) {
  const ContractType& type = Contract<sensors::Temperature>::type;
  if (key == "box") return {&type, db::Buffer::mailbox()};
  if (key.substr(0, 4) == "ring") return {&type, db::Buffer::ring(3)};
  return key.substr(0, 3) == "old" ? db::Declared{} : db::Declared{&type, db::Buffer::latest()};
}

std::string celsius(int value) {
  return R"({"celsius":)" + std::to_string(value) + R"(,"timestamp":0,"sensor_id":"roof"})";
}

/// The life of one hub, with one client that speaks to it.
class Life final : sync::Connection {
 public:
  explicit Life(const Folder& folder, Durability durability = Durability::synced,
                std::uint64_t rewrite_from = 16U << 20U)
      : db(loop), opened_(Log::open(loop, db, log_options(folder, durability, rewrite_from))) {
    opening = std::exchange(lines, {});
    if (!opened_) return;
    sync::HubOptions options;
    options.epoch = log().epoch();
    options.hub_log = &log();
    options.limits.writes = 6;  // under way; the log remembers fewer of them
    options.record = declared;
    hub.emplace(db, std::move(options));
    log().start(*hub);
  }
  ~Life() {
    if (session_ != nullptr) hub->close(*session_);
  }

  [[nodiscard]] const std::string& problem() const { return opened_.problem().text; }
  Log& log() { return **opened_; }

  void hello(const std::string& client = "c", const std::string& resume = "") {
    if (session_ != nullptr) hub->close(*session_);
    session_ = &hub->open(*this);
    send(R"({"type":"hello","client":")" + client + R"(","resume":[)" + resume + "]}");
  }
  void send(const std::string& message) { session_->receive("[" + message + "]"); }
  void write(int id, const std::string& key, const std::string& payload) {
    send(R"({"type":"write","id":)" + std::to_string(id) + R"(,"key":")" + key + R"(","payload":)" +
         payload + R"(,"ts":1})");
  }
  /// What the hub has said since.
  std::string heard() {
    std::string text;
    while (const buffers::Block block = session_->produce()) text += block.bytes();
    return text;
  }

  /// Runs until all is kept and the log is closed.
  void end() {
    loop.spawn(log().close(), "closing");
    loop.run();
  }

  void output_ready() noexcept override {}
  void close(sync::Close code, std::string_view) noexcept override { closed = code; }

  /// Writes from a number on, each once the one before is acknowledged, until `enough`. The value
  /// of a write follows from its number.
  async::Task<> keep_writing(int id, std::function<bool(int written)> enough) {
    std::string said;
    for (; !enough(id - 1) && failure.empty(); ++id) {
      write(id, "ring.a", celsius(id % 50));
      const std::string ack = R"({"type":"ack","id":)" + std::to_string(id) + ",";
      while (failure.empty() && said.find(ack) == std::string::npos) {
        co_await loop.sleep(std::chrono::microseconds(50));
        said = heard();
      }
    }
  }
  /// The same, and then nothing goes on.
  void run_writing(int id, std::function<bool(int written)> enough) {
    loop.spawn([this, id, enough]() -> async::Task<> {
      co_await keep_writing(id, enough);
      loop.cancel();
    });
    loop.run();
  }

  native::Loop loop;
  db::Db db;
  std::string failure;                // of the log, while it ran
  std::vector<std::string> opening;   // lines that it said when it was opened
  std::vector<std::string> lines;     // and later
  std::optional<sync::Close> closed;  // the connection, by the hub

 private:
  LogOptions log_options(const Folder& folder, Durability durability, std::uint64_t rewrite_from) {
    LogOptions options;
    options.folder = folder.path();
    options.durability = durability;
    options.record = declared;
    options.writes = 4;
    options.remembered_clients = 3;
    options.failed = [this](const Problem& problem) { failure = problem.text; };
    options.log = [this](const async::LogLine& line) { lines.push_back(to_text(line)); };
    options.rewrite_from = rewrite_from;
    options.waiting = 2000;
    options.full_wait = std::chrono::milliseconds(1);
    return options;
  }

  Result<std::unique_ptr<Log>, Problem> opened_;

 public:
  std::optional<sync::Hub> hub;

 private:
  sync::Session* session_ = nullptr;
};

std::vector<std::string> values_of(Life& life, std::string_view key) {
  std::vector<std::string> values;
  const db::Record* record = life.db.find(key);
  if (record == nullptr) return values;
  for (const db::Value& value : record->history())
    values.push_back(std::to_string(value.sequence) + std::string(value.block.bytes()));
  return values;
}

using Values = std::vector<std::string>;

TEST_CASE("CRC-32C has the check value of the standard") {
  CHECK(crc32c("123456789") == 0xe3069283U);
  CHECK(crc32c("") == 0);
}

TEST_CASE("A restart keeps epoch, values and numbers") {
  const Folder folder;
  std::string epoch;
  {
    Life life(folder);
    epoch = life.log().epoch();
    life.hello();
    for (int i = 1; i <= 5; ++i) life.write(i, "ring.a", celsius(i));
    life.write(6, "latest.a", celsius(6));
    life.end();
  }
  Life life(folder);
  REQUIRE(life.problem().empty());
  CHECK(life.log().epoch() == epoch);
  CHECK(life.opening.empty());
  CHECK(values_of(life, "ring.a") == Values{"3" + celsius(3), "4" + celsius(4), "5" + celsius(5)});
  CHECK(values_of(life, "latest.a") == Values{"1" + celsius(6)});
  life.hello();
  life.write(7, "ring.a", celsius(7));
  CHECK(life.db.find("ring.a")->newest() == 6);
  life.end();
}

TEST_CASE("A write is acknowledged when it is kept, with what it survives") {
  for (const auto& [durability, word] :
       {std::pair{Durability::written, "written"}, std::pair{Durability::synced, "synced"}}) {
    const Folder folder;
    Life life(folder, durability);
    life.hello();
    life.heard();
    life.write(1, "latest.a", celsius(1));
    CHECK(life.heard().empty());
    life.end();
    CHECK(life.heard() == R"([{"type":"ack","id":1,"seq":1,"kept":")" + std::string(word) + "\"}]");
  }
}

TEST_CASE("With the policy memory nobody waits for the disk") {
  const Folder folder;
  Life life(folder, Durability::memory);
  life.hello();
  life.heard();
  life.write(1, "latest.a", celsius(1));
  CHECK(life.heard() == R"([{"type":"ack","id":1,"seq":1,"kept":"memory"}])");
  life.end();
  CHECK(folder.text().find(celsius(1)) != std::string::npos);
}

TEST_CASE("Entries that come while others are written share one commit") {
  const Folder folder;
  Life life(folder);
  life.hello();
  for (int i = 1; i <= 4; ++i) life.write(i, "ring.a", celsius(i));
  life.end();
  CHECK(life.log().stats().entries == 4);
  CHECK(life.log().stats().commits == 2);  // with the end
}

TEST_CASE("A write that was kept is not applied again after restarts, and answered as before") {
  const Folder folder;
  {
    Life life(folder);
    life.hello();
    life.write(1, "latest.a", celsius(1));
    life.write(2, "box", celsius(2));
    life.end();
  }
  for (int restart = 0; restart < 3; ++restart) {
    Life life(folder);
    life.hello();
    CHECK(life.heard().find(R"("last_write":2)") != std::string::npos);
    life.write(1, "latest.a", celsius(1));
    life.write(2, "box", celsius(2));
    CHECK(
        life.heard() ==
        R"([{"type":"ack","id":1,"seq":1,"kept":"synced"},{"type":"ack","id":2,"seq":1,"kept":"memory"}])");
    CHECK(life.db.find("latest.a")->newest() == 1);
    CHECK(life.db.find("box") == nullptr);
    life.end();
  }
}

TEST_CASE(
    "Of each client as many writes are remembered as it may ask for, and not of all clients") {
  const Folder folder;
  {
    Life life(folder);
    for (const std::string client : {"a", "b", "c", "d"}) {
      life.hello(client);
      for (int i = 1; i <= 6; ++i) life.write(i, "latest.a", celsius(i));
    }
    life.end();
  }
  const Life rewritten(folder);
  const std::string text = folder.text();
  CHECK(text.find(R"("client":"/a")") == std::string::npos);
  CHECK(text.find(R"("client":"/d","id":2,)") == std::string::npos);
  CHECK(text.find(R"("client":"/d","id":3,)") != std::string::npos);
}

TEST_CASE("A document on several lines is one entry") {
  const Folder folder;
  const std::string rest = celsius(1).substr(1);
  {
    Life life(folder);
    life.hello();
    life.write(1, "latest.a", celsius(1));
    REQUIRE(life.db.set(*life.db.find("latest.a"), "{\n" + rest));
    life.end();
  }
  Life life(folder);
  REQUIRE(life.problem().empty());
  CHECK(values_of(life, "latest.a") == Values{"2" + celsius(1)});
}

TEST_CASE("A key that is not declared any more keeps its numbers") {
  const Folder folder;
  {
    Life life(folder);
    life.end();
  }
  const std::string json = R"({"type":"position","key":"old","seq":7})";
  std::vector<std::string> entries = folder.entries();
  entries.insert(entries.begin() + 1, json);
  folder.set_entries(entries);
  {
    Life life(folder);
    REQUIRE(life.problem().empty());
    CHECK(life.db.find("old") == nullptr);
    life.end();
  }
  CHECK(folder.text().find(json) != std::string::npos);
}

TEST_CASE("A record that the program makes of an undeclared key goes on with its numbers") {
  const Folder folder;
  for (int start = 0; start < 4; ++start) {
    Life life(folder);
    REQUIRE(life.problem().empty());
    const auto made = life.db.record<sensors::Temperature>("old.a", db::Buffer::ring(2));
    REQUIRE(made);
    CHECK(made->record().newest() == static_cast<db::Sequence>(3 * start));
    for (int i = 0; i < 3; ++i) REQUIRE(life.db.set(made->record(), celsius(i)));
    CHECK(made->record().history().back().sequence == static_cast<db::Sequence>(3 * start + 3));
    life.end();
  }
}

TEST_CASE("A log may end anywhere: what was written to its end is there, in order") {
  const Folder folder;
  {
    Life life(folder);
    life.hello();
    for (int i = 1; i <= 3; ++i) life.write(i, "ring.a", celsius(i));
    life.end();
  }
  const std::string whole = folder.text();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::string text = whole.substr(0, size);
    folder.set_text(text);
    folder.set_head();
    Life life(folder);
    INFO("cut at " << size);
    REQUIRE(life.problem().empty());
    Values expected;
    for (int i = 1; i <= 3; ++i) {
      const std::size_t entry = text.find(celsius(i));
      if (entry != std::string::npos && text.find('\n', entry) != std::string::npos)
        expected.push_back(std::to_string(i) + celsius(i));
    }
    REQUIRE(values_of(life, "ring.a") == expected);
  }
}

TEST_CASE("A log that was cut below what was kept begins another epoch, wherever that is") {
  const Folder folder;
  {
    Life life(folder);
    life.hello();
    for (int i = 1; i <= 3; ++i) life.write(i, "ring.a", celsius(i));
    life.end();
  }
  const std::string whole = folder.text();
  const std::string head = folder.head_text();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    folder.set_text(whole.substr(0, size));
    folder.set_head(head);
    INFO("cut at " << size);
    std::string epoch;
    {
      Life life(folder);
      REQUIRE(life.problem().empty());
      epoch = life.log().epoch();
      const bool same = whole.find(epoch) != std::string::npos;
      REQUIRE(same == (size == whole.size()));
      const bool torn = size > 0 && whole[size - 1] != '\n';
      REQUIRE(life.opening.size() == (torn ? 2U : same ? 0U : 1U));
      life.end();
    }
    // It is that of all programs from then on.
    if (size % 50 != 0) continue;
    Life next(folder);
    REQUIRE(next.log().epoch() == epoch);
    REQUIRE(next.opening.empty());
  }
}

TEST_CASE("A log that is damaged anywhere but at its end is refused, with the place") {
  const Folder folder;
  {
    Life life(folder);
    life.hello();
    for (int i = 1; i <= 3; ++i) life.write(i, "ring.a", celsius(i));
    life.end();
  }
  const std::string whole = folder.text();
  const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t at = 0; at < last - 1; ++at) {
    std::string text = whole;
    text[at] = static_cast<char>(text[at] ^ 1);
    folder.set_text(text);
    const Life life(folder);
    const std::size_t line = at == 0 ? 0 : whole.rfind('\n', at - 1) + 1;
    INFO("changed at " << at << ": " << life.problem());
    REQUIRE(life.problem().find("the log `" + folder.file().string() + "` is damaged at byte " +
                                std::to_string(line) + ", ") == 0);
    REQUIRE(folder.text() == text);
  }
}

TEST_CASE("A last entry that is whole and not as it was written is damage, and no torn end") {
  const Folder folder;
  {
    Life life(folder);
    life.hello();
    life.write(1, "ring.a", celsius(1));
    life.end();
  }
  const std::string whole = folder.text();
  const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t at = last; at < whole.size() - 1; ++at) {
    std::string text = whole;
    text[at] = static_cast<char>(text[at] ^ 1);
    folder.set_text(text);
    const Life life(folder);
    INFO("changed at " << at);
    REQUIRE(life.problem() == "the log `" + folder.file().string() + "` is damaged at byte " +
                                  std::to_string(last) +
                                  ", in an entry that was written to its end");
  }
  // What a machine left that went down may be as long as it was to be, with zeros in it.
  for (std::size_t at = last; at < whole.size() - 1; ++at) {
    std::string text = whole;
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(at), text.end() - 1, '\0');
    folder.set_text(text);
    folder.set_head();
    Life life(folder);
    REQUIRE(life.problem().empty());
    REQUIRE(life.opening.size() == 1);
    REQUIRE(values_of(life, "ring.a") == Values{"1" + celsius(1)});
  }
}

TEST_CASE("The epoch changes when values may be lost that somebody knows of") {
  struct Case {
    Durability durability;
    bool in_order;
    bool same_boot;
    bool changes;
  };
  for (const Case& each : {
           Case{Durability::memory, true, true, false},
           Case{Durability::memory, false, true, true},
           Case{Durability::written, true, false, false},
           Case{Durability::written, false, true, false},
           Case{Durability::written, false, false, true},
           Case{Durability::synced, false, false, false},
       }) {
    const Folder folder;
    std::string epoch;
    {
      Life life(folder, each.durability);
      epoch = life.log().epoch();
      life.hello();
      life.write(1, "latest.a", celsius(1));
      life.end();
    }
    std::vector<std::string> entries = folder.entries();
    if (!each.in_order) entries.pop_back();
    if (!each.same_boot) {
      std::string& begin = entries.front();
      const std::size_t boot = begin.find(R"("boot":")") + 8;
      begin.replace(boot, begin.find('"', boot) - boot, "another");
    }
    folder.set_entries(entries);
    Life life(folder, each.durability);
    REQUIRE(life.problem().empty());
    CHECK((life.log().epoch() != epoch) == each.changes);
    CHECK(values_of(life, "latest.a") == Values{"1" + celsius(1)});
    life.end();
  }
}

TEST_CASE("What an interrupted start left behind is no log") {
  const Folder folder;
  {
    Life life(folder);
    life.hello();
    life.write(1, "latest.a", celsius(1));
    life.end();
  }
  std::ofstream(folder.path() / "hub.log.new") << "half of a";
  Life life(folder);
  CHECK(values_of(life, "latest.a") == Values{"1" + celsius(1)});
}

// ---- Writing it anew while the hub goes on ----

constexpr std::uint64_t little = 2000;  // bytes

TEST_CASE("A log that has grown is written anew, with all that it holds") {
  const Folder folder;
  std::string epoch;
  int last = 0;
  {
    Life life(folder, Durability::written, little);
    epoch = life.log().epoch();
    life.hello();
    life.write(1, "latest.a", celsius(1));
    life.write(2, "box", celsius(2));
    life.run_writing(3, [&](int written) {
      last = written;
      return life.log().stats().rewrites >= 3;
    });
    CHECK(life.failure.empty());
    CHECK(life.log().metrics().find("tally_log_rewrites_total 3") != std::string::npos);
    // What nobody asks for any more is gone.
    CHECK(folder.text().find(R"("key":"ring.a","seq":1,)") == std::string::npos);
  }
  CHECK(last > 30);
  Life life(folder);
  REQUIRE(life.problem().empty());
  CHECK(life.log().epoch() == epoch);
  CHECK(life.opening.empty());
  CHECK(values_of(life, "latest.a") == Values{"1" + celsius(1)});
  const int newest = last - 2;
  Values expected;
  for (int i = newest - 2; i <= newest; ++i)
    expected.push_back(std::to_string(i) + celsius((i + 2) % 50));
  CHECK(values_of(life, "ring.a") == expected);
  // Its clients' writes are known as well.
  life.hello();
  life.heard();
  life.write(last, "ring.a", celsius(0));
  CHECK(life.heard().find(R"("type":"ack","id":)" + std::to_string(last) + R"(,"seq":)" +
                          std::to_string(newest)) != std::string::npos);
  CHECK(values_of(life, "ring.a") == expected);
}

TEST_CASE("Whenever a program ends while its log is written anew, one of the two files is whole") {
  const Folder folder;
  Values expected;
  std::string epoch;
  {
    Life life(folder, Durability::written, little);
    epoch = life.log().epoch();
    fs::create_hard_link(folder.file(), folder.path() / "old");
    life.hello();
    life.run_writing(1, [&](int) { return life.log().stats().rewrites == 1; });
    expected = values_of(life, "ring.a");
  }
  const auto text_of = [](const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
  const std::string next = folder.text();
  const std::string old = text_of(folder.path() / "old");
  REQUIRE(old.size() > little);
  REQUIRE(next.size() < old.size());
  // Before it has its name it may be of any length.
  for (std::size_t size = 0; size <= next.size(); size += size < 200 ? 1 : 37) {
    folder.set_text(old);
    folder.set_head();
    std::ofstream(folder.path() / "hub.log.new", std::ios::binary) << next.substr(0, size);
    INFO("cut at " << size);
    Life life(folder);
    REQUIRE(life.problem().empty());
    REQUIRE(life.log().epoch() == epoch);
    const Values values = values_of(life, "ring.a");
    // What came after the change is in the next one alone.
    REQUIRE(values.size() == 3);
    REQUIRE(std::stoi(values.back()) <= std::stoi(expected.back()));
    REQUIRE(std::stoi(values.back()) + 1 >= std::stoi(expected.back()));
  }
  folder.set_text(next);
  folder.set_head();
  Life life(folder);
  CHECK(values_of(life, "ring.a") == expected);
}

TEST_CASE("A log that cannot be written anew goes on as it is, and tries again when it has grown") {
  const Folder folder;
  int last = 0;
  {
    Life life(folder, Durability::written, little);
    // What is no file cannot be written.
    fs::create_symlink("/dev/full", folder.path() / "hub.log.new");
    life.hello();
    std::uint64_t largest = 0;
    life.run_writing(1, [&](int written) {
      last = written;
      if (life.log().stats().rewrites == 0) largest = life.log().stats().bytes;
      return life.log().stats().rewrites == 1;
    });
    CHECK(life.failure.empty());
    CHECK(largest > 2 * little);
  }
  Life life(folder);
  REQUIRE(life.problem().empty());
  CHECK(life.db.find("ring.a")->newest() == static_cast<db::Sequence>(last));
}

TEST_CASE("Damage that is found while the log is written anew is said, with its place") {
  const Folder folder;
  Life life(folder, Durability::written, little);
  std::string text = folder.text();
  const std::size_t first = text.size();
  life.hello();
  life.run_writing(1, [&](int written) {
    if (written == 3) {
      std::fstream file(folder.file(), std::ios::binary | std::ios::in | std::ios::out);
      file.seekp(static_cast<std::streamoff>(first) + 20);
      file << '~';
    }
    return false;
  });
  CHECK(life.failure == "the log `" + folder.file().string() + "` is damaged at byte " +
                            std::to_string(first) + ", with sound entries behind it");
  CHECK(life.log().stats().rewrites == 0);
}

TEST_CASE("A log that is killed again and again while it is written anew loses nothing") {
  struct Report {
    int written;
    int rewrites;
  };
  const Folder folder;
  std::string epoch;
  int newest = 0;
  int rewrites = 0;
  for (int round = 0; round < 20; ++round) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      Life life(folder, Durability::written, little);
      life.hello();
      life.run_writing(newest + 1, [&](int written) {
        const Report report{written, static_cast<int>(life.log().stats().rewrites)};
        return ::write(ends[1], &report, sizeof report) != sizeof report;
      });
      ::_exit(0);
    }
    ::close(ends[1]);
    // At another place each time, which is after as many acknowledgements.
    Report report{newest, 0};
    for (int left = 40 + 7 * round; left > 0; --left)
      REQUIRE(::read(ends[0], &report, sizeof report) == sizeof report);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    while (::read(ends[0], &report, sizeof report) == sizeof report) {
    }
    ::close(ends[0]);
    rewrites += report.rewrites;

    Life life(folder, Durability::written);
    REQUIRE(life.problem().empty());
    if (round == 0) epoch = life.log().epoch();
    REQUIRE(life.log().epoch() == epoch);
    // The last one may have been kept and not acknowledged.
    newest = static_cast<int>(life.db.find("ring.a")->newest());
    REQUIRE(newest >= report.written);
    REQUIRE(newest <= report.written + 1);
    Values expected;
    for (int i = newest - 2; i <= newest; ++i)
      expected.push_back(std::to_string(i) + celsius(i % 50));
    REQUIRE(values_of(life, "ring.a") == expected);
  }
  CHECK(rewrites > 20);
}

TEST_CASE("A folder has one log at a time") {
  const Folder folder;
  const Life first(folder);
  const Life second(folder);
  CHECK(second.problem() ==
        "the folder `" + folder.path().string() + "` is in use by another program");
}

TEST_CASE("Values that the contract does not allow any more are left out, with those before") {
  const Folder folder;
  {
    Life life(folder);
    life.hello();
    for (int i = 1; i <= 3; ++i) life.write(i, "ring.a", celsius(i));
    life.end();
  }
  std::vector<std::string> entries = folder.entries();
  for (std::string& json : entries) {
    if (const std::size_t at = json.find(celsius(2)); at != std::string::npos)
      json.replace(at, celsius(2).size(), "[]");
  }
  folder.set_entries(entries);
  Life life(folder);
  CHECK(life.opening.size() == 1);
  CHECK(values_of(life, "ring.a") == Values{"3" + celsius(3)});
}

// ---- What was lost, and who learns it ----

TEST_CASE(
    "Nobody who stands at a number is ever told another value for it, whatever was done to a log") {
  const Folder folder;
  constexpr int written = 10;
  std::string epoch;
  {
    Life life(folder, Durability::written);
    epoch = life.log().epoch();
    life.hello();
    life.run_writing(1, [](int count) { return count == written; });
    life.end();
  }
  const std::vector<std::string> whole = [&] {
    std::vector<std::string> lines;
    std::ifstream stream(folder.file());
    for (std::string line; std::getline(stream, line);) lines.push_back(line + "\n");
    return lines;
  }();
  const std::string head = folder.head_text();
  std::mt19937 random(1);
  const auto below = [&](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  };
  int same = 0;
  int others = 0;
  for (int round = 0; round < 400; ++round) {
    std::vector<std::string> lines = whole;
    std::string changed_head = head;
    std::string done;
    for (std::size_t left = 1 + below(3); left > 0 && !lines.empty(); --left) {
      const std::size_t at = below(lines.size());
      std::string& line = lines[at];
      switch (const std::size_t what = below(8); done += " " + std::to_string(what), what) {
        case 0:  // a line is gone
          lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
          break;
        case 1:  // and two are at each other's place
          std::swap(line, lines[below(lines.size())]);
          break;
        case 2:  // or one is there twice
          lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(below(lines.size())),
                       std::string(line));
          break;
        case 3:  // a cut at a line's end
          lines.resize(at);
          break;
        case 4:  // or anywhere
          line.resize(below(line.size()) + 1);
          lines.resize(at + 1);
          break;
        case 5: {  // a bit
          char& byte = line[below(line.size())];
          byte = static_cast<char>(byte ^ (1 << below(8)));
          break;
        }
        case 6:  // what was being written
          lines.push_back(line.substr(0, below(line.size())));
          break;
        default:
          changed_head = below(2) == 0 ? std::string() : changed_head;
          if (!changed_head.empty()) changed_head[below(changed_head.size())] ^= 4;
      }
    }
    std::string text;
    for (const std::string& line : lines) text += line;
    folder.set_text(text);
    folder.set_head(changed_head);
    INFO("round " << round << ", done:" << done);
    // As docs/operating.md advises.
    for (int cuts = 0; cuts < 2; ++cuts) {
      const Life life(folder, Durability::written);
      const std::size_t byte = life.problem().find(" at byte ");
      if (byte == std::string::npos) break;
      fs::resize_file(folder.file(), std::stoul(life.problem().substr(byte + 9)));
      folder.set_head(changed_head);
    }
    Life life(folder, Durability::written);
    REQUIRE(life.problem().empty());
    if (life.log().epoch() != epoch) {
      ++others;
      continue;
    }
    ++same;
    REQUIRE(values_of(life, "ring.a") ==
            Values{"8" + celsius(8), "9" + celsius(9), "10" + celsius(10)});
  }
  CHECK(same > 10);
  CHECK(others > 100);
}

TEST_CASE(
    "A client that stands beyond a record's newest number proves that values were lost, once") {
  const Folder folder;
  const auto at = [](const std::string& epoch, int sequence, const std::string& key = "ring.a") {
    return R"({"key":")" + key + R"(","epoch":")" + epoch + R"(","seq":)" +
           std::to_string(sequence) + "}";
  };
  const std::string subscribe = R"({"type":"subscribe","id":1,"patterns":["ring.a"]})";
  std::string old_log;
  std::string old_head;
  std::string epoch;
  for (int life_number = 0; life_number < 2; ++life_number) {
    Life life(folder);
    epoch = life.log().epoch();
    life.hello();
    for (int i = 1; i <= 4; ++i)
      life.write(4 * life_number + i, "ring.a", celsius(4 * life_number + i));
    life.end();
    if (life_number == 0) {
      old_log = folder.text();
      old_head = folder.head_text();
    }
  }
  // A backup: nothing in it says that it is one.
  folder.set_text(old_log);
  folder.set_head(old_head);
  std::string next;
  {
    Life life(folder);
    REQUIRE(life.log().epoch() == epoch);
    CHECK(life.opening.empty());
    life.hello("other");
    // One that stands where the backup ends goes on from there.
    life.hello("sound", at(epoch, 4));
    life.send(subscribe);
    CHECK(life.heard().find("snapshot") == std::string::npos);
    CHECK(life.log().epoch() == epoch);
    CHECK(life.lines.empty());

    struct Peer final : sync::Connection {
      void output_ready() noexcept override {}
      void close(sync::Close, std::string_view) noexcept override {}
    } peer;
    sync::Session& session = life.hub->open(peer);
    session.receive(R"([{"type":"hello","client":"late","resume":[)" + at(epoch, 8) + "]}]");
    session.receive("[" + subscribe + "]");
    next = life.log().epoch();
    CHECK(next != epoch);
    CHECK(life.hub->options().epoch == next);
    CHECK(life.closed == sync::Close::restart);
    CHECK(life.lines.size() == 1);
    std::string heard;
    while (const buffers::Block block = session.produce()) heard += block.bytes();
    CHECK(heard.find(R"("epoch":")" + next) != std::string::npos);
    CHECK(heard.find(R"("snapshot","key":"ring.a","seq":2)") != std::string::npos);
    life.hub->close(session);

    // What was begun here has lost nothing.
    life.hello("liar", at(next, 1000));
    life.send(subscribe);
    CHECK(life.log().epoch() == next);
    CHECK(life.heard().find(R"("snapshot","key":"ring.a","seq":2)") != std::string::npos);
    life.write(1, "ring.a", celsius(20));
    life.end();
  }
  Life life(folder);
  CHECK(life.log().epoch() == next);
  CHECK(life.opening.empty());
  CHECK(values_of(life, "ring.a").back() == "5" + celsius(20));
}

TEST_CASE(
    "A position of a key that nobody may read or that is not declared any more proves nothing") {
  const Folder folder;
  std::string epoch;
  {
    Life life(folder);
    epoch = life.log().epoch();
    life.end();
  }
  std::vector<std::string> entries = folder.entries();
  entries.insert(entries.begin() + 1, R"({"type":"position","key":"old","seq":7})");
  folder.set_entries(entries);
  Life life(folder);
  life.hello("c", R"({"key":"old","epoch":")" + epoch + R"(","seq":7})");
  CHECK(life.log().epoch() == epoch);
  life.write(1, "box", celsius(1));
  life.hello("c", R"({"key":"box","epoch":")" + epoch + R"(","seq":7})");
  CHECK(life.log().epoch() == epoch);
  life.hello("c", R"({"key":"old","epoch":")" + epoch + R"(","seq":8})");
  CHECK(life.log().epoch() != epoch);
}

TEST_CASE("A log of format 1, which had no chain, is taken once") {
  const Folder folder;
  const auto write_old = [&] {
    std::string text;
    for (const std::string& json : {
             std::string(R"({"type":"begin","format":1,"epoch":"e1","boot":"","kept":"synced"})"),
             R"({"type":"set","key":"ring.a","seq":1,"ts":0,"payload":)" + celsius(1) + "}",
             R"({"type":"set","key":"ring.a","seq":2,"ts":0,"payload":)" + celsius(2) + "}",
         }) {
      char sum[9];
      std::snprintf(sum, sizeof sum, "%08x", crc32c(json));
      text += sum + (" " + json) + "\n";
    }
    folder.set_text(text);
  };
  write_old();
  {
    Life life(folder);
    REQUIRE(life.problem().empty());
    CHECK(life.opening.empty());
    CHECK(life.log().epoch() == "e1");
    CHECK(values_of(life, "ring.a") == Values{"1" + celsius(1), "2" + celsius(2)});
    CHECK(folder.entries().front().find(R"("format":2)") != std::string::npos);
    life.hello();
    life.write(1, "ring.a", celsius(3));
    life.end();
  }
  // Where there was a chain, it is an old copy.
  write_old();
  const Life life(folder);
  CHECK(life.problem().empty());
}

// ---- A full disk ----

TEST_CASE("On a full disk nothing is acknowledged and clients are refused, until there is room") {
  const Folder folder;
  Life life(folder, Durability::written);
  life.hello();
  life.heard();
  std::string early;
  std::string during;
  {
    std::optional<FullDisk> full(folder.text().size() + 40);
    life.write(1, "ring.a", celsius(1));
    life.loop.spawn([&]() -> async::Task<> {
      while (!life.log().stats().full) co_await life.loop.sleep(std::chrono::milliseconds(1));
      early = life.heard();
      life.write(2, "ring.a", celsius(2));
      during = life.heard();
      CHECK(life.log().metrics().find("tally_log_full 1") != std::string::npos);
      co_await life.loop.sleep(std::chrono::milliseconds(5));
      full.reset();
      while (life.log().stats().full) co_await life.loop.sleep(std::chrono::milliseconds(1));
      life.write(3, "ring.a", celsius(3));
      co_await life.log().close();
    });
    life.loop.run();
  }
  CHECK(early.empty());
  CHECK(during == R"([{"type":"nack","id":2,"code":"failed","issues":[]}])");
  CHECK(
      life.heard() ==
      R"([{"type":"ack","id":1,"seq":1,"kept":"written"},{"type":"ack","id":3,"seq":2,"kept":"written"}])");
  CHECK(life.failure.empty());
  REQUIRE(life.lines.size() == 2);
  CHECK(life.lines[0] ==
        "warning: there is no room for the log: nothing is acknowledged, and writes are refused "
        "file=" +
            folder.file().string() + " problem=\"cannot write `" + folder.file().string() +
            "`: File too large\"");
  CHECK(life.lines[1] == "info: there is room for the log again file=" + folder.file().string());
  const auto read =
      read_log(folder.file().string(), {.capacity = [](std::string_view) { return 3U; }});
  REQUIRE(read);
  CHECK(read->torn == 0);
}

TEST_CASE("What a program sets itself waits on a full disk up to a bound") {
  const Folder folder;
  Life life(folder, Durability::written);
  life.hello();
  const FullDisk full(folder.text().size());
  life.write(1, "ring.a", celsius(1));
  life.loop.spawn([&]() -> async::Task<> {
    while (!life.log().stats().full) co_await life.loop.sleep(std::chrono::milliseconds(1));
    for (int i = 0; i < 100; ++i) life.db.set(*life.db.find("ring.a"), celsius(i % 50));
    co_await life.log().close();
  });
  life.loop.run();
  CHECK(life.failure ==
        "there is no room for `" + folder.file().string() + "`, and too much waits for it");
}

TEST_CASE("A hub starts on a full disk with the log that is there") {
  for (const bool in_order : {true, false}) {
    const Folder folder;
    std::string epoch;
    {
      Life life(folder);
      epoch = life.log().epoch();
      life.hello();
      for (int i = 1; i <= 3; ++i) life.write(i, "ring.a", celsius(i));
      life.end();
    }
    if (!in_order) {
      // It ended while it wrote.
      std::vector<std::string> entries = folder.entries();
      entries.pop_back();
      folder.set_entries(entries);
      folder.set_text(folder.text() + "12345678 {");
    }
    {
      std::optional<FullDisk> full(100);
      Life life(folder);
      REQUIRE(life.problem().empty());
      CHECK(life.log().epoch() == epoch);
      CHECK(life.opening.back() ==
            "warning: the log cannot be written anew, and the old file is used on file=" +
                folder.file().string() + " problem=\"cannot write `" + folder.path().string() +
                "/hub.log.new`: File too large\"");
      CHECK(!fs::exists(folder.path() / "hub.log.new"));
      CHECK(values_of(life, "ring.a").size() == 3);
      life.hello();
      life.heard();
      std::string refused;
      life.loop.spawn([&]() -> async::Task<> {
        while (!life.log().stats().full) co_await life.loop.sleep(std::chrono::milliseconds(1));
        life.write(4, "ring.a", celsius(4));
        refused = life.heard();
        full.reset();
        while (life.log().stats().full) co_await life.loop.sleep(std::chrono::milliseconds(1));
        life.write(5, "ring.a", celsius(5));
        co_await life.log().close();
      });
      life.loop.run();
      CHECK(refused.find(R"("nack","id":4,"code":"failed")") != std::string::npos);
      CHECK(life.heard() == R"([{"type":"ack","id":5,"seq":4,"kept":"synced"}])");
    }
    Life life(folder);
    REQUIRE(life.problem().empty());
    CHECK(life.log().epoch() == epoch);
    CHECK(life.opening.empty());
    CHECK(values_of(life, "ring.a").back() == "4" + celsius(5));
  }
}

TEST_CASE("A program that showed values before its log took them has another epoch") {
  const Folder folder;
  std::string epoch;
  {
    Life life(folder, Durability::memory);
    epoch = life.log().epoch();
    life.end();
  }
  {
    const FullDisk full(50);
    Life life(folder, Durability::memory);
    REQUIRE(life.problem().empty());
    CHECK(life.log().epoch() != epoch);
  }
  Life life(folder, Durability::memory);
  CHECK(life.log().epoch() == epoch);
}

TEST_CASE("A first start needs room") {
  const Folder folder;
  const FullDisk full(0);
  const Life life(folder);
  CHECK(life.problem().find("cannot write `" + folder.path().string() + "/hub.log.new`: ") == 0);
}

TEST_CASE("What a log makes is its owner's alone, whatever was there") {
  const Folder folder;
  const auto mode = [](const fs::path& path) {
    return static_cast<int>(fs::status(path).permissions());
  };
  for (const char* name : {"hub.log", "hub.log.new", "hub.head", "lock"}) {
    std::ofstream(folder.path() / name) << "";
    ::chmod((folder.path() / name).c_str(), 0644);
  }
  native::Loop loop;
  db::Db db(loop);
  for (const fs::path& path :
       {folder.path(), folder.path() / "a" / "b", folder.path() / "c" / ""}) {
    LogOptions options;
    options.folder = path;
    options.record = declared;
    const auto opened = Log::open(loop, db, std::move(options));
    REQUIRE(opened);
    CHECK(mode(path) == 0700);
    for (const char* name : {"hub.log", "hub.head", "lock"}) CHECK(mode(path / name) == 0600);
  }
}

}  // namespace
}  // namespace tally::server
