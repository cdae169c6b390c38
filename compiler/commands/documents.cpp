#include "commands/documents.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tally::compiler {

Input::Input(const std::string& file)
    : name_(file == "-" ? "<stdin>" : file),
      descriptor_(file == "-" ? STDIN_FILENO : open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}

Input::~Input() {
  if (descriptor_ > STDIN_FILENO) close(descriptor_);
}

bool DocumentReader::next() {
  if (framing_ == Framing::single && line_ > 0) return false;
  for (;;) {
    text_.clear();
    blank_ = true;
    line_ = next_line_++;
    bool complete = false;
    while (!complete) {
      if (drained() && !fill()) break;
      const std::string_view rest = std::string_view(buffer_).substr(at_);
      const std::size_t end = framing_ == Framing::lines ? rest.find('\n') : std::string_view::npos;
      complete = end != std::string_view::npos;
      append(rest.substr(0, end));
      at_ += complete ? end + 1 : rest.size();
    }
    if (!problem_.empty()) return false;
    if (framing_ == Framing::single || !blank_) return true;
    if (!complete) return false;
  }
}

bool DocumentReader::fill() {
  constexpr std::size_t chunk = std::size_t{1} << 18U;
  if (ended_) return false;
  buffer_.resize(chunk);
  at_ = 0;
  ssize_t count = 0;
  do {
    count = ::read(descriptor_, buffer_.data(), buffer_.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) problem_ = std::strerror(errno);
  ended_ = count <= 0;
  buffer_.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return !ended_;
}

void DocumentReader::append(std::string_view piece) {
  blank_ = blank_ && piece.find_first_not_of(" \t\r") == std::string_view::npos;
  const std::size_t room = std::size_t{limit_} + 1 - text_.size();
  text_ += piece.substr(0, std::min(room, piece.size()));
}

}  // namespace tally::compiler
