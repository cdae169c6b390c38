#include "diagnose/finding.h"

namespace tally::compiler {
namespace {

std::optional<FilePlace> place_of(Span span, const Sources& sources) {
  if (span.is_nowhere()) return std::nullopt;
  const File& file = sources.file(span.file);
  return FilePlace{file.path(), file.position(span.begin), file.position(span.end)};
}

}  // namespace

std::vector<Finding> findings(std::span<const Diagnostic> diagnostics, const Sources& sources) {
  std::vector<Finding> list;
  for (const Diagnostic& diagnostic : diagnostics) {
    Finding finding{code_text(diagnostic.code), diagnostic.severity,
                    place_of(diagnostic.span, sources), diagnostic.message, diagnostic.label};
    for (const Related& related : diagnostic.related)
      finding.related.push_back({place_of(related.span, sources), related.message});
    if (diagnostic.fix) {
      finding.fix = FindingFix{place_of(diagnostic.fix->span, sources).value_or(FilePlace{}),
                               diagnostic.fix->replacement};
    }
    list.push_back(std::move(finding));
  }
  return list;
}

}  // namespace tally::compiler
