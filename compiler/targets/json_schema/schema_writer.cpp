// What JSON Schema has no keyword for is said in `$comment`.
#include "targets/json_schema/schema_writer.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "model/query.h"
#include "model/vocabulary.h"
#include "render/quote.h"
#include "rules/wording.h"
#include "source/counted.h"
#include "tally/engine/view.h"

namespace tally::compiler::targets::json_schema {
namespace {

using model::Constraint;
using model::Declaration;
using model::Encoding;
using model::Keyword;
using model::Kind;
using model::TypeExpression;
using Form = TypeExpression::Form;

// Half a step above the largest float: from here on rounding goes to infinity.
constexpr double float32_end = 0x1.ffffffp127;
// The milliseconds that nanoseconds in 64 bits can hold.
constexpr std::int64_t last_milli = INT64_MAX / 1'000'000;
constexpr int indentation = 2;
constexpr std::string_view imprecise =
    "Readers that hold numbers as doubles lose digits of a number above 2^53.";
constexpr std::string_view written_first = "The first form is the one that is written.";

void add_line(Json& schema, const char* key, const std::string& line) {
  if (line.empty()) return;
  std::string text = schema.value(key, std::string());
  if (!text.empty()) text += "\n";
  schema[key] = text + line;
}

void comment(Json& schema, const std::string& line) {
  add_line(schema, "$comment", line);
}

/// For people: what is documented beside a type.
void describe(Json& schema, const std::string& doc, std::string_view unit) {
  add_line(schema, "description", trimmed(doc));
  if (!unit.empty()) comment(schema, "Unit: " + std::string(unit));
}

void add_history(Json& schema, const model::History& history) {
  if (!history.since.empty()) comment(schema, "Since " + history.since);
  if (!history.deprecated) return;
  schema["deprecated"] = true;
  comment(schema, (history.deprecated->since.empty() ? "Deprecated: " : "Deprecated ") +
                      model::sentence(*history.deprecated));
}

void add_names(Json& schema, const std::string& what, std::span<const model::FormerName> names) {
  std::string list;
  for (const model::FormerName& name : names) list += (list.empty() ? "" : ", ") + name.name;
  if (!list.empty()) comment(schema, what + list);
}

/// Members of `front` first, so that a reader finds what a schema is about before its details.
Json joined(Json front, const Json& back) {
  for (const auto& [key, value] : back.items()) {
    if (key == "$comment" || key == "description") {
      add_line(front, key.c_str(), value.get<std::string>());
    } else {
      front[key] = value;
    }
  }
  return front;
}

class Writer {
 public:
  Writer(const model::Model& model, const Dialect& dialect) : model_(model), dialect_(dialect) {}

  Json declaration(const Declaration& declaration) const {
    Json schema = Json::object();
    describe(schema, declaration.doc, unit_of(declaration));
    add_history(schema, declaration.history);
    add_names(schema, "Reserved: ", reserved_of(declaration));
    if (const auto* type = named_type(declaration))
      schema = joined(std::move(schema), this->type(*type, declaration.contract));
    if (const auto* enumeration = declaration.as<model::Enumeration>())
      add_values(schema, *enumeration);
    if (const auto* tagged = declaration.as<model::Union>())
      schema["oneOf"] = variants(*tagged, declaration.contract);
    if (const auto* record = declaration.as<model::Record>())
      add_record(schema, *record, declaration.contract);
    add_examples(schema, declaration);
    return schema;
  }

 private:
  // Constraints.

  static Json value_of(const Constraint& constraint, const TypeExpression* base) {
    const model::KeywordRow& row = model::row(constraint.keyword);
    if (is_text(constraint.keyword)) return constraint.text;
    if (row.value == model::Argument::flag) return true;
    if (is(base, Kind::float32) || is(base, Kind::float64) || is(base, Kind::decimal))
      return Json::parse(constraint.text, nullptr, false);
    if (is(base, Kind::uint64)) return static_cast<std::uint64_t>(constraint.integer);
    // How few characters so many units may be; as many as there are units is always enough.
    if (row.subject == Subject::length && row.bound == Bound::lower) {
      if (constraint.unit == model::LengthUnit::bytes) return (constraint.integer + 3) / 4;
      if (constraint.unit == model::LengthUnit::utf16) return (constraint.integer + 1) / 2;
    }
    if (is(base, Kind::bytes)) return text_length(constraint.integer, base->encoding);
    return constraint.integer;
  }

  static bool is_text(Keyword keyword) { return model::row(keyword).subject == Subject::text; }

