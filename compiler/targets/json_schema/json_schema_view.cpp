// The view model of the json-schema target: one schema for each type of a contract. What JSON
// Schema has no keyword for is said in `$comment`.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "model/query.h"
#include "model/vocabulary.h"
#include "tally/engine/kind.h"
#include "tally/engine/view.h"
#include "targets/view_model.h"

namespace tally::compiler::targets {
namespace {

using model::Constraint;
using model::Declaration;
using model::Encoding;
using model::Keyword;
using model::Kind;
using model::TypeExpression;
using Form = TypeExpression::Form;

constexpr std::string_view file_suffix = ".schema.json";
constexpr int indentation = 2;
// Half a step above the largest float: from here on rounding goes to infinity.
constexpr double float32_end = 0x1.ffffffp127;
// The milliseconds that nanoseconds in 64 bits can hold.
constexpr std::int64_t last_milli = INT64_MAX / 1'000'000;

/// What differs between the drafts.
struct Draft {
  std::string_view name;  // as the option has it
  std::string_view uri;
  std::string_view definitions;
  bool lone_reference;  // members beside `$ref` are ignored
};

constexpr std::array drafts{
    Draft{"2020-12", "https://json-schema.org/draft/2020-12/schema", "$defs", false},
    Draft{"7", "http://json-schema.org/draft-07/schema#", "definitions", true},
};

const Draft& chosen_draft(const Json& options) {
  const std::string name = options.value("draft", std::string(drafts.front().name));
  for (const Draft& draft : drafts) {
    if (draft.name == name) return draft;
  }
  return drafts.front();
}

void add_line(Json& schema, const char* key, const std::string& line) {
  if (line.empty()) return;
  std::string text = schema.value(key, std::string());
  if (!text.empty()) text += "\n";
  schema[key] = text + line;
}

void comment(Json& schema, const std::string& line) {
  add_line(schema, "$comment", line);
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

/// For people: what is documented beside a type.
void describe(Json& schema, const std::string& doc, const std::string& unit) {
  add_line(schema, "description", trimmed(doc));
  if (!unit.empty()) comment(schema, "Unit: " + unit);
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

class SchemaWriter {
 public:
  SchemaWriter(const model::Model& model, const Draft& draft) : model_(model), draft_(draft) {}

  Json declaration(const Declaration& declaration) const {
    Json schema = Json::object();
    describe(schema, declaration.doc, declaration.unit);
    switch (declaration.form) {
      case Declaration::Form::newtype:
      case Declaration::Form::alias:
        schema = joined(std::move(schema), type(declaration.type, declaration.contract));
        break;
      case Declaration::Form::enumeration:
        add_values(schema, declaration);
        break;
      case Declaration::Form::union_:
        schema["oneOf"] = variants(declaration);
        break;
      case Declaration::Form::record:
        add_record(schema, declaration, nullptr, nullptr);
        break;
    }
    add_examples(schema, declaration);
    return schema;
  }

 private:
  // Constraints.

  static Json value_of(const Constraint& constraint, const TypeExpression* base) {
    if (constraint.keyword == Keyword::pattern) return constraint.text;
    const bool is_float = base != nullptr && base->form == Form::builtin &&
                          (base->builtin == Kind::float32 || base->builtin == Kind::float64);
    if (is_float) return Json::parse(constraint.text, nullptr, false);
    const bool is_unsigned =
        base != nullptr && base->form == Form::builtin && base->builtin == Kind::uint64;
    if (is_unsigned) return static_cast<std::uint64_t>(constraint.integer);
    return constraint.integer;
  }

  static bool holds_wide_integers(const TypeExpression* base) {
    return base != nullptr && base->form == Form::builtin &&
           (base->builtin == Kind::int64 || base->builtin == Kind::uint64);
  }

  /// Adds limits to a schema. Each stands for itself: a keyword that is taken by a reference or by
  /// an earlier limit goes into an `allOf`. The range of a type may be narrowed, which is what
  /// `check` has made sure of.
  void add_constraints(Json& schema, const std::vector<Constraint>& constraints,
                       const TypeExpression* base) const {
    for (const Constraint& constraint : constraints) {
      const std::string keyword(model::name_of(constraint.keyword));
      Json value = value_of(constraint, base);
      if (holds_wide_integers(base))
        comment(schema,
                "Also for numbers that are written as text: " + keyword + " " + constraint.text);
      if (constraint.keyword == Keyword::pattern && schema.contains(keyword)) {
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

  static Json wide_integer(Kind kind, Encoding encoding) {
    const bool is_signed = kind == Kind::int64;
    Json text = {{"type", "string"},
                 {"pattern", is_signed ? "^(0|-?[1-9][0-9]{0,18})$" : "^(0|[1-9][0-9]{0,19})$"}};
    Json number = is_signed ? integer(INT64_MIN, INT64_MAX) : integer(0, 0);
    if (!is_signed) number["maximum"] = UINT64_MAX;
    comment(text, is_signed ? "From -9223372036854775808 to 9223372036854775807."
                            : "Up to 18446744073709551615.");
    Json forms = Json::array();
    if (encoding == Encoding::number) {
      forms.push_back(std::move(number));
      forms.push_back(std::move(text));
    } else {
      forms.push_back(std::move(text));
      forms.push_back(std::move(number));
    }
    Json schema = {{"anyOf", std::move(forms)}};
    comment(schema,
            "The first form is the one that is written. Readers that hold numbers as doubles lose "
            "digits of a number above 2^53.");
    return schema;
  }

  static Json timestamp(Encoding encoding) {
    if (encoding == Encoding::unix_millis) {
      Json schema = integer(-last_milli, last_milli);
      comment(schema, "Milliseconds since 1970-01-01T00:00:00Z.");
      return schema;
    }
    Json schema = {{"type", "string"}, {"format", "date-time"}};
    comment(schema,
            "From 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z, in "
            "nanoseconds: no digits but 0 behind the ninth.");
    return schema;
  }

  static Json uuid() {
    // Some validators take `urn:uuid:` for the format.
    return {{"type", "string"},
            {"format", "uuid"},
            {"pattern", "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"}};
  }

  static Json builtin(const TypeExpression& type) {
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
        return timestamp(type.encoding);
      case Kind::json: {
        Json schema = Json::object();
        comment(schema, "Any JSON value. Kept as its text.");
        return schema;
      }
      default: {
        const KindFacts& facts = facts_of(type.builtin);
        return integer(facts.smallest, facts.largest);
      }
    }
  }

  std::string pointer_to(const Declaration& declaration, model::ContractId home) const {
    const model::Contract& contract = model_.contracts[declaration.contract];
    const std::string file =
        declaration.contract == home ? "" : contract.stem + std::string(file_suffix);
    return file + "#/" + std::string(draft_.definitions) + "/" + declaration.name;
  }

  Json reference(const Declaration& declaration, model::ContractId home) const {
    Json schema = {{"$ref", pointer_to(declaration, home)}};
    if (!draft_.lone_reference) return schema;
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
    return schema;
  }

  // Declarations.

  static void add_values(Json& schema, const Declaration& enumeration) {
    schema["type"] = "string";
    Json values = Json::array();
    for (const model::EnumValue& value : enumeration.values) {
      values.push_back(value.wire);
      if (!value.doc.empty())
        add_line(schema, "description", "`" + value.wire + "`: " + trimmed(value.doc));
    }
    schema["enum"] = std::move(values);
  }

  Json variants(const Declaration& tagged) const {
    Json list = Json::array();
    for (const model::Variant& variant : tagged.variants) {
      const Declaration& record = model_.declarations[variant.record];
      Json schema = {{"title", record.name}};
      describe(schema, variant.doc.empty() ? record.doc : variant.doc, record.unit);
      add_record(schema, record, &tagged, &variant);
      list.push_back(std::move(schema));
    }
    return list;
  }

  /// A record, or a variant: a record that has the tag of its union as a further member. What the
  /// record refers to is seen from the union's contract.
  void add_record(Json& schema, const Declaration& record, const Declaration* tagged,
                  const model::Variant* variant) const {
    schema["type"] = "object";
    Json properties = Json::object();
    Json required = Json::array();
    if (variant != nullptr) {
      properties[tagged->tag] = {{"const", variant->wire}};
      required.push_back(tagged->tag);
    }
    const model::ContractId home = tagged == nullptr ? record.contract : tagged->contract;
    for (const model::Field& field : record.fields) {
      Json property = Json::object();
      describe(property, field.doc, field.unit);
      properties[field.wire] = joined(std::move(property), type(field.type, home));
      if (!field.optional) required.push_back(field.wire);
    }
    schema["properties"] = std::move(properties);
    if (!required.empty()) schema["required"] = std::move(required);
    schema["additionalProperties"] = record.unknown != model::Unknown::reject;
    if (record.unknown == model::Unknown::drop)
      comment(schema, "Members that are not declared are forgotten.");
    if (record.unknown == model::Unknown::keep)
      comment(schema, "Members that are not declared are kept and written back.");
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

  const model::Model& model_;
  const Draft& draft_;
};

/// A schema as text for a place that is `depth` levels deep.
std::string spelled(const Json& schema, int depth) {
  const std::string margin(static_cast<std::size_t>(depth * indentation), ' ');
  std::string text;
  for (const char c : schema.dump(indentation, ' ', false, Json::error_handler_t::replace)) {
    text += c;
    if (c == '\n') text += margin;
  }
  return text;
}

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string limits_of(const model::Contract& contract) {
  return "A document has at most " + std::to_string(contract.limits.bytes) + " bytes and " +
         std::to_string(contract.limits.depth) +
         " levels of arrays and objects; its objects have no key twice; it is well-formed Unicode "
         "without lone surrogates, and no number in it is beyond every double.";
}

}  // namespace

ViewModel json_schema_view(const model::Model& model, const Definition& /*definition*/,
                           const Json& options) {
  const Draft& draft = chosen_draft(options);
  const std::string base = options.value("base", std::string());
  const SchemaWriter writer(model, draft);
  ViewModel view;
  Json contracts = Json::array();
  for (const model::Contract& contract : model.contracts) {
    Json types = Json::array();
    for (const model::DeclarationId id : model::entry_points(model, contract)) {
      const Declaration& declaration = model.declarations[id];
      types.push_back({
          {"name", declaration.name},
          {"key", quoted(declaration.name)},
          {"schema", spelled(writer.declaration(declaration), 2)},
      });
    }
    const std::string doc = trimmed(contract.doc);
    const std::string file = contract.stem + std::string(file_suffix);
    view.contracts.push_back({
        {"path", contract.path},
        {"stem", contract.stem},
        {"package", contract.package},
        {"version", contract.version},
        {"file", file},
        {"schema", quoted(std::string(draft.uri))},
        {"id", quoted(base + file)},
        {"title", quoted(contract.package + " " + contract.version)},
        {"description", doc.empty() ? Json(false) : Json(quoted(doc))},
        {"comment", quoted("Generated by tally from " + contract.path +
                           ". Do not edit. Each type "
                           "has its own schema below. " +
                           limits_of(contract))},
        {"definitions", quoted(std::string(draft.definitions))},
        {"types", std::move(types)},
    });
    contracts.push_back({{"stem", contract.stem}, {"file", file}});
  }
  view.set = {{"contracts", std::move(contracts)}};
  return view;
}

}  // namespace tally::compiler::targets
