#include "targets/model/spelling.h"

#include <iterator>

#include "model/vocabulary.h"
#include "targets/model/expressions.h"
#include "targets/model/literals.h"

namespace tally::compiler::targets {
namespace {

// Forms of types that are not built in; `type` is one that a contract declares.
constexpr std::string_view forms[] = {"list", "map", "nullable", "type", "enum", "record", "union"};

}  // namespace

std::vector<std::string_view> spellable_words() {
  std::vector<std::string_view> words(std::begin(forms), std::end(forms));
  for (const auto& type : model::builtin_types()) words.push_back(type.word);
  for (const auto& keyword : model::keywords()) words.push_back(keyword.word);
  for (const auto word : literal_words()) words.push_back(word);
  for (const auto& operation : model::operations()) words.push_back(operation.word);
  return words;
}

Json spelling_data() {
  return {{"name", ""},
          {"names", nullptr},
          {"value", ""},
          {"quoted", ""},
          {"element", ""},
          {"field", nullptr},
          {"type", nullptr},
          {"arguments", Json::array()},
          {"members", Json::array()},
          {"first", ""},
          {"second", ""},
          {"third", ""},
          {"is_record", false}};
}

Json complete_spelling_data() {
  const Json names = {{"snake", "x"}, {"camel", "x"}, {"pascal", "x"}, {"screaming_snake", "x"}};
  const Json member = {
      {"name", "x"}, {"names", names}, {"wire", "x"}, {"quoted", "x"}, {"spelled", "x"}};
  const Json field = {
      {"name", "x"}, {"names", names}, {"wire", "x"}, {"optional", true}, {"is_newtype", true}};
  Json data = spelling_data();
  for (auto& [name, value] : data.items()) {
    if (value.is_string()) value = "x";
  }
  data["names"] = names;
  data["field"] = field;
  data["type"] = {{"name", "x"}, {"names", names}};
  data["arguments"] = {"x"};
  data["members"] = {member};
  return data;
}

Spelling::Spelling(const Definition& definition) : definition_(definition) {
  rules_.reserved = definition.reserved;
}

Json Spelling::operator()(std::string_view word, const Json& data, const Json& otherwise) const {
  const auto found = definition_.spellings.find(word);
  if (found == definition_.spellings.end()) return otherwise;
  Rendered rendered = render(found->second, data);
  return rendered.errors.empty() ? Json(std::move(rendered.text)) : Json();
}

Json Spelling::names(const std::string& name) const {
  const auto styled = [&](NameStyle style) {
    return escape_identifier(restyle(name, style), rules_);
  };
  return {{"snake", styled(NameStyle::snake)},
          {"camel", styled(NameStyle::camel)},
          {"pascal", styled(NameStyle::pascal)},
          {"screaming_snake", styled(NameStyle::screaming_snake)}};
}

Json field_name(const model::Model& model, const Spelling& spelling, const model::Field& field) {
  using Form = model::TypeExpression::Form;
  const auto* type = &field.type;
  while (type->form == Form::nullable) type = &type->element.front();
  const bool newtype = type->form == Form::declared &&
                       model.declarations[type->declared].as<model::Newtype>() != nullptr;
  return {{"name", field.name},
          {"names", spelling.names(field.name)},
          {"wire", field.wire},
          {"optional", field.optional},
          {"is_newtype", newtype}};
}

}  // namespace tally::compiler::targets