  static bool is(const TypeExpression* base, Kind kind) {
    return base != nullptr && base->form == Form::builtin && base->builtin == kind;
  }

  /// How many characters so many bytes are in a document.
  static std::int64_t text_length(std::int64_t bytes, Encoding encoding) {
    return encoding == Encoding::base64url ? (bytes * 4 + 2) / 3 : (bytes + 2) / 3 * 4;
  }

  /// Whether equal values are equal JSON.
  bool is_plain(const TypeExpression& type) const {
    const model::Resolved resolved = model::resolve(model_, type);
    if (resolved.declaration != nullptr)
      return resolved.declaration->as<model::Enumeration>() != nullptr;
    const TypeExpression& base = *resolved.base;
    if (base.form != Form::builtin) return is_plain(base.element.front());
    return model::row(base.builtin).alike;
  }

  /// What the keyword of the schema leaves open.
  std::string left_open(const Constraint& constraint, const TypeExpression* base) const {
    const model::KeywordRow& row = model::row(constraint.keyword);
    if (!row.schema.empty()) {
      std::string statement(row.schema);
      return statement.replace(statement.find("{}"), 2, constraint.text);
    }
    const std::string limit = std::string(row.word) + " " + constraint.text;
    if (is(base, Kind::int64) || is(base, Kind::uint64))
      return "Also for numbers that are written as text: " + limit;
    if (is(base, Kind::decimal)) return "Exactly, and for text too: " + limit;
    if (is(base, Kind::bytes)) return "Of bytes: " + limit;
    if (constraint.unit != model::LengthUnit::characters)
      return "Counted otherwise: " + limit + std::string(model::suffix_of(constraint.unit));
    if (row.subject == Subject::elements && !is_plain(base->element.front()))
      return "Items are compared as values, however they are written.";
    return {};
  }

  /// Adds limits to a schema. Each stands for itself: a keyword that is taken by a reference or by
  /// an earlier limit goes into an `allOf`. The range of a type may be narrowed, which is what
  /// `check` has made sure of.
  void add_constraints(Json& schema, const std::vector<Constraint>& constraints,
                       const TypeExpression* base) const {
    for (const Constraint& constraint : constraints) {
      const model::KeywordRow& row = model::row(constraint.keyword);
      const std::string keyword(row.word);
      comment(schema, left_open(constraint, base));
      if (!row.schema.empty()) continue;
      // Validators divide doubles, which does not do for steps like 0.01.
      if (row.bound == Bound::step && is(base, Kind::decimal)) continue;
      Json value = value_of(constraint, base);
      if (is_text(constraint.keyword) && schema.contains(keyword)) {
        schema["allOf"].push_back({{keyword, std::move(value)}});
      } else {
        schema[keyword] = std::move(value);
      }
    }
  }

  // Types.

  static Json integer(std::int64_t smallest, std::int64_t largest) {
    return {{"type", "integer"}, {"minimum", smallest}, {"maximum", largest}};
  }

  /// The forms of a value, the one that is written first.
  Json one_of_forms(Json written, Json other) const {
    if (is_output()) return written;
    Json forms = Json::array({std::move(written), std::move(other)});
    return {{"anyOf", std::move(forms)}};
  }

  Json wide_integer(Kind kind, Encoding encoding) const {
    const bool is_signed = kind == Kind::int64;
    Json text = {{"type", "string"},
                 {"pattern", is_signed ? "^(0|-?[1-9][0-9]{0,18})$" : "^(0|[1-9][0-9]{0,19})$"}};
    Json number = is_signed ? integer(INT64_MIN, INT64_MAX) : integer(0, 0);
    if (!is_signed) number["maximum"] = UINT64_MAX;
    comment(text, is_signed ? "From -9223372036854775808 to 9223372036854775807."
                            : "Up to 18446744073709551615.");
    if (encoding == Encoding::number) std::swap(text, number);
    Json schema = one_of_forms(std::move(text), std::move(number));
    if (!is_output()) {
      comment(schema, std::string(written_first) + " " + std::string(imprecise));
    } else if (encoding == Encoding::number) {
      comment(schema, std::string(imprecise));
    }
    return schema;
  }

  static Json timestamp(const TypeExpression& type) {
    if (type.encoding == Encoding::unix_millis) {
      Json schema = integer(-last_milli, last_milli);
      comment(schema, "Milliseconds since 1970-01-01T00:00:00Z.");
      return schema;
    }
    Json schema = {{"type", "string"}, {"format", "date-time"}};
    comment(schema,
            "From 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z, in "
            "nanoseconds: no digits but 0 behind the ninth.");
    if (type.as_millis) comment(schema, "In whole milliseconds: no digits but 0 behind the third.");
    return schema;
  }

