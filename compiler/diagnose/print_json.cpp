#include "diagnose/print_json.h"

#include <nlohmann/json.hpp>

namespace tally::compiler {
namespace {

using Json = nlohmann::ordered_json;

void add_place(Json& object, Span span, const Sources& sources) {
  if (span.is_nowhere()) return;
  const File& file = sources.file(span.file);
  const Position begin = file.position(span.begin);
  const Position end = file.position(span.end);
  object["path"] = file.path();
  object["line"] = begin.line;
  object["column"] = begin.column;
  object["end_line"] = end.line;
  object["end_column"] = end.column;
}

Json to_json(const Diagnostic& diagnostic, const Sources& sources) {
  Json object;
  object["code"] = code_text(diagnostic.code);
  object["severity"] = severity_text(diagnostic.severity);
  object["message"] = diagnostic.message;
  add_place(object, diagnostic.span, sources);
  if (!diagnostic.label.empty()) object["label"] = diagnostic.label;
  for (const Related& related : diagnostic.related) {
    Json place;
    place["message"] = related.message;
    add_place(place, related.span, sources);
    object["related"].push_back(std::move(place));
  }
  if (diagnostic.fix) {
    Json& fix = object["fix"];
    fix["replacement"] = diagnostic.fix->replacement;
    add_place(fix, diagnostic.fix->span, sources);
  }
  return object;
}

}  // namespace

std::string print_json(std::span<const Diagnostic> diagnostics, const Sources& sources) {
  Json list = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) list.push_back(to_json(diagnostic, sources));
  // Messages may quote what was not UTF-8 in a source.
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tally::compiler
