// The words of a rule's expression.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally::compiler::rules {

// What is wrong, and which bytes of the expression are to blame.
struct Fault {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string message;  // one sentence without a full stop
  std::string hint;     // what to write instead; may be empty
  bool too_large = false;
};

struct Token {
  enum class Kind : std::uint8_t {
    name,
    integer,           // text: the digits, with 0x if there is one
    unsigned_integer,  // without its `u`
    number,
    text,  // decoded
    sign,  // an operator, a bracket, a comma
    end,
  };

  Kind kind = Kind::end;
  std::string text;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// The tokens with one of kind `end` behind them. Stops at the first fault, which is written to
// `fault`; the list is empty then. O(size).
std::vector<Token> tokens(std::string_view source, Fault& fault);

}  // namespace tally::compiler::rules