  static Json uuid() {
    // Some validators take `urn:uuid:` for the format.
    return {{"type", "string"},
            {"format", "uuid"},
            {"pattern", "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"}};
  }

  Json decimal(const TypeExpression& type) const {
    const int whole = type.precision - type.scale;
    const std::string digits =
        whole == 0 ? "0" : "(0|[1-9][0-9]{0," + std::to_string(whole - 1) + "})";
    const std::string fraction =
        type.scale == 0 ? "0+" : "[0-9]{1," + std::to_string(type.scale) + "}0*";
    const std::string end = "1e" + std::to_string(whole);
    Json text = {{"type", "string"}, {"pattern", "^-?" + digits + "(\\." + fraction + ")?$"}};
    // What is next to the end may be the end itself once it is a double.
    const bool exact = type.precision <= std::numeric_limits<double>::digits10;
    Json number = {{"type", "number"}};
    number[exact ? "exclusiveMinimum" : "minimum"] = Json::parse("-" + end);
    number[exact ? "exclusiveMaximum" : "maximum"] = Json::parse(end);
    Json schema = one_of_forms(std::move(text), std::move(number));
    comment(schema, "A decimal number of " + counted(type.precision, "digit") + ", " +
                        std::to_string(type.scale) + " of them behind the point, never rounded." +
                        (is_output() ? "" : " " + std::string(written_first)));
    return schema;
  }

  static Json bytes(Encoding encoding) {
    const bool url = encoding == Encoding::base64url;
    const std::string any = url ? "[A-Za-z0-9_-]" : "[A-Za-z0-9+/]";
    // The last character has no bits that are left over.
    const std::string one = any + "[AQgw]" + (url ? "" : "==");
    const std::string two = any + "{2}[AEIMQUYcgkosw048]" + (url ? "" : "=");
    return {{"type", "string"},
            {"contentEncoding", url ? "base64url" : "base64"},
            {"pattern", "^(" + any + "{4})*(" + one + "|" + two + ")?$"}};
  }

  static Json time() {
    // In nanoseconds. Some validators take a zone without its colon for the format.
    return {{"type", "string"},
            {"format", "time"},
            {"pattern", "^[0-9:]{8}(\\.[0-9]{1,9}0*)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"}};
  }

  /// The format `duration` has neither signs nor fractions, but years.
  static Json duration() {
    const std::string seconds = "[0-9]+(\\.[0-9]{1,9}0*)?S";
    const std::string time =
        "T([0-9]+H([0-9]+M)?(" + seconds + ")?|[0-9]+M(" + seconds + ")?|" + seconds + ")";
    Json schema = {{"type", "string"},
                   {"pattern", "^-?P([0-9]+W|[0-9]+D(" + time + ")?|" + time + ")$"}};
    comment(schema, "A length of time as ISO 8601 writes it, up to 2^63 nanoseconds.");
    return schema;
  }

  Json builtin(const TypeExpression& type) const {
    switch (type.builtin) {
      case Kind::boolean:
        return {{"type", "boolean"}};
      case Kind::float32:
        return {{"type", "number"},
                {"exclusiveMinimum", -float32_end},
                {"exclusiveMaximum", float32_end}};
      case Kind::float64:
        return {{"type", "number"}};
      case Kind::int64:
      case Kind::uint64:
        return wide_integer(type.builtin, type.encoding);
      case Kind::string:
        return {{"type", "string"}};
      case Kind::uuid:
        return uuid();
      case Kind::timestamp:
        return timestamp(type);
      case Kind::decimal:
        return decimal(type);
      case Kind::bytes:
        return bytes(type.encoding);
      case Kind::date:
        return {{"type", "string"}, {"format", "date"}};
      case Kind::time:
        return time();
      case Kind::duration:
        return duration();
      case Kind::json: {
        Json schema = Json::object();
        comment(schema, "Any JSON value. Kept as its text.");
        return schema;
      }
      default: {
        const model::KindRow& row = model::row(type.builtin);
        return integer(row.smallest, static_cast<std::int64_t>(row.largest));
      }
    }
  }

  Json reference(const Declaration& declaration, model::ContractId home) const {
    Json schema = {{"$ref", dialect_.pointer_to(declaration, home)}};
    if (!dialect_.lone_reference) return schema;
    return {{"allOf", Json::array({std::move(schema)})}};
  }

