#include "tally/async/log.h"

#include <algorithm>

#include "tally/async/scheduler.h"

namespace tally::async {
namespace {

constexpr std::string_view level_names[] = {"info", "warning", "error"};

}  // namespace

std::string_view name_of(LogLevel level) noexcept {
  return level_names[static_cast<std::size_t>(level)];
}

std::string to_text(const LogLine& line) {
  std::string text(name_of(line.level));
  text.append(": ").append(line.text);
  for (const LogField& field : line.fields) {
    text.append(" ").append(field.name).append("=");
    if (field.text.empty()) text += std::to_string(field.number);
    const bool quoted = field.text.find(' ') != std::string_view::npos;
    if (quoted) text += '"';
    for (const char c : field.text) text += c >= ' ' && c < '\x7F' && c != '"' ? c : '?';
    if (quoted) text += '"';
  }
  return text;
}

LogLimiter::~LogLimiter() {
  for (Kind& kind : kinds_) write_count(kind);
}

void LogLimiter::say(LogLevel level, std::string_view text, std::span<const LogField> fields) {
  const LogField first = fields.empty() ? LogField{} : fields.front();
  const auto found = std::find_if(kinds_.begin(), kinds_.end(), [&](const Kind& each) {
    return each.text == text && each.reason == first.text;
  });
  const Instant now = loop_.now();
  const bool is_new = found == kinds_.end();
  if (is_new) kinds_.push_back({level, text, first.name, std::string(first.text), now});
  Kind& kind = is_new ? kinds_.back() : *found;
  if (now - kind.since >= period_) {
    write_count(kind);
    kind.since = now;
    kind.lines = 0;
  }
  if (kind.lines == lines_) {
    ++kind.suppressed;
    return;
  }
  ++kind.lines;
  write({level, text, fields});
}

void LogLimiter::flush() {
  const Instant now = loop_.now();
  for (Kind& kind : kinds_) {
    if (now - kind.since >= period_) write_count(kind);
  }
}

void LogLimiter::write(const LogLine& line) const {
  if (sink_) return sink_(line);
  loop_.log(line);
}

void LogLimiter::write_count(Kind& kind) const {
  if (kind.suppressed == 0) return;
  const LogField fields[] = {{kind.field, kind.reason},
                             {"suppressed", {}, std::exchange(kind.suppressed, 0)}};
  write({kind.level, kind.text, std::span(fields).subspan(kind.reason.empty() ? 1 : 0)});
}

}  // namespace tally::async
