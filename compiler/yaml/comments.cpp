#include "yaml/comments.h"

#include <algorithm>
#include <string_view>

namespace tally::compiler::yaml {
namespace {

// In document order, which is the order of their places.
void collect_scalars(const Node& node, std::vector<Span>& spans) {
  if (node.is_scalar()) spans.push_back(node.span);
  for (const Node* item : node.items) collect_scalars(*item, spans);
  for (const Entry& entry : node.entries) {
    collect_scalars(*entry.key, spans);
    collect_scalars(*entry.value, spans);
  }
}

}  // namespace

std::vector<Span> find_comments(FileId file, const Sources& sources, const Tree& tree) {
  std::vector<Span> scalars;
  collect_scalars(tree.root(), scalars);
  const std::string_view text = sources.file(file).text();
  std::vector<Span> comments;
  auto scalar = scalars.begin();
  for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at)) {
    while (scalar != scalars.end() && scalar->end <= at) ++scalar;
    if (scalar != scalars.end() && scalar->begin <= at) {
      at = scalar->end;
      continue;
    }
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    std::size_t end = line_end;
    while (text[end - 1] == ' ' || text[end - 1] == '\t' || text[end - 1] == '\r') --end;
    comments.push_back({file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
    at = line_end;
  }
  return comments;
}

}  // namespace tally::compiler::yaml
