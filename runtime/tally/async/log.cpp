#include "tally/async/log.h"

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
  for (Kind* kind = kinds_.get(); kind != nullptr; kind = kind->next.get()) write_count(*kind);
}

void LogLimiter::say(LogLevel level, std::string_view text, std::span<const LogField> fields) {
  const LogField first = fields.empty() ? LogField{} : fields.front();
  Kind* kind = kinds_.get();
  while (kind != nullptr && (kind->text != text || kind->reason != first.text))
    kind = kind->next.get();
  const Instant now = loop_.now();
  if (kind == nullptr) {
    kinds_.reset(
        new Kind{level, text, first.name, std::string(first.text), now, 0, 0, std::move(kinds_)});
    kind = kinds_.get();
  }
  if (now - kind->since >= period_) {
    write_count(*kind);
    kind->since = now;
    kind->lines = 0;
  }
  if (kind->lines == lines_) {
    ++kind->suppressed;
    return;
  }
  ++kind->lines;
  write({level, text, fields});
}

void LogLimiter::flush() {
  const Instant now = loop_.now();
  for (Kind* kind = kinds_.get(); kind != nullptr; kind = kind->next.get()) {
    if (now - kind->since >= period_) write_count(*kind);
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
