// What the parts of a program have to say that nobody asked them for.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "tally/async/function.h"
#include "tally/async/time.h"

namespace tally::async {

class Scheduler;

enum class LogLevel : std::uint8_t { info, warning, error };

[[nodiscard]] std::string_view name_of(LogLevel level) noexcept;

/// A fact that belongs to a line: a text, or without one a number.
struct LogField {
  std::string_view name;  // a literal
  std::string_view text{};
  std::uint64_t number = 0;
};

/// Valid during the call that is given it.
struct LogLine {
  LogLevel level;
  std::string_view text;  // a literal: what happened
  std::span<const LogField> fields;
};

/// Where lines go.
using LogSink = Function<void(const LogLine&)>;

/// `warning: a write was refused code=rate session=7`, without an end of the line. A field's text
/// with spaces is in quotation marks; what in it is neither a letter nor a sign of ASCII, and
/// quotation marks, are written as `?`, so that it cannot look like another field or line.
std::string to_text(const LogLine& line);

/// Gives lines to a sink, and of each kind only so many in a period: what peers do must not fill a
/// disk. Lines are of one kind that have the same text and the same first field, which says a
/// reason: one of few. Those that were left out are counted, in a line of their kind with the field
/// `suppressed`.
class LogLimiter {
 public:
  /// Without a sink lines go to the loop's own (Scheduler::log).
  explicit LogLimiter(Scheduler& loop, LogSink sink = {}, std::uint32_t lines = 10,
                      Duration period = std::chrono::seconds(10))
      : loop_(loop), sink_(std::move(sink)), lines_(lines), period_(period) {}
  LogLimiter(const LogLimiter&) = delete;
  LogLimiter& operator=(const LogLimiter&) = delete;
  /// Writes the counts that are left.
  ~LogLimiter();

  /// Without a limit.
  void write(const LogLine& line) const;
  void say(LogLevel level, std::string_view text, std::span<const LogField> fields);
  /// Writes the counts of periods that have ended. To be called now and then.
  void flush();

 private:
  struct Kind {
    LogLevel level{};
    std::string_view text;
    std::string_view field;
    std::string reason;
    Instant since{};
    std::uint32_t lines = 0;
    std::uint64_t suppressed = 0;
    std::unique_ptr<Kind> next;
  };

  void write_count(Kind& kind) const;

  Scheduler& loop_;
  LogSink sink_;
  std::uint32_t lines_;
  Duration period_;
  std::unique_ptr<Kind> kinds_;  // the newest first
};

}  // namespace tally::async
