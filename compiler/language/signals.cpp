// Consts, records under keys, and how values are made up.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Value json{.form = Form::any};
constexpr Value number{.form = Form::number};
constexpr Value duration{
    .form = Form::text, .pattern = "^-?P", .meant = "A duration of ISO 8601, such as `PT10M`"};
constexpr Value precision{.form = Form::whole, .least = 1, .most = 38};
constexpr Value scale{.form = Form::whole, .most = 38};
constexpr Value choices{.form = Form::sequence, .element = &json, .least = 1};
constexpr Value weights{.form = Form::sequence, .element = &number};
constexpr Value uniform{.form = Form::place, .place = &uniform_place};
constexpr Value walk{.form = Form::place, .place = &walk_place};
constexpr Value sine{.form = Form::place, .place = &sine_place};
constexpr Value choice{.form = Form::place, .place = &choice_place};
constexpr Value counter{.form = Form::place, .place = &counter_place};
constexpr Value capacity{.form = Form::whole, .least = 1, .most = 1U << 24U};
constexpr Value ring{.form = Form::place, .place = &ring_place};
constexpr Value buffer{.form = Form::either, .element = &ring, .other = &buffer_value};
constexpr Value described_key{.form = Form::place, .place = &record_key_place};
constexpr Value record_key{
    .form = Form::either, .element = &described_key, .other = &expression_value};
constexpr Value constant{.form = Form::place, .place = &constant_place};

constexpr Key simulation_keys[] = {
#define TALLY_GENERATOR(id, word, doc, example) {word, &id, doc, example},
#include "tally/engine/vocabulary/generators.def"
};
constexpr std::string_view generators[] = {
#define TALLY_GENERATOR(id, word, doc, example) word,
#include "tally/engine/vocabulary/generators.def"
};
constexpr Key uniform_keys[] = {
    {"min", &number, "The smallest number.", "-10", true},
    {"max", &number, "The largest number.", "35", true},
};
constexpr Key walk_keys[] = {
    {"start", &number, "Where it begins.", "20", true},
    {"step", &number, "How far it moves at once, at most, either way.", "0.5", true},
    {"min", &number, "The smallest number.", "-10", true},
    {"max", &number, "The largest number.", "35", true},
};
constexpr Key sine_keys[] = {
    {"mean", &number, "The number around which it swings.", "15", true},
    {"amplitude", &number, "How far it goes from there.", "10", true},
    {"period", &duration, "How long one swing takes.", "PT24H", true},
};
constexpr Key choice_keys[] = {
    {"values", &choices, "The values.", "[green, red]", true},
    {"weights", &weights, "How often each comes, compared with the others; alike if not given.",
     "[9, 1]"},
};
constexpr Key counter_keys[] = {
    {"start", &number, "The first number; 0 if not given.", "0"},
    {"step", &number, "From one to the next; 1 if not given.", "1"},
};

constexpr Key constant_keys[] = {
    {"type", &expression_value, "A scalar type or an enum.", "uint16", true},
    {"value", &json, "The value, as in documents.", "200", true},
    {"doc", &doc_value, "What it means, for people, in Markdown.", "The most lines of an order."},
    {"since", &version_value, "The version of the contract that brought it.", "3.0.0"},
    {"deprecated", &deprecated_value, "That it goes away, and what to do instead.",
     "{since: 3.0.0, message: Use MaxItems.}"},
    {"encoding", &encoding_value, "How a `timestamp` or `bytes` are written.", "unixMillis"},
    {"json", &json_value, "How an `int64` or `uint64` is written.", "number"},
    {"precision", &precision, "How many digits a `decimal` has in all, 1 to 38.", "12"},
    {"scale", &scale, "How many digits of a `decimal` stand behind the point; 0 if not given.",
     "2"},
};

constexpr Key record_key_keys[] = {
    {"type", &expression_value, "What lives there: a declared type.", "Order", true},
    {"doc", &doc_value, "What it is, for people, in Markdown.", "The newest state of an order."},
    {"buffer", &buffer, "How values are kept; `latest` if not given.", "{ring: 100}"},
    {"access", &access_value, "What clients may do; `read` if not given.", "read"},
};
constexpr Key ring_keys[] = {
#define TALLY_BUFFER(...)
#define TALLY_SIZED_BUFFER(id, word, doc) {word, &capacity, doc, "100", true},
#include "tally/engine/vocabulary/buffers.def"
};

}  // namespace

constinit const Place simulation_place{.id = "simulate",
                                       .shown = "`simulate`",
                                       .doc = "How values of the field are made up.",
                                       .keys = simulation_keys,
                                       .exactly_one = generators};
constinit const Place uniform_place{"uniform", "`uniform`", "Any number of a range.", uniform_keys};
constinit const Place walk_place{"walk", "`walk`", "A number that moves by steps.", walk_keys};
constinit const Place sine_place{"sine", "`sine`", "A number that swings.", sine_keys};
constinit const Place choice_place{"choice", "`choice`", "One of several values.", choice_keys};
constinit const Place counter_place{"counter", "`counter`", "A number that grows.", counter_keys};
constinit const Place constant_place{"const", "a const", "A value with a name.", constant_keys};
constinit const Place record_key_place{"record_key", "a key", "What lives under keys of a pattern.",
                                       record_key_keys};
constinit const Place ring_place{"ring", "`buffer`", "The last values.", ring_keys};
constinit const Value simulation_value{.form = Form::place, .place = &simulation_place};
constinit const Value constants_value{
    .form = Form::names,
    .element = &constant,
    .pattern = "^[A-Z][A-Za-z0-9_]*$",
    .meant = "A const is named by a capital letter, then letters, digits and `_`"};
constinit const Value record_keys_value{.form = Form::names, .element = &record_key};

}  // namespace tally::compiler::language
