// The text of a rule's expression -> its syntax.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "model/syntax.h"
#include "rules/lexer.h"
#include "source/span.h"

namespace tally::compiler::rules {

// How large an expression may be. Hostile ones end here as well.
constexpr std::uint32_t most_bytes = 4096;
constexpr std::uint32_t most_parts = 500;
constexpr std::uint32_t most_depth = 32;

// Where bytes [begin, end) of the expression stand in the contract.
using Placed = std::function<Span(std::size_t begin, std::size_t end)>;

// Nothing when the text is no expression; `fault` says why.
std::optional<syntax::Expression> parse(std::string_view source, const Placed& placed,
                                        Fault& fault);

}  // namespace tally::compiler::rules