  static Json nullable(Json schema) {
    const bool simple = schema.contains("type") && schema["type"].is_string();
    if (simple) {
      schema["type"] = Json::array({schema["type"], "null"});
      return schema;
    }
    return {{"anyOf", Json::array({std::move(schema), {{"type", "null"}}})}};
  }

  Json type(const TypeExpression& type, model::ContractId home) const {
    Json schema;
    switch (type.form) {
      case Form::builtin:
        schema = builtin(type);
        break;
      case Form::declared:
        schema = reference(model_.declarations[type.declared], home);
        break;
      case Form::list:
        schema = {{"type", "array"}, {"items", this->type(type.element.front(), home)}};
        break;
      case Form::map:
        schema = {{"type", "object"}};
        if (!type.keys.empty()) {
          Json names = {{"type", "string"}};
          add_constraints(names, type.keys, nullptr);
          schema["propertyNames"] = std::move(names);
        }
        schema["additionalProperties"] = this->type(type.element.front(), home);
        break;
      case Form::nullable:
        schema = nullable(this->type(type.element.front(), home));
        break;
    }
    const TypeExpression* base = model::resolve(model_, type).base;
    if (base->form == Form::nullable) base = model::resolve(model_, base->element.front()).base;
    add_constraints(schema, type.constraints, base);
    if (type.sensitive) comment(schema, "Sensitive: messages and logs tell nothing of it.");
    return schema;
  }

  // Declarations.

  static void add_values(Json& schema, const model::Enumeration& enumeration) {
    schema["type"] = "string";
    Json values = Json::array();
    for (const model::EnumValue& value : enumeration.values) {
      values.push_back(value.wire);
      if (!value.doc.empty())
        add_line(schema, "description", "`" + value.wire + "`: " + trimmed(value.doc));
      if (!value.history.since.empty())
        comment(schema, "`" + value.wire + "`: since " + value.history.since);
      if (value.history.deprecated)
        comment(schema,
                "`" + value.wire + "`: deprecated, " + model::sentence(*value.history.deprecated));
    }
    if (enumeration.open) {
      comment(schema, "Other strings are values, too.");
      schema["anyOf"] = Json::array({{{"enum", std::move(values)}}, {{"type", "string"}}});
    } else {
      schema["enum"] = std::move(values);
    }
  }

  Json variants(const model::Union& tagged, model::ContractId home) const {
    Json list = Json::array();
    for (const model::Variant& variant : tagged.variants) {
      const Declaration& shape = model_.declarations[variant.record];
      Json schema = {{"title", shape.name}};
      describe(schema, variant.doc.empty() ? shape.doc : variant.doc, {});
      add_record(schema, *shape.as<model::Record>(), home, &tagged.tag, &variant.wire);
      list.push_back(std::move(schema));
    }
    return list;
  }

  Json property(const model::Field& field, model::ContractId home) const {
    Json property = Json::object();
    describe(property, field.doc, field.unit);
    add_history(property, field.history);
    add_names(property, "Formerly: ", field.renamed_from);
    property = joined(std::move(property), type(field.type, home));
    if (field.default_value)
      property["default"] = Json::parse(field.default_value->json, nullptr, false);
    return property;
  }

  /// A renamed field is there once, by whichever name.
  static Json one_name(const model::Field& field) {
    Json names = Json::array({{{"required", Json::array({field.wire})}}});
    for (const model::FormerName& former : field.renamed_from)
      names.push_back({{"required", Json::array({former.name})}});
    if (!field.may_be_absent()) return {{"oneOf", std::move(names)}};
    Json none = {{"not", {{"anyOf", names}}}};
    names.push_back(std::move(none));
    return {{"oneOf", std::move(names)}};
  }

  /// A record, or a variant: a record that has the tag of its union as a further member. What the
  /// record refers to is seen from the union's contract.
  void add_record(Json& schema, const model::Record& record, model::ContractId home,
                  const std::string* tag = nullptr, const std::string* wire = nullptr) const {
    schema["type"] = "object";
    Json properties = Json::object();
    Json required = Json::array();
    if (tag != nullptr) {
      properties[*tag] = {{"const", *wire}};
      required.push_back(*tag);
    }
    for (const model::Field& field : record.fields) {
      properties[field.wire] = property(field, home);
      if (is_output()) {
        if (!field.optional) required.push_back(field.wire);
        continue;
      }
      for (const model::FormerName& former : field.renamed_from) {
        properties[former.name] = joined({{"deprecated", true}, {"$comment", "Now: " + field.wire}},
                                         type(field.type, home));
      }
      if (!field.renamed_from.empty()) {
        schema["allOf"].push_back(one_name(field));
      } else if (!field.may_be_absent()) {
        required.push_back(field.wire);
      }
    }
    schema["properties"] = std::move(properties);
    if (!required.empty()) schema["required"] = std::move(required);
    const bool is_dropped = record.unknown == model::Unknown::drop;
    const bool is_closed = record.unknown == model::Unknown::reject || (is_output() && is_dropped);
    schema["additionalProperties"] = !is_closed;
    if (is_dropped) comment(schema, "Members that are not declared are forgotten.");
    if (record.unknown == model::Unknown::keep)
      comment(schema, "Members that are not declared are kept and written back.");
    for (const model::Rule& rule : record.rules) add_rule(schema, record, rule);
  }

