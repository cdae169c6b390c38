// What templates see. A target builds typed structures, whose logic is in C++; here, and nowhere
// else, they become the data that its templates place.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "model/model.h"
#include "render/ordered_json.h"
#include "targets/definition.h"

namespace tally::compiler::targets {

using Json = OrderedJson;

/// One value for the templates that are rendered once, and one for each contract. That one is made
/// when it is asked for, since all of them would take more memory than anything else in a run;
/// several threads may ask at once.
struct TemplateData {
  Json set;
  std::function<Json(model::ContractId)> contract;
  /// How what was rendered is laid out; null: as the templates have it.
  std::string (*lay_out)(std::string_view text) = nullptr;
};

/// A structure that tells its members to `visit(name, value)`:
///
///   struct Import {
///     std::string module;
///     std::optional<std::string> alias;
///     template <class Visit> void members(Visit&& visit) const {
///       visit("module", module);
///       visit("alias", alias);
///     }
///   };
///
/// becomes an object, what is optional and not there becomes false, and a vector becomes an array.
template <class Value>
Json template_data(const Value& value);
template <class Value>
Json template_data(const std::optional<Value>& value);
template <class Value>
Json template_data(const std::vector<Value>& values);

template <class Value>
Json template_data(const Value& value) {
  if constexpr (std::is_constructible_v<Json, const Value&>) {
    return value;
  } else {
    Json object = Json::object();
    value.members(
        [&](const char* name, const auto& member) { object[name] = template_data(member); });
    return object;
  }
}

template <class Value>
Json template_data(const std::optional<Value>& value) {
  return value ? template_data(*value) : Json(false);
}

template <class Value>
Json template_data(const std::vector<Value>& values) {
  Json array = Json::array();
  for (const Value& value : values) array.push_back(template_data(value));
  return array;
}

}  // namespace tally::compiler::targets
