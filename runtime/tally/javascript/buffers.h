// Buffers that JavaScript and C++ share. JavaScript makes them with `new Ring(loop, capacity)`, and
// so on; functions that are bound with embind take and give them as std::shared_ptr, and tasks keep
// that as long as they use them.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "tally/buffers/latest.h"
#include "tally/buffers/mailbox.h"
#include "tally/buffers/ring.h"
#include "tally/javascript/loop.h"

namespace tally::javascript {

/// A buffer with its loop, and where the bytes from JavaScript become blocks.
template <class Buffer>
class Shared final : public std::enable_shared_from_this<Shared<Buffer>> {
 public:
  template <class... Args>
  explicit Shared(std::shared_ptr<Loop> loop, Args... args)
      : loop_(std::move(loop)), buffer_(args...) {}

  [[nodiscard]] const std::shared_ptr<Loop>& loop() const noexcept { return loop_; }
  [[nodiscard]] Buffer& buffer() noexcept { return buffer_; }
  [[nodiscard]] const Buffer& buffer() const noexcept { return buffer_; }
  /// A copy of what a Uint8Array holds.
  buffers::Block copy(const emscripten::val& bytes);

 private:
  std::shared_ptr<Loop> loop_;
  buffers::BlockPool pool_;
  std::string copied_;
  Buffer buffer_;
};

using Ring = Shared<buffers::Ring>;
using Latest = Shared<buffers::Latest>;
using Mailbox = Shared<buffers::Mailbox>;

/// A reader that keeps its buffer.
class Reader final : public buffers::Reader, public std::enable_shared_from_this<Reader> {
 public:
  template <class Buffer>
  Reader(std::shared_ptr<Buffer> buffer, buffers::Lag lag, buffers::Sequence after)
      : buffers::Reader(buffer->buffer(), lag, after),
        loop_(buffer->loop()),
        buffer_(std::move(buffer)) {}

  [[nodiscard]] Loop& loop() const noexcept { return *loop_; }

 private:
  std::shared_ptr<Loop> loop_;
  std::shared_ptr<void> buffer_;
};

/// A Uint8Array with a copy of the bytes.
emscripten::val to_js(const buffers::Block& block);

}  // namespace tally::javascript
