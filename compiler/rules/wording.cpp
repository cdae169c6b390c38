#include "rules/wording.h"

#include "tally/engine/explain/issue_text.h"

namespace tally::compiler::rules {
namespace {

using Form = model::Rule::Form;

const std::string& wire_of(const model::Record& record, const std::string& name) {
  for (const auto& field : record.fields) {
    if (field.name == name) return field.wire;
  }
  return name;
}

std::string listed(const model::Record& record, const std::vector<model::FieldName>& names) {
  std::string list;
  for (const auto& field : names) {
    if (!list.empty()) list += ", ";
    list += wire_of(record, field.name);
  }
  return list;
}

std::string array(const model::Record& record, const std::vector<model::FieldName>& names) {
  std::string json;
  for (const auto& field : names) {
    json += (json.empty() ? "[" : ",") + to_json(wire_of(record, field.name));
  }
  return json + "]";
}

std::string requirements(const model::Record& record, const model::Rule& rule) {
  std::string text;
  for (const auto& [field, needs] : rule.requirements) {
    text += (text.empty() ? "must have " : ", and ") + listed(record, needs) + " when " +
            wire_of(record, field.name) + " is there";
  }
  return text;
}

std::string said(const model::Record& record, const model::Rule& rule) {
  switch (rule.form) {
    case Form::assertion:
      return "must satisfy " + rule.text;
    case Form::at_least_one:
      return "must have at least one of " + listed(record, rule.fields);
    case Form::exactly_one:
      return "must have exactly one of " + listed(record, rule.fields);
    case Form::requirement:
      return requirements(record, rule);
    case Form::native:
      break;
  }
  return "must satisfy " + rule.native;
}

}  // namespace

std::string sentence(const model::Record& record, const model::Rule& rule) {
  return rule.message.empty() ? said(record, rule) : rule.message;
}

std::string statement(const model::Record& record, const model::Rule& rule) {
  return said(record, rule) + (rule.when_text.empty() ? "" : " when " + rule.when_text);
}

std::string params(const model::Record& record, const model::Rule& rule) {
  if (!rule.fields.empty()) return "{\"fields\":" + array(record, rule.fields) + "}";
  if (rule.requirements.empty()) return "{}";
  std::string json;
  for (const auto& [field, needs] : rule.requirements) {
    json += (json.empty() ? "{" : ",") + to_json(wire_of(record, field.name)) + ":" +
            array(record, needs);
  }
  return "{\"requires\":" + json + "}}";
}

}  // namespace tally::compiler::rules
