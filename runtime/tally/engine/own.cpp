#include "tally/engine/own.h"

#include "tally/engine/document.h"
#include "tally/engine/json_reader.h"
#include "tally/engine/json_scan.h"
#include "tally/engine/plan.h"
#include "tally/engine/text.h"

namespace tally::view {
namespace {

constexpr char malformed[2] = {json::foreign_mark, static_cast<char>(json::Foreign::malformed)};

}  // namespace

bool borrow(Arena& /*arena*/, const std::string& value, String& view) {
  view = {value.data(), static_cast<std::uint32_t>(value.size())};
  const char* end = value.data() + value.size();
  return value.size() <= UINT32_MAX && find_invalid_utf8(value.data(), end) == end;
}

bool borrow(Arena& /*arena*/, const RawJson& value, Json& view) {
  view = {malformed, sizeof malformed};
  if (value.text.size() > UINT32_MAX - input_padding) return false;
  const Document document(value.text);
  const PaddedText text = document.padded();
  json::Scan scan{.depth = plan::max_depth, .judge_values = true};
  const char* end = json::scan_value(scan, text.data);
  if (end == nullptr || json::skip_space(end) != text.end()) return false;
  view = {value.text.data(), text.size};
  return true;
}

}  // namespace tally::view
