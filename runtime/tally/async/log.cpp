#include "tally/async/log.h"

#include "tally/async/scheduler.h"

namespace tally::async {
namespace {

constexpr std::string_view level_names[] = {"info", "warning", "error"};

}  // namespace

std::string to_text(const LogLine& line) {
  std::string text(level_names[static_cast<std::size_t>(line.level)]);
  text.append(": ").append(line.text);
  for (const LogField& field : line.fields) {
    text.append(" ").append(field.name).append("=");
    if (field.text.empty()) text += std::to_string(field.number);
    for (const char c : field.text) text += c > ' ' && c < '\x7F' ? c : '?';
  }
  return text;
}

LogLimiter::~LogLimiter() {
  for (auto& [text, said] : said_) write_count(text, said);
}

void LogLimiter::say(LogLevel level, std::string_view text, std::span<const LogField> fields) {
  const Instant now = loop_.now();
  Said& said = said_[text];
  if (now - said.since >= period_) {
    write_count(text, said);
    said = {level, now};
  }
  if (said.lines == lines_) {
    ++said.suppressed;
    return;
  }
  ++said.lines;
  write({level, text, fields});
}

void LogLimiter::flush() {
  const Instant now = loop_.now();
  for (auto& [text, said] : said_) {
    if (now - said.since >= period_) write_count(text, said);
  }
}

void LogLimiter::write(const LogLine& line) const {
  if (sink_) return sink_(line);
  loop_.log(line);
}

void LogLimiter::write_count(std::string_view text, Said& said) const {
  if (said.suppressed == 0) return;
  const LogField count{"suppressed", {}, std::exchange(said.suppressed, 0)};
  write({said.level, text, {&count, 1}});
}

}  // namespace tally::async
