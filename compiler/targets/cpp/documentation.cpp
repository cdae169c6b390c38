#include "targets/cpp/documentation.h"

#include "model/query.h"
#include "render/quote.h"

namespace tally::compiler::targets::cpp {

std::optional<std::string> documentation(std::string_view doc, const Remarks& remarks) {
  std::string text(doc);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const auto add = [&](const std::string& sentence) {
    text += (text.empty() ? "" : " ") + sentence;
  };
  if (!remarks.unit.empty()) add("Unit: " + std::string(remarks.unit) + ".");
  if (!remarks.since.empty()) add("Since " + std::string(remarks.since) + ".");
  if (remarks.sensitive) add("Sensitive: not for logs.");
  if (text.empty()) return std::nullopt;
  return line_comment_text(text);
}

std::optional<std::string> deprecation(const model::History& history) {
  if (!history.deprecated) return std::nullopt;
  return cpp_string_literal(model::sentence(*history.deprecated));
}

}  // namespace tally::compiler::targets::cpp
