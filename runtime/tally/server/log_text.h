// What a log's files say (schemas/tally/hub_log.contract.yaml), and how it is written. Not for
// programs.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tally/contracts/hub_log.h"
#include "tally/db/record.h"
#include "tally/server/log_file.h"
#include "tally/server/log_lines.h"

namespace tally::server {

/// Of the files that are written now. Format 1 had no chain, and is read.
constexpr std::uint32_t log_format = 2;

/// What is left of a log when all of it was read.
struct LogContents {
  struct Value {
    db::Sequence sequence;
    Timestamp time;
    std::string payload;
  };
  struct Record {
    db::Sequence newest = 0;
    std::deque<Value> values;  // the last ones, up to `newest`
  };
  struct Write {
    std::uint64_t id;
    db::Sequence sequence;
    log::Durability kept;
  };
  struct Client {
    std::deque<Write> writes;  // by ascending id
    std::uint64_t seen = 0;    // the number of its newest entry
  };

  log::EntryBegin begin;  // the last one; without an epoch when there was nothing to read
  bool ended = false;     // in order
  std::map<std::string, Record, std::less<>> records;
  std::map<std::string, Client, std::less<>> clients;
};

/// Writes what a log says, up to `head`, in as few entries as that takes. `write` gets the text in
/// parts of about 1 MiB; the first that fails is the last one.
Done write_contents(const LogContents& contents, const log::EntryBegin& begin, const LogHead& head,
                    std::size_t remembered_clients,
                    const std::function<Done(std::string_view text)>& write);

struct LogLimits {
  /// How many values of a record are of interest.
  std::function<std::uint32_t(std::string_view key)> capacity;
  std::uint32_t writes = 256;        // of one client
  std::uint64_t bytes = UINT64_MAX;  // of the file, up to the end of a line: the rest is not read
  /// How far the log is known to go.
  std::optional<LogHead> head = std::nullopt;
};

/// How reading a log ended.
struct LogRead {
  LogContents contents;
  std::uint64_t sound = 0;  // bytes up to the end of the last sound line
  std::uint64_t torn = 0;   // bytes behind, which are no whole line
  /// Up to the last sound line; none when the file ends before it says which entries follow.
  std::optional<LogHead> head;
  /// It has all entries up to where it is known to go.
  bool complete = false;
};

/// Reads a file; one that is not there is empty. O(size); memory for what is left. A problem
/// (`damaged`, `disk`): it is damaged, and not only torn.
Result<LogRead, Problem> read_log(const std::string& path, const LogLimits& limits);

/// The line of a log's other file.
std::string head_line(const LogHead& head);
/// None when the file is not there or is not as it was written.
std::optional<LogHead> read_head(const std::string& path);

}  // namespace tally::server
