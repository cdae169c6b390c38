// How a program in WebAssembly and the JavaScript around it call each other: by exports and imports
// of numbers. runtime/js instantiates such programs itself; Emscripten's JavaScript has no part in
// it.
//
// JavaScript puts the texts of a call one behind the other into a buffer, and gives their sizes as
// arguments. A text on the way out is an address and a size.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tally/engine/contract.h"
#include "tally/javascript/host.h"  // exports and imports

namespace tally::wasm {

/// An address and a length, as JavaScript reads them.
struct Text {
  const char* data;
  std::uint32_t size;
};

inline Text to_text(std::string_view text) noexcept {
  return {text.data(), static_cast<std::uint32_t>(text.size())};
}

/// What a function answers with whose answer is a text. It is valid until the next one.
const Text* answer(std::string text);

/// The texts of the call that is being made. They are copied before anything else happens, as
/// JavaScript that is called meanwhile makes calls of its own.
class Texts {
 public:
  Texts() noexcept;
  /// The next one, which has so many bytes.
  std::string take(std::uint32_t size) { return std::string(view(size)); }
  /// The same where it lies, for who copies it before JavaScript is called.
  std::string_view view(std::uint32_t size);

 private:
  const char* next_;
};

/// Memory in an arena for the view of a value that JavaScript is about to write, at an address
/// divisible by 16, with `in_front` bytes before it, a multiple of 16; null when there is none.
/// `allocate` gives more of the same arena until the next value is begun.
void* begin_view(Arena& arena, const ContractType& type, std::uint32_t in_front);

}  // namespace tally::wasm
