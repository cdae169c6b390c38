// The numbers behind constraints: which constraint applies to what, and what its text says exactly.
#pragma once

#include <cstdint>
#include <string>

#include "model/model.h"

namespace tally::compiler::checking {

// Wide enough for the values of every integer type and for sums of two of them.
__extension__ using Wide = __int128;

// What a constraint looks at.
enum class Subject : std::uint8_t { number, text, items, properties };

Subject subject_of(model::Keyword keyword);
bool applies_to(model::Keyword keyword, model::Kind kind);

enum class Direction : std::uint8_t { lower, upper, neither };

Direction direction_of(model::Keyword keyword);
bool is_exclusive(model::Keyword keyword);
bool is_limit(model::Keyword keyword);  // a number
bool is_uniqueness(model::Keyword keyword);

bool is_integer(model::Kind kind);  // int, int8 ... uint64
bool is_float(model::Kind kind);

struct IntegerRange {
  Wide lowest = 0;
  Wide highest = 0;
};

// Of an integer kind.
IntegerRange range_of(model::Kind kind);

// "-128 to 127".
std::string to_text(const IntegerRange& range);

// Lengths and counts.
constexpr IntegerRange count_range{0, UINT32_MAX};

enum class ReadStatus : std::uint8_t { ok, not_integer, out_of_range };

// Reads the text of a constraint on a value of this kind into `integer` or `number`. The constraint
// must apply to the kind and be a limit.
ReadStatus read_limit(model::Constraint& constraint, model::Kind kind);

// The same for a limit on a decimal, which fits when a value could have as many digits.
ReadStatus read_limit(const model::Constraint& constraint, const model::TypeExpression& decimal);

// Of a decimal, in units of its last digit.
IntegerRange range_of(const model::TypeExpression& decimal);

// A limit on a decimal in the same units.
Wide decimal_value(const model::Constraint& constraint, const model::TypeExpression& decimal);

// The value of a limit on an integer kind or of a length or count.
Wide integer_value(const model::Constraint& constraint, model::Kind kind);

}  // namespace tally::compiler::checking
