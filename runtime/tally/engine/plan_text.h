// JSON text that is known to be well-formed, as those read it who have a plan and no view.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "tally/engine/json_reader.h"
#include "tally/engine/json_scan.h"
#include "tally/engine/plan.h"
#include "tally/engine/text.h"

namespace tally::plan {

/// A string without its escapes: a part of the document where there are none.
struct Text {
  std::string_view view;
  std::string unescaped{};
};

/// Decodes the string at `p`. False when it is not well-formed Unicode; `end` is set in any case.
inline bool decode(json::Scan scan, const char* p, Text& text, const char*& end) {
  bool escaped = false;
  const char* begin = p + 1;
  const char* quote = json::scan_string(scan, begin, escaped);
  end = quote + 1;
  text.view = {begin, static_cast<std::size_t>(quote - begin)};
  if (escaped) {
    text.unescaped.resize(text.view.size());
    const char* decoded = json::decode_string(begin, quote, text.unescaped.data());
    if (decoded == nullptr) return false;
    text.view = {text.unescaped.data(), static_cast<std::size_t>(decoded - text.unescaped.data())};
  }
  const char* behind = text.view.data() + text.view.size();
  return find_invalid_utf8(text.view.data(), behind) == behind;
}

/// At the next member or element, or at the closing bracket.
inline const char* after_value(const char* p) noexcept {
  p = json::skip_space(p);
  return *p == ',' ? json::skip_space(p + 1) : p;
}

inline bool is_number(const char* p) noexcept {
  return *p == '-' || (*p >= '0' && *p <= '9');
}

/// The position of the variant or value that documents call `name`; how many there are without one.
inline std::size_t find(const Type& type, std::string_view name) noexcept {
  std::size_t i = 0;
  while (i < type.members.size() && type.members[i].name != name) ++i;
  return i;
}

/// The same for the field that documents call, or once called, `name`.
inline std::size_t find_field(const Type& type, std::string_view name) noexcept {
  std::size_t i = find(type, name);
  if (i < type.members.size()) return i;
  const auto was_called = [name](const Member& field) {
    const auto& old = field.renamed_from;
    return std::find(old.begin(), old.end(), name) != old.end();
  };
  const auto found = std::find_if(type.members.begin(), type.members.end(), was_called);
  return static_cast<std::size_t>(found - type.members.begin());
}

}  // namespace tally::plan
