// Errors of templates as diagnostics.
#pragma once

#include "diagnose/diagnostic.h"
#include "render/mustache.h"

namespace tally::compiler::targets {

/// Adds an error that was found while parsing, or while rendering, a template. `span` is its place.
void add_syntax_error(const TemplateError& error, Span span, Diagnostics& diagnostics);
void add_render_error(const TemplateError& error, Span span, Diagnostics& diagnostics);

}  // namespace tally::compiler::targets
