// A channel that JavaScript and C++ share.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "tally/javascript/loop.h"

namespace tally::javascript {

/// Carries any JavaScript values, see async::Channel. JavaScript makes it with `new Channel(loop,
/// capacity)`; functions that are bound with embind take and give it as std::shared_ptr<Channel>,
/// and tasks keep that as long as they use it.
class Channel final : public async::Channel<emscripten::val>,
                      public std::enable_shared_from_this<Channel> {
 public:
  Channel(std::shared_ptr<Loop> loop, std::uint32_t capacity) noexcept
      : async::Channel<emscripten::val>(capacity), loop_(std::move(loop)) {}

  [[nodiscard]] Loop& loop() const noexcept { return *loop_; }

 private:
  std::shared_ptr<Loop> loop_;
};

}  // namespace tally::javascript
