// Words that are chosen from a list, and values that several places share.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Word types[] = {
#define TALLY_BUILTIN(id, word, json, takes, smallest, largest, shown, explainer, computed, \
                      compared, alike, encoding, cpp, view, encoded_view, size, alignment,  \
                      typescript, get, shift, put, doc)                                     \
  {word, doc},
#define TALLY_STRUCTURE(...)
#include "tally/engine/vocabulary/kinds.def"
};

constexpr Word formats[] = {
#define TALLY_FORMAT(id, word, doc) {word, doc},
#include "tally/engine/vocabulary/formats.def"
};

constexpr Word unknown_words[] = {
#define TALLY_UNKNOWN(id, word, doc) {word, doc},
#include "tally/engine/vocabulary/unknown.def"
};

constexpr Word json_words[] = {
#define TALLY_ENCODING_integer(key, word, id, doc) {word, doc},
#include "tally/engine/vocabulary/encodings.def"
};
constexpr Word timestamp_encodings[] = {
#define TALLY_ENCODING_timestamp(key, word, id, doc) {word, doc},
#include "tally/engine/vocabulary/encodings.def"
};
constexpr Word bytes_encodings[] = {
#define TALLY_ENCODING_bytes(key, word, id, doc) {word, doc},
#include "tally/engine/vocabulary/encodings.def"
};
constexpr Word encodings[] = {
#define TALLY_ENCODING_timestamp(key, word, id, doc) {word, doc},
#define TALLY_ENCODING_bytes(key, word, id, doc) {word, doc},
#include "tally/engine/vocabulary/encodings.def"
};
constexpr Word length_units[] = {
#define TALLY_LENGTH_UNIT(id, word, noun, doc) {word, doc},
#include "tally/engine/vocabulary/length_units.def"
};
constexpr Word as_words[] = {
    {"string", "RFC 3339 text."},
    {"millis", "A number of milliseconds since 1970."},
};
constexpr Word buffers[] = {
#define TALLY_BUFFER(id, word, doc) {word, doc},
#define TALLY_SIZED_BUFFER(...)
#include "tally/engine/vocabulary/buffers.def"
};
constexpr Word accesses[] = {
#define TALLY_ACCESS(id, word, phrase, doc) {word, doc},
#include "tally/engine/vocabulary/accesses.def"
};
constexpr Word levels[] = {
    {"off", "The rule is not looked at."},
    {"warning", "What breaks the rule is a warning."},
    {"error", "What breaks the rule is an error."},
};
constexpr Word direction_words[] = {
#define TALLY_DIRECTION(id, word, sentence, meaning) {word, meaning},
#include "compat/directions.def"
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
constinit const Value timestamp_encoding_value{.form = Form::word, .words = timestamp_encodings};
constinit const Value bytes_encoding_value{.form = Form::word, .words = bytes_encodings};
constinit const Value length_unit_value{.form = Form::word, .words = length_units};
constinit const Value as_value{.form = Form::word, .words = as_words};
constinit const Value buffer_value{.form = Form::word, .words = buffers};
constinit const Value access_value{.form = Form::word, .words = accesses};
constinit const Value level_value{.form = Form::word, .words = levels};
constinit const Value direction_value{.form = Form::word, .words = direction_words};
constinit const Value each_value{.form = Form::word, .words = each_words};

}  // namespace tally::compiler::language
