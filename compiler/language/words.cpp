// Words that are chosen from a list, and values that several places share.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Word types[] = {
    {"bool", "`true` or `false`."},
    {"int", "A whole number from -(2^53 - 1) to 2^53 - 1: what a JavaScript number holds exactly."},
    {"int8", "A whole number from -128 to 127."},
    {"int16", "A whole number from -32768 to 32767."},
    {"int32", "A whole number from -2147483648 to 2147483647."},
    {"int64",
     "A whole number of 64 bits with a sign. Text in JSON unless `json: number`; `bigint` "
     "in TypeScript."},
    {"uint8", "A whole number from 0 to 255."},
    {"uint16", "A whole number from 0 to 65535."},
    {"uint32", "A whole number from 0 to 4294967295."},
    {"uint64",
     "A whole number of 64 bits without a sign. Text in JSON unless `json: number`; "
     "`bigint` in TypeScript."},
    {"float32", "A number of single precision."},
    {"float64", "A number of double precision."},
    {"decimal",
     "An exact decimal number, never rounded. Needs `precision`, the digits in all; "
     "`scale` are those behind the point. Text in JSON."},
    {"string", "Text."},
    {"bytes", "Bytes, as base64 in JSON; `encoding: base64url` chooses the other alphabet."},
    {"uuid", "A UUID (RFC 9562)."},
    {"timestamp",
     "A point in time: RFC 3339 text with a zone, or with `encoding: unixMillis` the "
     "milliseconds since 1970."},
    {"date", "A day: RFC 3339 full-date."},
    {"time", "A time of day with a zone: RFC 3339 full-time."},
    {"duration", "A span of time: ISO 8601 with days, hours, minutes and seconds."},
    {"json", "Any JSON, kept as text. Checked for size and depth only."},
};

constexpr Word formats[] = {
    {"date", "RFC 3339 full-date: a day that exists."},
    {"date-time", "RFC 3339 date-time; the zone is mandatory."},
    {"duration", "RFC 3339 appendix A, such as `P1Y2M3DT4H5M6S` or `P2W`."},
    {"email", "RFC 5321 Mailbox, without quoted strings and comments."},
    {"hostname", "RFC 1123: labels of letters, digits and inner hyphens."},
    {"ipv4", "Four numbers up to 255 without leading zeros."},
    {"ipv6", "RFC 4291 section 2.2, without a zone."},
    {"json-pointer", "RFC 6901."},
    {"regex", "A pattern of ECMA-262 with the `u` flag."},
    {"time", "RFC 3339 full-time; the zone is mandatory."},
    {"uri", "RFC 3986 URI, with a scheme."},
    {"uri-reference", "RFC 3986 URI-reference: a URI, or relative to one."},
    {"uuid", "RFC 9562: 8-4-4-4-12 hexadecimal digits."},
};

constexpr Word unknown_words[] = {
    {"reject", "A member that is not declared is an issue."},
    {"drop", "A member that is not declared must be sound JSON, and is forgotten."},
    {"keep", "A member that is not declared is kept as text and written back."},
};
constexpr Word json_words[] = {
    {"string", "Written as text of decimal digits; a number is read too."},
    {"number", "Written as a number; text is read too."},
};
constexpr Word encodings[] = {
    {"rfc3339", "Of a timestamp: text with a zone, `2026-11-21T10:00:00Z`."},
    {"unixMillis", "Of a timestamp: a whole number of milliseconds since 1970."},
    {"base64", "Of bytes: RFC 4648 section 4, with padding."},
    {"base64url", "Of bytes: RFC 4648 section 5, without padding."},
};
constexpr Word length_units[] = {
    {"characters", "Unicode scalar values."},
    {"bytes", "Bytes of UTF-8."},
    {"utf16", "UTF-16 code units, as `length` in JavaScript."},
};
constexpr Word as_words[] = {
    {"string", "RFC 3339 text."},
    {"millis", "A number of milliseconds since 1970."},
};
constexpr Word buffers[] = {
    {"latest", "The current value."},
    {"mailbox", "One value, which is taken once."},
};
constexpr Word accesses[] = {
    {"read", "Clients read."},
    {"write", "Clients write."},
    {"readwrite", "Clients read and write."},
};
constexpr Word levels[] = {
    {"off", "The rule is not looked at."},
    {"warning", "What breaks the rule is a warning."},
    {"error", "What breaks the rule is an error."},
};
constexpr Word each_words[] = {
    {"set", "One file for all contracts."},
    {"contract", "One file for each contract."},
};

}  // namespace

constinit const Value text_value{.form = Form::text};
constinit const Value boolean_value{.form = Form::boolean};
constinit const Value doc_value{.form = Form::text};
constinit const Value version_value{
    .form = Form::text,
    .pattern = R"(^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$)",
    .meant = "A version is three numbers: 1.0.0"};
constinit const Value name_value{
    .form = Form::text,
    .pattern = "^[A-Za-z_][A-Za-z0-9_]*$",
    .meant = "A name is letters, digits and `_`, not starting with a digit"};
constinit const Value function_value{
    .form = Form::text,
    .pattern = "^[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z_][A-Za-z0-9_]*)+$",
    .meant = "The name of a C++ function in a namespace"};
constinit const Value names_value{.form = Form::sequence, .element = &text_value};
constinit const Value wire_value{.form = Form::text};
constinit const Value expression_value{.form = Form::expression, .words = types};
constinit const Value format_value{.form = Form::word, .words = formats};
constinit const Value unknown_value{.form = Form::word, .words = unknown_words};
constinit const Value json_value{.form = Form::word, .words = json_words};
constinit const Value encoding_value{.form = Form::word, .words = encodings};
constinit const Value length_unit_value{.form = Form::word, .words = length_units};
constinit const Value as_value{.form = Form::word, .words = as_words};
constinit const Value buffer_value{.form = Form::word, .words = buffers};
constinit const Value access_value{.form = Form::word, .words = accesses};
constinit const Value level_value{.form = Form::word, .words = levels};
constinit const Value each_value{.form = Form::word, .words = each_words};

}  // namespace tally::compiler::language
