// What contracts say about their things, as C++ says it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/model.h"

namespace tally::compiler::targets::cpp {

/// What a comment says besides the text of the contract.
struct Remarks {
  std::string_view unit = {};
  std::string_view since = {};
  bool sensitive = false;
};

/// The inside of a line comment; nothing if there is nothing to say.
std::optional<std::string> documentation(std::string_view doc, const Remarks& remarks = {});

/// The argument of the attribute `deprecated`; nothing for what is not deprecated.
std::optional<std::string> deprecation(const model::History& history);

}  // namespace tally::compiler::targets::cpp
