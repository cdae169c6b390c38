// The files of one run, held in memory. Reading the disk is the commands' business.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/span.h"

namespace tally::compiler {

// One file: the path as the user wrote it, its bytes and where its lines start.
class File {
 public:
  // `text` must be shorter than 4 GiB, because spans count bytes in 32 bits.
  File(std::string path, std::string text);

  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }

  // At least 1: an empty file has one empty line.
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }

  // O(log lines + length of the line). An offset past the end is the end of the file.
  Position position(std::uint32_t offset) const;

  // Byte offset at which the line (from 1) starts; the end of the file for a line that does not
  // exist.
  std::uint32_t line_start(std::uint32_t line) const;

  // Text of a line (from 1) without its line break (LF or CR LF); empty for a line that does not
  // exist.
  std::string_view line_text(std::uint32_t line) const;

 private:
  std::string path_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

// Owns the files. A FileId and a reference to a File stay valid as long as the Sources lives.
class Sources {
 public:
  Sources() = default;
  Sources(const Sources&) = delete;
  Sources& operator=(const Sources&) = delete;
  Sources(Sources&&) = default;
  Sources& operator=(Sources&&) = default;

  FileId add(std::string path, std::string text);

  // The file that was added under exactly this path. O(files).
  std::optional<FileId> find(std::string_view path) const;

  // `id` must come from this Sources.
  const File& file(FileId id) const { return files_[static_cast<std::size_t>(id)]; }
  std::size_t size() const { return files_.size(); }

  // The source text of a span; empty for nowhere. A span that leaves its file is cut.
  std::string_view text(Span span) const;

  // Where a span begins; {1, 1} for nowhere.
  Position position(Span span) const;

 private:
  std::deque<File> files_;
};

}  // namespace tally::compiler
