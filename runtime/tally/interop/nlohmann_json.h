// Values from and to those of nlohmann/json. Both are judged: what a contract does not accept gets
// neither in nor out.
//
//   tally::Result<Order> order = tally::interop::from_json<Order>(json);
//   tally::Result<nlohmann::json> json = tally::interop::to_json<Order>(*order);
//
// and as nlohmann/json has it, with an exception in place of the issues:
//
//   nlohmann::json json = order;
//   auto order = json.get<Order>();
#pragma once

#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "tally/interop/text.h"

namespace tally::interop {

/// What the conversions of nlohmann/json throw, which know no other way.
class ContractError : public std::exception {
 public:
  ContractError(std::string_view contract, Issues issues)
      : issues_(std::move(issues)), text_(std::string(contract) + ": " + to_text(issues_)) {}

  /// At least one.
  [[nodiscard]] const Issues& issues() const noexcept { return issues_; }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  Issues issues_;
  std::string text_;
};

/// Value -> JSON as the contract writes it: 64-bit integers are text, for example. `T` may name an
/// alias.
template <class T, class Json = nlohmann::json>
Result<Json> to_json(const typename Contract<T>::Owned& value) {
  Result<std::string> text = stringify<T>(value);
  if (!text) return std::move(text).issues();
  return Json::parse(*text);
}

namespace detail {

/// The text of a value. nlohmann/json throws for strings that are not UTF-8; such a string it is
/// then, for the judge to refuse.
template <class Json>
std::string spelled(const Json& json) {
  try {
    return json.dump();
  } catch (const typename Json::type_error&) {
    return "\"\xFF\"";
  }
}

}  // namespace detail

/// JSON -> value. Issues have no place: there was no text. Strings that are not UTF-8, and
/// `binary`, are refused.
template <class T, class Json>
Result<typename Contract<T>::Owned> from_json(const Json& json, ReadOptions options = {}) {
  Result<typename Contract<T>::Owned> value = parse<T>(detail::spelled(json), options);
  if (value) return value;
  Issues issues = std::move(value).issues();
  for (Issue& issue : issues) issue.offset = Issue::nowhere;
  return issues;
}

}  // namespace tally::interop

template <tally::interop::Contracted T>
struct nlohmann::adl_serializer<T, void> {
  template <class Json>
  static void to_json(Json& json, const T& value) {
    tally::Result<Json> made = tally::interop::to_json<T, Json>(value);
    if (!made) throw tally::interop::ContractError(tally::Contract<T>::type.name, made.issues());
    json = std::move(*made);
  }

  template <class Json>
  static void from_json(const Json& json, T& value) {
    tally::Result<T> made = tally::interop::from_json<T>(json);
    if (!made) throw tally::interop::ContractError(tally::Contract<T>::type.name, made.issues());
    value = std::move(*made);
  }
};
