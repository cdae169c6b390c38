#include "targets/cpp/reserved.h"

#include <algorithm>
#include <set>

#include "render/naming.h"

namespace tally::compiler::targets::cpp {
namespace {

constexpr std::string_view keywords =
#include "targets/cpp/reserved/keywords.def"
    ;
constexpr std::string_view macros =
#include "targets/cpp/reserved/macros.def"
    ;
constexpr std::string_view globals =
#include "targets/cpp/reserved/globals.def"
    ;
constexpr std::string_view headers =
#include "targets/cpp/reserved/headers.def"
    ;

// What generated code names from within the namespaces of packages, or declares in them.
constexpr std::string_view own_names = "code contract_set keys plan std tables tally view";

constexpr std::string_view own_packages = "tally.log tally.model tally.token tally.wire";

/// Calls `each` with every word of a list.
template <class Each>
void for_words(std::string_view list, const Each& each) {
  constexpr std::string_view blanks = " \n";
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(blanks), list.size());
    if (end > 0) each(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

using Words = std::set<std::string_view>;

Words words_of(std::string_view list) {
  Words words;
  for_words(list, [&](std::string_view word) { words.insert(word); });
  return words;
}

}  // namespace

std::vector<std::string> reserved_words() {
  std::vector<std::string> words;
  for (const std::string_view list : {keywords, macros})
    for_words(list, [&](std::string_view word) { words.emplace_back(word); });
  std::sort(words.begin(), words.end());
  return words;
}

bool is_reserved_namespace(std::string_view name, bool first) {
  static const Words anywhere = words_of(own_names);
  static const Words at_first = words_of(globals);
  return anywhere.contains(name) || (first && at_first.contains(name));
}

bool is_namespace(std::string_view name) {
  IdentifierRules rules;
  rules.reserved = reserved_words();
  for (;;) {
    const std::size_t end = name.find("::");
    const std::string_view part = name.substr(0, end);
    if (part == "std" || escape_identifier(part, rules) != part) return false;
    if (end == std::string_view::npos) return true;
    name.remove_prefix(end + 2);
  }
}

bool is_own_package(std::string_view package) {
  static const Words all = words_of(own_packages);
  return all.contains(package);
}

bool is_system_header(std::string_view name) {
  static const Words all = words_of(headers);
  return all.contains(name);
}

}  // namespace tally::compiler::targets::cpp
