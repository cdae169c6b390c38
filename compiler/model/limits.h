// The numbers behind constraints: which constraint applies to what, and what its text says exactly.
#pragma once

#include <cstdint>
#include <string>

#include "model/model.h"
#include "tally/engine/vocabulary/keyword.h"

namespace tally::compiler::model {

// Wide enough for the values of every integer type and for sums of two of them.
__extension__ using Wide = __int128;

// Which end of the values that are allowed a limit is.
enum class Side : std::uint8_t { lower, upper, neither };

Side side_of(Bound bound);
bool is_exclusive(Bound bound);

struct IntegerRange {
  Wide lowest = 0;
  Wide highest = 0;
};

// Of an integer kind.
IntegerRange range_of(Kind kind);

// "-128 to 127".
std::string to_text(const IntegerRange& range);

// Lengths and counts.
constexpr IntegerRange count_range{0, UINT32_MAX};

enum class ReadStatus : std::uint8_t { ok, not_integer, out_of_range };

// Reads the text of a constraint on a value of this kind into `integer` or `number`. The constraint
// must apply to the kind and be a limit.
ReadStatus read_limit(Constraint& constraint, Kind kind);

// The same for a limit on a decimal, which fits when a value could have as many digits.
ReadStatus read_limit(const Constraint& constraint, const TypeExpression& decimal);

// Of a decimal, in units of its last digit.
IntegerRange range_of(const TypeExpression& decimal);

// A limit on a decimal in the same units.
Wide decimal_value(const Constraint& constraint, const TypeExpression& decimal);

// The value of a limit on an integer kind or of a length or count.
Wide integer_value(const Constraint& constraint, Kind kind);

}  // namespace tally::compiler::model
