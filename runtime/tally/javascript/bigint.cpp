#include "tally/javascript/bigint.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "tally/engine/json/scan.h"

namespace tally::embind {
namespace {

using plan::Kind;
using plan::Type;
using plan::TypeIndex;

/// The smallest number that does not make the mark of a string which is already there.
std::size_t free_number(std::string_view text) {
  constexpr std::string_view opening = "\"\\u0001";
  std::vector<bool> taken(1);
  for (std::size_t at = 0; (at = text.find(opening, at)) != std::string_view::npos;) {
    at += opening.size();
    std::size_t number = 0;
    // A number as large as the text is never needed: so many strings would not fit.
    std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (number >= text.size()) continue;
    if (number >= taken.size()) taken.resize(number + 1);
    taken[number] = true;
  }
  return static_cast<std::size_t>(std::find(taken.begin(), taken.end(), false) - taken.begin());
}

/// Walks a canonical text with its plan. It has no white space and a union's tag is the first
/// member.
class Walk {
 public:
  Walk(const plan::Plan& plan, PaddedText document)
      : plan_(plan), document_(document), copied_(document.data) {
    mark_ = std::to_string(free_number(document.text())) + ":";
  }

  std::string run(TypeIndex type) {
    value(type, document_.data);
    if (copied_ == document_.data) return std::string(document_.text());
    out_.append(copied_, document_.end());
    return "\x01" + mark_ + out_;
  }

 private:
  const char* value(TypeIndex index, const char* p) {
    const Type& type = plan_.types[index];
    switch (type.kind) {
      case Kind::int64:
      case Kind::uint64:
        return marked(p, "");
      case Kind::bytes:
        return marked(p, "y");
      case Kind::nullable:
        return *p == 'n' ? skip(p) : value(type.element, p);
      case Kind::list:
        return list(type, p);
      case Kind::map:
        return members(p, [&](const char* at) { return value(type.element, at); });
      case Kind::record:
        return record(type, p);
      case Kind::union_:
        return record(variant(type, p), p);
      default:
        return skip(p);
    }
  }

  static const char* skip(const char* p) noexcept {
    json::Scan scan{.depth = plan::max_depth, .judge_values = false};
    return json::scan_value(scan, p);
  }

  /// A string already, or a number where the contract asks for one.
  const char* marked(const char* p, std::string_view letter) {
    const char* end = skip(p);
    const bool quoted = *p == '"';
    out_.append(copied_, p);
    out_ += "\"\\u0001";
    out_ += mark_;
    out_ += letter;
    out_.append(quoted ? p + 1 : p, end);
    if (!quoted) out_ += '"';
    copied_ = end;
    return end;
  }

  const char* list(const Type& type, const char* p) {
    ++p;
    while (*p != ']') {
      p = value(type.element, p);
      if (*p == ',') ++p;
    }
    return p + 1;
  }

  /// `body` gets the place of each value, with its key in `key_`, and returns the value's end.
  template <class Body>
  const char* members(const char* p, Body body) {
    ++p;
    while (*p != '}') {
      p = body(string(p, key_) + 1);
      if (*p == ',') ++p;
    }
    return p + 1;
  }

  const char* record(const Type& type, const char* p) {
    return members(p, [&](const char* at) {
      const plan::Member* field = find(type, key_);
      return field == nullptr ? skip(at) : value(field->type, at);
    });
  }

  /// The record that the union's tag names.
  const Type& variant(const Type& type, const char* p) {
    string(string(p + 1, key_) + 1, key_);
    return plan_.types[find(type, key_)->type];
  }

  static const plan::Member* find(const Type& type, std::string_view name) noexcept {
    for (const plan::Member& member : type.members) {
      if (member.name == name) return &member;
    }
    return nullptr;
  }

  /// Decodes the string at `p` and returns its end.
  static const char* string(const char* p, std::string& out) {
    const char* end = skip(p);
    out.resize(static_cast<std::size_t>(end - p) - 2);
    out.resize(
        static_cast<std::size_t>(json::decode_string(p + 1, end - 1, out.data()) - out.data()));
    return end;
  }

  const plan::Plan& plan_;
  PaddedText document_;
  const char* copied_;  // what lies before it is in out_
  std::string mark_;    // without its first character, which is escaped in one place
  std::string out_;
  std::string key_;
};

}  // namespace

std::string quote_bigints(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  std::size_t at = 0;
  std::size_t mark = 0;
  // Strings hold no bare control characters, so every one of these bytes is a mark.
  while ((mark = text.find(json::foreign_mark, at)) != std::string_view::npos) {
    const std::size_t digits = mark + 2;
    if (text[mark + 1] != static_cast<char>(json::Foreign::bigint)) {
      out.append(text, at, digits - at);
      at = digits;
      continue;
    }
    const std::size_t end = std::min(text.find_first_not_of("-0123456789", digits), text.size());
    out.append(text, at, mark - at).append("\"").append(text, digits, end - digits).append("\"");
    at = end;
  }
  return out.append(text, at);
}

std::string mark_bigints(const plan::Plan& plan, plan::TypeIndex type, PaddedText document) {
  return Walk(plan, document).run(type);
}

}  // namespace tally::embind
