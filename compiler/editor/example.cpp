#include "editor/example.h"

#include <string>

#include "diagnose/diagnostic.h"
#include "source/sources.h"
#include "yaml/parse.h"
#include "yaml/read.h"

namespace tally::compiler::editor {
namespace {

nlohmann::ordered_json json_of(const yaml::Node& node) {
  using Json = nlohmann::ordered_json;
  if (node.is_mapping()) {
    Json object = Json::object();
    for (const auto& [key, value] : node.entries) object[key->text] = json_of(*value);
    return object;
  }
  if (node.is_sequence()) {
    Json array = Json::array();
    for (const yaml::Node* item : node.items) array.push_back(json_of(*item));
    return array;
  }
  if (node.is_null()) return nullptr;
  if (!node.is_plain()) return node.text;
  if (node.text == "true" || node.text == "false") return node.text == "true";
  if (yaml::is_number(node.text, true)) return Json::parse(node.text);
  return node.text;
}

}  // namespace

nlohmann::ordered_json json_of(std::string_view text) {
  Sources sources;
  Diagnostics diagnostics;
  const FileId file = sources.add("example", std::string(text));
  const auto tree = yaml::parse(file, sources, diagnostics);
  return tree ? json_of(tree->root()) : nlohmann::ordered_json();
}

}  // namespace tally::compiler::editor
