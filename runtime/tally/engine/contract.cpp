#include "tally/engine/contract.h"

#include "tally/engine/explain/issue_text.h"

namespace tally {
namespace {

/// An acceptable document may still need more memory for its view than there is.
Issues or_too_large(Issues issues, const ContractType& type) {
  if (issues.empty()) {
    issues.push_back(make_issue({}, IssueCode::size,
                                {{"limit", decimal_text(type.plan.limits.bytes)}}, Issue::nowhere));
  }
  return issues;
}

}  // namespace

const void* judge(const ContractType& type, Arena& arena, PaddedText document, Source source,
                  ReadOptions options) noexcept {
  if (document.size > type.plan.limits.bytes) return nullptr;
  if (type.read == nullptr)
    return explain(type.plan, type.type, document, source, options.unknown).empty() ? document.data
                                                                                    : nullptr;
  void* view = arena.allocate(type.view_size, 16);
  if (view == nullptr) return nullptr;
  json::Reader reader{arena, type.plan.limits.depth, source == Source::foreign, options.unknown};
  const char* end = type.read(reader, document.data, view);
  if (end == nullptr || json::skip_space(end) != document.end()) return nullptr;
  return type.validate(view) ? view : nullptr;
}

Issues explain(const ContractType& type, PaddedText document, Source source, ReadOptions options) {
  return or_too_large(explain(type.plan, type.type, document, source, options.unknown), type);
}

Issues explain(const ContractType& type, const void* view) {
  json::Writer writer(json::Writer::Mode::foreign);
  type.write(writer, view);
  const Document document(writer.text());
  return explain(type, document.padded(), Source::foreign);
}

}  // namespace tally
