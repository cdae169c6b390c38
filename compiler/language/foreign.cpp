#include "language/foreign.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tally::compiler::language {
namespace {

constexpr std::string_view null_advice = "write `| null` behind the type";
constexpr std::string_view absent_advice = "write `?` behind the name of the field";
constexpr std::string_view required_advice =
    "every field is required unless its name ends with `?`";
constexpr std::string_view exact_advice = "write the same number under `minLength` and `maxLength`";
constexpr std::string_view named_shape_advice =
    "declare it under `types`, `Name: {record: {...}}`, and write `Name` here";
constexpr std::string_view named_enum_advice =
    "declare it under `types`, `Name: {enum: [a, b]}`, and write `Name` here";
constexpr std::string_view choice_advice =
    "for a choice of texts declare an `enum`, for a choice of records a `union`, told apart by a "
    "tag";

constexpr ForeignKey keys[] = {
    {"nullable", Repair::may_be_null, {}, null_advice},
    {"null", Repair::may_be_null, {}, null_advice},
    {"optional", Repair::may_be_absent, {}, absent_advice},
    {"required", Repair::must_be_there, {}, required_advice},

    {"min", Repair::least, {}, {}},
    {"minValue", Repair::least, {}, {}},
    {"minSize", Repair::least, {}, {}},
    {"max", Repair::greatest, {}, {}},
    {"maxValue", Repair::greatest, {}, {}},
    {"maxSize", Repair::greatest, {}, {}},
    {"ge", Repair::rename, "minimum", {}},
    {"gte", Repair::rename, "minimum", {}},
    {"gt", Repair::rename, "exclusiveMinimum", {}},
    {"le", Repair::rename, "maximum", {}},
    {"lte", Repair::rename, "maximum", {}},
    {"lt", Repair::rename, "exclusiveMaximum", {}},
    {"step", Repair::rename, "multipleOf", {}},
    {"divisibleBy", Repair::rename, "multipleOf", {}},
    {"length", Repair::advise, {}, exact_advice},
    {"len", Repair::advise, {}, exact_advice},
    {"size", Repair::advise, {}, "write `minLength` and `maxLength`, or `minItems` and `maxItems`"},
    {"minLen", Repair::rename, "minLength", {}},
    {"maxLen", Repair::rename, "maxLength", {}},
    {"regex", Repair::rename, "pattern", {}},
    {"regexp", Repair::rename, "pattern", {}},
    {"match", Repair::rename, "pattern", {}},
    {"matches", Repair::rename, "pattern", {}},
    {"unique", Repair::rename, "uniqueItems", {}},
    {"distinct", Repair::rename, "uniqueItems", {}},

    {"$ref", Repair::reference, {}, "write the name of the type: `type: Name`"},
    {"ref", Repair::reference, {}, "write the name of the type: `type: Name`"},
    {"properties", Repair::rename, "record", named_shape_advice},
    {"fields", Repair::rename, "record", named_shape_advice},
    {"members", Repair::rename, "record", named_shape_advice},
    {"struct", Repair::rename, "record", named_shape_advice},
    {"message", Repair::rename, "record", named_shape_advice},
    {"record", Repair::advise, {}, named_shape_advice},
    {"enum", Repair::advise, {}, named_enum_advice},
    {"const", Repair::advise, {}, "for one text that is allowed declare an `enum` with that value"},
    {"literal",
     Repair::advise,
     {},
     "for one text that is allowed declare an `enum` with that value"},
    {"oneOf", Repair::advise, {}, choice_advice},
    {"anyOf", Repair::advise, {}, choice_advice},
    {"allOf", Repair::advise, {}, "declare what is shared as a `mixin` and `include` it"},
    {"extends", Repair::advise, {}, "declare what is shared as a `mixin` and `include` it"},
    {"additionalProperties", Repair::advise, {}, "write `unknown: reject`, `drop` or `keep`"},
    {"additional_properties", Repair::advise, {}, "write `unknown: reject`, `drop` or `keep`"},
    {"type", Repair::said_already, {}, "leave it out: the form of the declaration says it"},

    {"description", Repair::rename, "doc", {}},
    {"comment", Repair::rename, "doc", {}},
    {"$comment", Repair::rename, "doc", {}},
    {"title", Repair::rename, "doc", {}},
    {"units", Repair::rename, "unit", {}},
    {"example",
     Repair::advise,
     {},
     "write `examples: {valid: [...]}` at the declaration of the type"},
    {"jsonName", Repair::rename, "wire", {}},
    {"json_name", Repair::rename, "wire", {}},
    {"rename", Repair::rename, "wire", {}},
    {"aliases", Repair::rename, "renamedFrom", {}},
    {"secret", Repair::rename, "sensitive", {}},
    {"readOnly",
     Repair::advise,
     {},
     "make the record without the field by `derive: {from: Name, omit: [...]}`"},
    {"writeOnly",
     Repair::advise,
     {},
     "make the record without the field by `derive: {from: Name, omit: [...]}`"},

    {"definitions", Repair::rename, "types", {}},
    {"$defs", Repair::rename, "types", {}},
    {"schemas", Repair::rename, "types", {}},
    {"constants", Repair::rename, "consts", {}},
    {"import", Repair::rename, "imports", {}},
    {"namespace", Repair::rename, "package", {}},
    {"$schema", Repair::advise, {}, "the edition of the language is `contract: 1`"},
    {"discriminator", Repair::rename, "tag", {}},
};

constexpr std::string_view any_advice = "write `json`, which is checked for size and depth only";
constexpr std::string_view object_advice =
    "declare a `record` and write its name, or `map<T>` where the members have any names";
constexpr std::string_view list_advice = "write `list<T>`";
constexpr std::string_view map_advice =
    "write `map<T>`: keys are text, so only the type of the values is said";
constexpr std::string_view text_format_advice = "write `{type: string, format: ...}`";

constexpr ForeignType types[] = {
    {"boolean", "bool", {}},
    {"integer", "int", {}},
    {"number", "float64", {}},
    {"double", "float64", {}},
    {"float", "float32", {}},
    {"f32", "float32", {}},
    {"f64", "float64", {}},
    {"i8", "int8", {}},
    {"i16", "int16", {}},
    {"i32", "int32", {}},
    {"i64", "int64", {}},
    {"u8", "uint8", {}},
    {"u16", "uint16", {}},
    {"u32", "uint32", {}},
    {"u64", "uint64", {}},
    {"int8_t", "int8", {}},
    {"int16_t", "int16", {}},
    {"int32_t", "int32", {}},
    {"int64_t", "int64", {}},
    {"uint8_t", "uint8", {}},
    {"uint16_t", "uint16", {}},
    {"uint32_t", "uint32", {}},
    {"uint64_t", "uint64", {}},
    {"sint32", "int32", {}},
    {"sint64", "int64", {}},
    {"byte", {}, "write `uint8` or `int8`"},
    {"short", "int16", {}},
    {"long", "int64", {}},
    {"bigint", "int64", {}},
    {"unsigned", {}, "write `uint32` or `uint64`"},
    {"size_t", {}, "write `uint32` or `uint64`"},
    {"str", "string", {}},
    {"String", "string", {}},
    {"text", "string", {}},
    {"varchar", "string", {}},
    {"binary", "bytes", {}},
    {"blob", "bytes", {}},
    {"buffer", "bytes", {}},
    {"Uint8Array", "bytes", {}},
    {"datetime", "timestamp", {}},
    {"Date", {}, "write `date` for a day, `timestamp` for a point in time"},
    {"instant", "timestamp", {}},
    {"guid", "uuid", {}},
    {"UUID", "uuid", {}},
    {"numeric", "decimal", {}},
    {"any", {}, any_advice},
    {"unknown", {}, any_advice},
    {"object", {}, object_advice},
    {"struct", {}, object_advice},
    {"dict", {}, map_advice},
    {"array", {}, list_advice},
    {"vector", {}, list_advice},
    {"email", {}, text_format_advice},
    {"uri", {}, text_format_advice},
    {"url", {}, text_format_advice},
    {"hostname", {}, text_format_advice},
    {"ipv4", {}, text_format_advice},
    {"ipv6", {}, text_format_advice},
    {"char", {}, "write `string` with `minLength: 1` and `maxLength: 1`"},
};

constexpr ForeignType generics[] = {
    {"array", "list", {}},
    {"Array", "list", {}},
    {"List", "list", {}},
    {"vector", "list", {}},
    {"Vec", "list", {}},
    {"seq", "list", {}},
    {"repeated", "list", {}},
    {"set", {}, "write `list<T>` with `uniqueItems: true`"},
    {"Set", {}, "write `list<T>` with `uniqueItems: true`"},
    {"Map", {}, map_advice},
    {"dict", {}, map_advice},
    {"Dict", {}, map_advice},
    {"Record", {}, map_advice},
    {"optional", {}, "write `?` behind the name of the field, or `| null` behind the type"},
    {"Optional", {}, "write `?` behind the name of the field, or `| null` behind the type"},
    {"Option", {}, "write `?` behind the name of the field, or `| null` behind the type"},
    {"Partial", {}, "declare `{derive: {from: Name, optional: all}}`"},
    {"Pick", {}, "declare `{derive: {from: Name, pick: [...]}}`"},
    {"Omit", {}, "declare `{derive: {from: Name, omit: [...]}}`"},
};

constexpr std::pair<std::string_view, std::string_view> choices[] = {
    {"strict", "reject"}, {"forbid", "reject"},     {"error", "reject"},       {"strip", "drop"},
    {"ignore", "drop"},   {"passthrough", "keep"},  {"allow", "keep"},         {"preserve", "keep"},
    {"url", "uri"},       {"ip", "ipv4"},           {"datetime", "date-time"}, {"guid", "uuid"},
    {"utf8", "bytes"},    {"millis", "unixMillis"}, {"rw", "write"},           {"ro", "read"},
};

template <class Rows>
constexpr auto* find_row(const Rows& rows, std::string_view word) {
  const auto found = std::find_if(std::begin(rows), std::end(rows),
                                  [&](const auto& row) { return row.word == word; });
  return found == std::end(rows) ? nullptr : &*found;
}

}  // namespace

const ForeignKey* find_foreign_key(std::string_view word) {
  return find_row(keys, word);
}

const ForeignType* find_foreign_type(std::string_view word) {
  return find_row(types, word);
}

const ForeignType* find_foreign_generic(std::string_view word) {
  return find_row(generics, word);
}

std::string_view find_foreign_choice(std::string_view word) {
  for (const auto& [foreign, ours] : choices) {
    if (foreign == word) return ours;
  }
  return {};
}

}  // namespace tally::compiler::language
