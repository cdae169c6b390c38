#include "targets/model/expressions.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "model/vocabulary.h"
#include "targets/model/literals.h"

namespace tally::compiler::targets {
namespace {

using model::Expression;
using model::Operation;

class Writer {
 public:
  Writer(const model::Model& model, const Spelling& spelling)
      : model_(model), spelling_(spelling) {}

  Json write(const Expression& expression) const {
    const std::string_view word = model::name_of(expression.operation);
    Json arguments = Json::array();
    Json spelled = Json::array();
    bool complete = true;
    for (const Expression& each : expression.arguments) {
      arguments.push_back(write(each));
      spelled.push_back(arguments.back().at("spelled"));
      complete = complete && !spelled.back().is_null();
    }
    Json json = {
        {"operation", word},
        {"kind", model::name_of(expression.kind)},
        {"field", field(expression)},
        {"depth", expression.operation == Operation::variable ? Json(expression.index) : Json()},
        {"literal", literal(expression)},
        {"arguments", std::move(arguments)}};
    json["spelled"] = complete ? spell(word, json, std::move(spelled)) : Json();
    return json;
  }

 private:
  Json spell(std::string_view word, const Json& json, Json spelled) const {
    if (!json.at("literal").is_null()) return json.at("literal").at("spelled");
    constexpr std::array<std::string_view, 3> positions{"first", "second", "third"};
    Json data = spelling_data();
    for (std::size_t i = 0; i < positions.size() && i < spelled.size(); ++i)
      data[std::string(positions[i])] = spelled[i];
    data["arguments"] = std::move(spelled);
    data["field"] = json.at("field");
    data["is_record"] = json.at("depth") == 0;
    if (!json.at("depth").is_null()) data["value"] = json.at("depth").dump();
    return spelling_(word, data, Json());
  }

  Json field(const Expression& expression) const {
    if (expression.operation != Operation::field && expression.operation != Operation::has)
      return nullptr;
    const model::Field& field =
        fields_of(model_.declarations[expression.declared])[expression.index];
    return field_name(model_, spelling_, field);
  }

  Json literal(const Expression& expression) const {
    if (expression.operation != Operation::literal) return nullptr;
    switch (expression.kind) {
      case model::Kind::boolean:
        return boolean_literal(spelling_, expression.integer != 0);
      case model::Kind::uint64:
        return number_literal(spelling_,
                              std::to_string(static_cast<std::uint64_t>(expression.integer)));
      case model::Kind::float32:
      case model::Kind::float64:
        return number_literal(spelling_, Json(expression.number).dump());
      case model::Kind::enumeration: {
        const auto& enumeration = model_.declarations[expression.declared];
        return enum_literal(spelling_, enumeration,
                            values_of(enumeration)[static_cast<std::size_t>(expression.integer)]);
      }
      default:
        // Timestamps and durations are numbers of nanoseconds; the others are text in documents.
        return expression.text.empty() && expression.kind != model::Kind::string
                   ? number_literal(spelling_, std::to_string(expression.integer))
                   : text_literal(spelling_, expression.text);
    }
  }

  const model::Model& model_;
  const Spelling& spelling_;
};

}  // namespace

Json expression(const model::Model& model, const Spelling& spelling,
                const model::Expression& expression) {
  return Writer(model, spelling).write(expression);
}

}  // namespace tally::compiler::targets