  static const model::Field& field_of(const model::Record& record, const model::FieldName& name) {
    return *std::find_if(record.fields.begin(), record.fields.end(),
                         [&](const model::Field& field) { return field.name == name.name; });
  }

  /// A schema for documents that have the field under any of its names.
  Json present(const model::Field& field) const {
    Json here = {{"required", Json::array({field.wire})}};
    if (is_output() || field.renamed_from.empty()) return here;
    Json any = Json::array({std::move(here)});
    for (const model::FormerName& former : field.renamed_from) {
      any.push_back({{"required", Json::array({former.name})}});
    }
    return {{"anyOf", std::move(any)}};
  }

  Json all_present(const model::Record& record, const std::vector<model::FieldName>& names) const {
    Json list = Json::array();
    for (const model::FieldName& name : names) list.push_back(present(field_of(record, name)));
    return list;
  }

  /// Which fields have to be there can be said; everything else is told in words. A field with a
  /// default is always there, whatever the document says.
  void add_rule(Json& schema, const model::Record& record, const model::Rule& rule) const {
    using RuleForm = model::Rule::Form;
    const bool waits = std::any_of(rule.named.begin(), rule.named.end(), [&](std::uint32_t index) {
      const auto& names = rule.awaited;
      return std::find(names.begin(), names.end(), record.fields[index].name) != names.end();
    });
    const bool plain =
        !waits && std::all_of(rule.named.begin(), rule.named.end(), [&](std::uint32_t index) {
          return !record.fields[index].default_value;
        });
    if (!plain || rule.form == RuleForm::assertion || rule.form == RuleForm::native) {
      comment(schema, "Rule " + rule.id + ": " + rules::statement(record, rule) +
                          (waits ? ", as soon as all of its fields are there" : ""));
      return;
    }
    if (rule.form != RuleForm::requirement) {
      const char* keyword = rule.form == RuleForm::at_least_one ? "anyOf" : "oneOf";
      schema["allOf"].push_back(
          {{"$comment", "Rule " + rule.id}, {keyword, all_present(record, rule.fields)}});
      return;
    }
    for (const auto& [field, needs] : rule.requirements) {
      schema["allOf"].push_back({{"$comment", "Rule " + rule.id},
                                 {"if", present(field_of(record, field))},
                                 {"then", {{"allOf", all_present(record, needs)}}}});
    }
  }

  static void add_examples(Json& schema, const Declaration& declaration) {
    Json valid = Json::array();
    for (const model::Example& example : declaration.examples) {
      if (example.valid) {
        valid.push_back(Json::parse(example.json, nullptr, false));
      } else {
        comment(schema, "Not valid" + (example.code.empty() ? "" : " (" + example.code + ")") +
                            ": " + example.json);
      }
    }
    if (!valid.empty()) schema["examples"] = std::move(valid);
  }

  bool is_output() const { return dialect_.side == Side::output; }

  const model::Model& model_;
  const Dialect& dialect_;
};

}  // namespace

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

Json type_schema(const model::Model& model, const model::Declaration& declaration,
                 const Dialect& dialect) {
  return Writer(model, dialect).declaration(declaration);
}

std::string spelled(const Json& schema, int depth) {
  const std::string margin(static_cast<std::size_t>(depth * indentation), ' ');
  std::string text;
  for (const char c :
       json_source(schema.dump(indentation, ' ', false, Json::error_handler_t::replace))) {
    text += c;
    if (c == '\n') text += margin;
  }
  return text;
}

std::string js_spelled(const Json& schema, int depth) {
  // A line begins with a quote where there is a key, or a text of a list, which no colon follows.
  constexpr std::string_view key = " \"__proto__\":";
  std::string text = spelled(schema, depth);
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at))
    text.replace(at, key.size(), " [\"__proto__\"]:");
  return text;
}

}  // namespace tally::compiler::targets::json_schema
