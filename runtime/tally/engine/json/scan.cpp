#include "tally/engine/json/scan.h"

#include <cstring>

#include "tally/engine/json/reader.h"
#include "tally/engine/json/text.h"
#include "tally/engine/plan.h"
#include "tally/engine/values/number.h"

namespace tally::json {
namespace {

const char* fail(Scan& scan, Fault fault, const char* at) noexcept {
  scan.fault = fault;
  scan.at = at;
  return nullptr;
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The four digits of a \u escape as a code unit, or -1.
std::int32_t hex4(const char* p) noexcept {
  std::int32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_digit(p[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool is_high(std::int32_t unit) noexcept {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low(std::int32_t unit) noexcept {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// What a backslash and a letter other than `u` stand for; zero if that is no escape.
char escaped_by(char letter) noexcept {
  static constexpr char pairs[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
  for (const char* pair = pairs; *pair != '\0'; pair += 2) {
    if (*pair == letter) return pair[1];
  }
  return '\0';
}

/// Behind the escape whose backslash `p` is at. Two \u escapes that make a pair count as one.
const char* scan_escape(Scan& scan, const char* p) noexcept {
  const char c = p[1];
  if (c != 'u') return escaped_by(c) != '\0' ? p + 2 : fail(scan, Fault::syntax, p);
  const std::int32_t unit = hex4(p + 2);
  if (unit < 0) return fail(scan, Fault::syntax, p);
  if (is_high(unit) && p[6] == '\\' && p[7] == 'u' && is_low(hex4(p + 8))) return p + 12;
  if (scan.judge_values && (is_high(unit) || is_low(unit))) return fail(scan, Fault::encoding, p);
  return p + 6;
}

const char* scan_foreign(Scan& scan, const char* p) noexcept {
  if (foreign_name(p[1]).empty()) return fail(scan, Fault::syntax, p);
  const bool bigint = p[1] == static_cast<char>(Foreign::bigint);
  const bool bytes = p[1] == static_cast<char>(Foreign::bytes);
  p += 2;
  if (bytes) {
    bool escaped = false;
    if (*p != '"') return fail(scan, Fault::syntax, p);
    p = scan_string(scan, p + 1, escaped);
    return p == nullptr ? nullptr : p + 1;
  }
  if (!bigint) return p;
  if (*p == '-') ++p;
  while (*p >= '0' && *p <= '9') ++p;
  return p;
}

const char* scan_number(Scan& scan, const char* p) noexcept {
  double ignored = 0;
  const char* end = p;
  const NumberStatus status = read_double(end, ignored);
  if (status == NumberStatus::syntax) return fail(scan, Fault::syntax, p);
  if (status == NumberStatus::range && scan.judge_values) return fail(scan, Fault::range, p);
  return end;
}

const char* scan_scalar(Scan& scan, const char* p) noexcept {
  switch (*p) {
    case '"': {
      bool escaped = false;
      p = scan_string(scan, p + 1, escaped);
      return p == nullptr ? nullptr : p + 1;
    }
    case 't':
      return matches(p, "true") ? p + 4 : fail(scan, Fault::syntax, p);
    case 'f':
      return matches(p, "false") ? p + 5 : fail(scan, Fault::syntax, p);
    case 'n':
      return matches(p, "null") ? p + 4 : fail(scan, Fault::syntax, p);
    case foreign_mark:
      return scan.extended ? scan_foreign(scan, p) : fail(scan, Fault::syntax, p);
    default:
      return scan_number(scan, p);
  }
}

/// Which of the open brackets are objects: one bit each.
class Nesting {
 public:
  [[nodiscard]] bool in_object() const noexcept {
    return (bits_[(size_ - 1) / 64] >> ((size_ - 1) % 64) & 1U) != 0;
  }
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
  void push(bool object) noexcept {
    const std::uint64_t bit = std::uint64_t{1} << (size_ % 64);
    bits_[size_ / 64] = object ? bits_[size_ / 64] | bit : bits_[size_ / 64] & ~bit;
    ++size_;
  }
  void pop() noexcept { --size_; }

 private:
  std::uint64_t bits_[(plan::max_depth + 63) / 64] = {};
  std::uint32_t size_ = 0;
};

const char* scan_key(Scan& scan, const char* p) noexcept {
  if (*p != '"') return fail(scan, Fault::syntax, p);
  bool escaped = false;
  p = scan_string(scan, p + 1, escaped);
  if (p == nullptr) return nullptr;
  p = skip_space(p + 1);
  return *p == ':' ? p + 1 : fail(scan, Fault::syntax, p);
}

}  // namespace

std::string_view foreign_name(char letter) noexcept {
  switch (static_cast<Foreign>(letter)) {
    case Foreign::undefined:
      return "undefined";
    case Foreign::nan:
      return "NaN";
    case Foreign::infinity:
      return "Infinity";
    case Foreign::bigint:
      return "bigint";
    case Foreign::bytes:
      return "Uint8Array";
    case Foreign::symbol:
      return "symbol";
    case Foreign::function:
      return "function";
    case Foreign::object:
      return "class instance";
    case Foreign::deep:
      return "too deep";
    case Foreign::malformed:
      return "malformed value";
  }
  return {};
}

const char* scan_string(Scan& scan, const char* p, bool& escaped) noexcept {
  const char* begin = p;
  bool ascii = true;
  escaped = false;
  for (;;) {
    p = find_special(p);
    if (*p == '"') break;
    if (*p == '\\') {
      escaped = true;
      p = scan_escape(scan, p);
      if (p == nullptr) return nullptr;
    } else if (static_cast<unsigned char>(*p) >= 0x80) {
      ascii = false;
      while (static_cast<unsigned char>(*p) >= 0x80) ++p;
    } else {
      return fail(scan, Fault::syntax, p);  // a bare control character or the end of the text
    }
  }
  if (!ascii && !scan.extended) {
    const char* invalid = find_invalid_utf8(begin, p);
    if (invalid != p) return fail(scan, Fault::encoding, invalid);
  }
  return p;
}

char* decode_string(const char* begin, const char* end, char* out) noexcept {
  for (const char* p = begin; p < end;) {
    const auto* escape =
        static_cast<const char*>(std::memchr(p, '\\', static_cast<std::size_t>(end - p)));
    const char* plain_end = escape == nullptr ? end : escape;
    std::memcpy(out, p, static_cast<std::size_t>(plain_end - p));
    out += plain_end - p;
    if (escape == nullptr) break;
    p = escape + 2;
    if (escape[1] != 'u') {
      *out++ = escaped_by(escape[1]);
      continue;
    }
    std::int32_t scalar = hex4(p);
    p += 4;
    if (is_high(scalar) && p[0] == '\\' && p[1] == 'u' && is_low(hex4(p + 2))) {
      scalar = 0x10000 + ((scalar - 0xD800) << 10) + (hex4(p + 2) - 0xDC00);
      p += 6;
    }
    if (is_high(scalar) || is_low(scalar)) return nullptr;
    out = append_utf8(out, static_cast<std::uint32_t>(scalar));
  }
  return out;
}

const char* scan_value(Scan& scan, const char* p) noexcept {
  Nesting nesting;
  for (;;) {
    // At a value.
    p = skip_space(p);
    if (*p == '{' || *p == '[') {
      const bool object = *p == '{';
      if (nesting.size() == scan.depth) return fail(scan, Fault::depth, p);
      nesting.push(object);
      p = skip_space(p + 1);
      if (*p != (object ? '}' : ']')) {
        if (object && (p = scan_key(scan, p)) == nullptr) return nullptr;
        continue;
      }
    } else {
      p = scan_scalar(scan, p);
      if (p == nullptr) return nullptr;
      if (nesting.size() == 0) return p;
      p = skip_space(p);
    }
    // Behind a value or at the bracket of an empty array or object: close what ends here.
    while (*p == (nesting.in_object() ? '}' : ']')) {
      ++p;
      nesting.pop();
      if (nesting.size() == 0) return p;
      p = skip_space(p);
    }
    if (*p != ',') return fail(scan, Fault::syntax, p);
    p = skip_space(p + 1);
    if (nesting.in_object() && (p = scan_key(scan, p)) == nullptr) return nullptr;
  }
}

}  // namespace tally::json
