#include "tally/engine/own.h"

#include "tally/engine/json/document.h"
#include "tally/engine/json/reader.h"
#include "tally/engine/json/scan.h"
#include "tally/engine/json/text.h"
#include "tally/engine/plan.h"

namespace tally::view {
namespace {

constexpr char malformed[2] = {json::foreign_mark, static_cast<char>(json::Foreign::malformed)};

}  // namespace

namespace {

/// The text of a sound view; false, and the value's own text as it was, when there is no memory.
template <class Text>
bool hold(Arena& arena, Text& view) noexcept {
  const void* held = arena.hold(view.data, view.size);
  if (held == nullptr) return view.size == 0;
  view.data = static_cast<decltype(view.data)>(held);
  return true;
}

}  // namespace

bool borrow(Arena& arena, const std::string& value, String& view) {
  view = {value.data(), static_cast<std::uint32_t>(value.size())};
  const char* end = value.data() + value.size();
  return value.size() <= UINT32_MAX && find_invalid_utf8(value.data(), end) == end &&
         hold(arena, view);
}

bool borrow(Arena& arena, const std::vector<std::byte>& value, Bytes& view) {
  view = {value.data(), static_cast<std::uint32_t>(value.size())};
  return value.size() <= UINT32_MAX && hold(arena, view);
}

bool borrow(Arena& arena, const RawJson& value, Json& view) {
  view = {malformed, sizeof malformed};
  if (value.text.size() > UINT32_MAX - input_padding) return false;
  const Document document(value.text);
  const PaddedText text = document.padded();
  json::Scan scan{.depth = plan::max_depth, .judge_values = true};
  const char* end = json::scan_value(scan, text.data);
  if (end == nullptr || json::skip_space(end) != text.end()) return false;
  view = {value.text.data(), text.size};
  return hold(arena, view);
}

namespace {

void* at(void* bytes, std::uint32_t offset) noexcept {
  return static_cast<char*>(bytes) + offset;
}
const void* at(const void* bytes, std::uint32_t offset) noexcept {
  return static_cast<const char*>(bytes) + offset;
}

}  // namespace

void own_kept(const void* view, void* owned, const Owning& owning) {
  own(*static_cast<const Map<Json>*>(at(view, owning.kept_in_view)),
      *static_cast<tally::Map<RawJson>*>(at(owned, owning.kept_in_owned)));
}

bool borrow_kept(Arena& arena, const void* owned, void* view, const Owning& owning) {
  return borrow(arena, *static_cast<const tally::Map<RawJson>*>(at(owned, owning.kept_in_owned)),
                *static_cast<Map<Json>*>(at(view, owning.kept_in_view)));
}

void own_by_table(const void* view, void* owned, std::span<const Owner> members) {
  const auto* present = static_cast<const std::uint32_t*>(view);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool has = (present[i / 32] >> (i % 32) & 1U) != 0;
    members[i].own(at(view, members[i].in_view), has, at(owned, members[i].in_owned));
  }
}

bool borrow_by_table(Arena& arena, const void* owned, void* view,
                     std::span<const Borrower> members) {
  auto* present = static_cast<std::uint32_t*>(view);
  bool sound = true;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Borrower& member = members[i];
    if (i % 32 == 0) present[i / 32] = 0;
    bool has = true;
    sound =
        member.borrow(arena, at(owned, member.in_owned), at(view, member.in_view), has) && sound;
    present[i / 32] |= (has ? 1U : 0U) << (i % 32);
  }
  return sound;
}

}  // namespace tally::view
