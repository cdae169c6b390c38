// All formats by name: for those who read contracts. Generated code names the ones that it needs.
#include <algorithm>
#include <iterator>

#include "tally/engine/formats.h"

namespace tally {
namespace {

struct Entry {
  std::string_view name;
  plan::Matcher matches;
};

// In the order of the enumerators.
constexpr Entry entries[] = {
    {"date", format::date},         {"date-time", format::date_time},
    {"duration", format::duration}, {"email", format::email},
    {"hostname", format::hostname}, {"ipv4", format::ipv4},
    {"ipv6", format::ipv6},         {"json-pointer", format::json_pointer},
    {"regex", format::regex},       {"time", format::time},
    {"uri", format::uri},           {"uri-reference", format::uri_reference},
    {"uuid", format::uuid},
};
static_assert(std::size(entries) == static_cast<std::size_t>(Format::uuid) + 1);

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
