#include "tally/server/log_text.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <utility>
#include <vector>

#include "tally/server/crc32c.h"

namespace tally::server {
namespace {

constexpr std::size_t digits = 8;

/// Of a value, a write or an entry.
std::uint64_t number(const view::Integer& value) noexcept {
  return buffers::from_wire(value.value);
}

/// Adds a line and gives its checksum; `before`: that of the line before.
std::uint32_t add_line(std::string& text, std::string_view json, std::uint32_t before) {
  const std::uint32_t checksum = crc32c(json, before);
  char sum[digits + 1];
  std::snprintf(sum, sizeof sum, "%08x", checksum);
  text.append(sum).append(" ").append(json).append("\n");
  return checksum;
}

struct Line {
  std::string_view json;       // empty when it has not the form of a line
  std::uint32_t checksum = 0;  // as it says

  explicit Line(std::string_view text) noexcept {
    if (text.size() <= digits || text[digits] != ' ') return;
    const char* const end = text.data() + digits;
    if (std::from_chars(text.data(), end, checksum, 16).ptr == end) json = text.substr(digits + 1);
  }
  [[nodiscard]] bool follows(std::uint32_t before) const noexcept {
    return !json.empty() && crc32c(json, before) == checksum;
  }
};

class Reader {
 public:
  Reader(LogRead& read, const LogLimits& limits)
      : contents_(read.contents), read_(read), limits_(limits) {
    // A log of which nothing is known may be one of format 1, or there was never any.
    read_.complete = !limits.head || limits.head->entries == 0;
  }

  /// False when it makes no sense at this place.
  bool add(const Line& line) {
    document_.assign(line.json);
    arena_.reset();
    const auto* entry = judge<log::Entry>(arena_, document_.padded());
    using Tag = log::Entry::Tag;
    if (entry == nullptr || !fits(*entry)) return false;
    ++count_;
    chain(line.checksum);
    if (read_.head) come_to({read_.head->entries + 1, line.checksum});
    switch (entry->variant) {
      case Tag::begin:
        using view::own;
        view::own(entry->begin(), contents_.begin);
        contents_.ended = false;
        if (count_ > 1) return chained();
        if (chained()) read_.complete = false;
        chain(line.checksum);
        return chained() || contents_.begin.format == 1;
      case Tag::follows: {
        const log::view::EntryFollows& head = entry->follows();
        // What is known is older than this file: nothing says that anything is missing.
        if (limits_.head && limits_.head->entries < number(head.entries)) read_.complete = true;
        chain(head.checksum);
        come_to({number(head.entries), head.checksum});
        return true;
      }
      case Tag::position:
        contents_.records[std::string(entry->position().key.text())] = {
            number(entry->position().seq), {}};
        return true;
      case Tag::set:
        return add(entry->set());
      case Tag::write: {
        const auto& write = entry->write();
        add(write.client.text(), {number(write.id), number(write.seq), write.kept});
        return true;
      }
      case Tag::end:
        contents_.ended = true;
        return true;
    }
    return false;
  }

  /// A line that is damaged: the next one follows what this one says of itself.
  void skip(const Line& line) noexcept { chain(line.checksum); }
  /// What the checksum of the next line goes on from.
  [[nodiscard]] std::uint32_t chain() const noexcept { return chain_; }

 private:
  [[nodiscard]] bool chained() const noexcept { return contents_.begin.format == log_format; }
  void chain(std::uint32_t checksum) noexcept {
    chain_ = contents_.begin.format == 1 ? 0 : checksum;
  }

  /// Whether it may stand here.
  [[nodiscard]] bool fits(const log::view::Entry& entry) const noexcept {
    using Tag = log::Entry::Tag;
    if (count_ == 0) return entry.variant == Tag::begin;
    if (entry.variant == Tag::begin) return read_.head.has_value();
    if (entry.variant == Tag::follows) return chained() && !read_.head;
    return !contents_.ended;
  }

  void come_to(LogHead head) {
    read_.head = head;
    if (limits_.head && limits_.head->entries == head.entries)
      read_.complete = *limits_.head == head;
  }

  bool add(const log::view::EntrySet& set) {
    LogContents::Record& record = contents_.records[std::string(set.key.text())];
    const db::Sequence sequence = number(set.seq);
    if (sequence <= record.newest) return false;
    if (sequence != record.newest + 1) record.values.clear();
    record.newest = sequence;
    record.values.push_back({sequence, set.ts.value, std::string(set.payload.text())});
    const std::uint32_t capacity = limits_.capacity(set.key.text());
    while (record.values.size() > capacity) record.values.pop_front();
    if (set.present.has(4))
      add(set.client.text(), {number(set.write), sequence, contents_.begin.kept});
    return true;
  }

  void add(std::string_view name, LogContents::Write write) {
    LogContents::Client& client = contents_.clients[std::string(name)];
    client.seen = count_;
    auto& writes = client.writes;
    const auto place = std::upper_bound(
        writes.begin(), writes.end(), write.id,
        [](std::uint64_t id, const LogContents::Write& each) { return id < each.id; });
    writes.insert(place, write);
    while (writes.front().id + limits_.writes <= writes.back().id) writes.pop_front();
  }

