#include "compat/uses.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "compat/decimal.h"

namespace tally::compiler::compat {
namespace {

/// Of bounds only the tightest counts.
enum class Rule { greatest, least, all };

Rule rule_of(std::string_view keyword) {
  for (const std::string_view each :
       {"multipleOf", "pattern", "format", "uniqueItems", "uniqueBy"}) {
    if (keyword == each) return Rule::all;
  }
  return keyword.starts_with("min") || keyword == "exclusiveMinimum" ? Rule::greatest : Rule::least;
}

}  // namespace

void add_limit(Json& limits, const std::string& keyword, const std::string& text) {
  Json& list = limits[keyword];
  if (list.is_null()) list = Json::array();
  const Rule rule = rule_of(keyword);
  if (rule == Rule::all || list.empty()) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
    std::sort(list.begin(), list.end());
    return;
  }
  const auto known = list.front().get<std::string>();
  const bool tighter = rule == Rule::greatest ? number_less(known, text) : number_less(text, known);
  if (tighter) list.front() = text;
}

Effective effective(const Published& published, const Json& use) {
  Effective result;
  const Json* at = &use;
  for (;;) {
    if (at->contains("limits")) {
      for (const auto& [keyword, list] : at->at("limits").items()) {
        for (const Json& text : list) add_limit(result.limits, keyword, text);
      }
    }
    if (at->contains("ref")) {
      const auto name = at->at("ref").get<std::string>();
      if (result.named.empty()) result.named = name;
      const Json& form = published.types.at(name).form;
      if (form.at("form") != "newtype") {
        result.declared = name;
        return result;
      }
      at = &form.at("type");
    } else if (at->at("kind") == "nullable") {
      result.nullable = true;
      at = &at->at("element");
    } else {
      result.base = *at;
      return result;
    }
  }
}

}  // namespace tally::compiler::compat
