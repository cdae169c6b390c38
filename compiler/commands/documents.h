// JSON documents from a file, one after another, in memory for one of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::compiler {

/// A file or, as `-`, stdin; closed at the end unless it is that.
class Input {
 public:
  explicit Input(const std::string& file);
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  Input(Input&&) = delete;
  Input& operator=(Input&&) = delete;
  ~Input();

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Negative when it could not be opened.
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  std::string name_;
  int descriptor_;
};

/// How documents follow each other.
enum class Framing : std::uint8_t {
  single,  // the whole input is one
  lines,   // NDJSON: one a line; blank lines are none
};

class DocumentReader {
 public:
  /// Reads from `descriptor`, which stays the caller's. Of a document larger than `limit` bytes
  /// only limit + 1 are kept, so that it is judged as too large.
  DocumentReader(int descriptor, Framing framing, std::uint32_t limit)
      : descriptor_(descriptor), framing_(framing), limit_(limit) {}

  /// Moves on to the next document. False at the end, and after an error, which `problem` then
  /// tells.
  bool next();

  [[nodiscard]] std::string_view text() const { return text_; }  // valid until `next`
  [[nodiscard]] std::uint64_t line() const { return line_; }  // where the document begins, from 1
  [[nodiscard]] const std::string& problem() const { return problem_; }

  /// True when `next` would have to wait for more input.
  [[nodiscard]] bool drained() const { return at_ == buffer_.size(); }

 private:
  bool fill();
  void append(std::string_view piece);

  int descriptor_;
  Framing framing_;
  std::uint32_t limit_;
  std::string buffer_;  // what was read last, used up to at_
  std::size_t at_ = 0;
  std::string text_;
  bool blank_ = true;
  bool ended_ = false;
  std::uint64_t line_ = 0;
  std::uint64_t next_line_ = 1;
  std::string problem_;
};

}  // namespace tally::compiler