  LogContents& contents_;
  LogRead& read_;
  const LogLimits& limits_;
  Document document_;
  Arena arena_;
  std::uint64_t count_ = 0;  // lines
  std::uint32_t chain_ = 0;
};

log::EntryFollows to_log(const LogHead& head) noexcept {
  return {buffers::to_wire(head.entries), head.checksum};
}

}  // namespace

// ---- Writing ----

void LogLines::add(std::string& text, const log::view::Entry& entry) {
  json::Writer writer;
  write(writer, entry);
  head_ = {head_.entries + 1, add_line(text, writer.text(), head_.checksum)};
}

void LogLines::add(std::string& text, const log::Entry& entry) {
  Arena arena;
  log::view::Entry view{};
  view::borrow(arena, entry, view);
  add(text, view);
}

Done write_contents(const LogContents& contents, const log::EntryBegin& begin, const LogHead& head,
                    std::size_t remembered_clients,
                    const std::function<Done(std::string_view text)>& write) {
  constexpr std::size_t part = 1U << 20U;
  Done done;
  LogLines lines;
  std::string text;
  const auto flush = [&] {
    if (done) done = write(text);
    text.clear();
  };
  const auto add = [&](auto entry) {
    lines.add(text, log::Entry{std::move(entry)});
    if (text.size() > part) flush();
  };
  add(begin);
  for (const auto& [key, record] : contents.records) {
    if (record.values.empty()) add(log::EntryPosition{key, {buffers::to_wire(record.newest)}});
    for (const LogContents::Value& value : record.values) {
      add(log::EntrySet{key,
                        {buffers::to_wire(value.sequence)},
                        value.time,
                        {value.payload},
                        std::nullopt,
                        std::nullopt});
    }
  }
  std::vector<decltype(contents.clients)::const_pointer> clients;
  clients.reserve(contents.clients.size());
  for (const auto& each : contents.clients) clients.push_back(&each);
  std::sort(clients.begin(), clients.end(),
            [](const auto* a, const auto* b) { return a->second.seen < b->second.seen; });
  const std::size_t forgotten = clients.size() - std::min(clients.size(), remembered_clients);
  for (std::size_t i = forgotten; i < clients.size(); ++i) {
    for (const LogContents::Write& each : clients[i]->second.writes) {
      add(log::EntryWrite{clients[i]->first,
                          {buffers::to_wire(each.id)},
                          {buffers::to_wire(each.sequence)},
                          each.kept});
    }
  }
  add(to_log(head));
  flush();
  return done;
}

// ---- Reading ----

Result<LogRead, Problem> read_log(const std::string& path, const LogLimits& limits) {
  LogRead read;
  const auto damaged = [&](const std::string& what) {
    return Problem{"damaged", "the log `" + path + "` " + what, path};
  };
  const auto at_byte = [](std::uint64_t byte) { return "at byte " + std::to_string(byte); };
  Reader reader(read, limits);
  std::ifstream file(path, std::ios::binary);
  std::uint64_t at = 0;
  bool sound = true;
  bool changed = false;  // a line that was written to its end, and not as it is
  for (std::string text; at < limits.bytes && std::getline(file, text);) {
    // The last line has no end when its writing was cut off.
    const bool whole = !file.eof();
    const Line line(whole ? std::string_view(text) : std::string_view());
    const bool follows = line.follows(reader.chain());
    if (follows && !sound)
      return damaged("is damaged " + at_byte(read.sound) + ", with sound entries behind it");
    if (follows && !reader.add(line))
      return damaged("has an entry " + at_byte(at) + " that this program does not understand");
    sound = follows;
    if (!sound) reader.skip(line);
    // Blocks that never came to the disk are zeros.
    if (!sound && whole && text.find('\0') == std::string::npos) changed = true;
    at += text.size() + (whole ? 1 : 0);
    (sound ? read.sound : read.torn) = sound ? at : at - read.sound;
  }
  if (file.bad()) return Problem{"disk", "cannot read the log `" + path + "`", path};
  if (changed)
    return damaged("is damaged " + at_byte(read.sound) +
                   ", in an entry that was written to its end");
  return read;
}

std::string head_line(const LogHead& head) {
  std::string line;
  LogLines().add(line, log::Entry{to_log(head)});
  return line;
}

std::optional<LogHead> read_head(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::getline(file, text);
  const Line line(text);
  if (file.eof() || !line.follows(0)) return std::nullopt;
  const Document document(line.json);
  Arena arena;
  const auto* entry = judge<log::Entry>(arena, document.padded());
  if (entry == nullptr || entry->variant != log::Entry::Tag::follows) return std::nullopt;
  return LogHead{number(entry->follows().entries), entry->follows().checksum};
}

}  // namespace tally::server
