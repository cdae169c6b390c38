// Texts of a form: those that `format` asks for, and those of the types that are written so.
#pragma once

#include <string>

#include "sample/random.h"
#include "tally/engine/values/formats.h"

namespace tally::compiler::sampling {

/// Accepted by `matches(format, text)`.
std::string make_format(Format format, Random& random);

std::string make_uuid(Random& random);

/// RFC 3339, in this century.
std::string make_timestamp(Random& random);
std::string make_date(Random& random);
std::string make_time(Random& random);

/// What the type `duration` takes: without years and months.
std::string make_duration(Random& random);

}  // namespace tally::compiler::sampling
