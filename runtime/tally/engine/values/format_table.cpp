// All formats by name: for those who read contracts. Generated code names the ones that it needs.
#include <algorithm>
#include <iterator>

#include "tally/engine/values/formats.h"

namespace tally {
namespace {

struct Entry {
  std::string_view name;
  plan::Matcher matches;
};

constexpr Entry entries[] = {
#define TALLY_FORMAT(id, name, doc) {name, format::id},
#include "tally/engine/vocabulary/formats.def"
};

}  // namespace

std::string_view name_of(Format format) noexcept {
  return entries[static_cast<std::size_t>(format)].name;
}

std::optional<Format> find_format(std::string_view name) noexcept {
  const auto* entry = std::find_if(std::begin(entries), std::end(entries),
                                   [&](const Entry& candidate) { return candidate.name == name; });
  if (entry == std::end(entries)) return std::nullopt;
  return static_cast<Format>(entry - entries);
}

plan::Matcher matcher_of(Format format) noexcept {
  return entries[static_cast<std::size_t>(format)].matches;
}

}  // namespace tally
