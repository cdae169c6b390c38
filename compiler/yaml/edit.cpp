#include "yaml/edit.h"

#include <algorithm>
#include <utility>

namespace tally::compiler::yaml {
namespace {

std::uint32_t end_of(const Entry& entry) {
  return std::max(entry.key->span.end, entry.value->span.end);
}

}  // namespace

Span whole_lines(Span span, const Sources& sources) {
  const File& file = sources.file(span.file);
  const std::uint32_t begin = file.line_start(file.position(span.begin).line);
  const std::uint32_t end = file.line_start(file.position(span.end).line + 1);
  const Span before{span.file, begin, span.begin};
  const Span behind{span.file, span.end, end};
  const auto blank = [&](Span part) {
    return sources.text(part).find_first_not_of(" \r\n") == std::string_view::npos;
  };
  return blank(before) && blank(behind) ? Span{span.file, begin, end} : Span{};
}

std::optional<Fix> without_entry(const Node& mapping, std::size_t index, const Sources& sources) {
  const auto& entries = mapping.entries;
  if (entries.size() == 1) return std::nullopt;
  const Span entry{mapping.span.file, entries[index].key->span.begin, end_of(entries[index])};
  const bool flow = sources.text(mapping.span).starts_with('{');
  Span gone = whole_lines(entry, sources);
  if (flow && index > 0) {
    gone = {entry.file, end_of(entries[index - 1]), entry.end};
  } else if (flow) {
    gone = {entry.file, entry.begin, entries[1].key->span.begin};
  }
  if (gone.is_nowhere()) return std::nullopt;
  return Fix{gone, ""};
}

std::optional<Fix> appended(const Node& scalar, std::string text) {
  const Span span = scalar.span;
  switch (scalar.style) {
    case Style::plain:
      return Fix{{span.file, span.end, span.end}, std::move(text)};
    case Style::single_quoted:
    case Style::double_quoted:
      return Fix{{span.file, span.end - 1, span.end - 1}, std::move(text)};
    case Style::literal:
    case Style::folded:
      break;
  }
  return std::nullopt;
}

Fix joined(std::vector<Fix> changes, const Sources& sources) {
  std::sort(changes.begin(), changes.end(),
            [](const Fix& a, const Fix& b) { return a.span.begin < b.span.begin; });
  Fix whole{changes.front().span, std::move(changes.front().replacement)};
  for (std::size_t i = 1; i < changes.size(); ++i) {
    const Span between{whole.span.file, whole.span.end, changes[i].span.begin};
    whole.replacement += sources.text(between);
    whole.replacement += changes[i].replacement;
    whole.span.end = changes[i].span.end;
  }
  return whole;
}

}  // namespace tally::compiler::yaml
