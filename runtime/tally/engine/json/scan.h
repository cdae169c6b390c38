// Passing over JSON text without building anything, and saying where and why it is not JSON.
#pragma once

#include <cstdint>
#include <string_view>

namespace tally::json {

/// What can be wrong with a text before any contract is asked.
enum class Fault : std::uint8_t {
  none,
  syntax,    // not RFC 8259
  encoding,  // not UTF-8 (RFC 3629), or an escape for half a surrogate pair
  depth,     // more nested arrays and objects than allowed
  range,     // a number beyond every double
};

/// How strictly to look, and what was found.
struct Scan {
  std::uint32_t depth;    // how many arrays and objects may be opened inside each other, at most
                          // plan::max_depth
  bool judge_values;      // also refuse lone surrogate escapes and numbers out of range
  bool extended = false;  // the text was written by the object door: see `Foreign`

  Fault fault = Fault::none;
  const char* at = nullptr;  // where the fault is
};

/// Values of JavaScript and C++ that JSON has no form for. In the text that such a door hands to
/// `explain`, such a value is the byte 0x01 and this letter; a bigint's decimal digits follow, or a
/// string with the base64 of bytes.
/// Strings there may hold lone surrogates, encoded like any other code point.
enum class Foreign : char {
  undefined = 'u',
  nan = 'n',
  infinity = 'i',
  bigint = 'b',
  bytes = 'y',
  symbol = 's',
  function = 'f',
  object = 'o',     // an object that is neither plain nor an array
  deep = 'd',       // whatever lies below the depth limit
  malformed = 'x',  // what should be JSON text or a known name, and is not
};
constexpr char foreign_mark = '\x01';

/// The name of a foreign value for people, `bigint` for example.
std::string_view foreign_name(char letter) noexcept;

/// The end of the value at `p` (white space before it is passed over), or null with the fault in
/// `scan`.
const char* scan_value(Scan& scan, const char* p) noexcept;

/// The closing quote of the string whose text begins at `p`, or null. `escaped` tells whether there
/// are escapes.
const char* scan_string(Scan& scan, const char* p, bool& escaped) noexcept;

/// Decodes the text between the quotes of a scanned string. Writes at most `end - begin` bytes and
/// returns their end, or null when an escape stands for half a surrogate pair.
char* decode_string(const char* begin, const char* end, char* out) noexcept;

}  // namespace tally::json
