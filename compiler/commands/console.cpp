#include "commands/console.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "diagnose/print_text.h"
#include "source/unicode.h"

namespace tally::compiler {
namespace {

/// A closed stream becomes one on which every operation fails.
void hold_closed_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) != -1) continue;
    // The lowest free number is the one that is missing.
    open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

bool wants_colour() {
  const char* refused = std::getenv("NO_COLOR");
  return isatty(STDERR_FILENO) != 0 && (refused == nullptr || *refused == '\0');
}

}  // namespace

Console::Console() {
  hold_closed_streams();
  std::signal(SIGPIPE, SIG_IGN);
  colour_ = wants_colour();
}

void Console::write(std::string_view text) {
  if (broken() || text.empty()) return;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) remember_failure();
}

bool Console::flush() {
  if (!broken() && std::fflush(stdout) != 0) remember_failure();
  return problem_.empty();
}

void Console::remember_failure() {
  gone_ = errno == EPIPE;
  if (!gone_) problem_ = std::strerror(errno);
}

void Console::note(std::string_view line) const {
  complain(std::string(line) + "\n");
}

void Console::complain(std::string_view text) const {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Console::report(const Diagnostics& diagnostics, const Sources& sources) const {
  complain(print_text(diagnostics.sorted(), sources, {.colour = colour_}));
}

std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode_utf8(text, at);
    const bool shown = decoded.valid && !is_unprintable(decoded.scalar);
    result += shown ? text.substr(at, decoded.bytes) : std::string_view("\xef\xbf\xbd");
    at += decoded.bytes;
  }
  return result;
}

}  // namespace tally::compiler
