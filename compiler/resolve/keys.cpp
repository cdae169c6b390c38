#include "resolve/keys.h"

#include <array>
#include <string>
#include <vector>

#include "source/suggest.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

constexpr std::array refinements{
    Key{"minimum"},          Key{"maximum"},     Key{"exclusiveMinimum"},
    Key{"exclusiveMaximum"}, Key{"multipleOf"},  Key{"minLength"},
    Key{"maxLength"},        Key{"pattern"},     Key{"format"},
    Key{"minItems"},         Key{"maxItems"},    Key{"minProperties"},
    Key{"maxProperties"},    Key{"items"},       Key{"keys"},
    Key{"values"},           Key{"encoding"},    Key{"json"},
    Key{"lengthUnit"},       Key{"uniqueItems"}, Key{"uniqueBy"},
    Key{"precision"},        Key{"scale"},       Key{"as"},
    Key{"sensitive"},
};

constexpr std::array map_keys{
    Key{"minLength"}, Key{"maxLength"}, Key{"pattern"}, Key{"format"}, Key{"lengthUnit"},
};

const Key* find_key(std::initializer_list<Keys> groups, std::string_view name) {
  for (const auto& group : groups) {
    for (const auto& key : group) {
      if (key.name == name) return &key;
    }
  }
  return nullptr;
}

void report_unknown(const yaml::Node& mapping, const yaml::Node& key,
                    std::initializer_list<Keys> groups, std::string_view where,
                    Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const auto& group : groups) {
    for (const auto& known : group) {
      if (mapping.find(known.name) == nullptr) names.push_back(known.name);
    }
  }
  auto draft = diagnostics.add(Code::unknown_key, key.span,
                               "unknown key `" + key.text + "` in " + std::string(where));
  draft.suggest(find_suggestion(key.text, names), key.span);
}

}  // namespace

Keys refinement_keys() {
  return refinements;
}

Keys map_key_keys() {
  return map_keys;
}

void check_keys(const yaml::Node& mapping, std::initializer_list<Keys> groups,
                std::string_view where, Diagnostics& diagnostics) {
  for (const auto& [name, value] : mapping.entries) {
    const Key* key = find_key(groups, name->text);
    if (key == nullptr) {
      report_unknown(mapping, *name, groups, where, diagnostics);
    } else if (!key->feature.empty()) {
      diagnostics.add(
          Code::feature_not_supported, name->span,
          "`" + name->text + "`: " + std::string(key->feature) + " are not supported yet");
    }
  }
}

std::optional<std::size_t> read_choice(const yaml::Node& node, std::string_view what,
                                       std::initializer_list<std::string_view> words, Code code,
                                       Diagnostics& diagnostics) {
  const auto text = yaml::read_text(node, what, diagnostics);
  if (!text) return std::nullopt;
  std::string list;
  std::size_t index = 0;
  for (const auto word : words) {
    if (word == *text) return index;
    if (index > 0) list += index + 1 == words.size() ? " or " : ", ";
    list += '`' + std::string(word) + '`';
    ++index;
  }
  diagnostics.add(code, node.span, std::string(what) + " cannot be `" + std::string(*text) + "`")
      .suggest(find_suggestion(*text, std::span(words.begin(), words.size())), node.span)
      .label("write " + list);
  return std::nullopt;
}

}  // namespace tally::compiler::resolving
