// Any bytes as a contract's YAML: parsing and printing never crash, and every node of an accepted
// file lies where it says.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "diagnose/print_json.h"
#include "diagnose/print_text.h"
#include "yaml/parse.h"
#include "yaml/read.h"

namespace {

using namespace tally::compiler;

void require(bool condition) {
  if (!condition) std::abort();
}

bool inside(Span inner, Span outer) {
  return inner.begin >= outer.begin && inner.end <= outer.end;
}

void check(const yaml::Node& node, const Sources& sources) {
  require(node.span.begin <= node.span.end);
  require(node.span.end <= sources.file(node.span.file).text().size());
  std::uint32_t cursor = node.span.begin;
  const auto check_child = [&](const yaml::Node& child) {
    require(child.span.begin >= cursor && inside(child.span, node.span));
    cursor = child.span.end;
    check(child, sources);
  };
  for (const yaml::Node* item : node.items) check_child(*item);
  for (const yaml::Entry& entry : node.entries) {
    require(node.find(entry.key->text) == entry.value);
    check_child(*entry.key);
    check_child(*entry.value);
  }
  if (!node.is_scalar()) return;

  const std::string_view written = sources.text(node.span);
  const bool one_line = written.find('\n') == std::string_view::npos;
  if (node.is_plain() && one_line) require(written == node.text);
  Span before{};
  for (std::size_t at = 0; at <= node.text.size() && at < 64; ++at) {
    const Span place = yaml::span_within(node, at, at + 1, sources);
    require(inside(place, node.span) && place.begin >= before.begin);
    before = place;
  }
}

void read(const yaml::Node& node, Diagnostics& diagnostics) {
  yaml::read_bool(node, "`it`", diagnostics);
  yaml::read_number(node, "`it`", diagnostics);
  yaml::read_count(node, "`it`", 1000, diagnostics);
  yaml::read_text(node, "`it`", diagnostics);
  for (const yaml::Node* item : node.items) read(*item, diagnostics);
  for (const yaml::Entry& entry : node.entries) read(*entry.value, diagnostics);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Sources sources;
  const FileId file =
      sources.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics diagnostics;
  const auto tree = yaml::parse(file, sources, diagnostics);
  require(tree.has_value() || diagnostics.has_errors());
  if (tree && !diagnostics.has_errors()) {
    check(tree->root(), sources);
    read(tree->root(), diagnostics);
  }
  const auto list = diagnostics.sorted();
  print_text(list, sources, {true, 40});
  print_json(list, sources);
  return 0;
}
