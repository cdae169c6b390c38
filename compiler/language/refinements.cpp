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

constexpr Key min_length{"minLength", &count,
                         "The least length: Unicode scalar values of text, bytes of `bytes`.", "1"};
constexpr Key max_length{"maxLength", &count,
                         "The greatest length: Unicode scalar values of text, bytes of `bytes`.",
                         "80"};
constexpr Key pattern_key{
    "pattern", &text_value,
    "A regular expression of ECMA-262 with the `u` flag, without lookaround and backreferences. It "
    "may match anywhere: write `^` and `$` to mean the whole text.",
    "'^[A-Z]{2}[0-9]{4}$'"};
constexpr Key format_key{"format", &format_value,
                         "What the text has to look like. Always asserted.", "email"};

constexpr Key length_unit{"lengthUnit", &length_unit_value,
                          "What `minLength` and `maxLength` count; Unicode scalar values if not "
                          "given.",
                          "bytes"};

constexpr Key refinements[] = {
    {"minimum", &number, "The smallest number that is allowed.", "0"},
    {"maximum", &number, "The largest number that is allowed.", "100"},
    {"exclusiveMinimum", &number, "The number must be greater than this.", "0"},
    {"exclusiveMaximum", &number, "The number must be less than this.", "360"},
    {"multipleOf", &step, "The number must be a whole multiple of this.", "0.25"},
    min_length,
    max_length,
    pattern_key,
    format_key,
    {"minItems", &count, "How many items a list must have.", "1"},
    {"maxItems", &count, "How many items a list may have.", "200"},
    {"minProperties", &count, "How many entries a map must have.", "1"},
    {"maxProperties", &count, "How many entries a map may have.", "64"},
    {"items", &items, "Constraints of a list's elements.", "{minimum: 0}"},
    {"keys", &map_keys, "Constraints of a map's keys.", "{maxLength: 63}"},
    {"values", &map_values, "Constraints of a map's values.", "{maxLength: 256}"},
    {"encoding", &encoding_value, "How a `timestamp` or `bytes` are written in documents.",
     "unixMillis"},
    {"json", &json_value,
     "How an `int64` or `uint64` is written in documents; both forms are read.", "number"},
    length_unit,
    {"uniqueItems", &boolean_value, "Whether the elements of a list must differ, as values.",
     "true"},
    {"uniqueBy", &unique_fields,
     "Fields in which the elements of a list of records must differ, taken together.", "[sku]"},
    {"precision", &precision, "How many digits a `decimal` has in all, 1 to 38.", "12"},
    {"scale", &scale, "How many digits of a `decimal` stand behind the point; 0 if not given.",
     "2"},
    {"as", &as_value, "What a `timestamp` is in TypeScript.", "millis"},
    {"sensitive", &boolean_value, "Whether the value must never appear in issues and logs.",
     "true"},
};

constexpr Key key_refinements[] = {
    min_length, max_length, pattern_key, format_key, length_unit,
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
