// What may be said of a type where it is used.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Value number{.form = Form::number, .constant = true};
constexpr Value step{.form = Form::positive, .constant = true};
constexpr Value count{.form = Form::whole, .constant = true};
constexpr Value precision{.form = Form::whole, .least = 1, .most = 38};
constexpr Value scale{.form = Form::whole, .most = 38};
constexpr Value items{.form = Form::place, .place = &items_place};
constexpr Value unique_fields{.form = Form::sequence, .element = &text_value, .least = 1};
constexpr Value map_keys{.form = Form::place, .place = &map_keys_place};
constexpr Value map_values{.form = Form::place, .place = &map_values_place};

// By the column `value` of keywords.def; not every one has a row.
[[maybe_unused]] constexpr const Value& number_argument = number;
[[maybe_unused]] constexpr const Value& step_argument = step;
[[maybe_unused]] constexpr const Value& count_argument = count;
[[maybe_unused]] constexpr const Value& text_argument = text_value;
[[maybe_unused]] constexpr const Value& pattern_argument = text_value;
[[maybe_unused]] constexpr const Value& format_argument = format_value;
[[maybe_unused]] constexpr const Value& flag_argument = boolean_value;
[[maybe_unused]] constexpr const Value& names_argument = unique_fields;

constexpr Key length_unit{"lengthUnit", &length_unit_value,
                          "What `minLength` and `maxLength` count; Unicode scalar values if not "
                          "given.",
                          "bytes"};

constexpr Key refinements[] = {
#define TALLY_KEYWORD(id, word, subject, bound, test, value, schema, doc, example, ...) \
  {word, &value##_argument, doc, example},
#include "tally/engine/vocabulary/keywords.def"
    {"items", &items, "Constraints of a list's elements.", "{minimum: 0}"},
    {"keys", &map_keys, "Constraints of a map's keys.", "{maxLength: 63}"},
    {"values", &map_values, "Constraints of a map's values.", "{maxLength: 256}"},
    {"encoding", &encoding_value, "How a `timestamp` or `bytes` are written in documents.",
     "unixMillis"},
    {"json", &json_value,
     "How an `int64` or `uint64` is written in documents; both forms are read.", "number"},
    length_unit,
    {"precision", &precision, "How many digits a `decimal` has in all, 1 to 38.", "12"},
    {"scale", &scale, "How many digits of a `decimal` stand behind the point; 0 if not given.",
     "2"},
    {"as", &as_value, "What a `timestamp` is in TypeScript.", "millis"},
    {"sensitive", &boolean_value, "Whether the value must never appear in issues and logs.",
     "true"},
};

constexpr Key key_refinements[] = {
#define TALLY_KEYWORD_length(id, word, bound, test, value, schema, doc, example, ...) \
  {word, &value##_argument, doc, example},
#define TALLY_KEYWORD_text(...) TALLY_KEYWORD_length(__VA_ARGS__)
#include "tally/engine/vocabulary/keywords.def"
    length_unit,
};

}  // namespace

constinit const Place refinements_place{"refinements", "a type", "", refinements};
constinit const Place items_place{
    "items", "`items`", "Constraints of a list's elements.", {}, &refinements_place};
constinit const Place map_values_place{
    "values", "`values`", "Constraints of a map's values.", {}, &refinements_place};
constinit const Place map_keys_place{"keys", "`keys`", "Constraints of a map's keys.",
                                     key_refinements};

}  // namespace tally::compiler::language
