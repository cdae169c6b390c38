#include "compat/uses.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "compat/decimal.h"
#include "model/limits.h"
#include "model/vocabulary.h"

namespace tally::compiler::compat {
namespace {

/// What the number behind `minLength` or `minLength of bytes` is. Of bounds only the tightest
/// counts.
Bound bound_of(std::string_view limit) {
  const auto keyword = model::find_keyword(limit.substr(0, limit.find(' ')));
  return keyword ? facts_of(*keyword).bound : Bound::none;
}

}  // namespace

void add_limit(Json& limits, const std::string& keyword, const std::string& text) {
  Json& list = limits[keyword];
  if (list.is_null()) list = Json::array();
  const model::Side side = model::side_of(bound_of(keyword));
  if (side == model::Side::neither || list.empty()) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
    std::sort(list.begin(), list.end());
    return;
  }
  const auto known = list.front().get<std::string>();
  const bool tighter =
      side == model::Side::lower ? number_less(known, text) : number_less(text, known);
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
