// What a log's file says (schemas/hub/hub_log.contract.yaml), and how it is written. Not for
// programs.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "hub_log.h"
#include "tally/db/record.h"

namespace tally::server {

/// Adds an entry to a text as a line.
void add_line(std::string& text, const log::view::Entry& entry);
void add_line(std::string& text, const log::Entry& entry);

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

  log::EntryBegin begin;  // without an epoch when there was nothing to read
  bool ended = false;     // in order
  std::map<std::string, Record, std::less<>> records;
  std::map<std::string, Client, std::less<>> clients;
};

struct LogLimits {
  /// How many values of a record are of interest.
  std::function<std::uint32_t(std::string_view key)> capacity;
  std::uint32_t writes = 256;        // of one client
  std::uint64_t bytes = UINT64_MAX;  // of the file, up to the end of a line: the rest is not read
};

/// How reading a log ended.
struct LogRead {
  LogContents contents;
  std::uint64_t sound = 0;  // bytes up to the end of the last sound line
  std::uint64_t torn = 0;   // bytes behind, which were never written to their end
  /// Not empty: the log is damaged, and not only torn. One sentence, with the place.
  std::string problem;
};

/// Reads a file; one that is not there is empty. O(size); memory for what is left.
LogRead read_log(const std::string& path, const LogLimits& limits);

}  // namespace tally::server
