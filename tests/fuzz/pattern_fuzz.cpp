// libFuzzer: the bytes up to the first 0xFF are a pattern, the rest is text. Any bytes may come
// back as an error, but must neither crash nor hang; the tables of those that compile have to be
// sound and must stay within themselves.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "pattern/compile.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void require_sound(const tally::compiler::CompiledPattern& pattern) {
  require(pattern.class_of.size() == 256);
  require(pattern.narrow.size() + pattern.wide.size() == pattern.first_sink);
  require(pattern.first_accepting <= pattern.first_sink && pattern.start <= pattern.first_sink + 1);
  for (const std::uint32_t column : pattern.class_of) require(column < pattern.columns);
  const auto require_state = [&](std::uint32_t state) {
    require(state >= pattern.first_sink ? state <= pattern.first_sink + 1
                                        : state % pattern.columns == 0);
  };
  for (const std::uint32_t state : pattern.narrow) require_state(state);
  for (const std::uint32_t state : pattern.wide) require_state(state);
  require(std::is_sorted(pattern.characters.begin(), pattern.characters.end()));
  require(pattern.characters.empty() || pattern.characters.front() >> 8U == 0x80);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t split = input.find('\xFF');
  const std::string_view source = input.substr(0, split);
  const std::string_view text = split == std::string_view::npos ? "" : input.substr(split + 1);

  const auto outcome = tally::compiler::compile_pattern(source);
  if (const auto* error = std::get_if<tally::compiler::PatternError>(&outcome)) {
    require(error->begin <= error->end && error->end <= source.size() && !error->message.empty());
    return 0;
  }
  const auto& pattern = std::get<tally::compiler::CompiledPattern>(outcome);
  require_sound(pattern);
  tally::matches(pattern.pattern(), text);
  return 0;
}
