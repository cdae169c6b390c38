#include "resolve/keys.h"

#include <string>
#include <vector>

#include "source/suggest.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

void report_unknown(const yaml::Node& mapping, const yaml::Node& key, const language::Place& place,
                    Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const language::Key* known : language::keys_of(place)) {
    if (mapping.find(known->name) == nullptr) names.push_back(known->name);
  }
  auto draft = diagnostics.add(Code::unknown_key, key.span,
                               "unknown key `" + key.text + "` in " + std::string(place.shown));
  draft.suggest(find_suggestion(key.text, names), key.span);
}

}  // namespace

void check_keys(const yaml::Node& mapping, const language::Place& place, Diagnostics& diagnostics) {
  for (const auto& [name, value] : mapping.entries) {
    const language::Key* key = language::find_key(place, name->text);
    if (key == nullptr) {
      report_unknown(mapping, *name, place, diagnostics);
    }
  }
}

std::optional<std::size_t> read_choice(const yaml::Node& node, std::string_view what,
                                       language::Words words, Code code, Diagnostics& diagnostics) {
  const auto text = yaml::read_text(node, what, diagnostics);
  if (!text) return std::nullopt;
  std::string list;
  std::vector<std::string_view> known;
  for (const auto& [word, doc] : words) {
    if (word == *text) return known.size();
    if (!known.empty()) list += known.size() + 1 == words.size() ? " or " : ", ";
    list += '`' + std::string(word) + '`';
    known.push_back(word);
  }
  diagnostics.add(code, node.span, std::string(what) + " cannot be `" + std::string(*text) + "`")
      .suggest(find_suggestion(*text, known), node.span)
      .label("write " + list);
  return std::nullopt;
}

}  // namespace tally::compiler::resolving
