#include "source/sources.h"

#include <algorithm>
#include <utility>

#include "source/unicode.h"

namespace tally::compiler {

File::File(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)), line_starts_{0} {
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
    line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

Position File::position(std::uint32_t offset) const {
  const auto end = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), end);
  Position position{static_cast<std::uint32_t>(next - line_starts_.begin()), 1};
  for (std::uint32_t at = *std::prev(next); at < end; ++position.column) {
    at += decode_utf8(text_, at).bytes;
  }
  return position;
}

std::uint32_t File::line_start(std::uint32_t line) const {
  if (line == 0 || line > line_starts_.size()) return static_cast<std::uint32_t>(text_.size());
  return line_starts_[line - 1];
}

std::string_view File::line_text(std::uint32_t line) const {
  const std::uint32_t begin = line_start(line);
  std::string_view rest = text().substr(begin, line_start(line + 1) - begin);
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

FileId Sources::add(std::string path, std::string text) {
  files_.emplace_back(std::move(path), std::move(text));
  return static_cast<FileId>(files_.size() - 1);
}

std::optional<FileId> Sources::find(std::string_view path) const {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (files_[i].path() == path) return static_cast<FileId>(i);
  }
  return std::nullopt;
}

std::string_view Sources::text(Span span) const {
  if (span.is_nowhere()) return {};
  const std::string_view text = file(span.file).text();
  if (span.begin >= text.size() || span.end <= span.begin) return {};
  return text.substr(span.begin, span.end - span.begin);
}

Position Sources::position(Span span) const {
  return span.is_nowhere() ? Position{} : file(span.file).position(span.begin);
}

}  // namespace tally::compiler
