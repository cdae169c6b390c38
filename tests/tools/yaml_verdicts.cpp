// Reads YAML files as JSON strings, one a line, and answers with a line for each: the events of the
// tree as the YAML test suite writes them, or the code of the first error.
// One whose layout cannot be put into canonical form without loss is answered with `fmt`.
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "format/format.h"
#include "yaml/parse.h"

namespace tally::compiler {
namespace {

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    constexpr std::string_view plain = "\n\t\b\r\\";
    constexpr std::string_view letters = "ntbr\\";
    const std::size_t found = plain.find(c);
    result +=
        found == std::string_view::npos ? std::string(1, c) : std::string{'\\', letters[found]};
  }
  return result;
}

void add_events(const yaml::Node& node, nlohmann::json& events) {
  if (node.is_scalar()) {
    constexpr char marks[] = {':', '\'', '"', '|', '>'};
    events.push_back(std::string("=VAL ") + marks[static_cast<std::size_t>(node.style)] +
                     escaped(node.text));
    return;
  }
  events.push_back(node.is_mapping() ? "+MAP" : "+SEQ");
  for (const auto* item : node.items) add_events(*item, events);
  for (const auto& [key, value] : node.entries) {
    add_events(*key, events);
    add_events(*value, events);
  }
  events.push_back(node.is_mapping() ? "-MAP" : "-SEQ");
}

nlohmann::json verdict(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const FileId file = sources.add("case.yaml", text);
  const auto tree = yaml::parse(file, sources, diagnostics);
  if (diagnostics.has_errors()) return code_text(diagnostics.sorted().front().code);
  if (!tree) return "neither read nor refused";
  const auto laid_out = format(file, sources, *tree);
  if (!laid_out) return "fmt";
  const FileId again = sources.add("again.yaml", *laid_out);
  const auto second = yaml::parse(again, sources, diagnostics);
  if (!second || !same_content(file, *tree, again, *second, sources)) return "fmt";
  if (format(again, sources, *second) != laid_out) return "fmt";
  nlohmann::json events = nlohmann::json::array();
  add_events(tree->root(), events);
  return events;
}

}  // namespace
}  // namespace tally::compiler

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << tally::compiler::verdict(nlohmann::json::parse(line).get<std::string>()).dump()
              << "\n";
  }
}
