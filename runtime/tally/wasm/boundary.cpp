#include "tally/wasm/boundary.h"

#include <utility>

namespace tally::wasm {
namespace {

// NOLINTBEGIN(*-avoid-non-const-global-variables): a program has one memory, and this lies in it
std::string given;
std::string answered;
Text answered_text{};
// NOLINTEND(*-avoid-non-const-global-variables)

}  // namespace

const Text* answer(std::string text) {
  answered = std::move(text);
  answered_text = to_text(answered);
  return &answered_text;
}

Texts::Texts() noexcept : next_(given.data()) {}

std::string_view Texts::view(std::uint32_t size) {
  const std::string_view text(next_, size);
  next_ += size;
  return text;
}

/// Room for the texts of the next call.
TALLY_EXPORT("text_buffer") char* text_buffer(std::uint32_t size) {
  if (given.size() < size) given.resize(size);
  return given.data();
}

}  // namespace tally::wasm
