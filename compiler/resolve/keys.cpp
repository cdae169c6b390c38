#include "resolve/keys.h"

#include <algorithm>
#include <string>
#include <vector>

#include "language/foreign.h"
#include "resolve/foreign.h"
#include "source/suggest.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

void report_unknown(const yaml::Node& mapping, std::size_t index, const language::Place& place,
                    const Surroundings* around, Diagnostics& diagnostics) {
  const yaml::Node& key = *mapping.entries[index].key;
  auto draft = diagnostics.add(Code::unknown_key, key.span,
                               "unknown key `" + key.text + "` in " + std::string(place.shown));
  if (explain_foreign_key(mapping, index, place, around, draft)) return;
  std::vector<std::string_view> names;
  for (const language::Key* known : language::keys_of(place)) {
    if (mapping.find(known->name) == nullptr) names.push_back(known->name);
  }
  draft.suggest(find_suggestion(key.text, names), key.span);
}

}  // namespace

void check_keys(const yaml::Node& mapping, const language::Place& place, Diagnostics& diagnostics,
                const Surroundings* around) {
  for (std::size_t i = 0; i < mapping.entries.size(); ++i) {
    if (language::find_key(place, mapping.entries[i].key->text) != nullptr) continue;
    if (!ends_cut_type(mapping, i)) report_unknown(mapping, i, place, around, diagnostics);
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
  auto near = find_suggestion(*text, known);
  const std::string_view ours = language::find_foreign_choice(*text);
  if (std::find(known.begin(), known.end(), ours) != known.end())
    near = Suggestion{std::string(ours), true};
  diagnostics.add(code, node.span, std::string(what) + " cannot be `" + std::string(*text) + "`")
      .suggest(near, node.span)
      .label("write " + list);
  return std::nullopt;
}

}  // namespace tally::compiler::resolving
