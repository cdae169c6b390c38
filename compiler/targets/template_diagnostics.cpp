#include "targets/template_diagnostics.h"

#include <string_view>

namespace tally::compiler::targets {
namespace {

// The renderer tells errors apart by their sentences. The first row that occurs in one is taken.
struct Wording {
  std::string_view words;
  Code code;
};

constexpr Wording wordings[] = {
    {"unknown variable", Code::unknown_variable}, {"unknown section", Code::unknown_variable},
    {"has no member `", Code::unknown_variable},  {"unknown template", Code::template_not_found},
    {"there is no block", Code::unknown_block},   {"nested more than", Code::template_too_deep},
    {"too many steps", Code::template_too_deep},  {"too large", Code::template_too_deep},
};

Code code_of(std::string_view message) {
  for (const Wording& wording : wordings) {
    if (message.find(wording.words) != std::string_view::npos) return wording.code;
  }
  return Code::template_wrong_kind;
}

}  // namespace

void add_syntax_error(const TemplateError& error, Span span, Diagnostics& diagnostics) {
  diagnostics.add(Code::template_syntax, span, error.message).label(error.hint);
}

void add_render_error(const TemplateError& error, Span span, Diagnostics& diagnostics) {
  diagnostics.add(code_of(error.message), span, error.message).label(error.hint);
}

}  // namespace tally::compiler::targets
