#include "tally/server/log.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "sensors.h"
#include "tally/server/crc32c.h"

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
  void set_text(std::string_view text) const {
    fs::create_directories(path_);
    std::ofstream(file(), std::ios::binary) << text;
  }

 private:
  fs::path path_;
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
      : db(loop),
        opened_(Log::open(
            loop, db,
            {folder.path(), durability, declared, 4, 3,
             [this](const std::string& problem) { failure = problem; }, rewrite_from, 4})) {
    if (!opened_) return;
    sync::HubOptions options;
    options.epoch = log().epoch();
    options.journal = &log();
    options.limits.writes = 6;  // under way; the log remembers fewer of them
    options.record = declared;
    hub.emplace(db, std::move(options));
    log().start(*hub);
  }
  ~Life() {
    if (session_ != nullptr) hub->close(*session_);
  }

  [[nodiscard]] const std::string& problem() const { return opened_.problem(); }
  Log& log() { return *opened_; }

  void hello(const std::string& client = "c") {
    if (session_ != nullptr) hub->close(*session_);
    session_ = &hub->open(*this);
    send(R"({"type":"hello","client":")" + client + "\"}");
  }
  void send(const std::string& message) { session_->receive("[" + message + "]"); }
  void write(int id, const std::string& key, const std::string& payload) {
    send(R"({"type":"write","id":)" + std::to_string(id) + R"(,"topic":")" + key +
         R"(","payload":)" + payload + R"(,"ts":1})");
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
  void close(sync::Close, std::string_view) noexcept override {}

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
  std::string failure;  // of the log, while it ran

 private:
  Opened opened_;

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
  CHECK(life.log().notes().empty());
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
  std::string text = folder.text();
  text = text.substr(0, text.find('\n') + 1);
  const std::string json = R"({"type":"position","key":"old","seq":7})";
  char sum[9];
  std::snprintf(sum, sizeof sum, "%08x", crc32c(json));
  folder.set_text(text + sum + " " + json + "\n");
  {
    Life life(folder);
    REQUIRE(life.problem().empty());
    CHECK(life.db.find("old") == nullptr);
    life.end();
  }
  CHECK(folder.text().find(json) != std::string::npos);
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
  const std::size_t first = whole.find('\n') + 1;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::string text = whole.substr(0, size);
    folder.set_text(text);
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
    const bool torn = size > 0 && text.back() != '\n';
    REQUIRE(life.log().notes().size() == (torn ? 1 : 0));
    if (size >= first) REQUIRE(whole.find(life.log().epoch()) != std::string::npos);
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
    INFO("changed at " << at);
    REQUIRE(life.problem() == "the log `" + folder.file().string() + "` is damaged at byte " +
                                  std::to_string(line) + ", with sound entries behind it");
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
    Life life(folder);
    REQUIRE(life.problem().empty());
    REQUIRE(life.log().notes().size() == 1);
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
    std::string text = folder.text();
    if (!each.in_order) text.erase(text.rfind('\n', text.size() - 2) + 1);
    if (!each.same_boot) {
      const std::size_t begin = text.find(' ') + 1;
      std::string json = text.substr(begin, text.find('\n') - begin);
      const std::size_t boot = json.find(R"("boot":")") + 8;
      json.replace(boot, json.find('"', boot) - boot, "another");
      char sum[9];
      std::snprintf(sum, sizeof sum, "%08x", crc32c(json));
      text = sum + (" " + json) + text.substr(text.find('\n'));
    }
    folder.set_text(text);
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
  CHECK(life.log().notes().empty());
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
  Life life(folder);
  CHECK(values_of(life, "ring.a") == expected);
}

TEST_CASE("A log that cannot be written anew goes on as it is, and tries again when it has grown") {
  const Folder folder;
  int last = 0;
  {
    Life life(folder, Durability::written, little);
    // Every write to this device fails as on a full disk.
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
  std::string text;
  std::ifstream lines(folder.file());
  for (std::string line; std::getline(lines, line);) {
    std::string json = line.substr(9);
    if (const std::size_t at = json.find(celsius(2)); at != std::string::npos)
      json.replace(at, celsius(2).size(), "[]");
    char sum[9];
    std::snprintf(sum, sizeof sum, "%08x", crc32c(json));
    text += sum + (" " + json) + "\n";
  }
  folder.set_text(text);
  Life life(folder);
  CHECK(life.log().notes().size() == 1);
  CHECK(values_of(life, "ring.a") == Values{"3" + celsius(3)});
}

TEST_CASE("A disk that fails acknowledges nothing") {
  const Folder folder;
  native::Loop loop;
  db::Db db(loop);
  std::string problem;
  // Every write to this device fails as on a full disk.
  fs::create_symlink("/dev/full", folder.path() / "hub.log.new");
  const Opened opened =
      Log::open(loop, db, {folder.path(), Durability::written, declared, 4, 3, {}});
  CHECK(opened.problem().find("cannot write") == 0);
}

}  // namespace
}  // namespace tally::server
