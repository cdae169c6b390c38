#include "tally/server/log_text.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <utility>

#include "tally/server/crc32c.h"

namespace tally::server {
namespace {

constexpr std::size_t digits = 8;

std::uint64_t number(const view::Integer& value) noexcept {
  return static_cast<std::uint64_t>(value.value);
}

/// The JSON of a line; empty when the line is not sound.
std::string_view json_of(std::string_view line) noexcept {
  if (line.size() <= digits || line[digits] != ' ') return {};
  const std::string_view json = line.substr(digits + 1);
  char sum[digits + 1];
  std::snprintf(sum, sizeof sum, "%08x", crc32c(json));
  return line.substr(0, digits) == sum ? json : std::string_view();
}

class Reader {
 public:
  Reader(LogContents& contents, const LogLimits& limits) : contents_(contents), limits_(limits) {}

  /// False when it makes no sense at this place.
  bool add(std::string_view json) {
    document_.assign(json);
    arena_.reset();
    const auto* entry = judge<log::Entry>(arena_, document_.padded());
    using Tag = log::Entry::Tag;
    if (entry == nullptr || contents_.ended) return false;
    ++count_;
    if ((entry->variant == Tag::begin) != (count_ == 1)) return false;
    switch (entry->variant) {
      case Tag::begin:
        using view::own;
        own(entry->begin(), contents_.begin);
        return contents_.begin.format == 1;
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

 private:
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
  const LogLimits& limits_;
  Document document_;
  Arena arena_;
  std::uint64_t count_ = 0;
};

}  // namespace

void add_line(std::string& text, const log::view::Entry& entry) {
  json::Writer writer;
  write(writer, entry);
  const std::string_view json = writer.text();  // canonical: on one line
  char sum[digits + 1];
  std::snprintf(sum, sizeof sum, "%08x", crc32c(json));
  text.append(sum).append(" ").append(json).append("\n");
}

void add_line(std::string& text, const log::Entry& entry) {
  Arena arena;
  log::view::Entry view{};
  borrow(arena, entry, view);
  add_line(text, view);
}

LogRead read_log(const std::string& path, const LogLimits& limits) {
  LogRead read;
  Reader reader(read.contents, limits);
  std::ifstream file(path, std::ios::binary);
  std::uint64_t at = 0;
  bool sound = true;
  bool changed = false;  // a line that was written to its end, and not as it is
  for (std::string line; at < limits.bytes && std::getline(file, line);) {
    // The last line has no end when its writing was cut off.
    const bool whole = !file.eof();
    const std::string_view json = whole ? json_of(line) : std::string_view();
    if (!json.empty() && !sound) {
      read.problem = "the log `" + path + "` is damaged at byte " + std::to_string(read.sound) +
                     ", with sound entries behind it";
      return read;
    }
    if (!json.empty() && !reader.add(json)) {
      read.problem = "the log `" + path + "` has an entry at byte " + std::to_string(at) +
                     " that this program does not understand";
      return read;
    }
    sound = !json.empty();
    // Blocks that never came to the disk are zeros.
    if (!sound && whole && line.find('\0') == std::string::npos) changed = true;
    at += line.size() + (whole ? 1 : 0);
    (sound ? read.sound : read.torn) = sound ? at : at - read.sound;
  }
  if (changed)
    read.problem = "the log `" + path + "` is damaged at byte " + std::to_string(read.sound) +
                   ", in an entry that was written to its end";
  if (file.bad()) read.problem = "cannot read the log `" + path + "`";
  return read;
}

}  // namespace tally::server
