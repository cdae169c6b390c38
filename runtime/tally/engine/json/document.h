// Text that the engine may scan.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tally/engine/base.h"

namespace tally {

/// A text that is followed by `input_padding` zero bytes. Owns nothing.
struct PaddedText {
  const char* data;
  std::uint32_t size;  // without the padding

  [[nodiscard]] std::string_view text() const noexcept { return {data, size}; }
  [[nodiscard]] const char* end() const noexcept { return data + size; }
};

/// A copy of a text with the padding behind it. Reuse one for many texts: its memory is kept.
class Document {
 public:
  Document() = default;
  explicit Document(std::string_view text) { assign(text); }

  /// The text has to be smaller than 4 GiB; callers that read from outside check their contract's
  /// limit first.
  void assign(std::string_view text) {
    bytes_.assign(text);
    bytes_.append(input_padding, '\0');
  }

  [[nodiscard]] PaddedText padded() const noexcept {
    return {bytes_.data(), static_cast<std::uint32_t>(bytes_.size() - input_padding)};
  }

 private:
  std::string bytes_ = std::string(input_padding, '\0');
};

}  // namespace tally
