#pragma once

#include "render/mustache.h"

namespace tally::compiler {

constexpr size_t max_template_errors = 100;

/// An error at bytes [begin, end) of `where`, with line and column worked out. Linear.
TemplateError template_error(const Template& where, uint32_t begin, uint32_t end,
                             std::string message, std::string hint = {});

}  // namespace tally::compiler
