// How documents of older versions become current ones.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Value version{.form = Form::whole, .least = 0, .most = 999'999'999};
constexpr Value json{.form = Form::any};
constexpr Value old_values{.form = Form::names, .element = &text_value};
constexpr Value rename{.form = Form::place, .place = &rename_place};
constexpr Value convert{.form = Form::place, .place = &convert_place};
constexpr Value set{.form = Form::place, .place = &set_place};
constexpr Value map_enum{.form = Form::place, .place = &map_enum_place};
constexpr Value remove{.form = Form::place, .place = &remove_place};
constexpr Value step{.form = Form::place, .place = &step_place};
constexpr Value steps{.form = Form::sequence, .element = &step};
constexpr Value migration{.form = Form::place, .place = &migration_place};

constexpr Key migration_keys[] = {
    {"from", &version, "The major version whose documents are read.", "2", true},
    {"to", &version, "The major version that they are brought to.", "3", true},
    {"type", &text_value, "The record that changed.", "Order", true},
    {"steps", &steps, "What is done to a document, in order.",
     "[{rename: {from: amount, to: total}}]", true},
};
constexpr Key step_keys[] = {
#define TALLY_STEP(id, word, doc, example) {word, &id, doc, example},
#include "tally/engine/vocabulary/steps.def"
};
constexpr std::string_view step_choices[] = {
#define TALLY_STEP(id, word, doc, example) word,
#include "tally/engine/vocabulary/steps.def"
};

constexpr Key rename_keys[] = {
    {"from", &text_value, "What older documents call it.", "amount", true},
    {"to", &text_value, "What it is called now.", "total", true},
};
constexpr Key convert_keys[] = {
    {"field", &text_value, "The member.", "total", true},
    {"using", &function_value, "The C++ function, with its namespace.",
     "acme::orders::micros_from_cents", true},
    {"from", &expression_value, "The old type, where it is not the new one.", "int64"},
};
constexpr Key set_keys[] = {
    {"field", &text_value, "The member.", "channel", true},
    {"value", &json, "Its value, as in documents.", "web", true},
};
constexpr Key map_enum_keys[] = {
    {"field", &text_value, "The member.", "status", true},
    {"values", &old_values, "The new name of each value that has one, by the old name.",
     "{cancelled: voided}", true},
};
constexpr Key remove_keys[] = {
    {"field", &text_value, "The member.", "coupon", true},
};

}  // namespace

constinit const Place migration_place{"migration", "a migration",
                                      "Makes a record of one version of a record of an older one.",
                                      migration_keys};
constinit const Place step_place{.id = "step",
                                 .shown = "a step",
                                 .doc = "One thing that is done to a document.",
                                 .keys = step_keys,
                                 .exactly_one = step_choices};
constinit const Place rename_place{"rename", "`rename`", "A member has another name.", rename_keys};
constinit const Place convert_place{"convert", "`convert`",
                                    "A function of the program makes the new value of the old one.",
                                    convert_keys};
constinit const Place set_place{"set", "`set`", "A member gets a value.", set_keys};
constinit const Place map_enum_place{"mapEnum", "`mapEnum`", "Values of an enum have other names.",
                                     map_enum_keys};
constinit const Place remove_place{"remove", "`remove`", "A member is no longer there.",
                                   remove_keys};
constinit const Value migrations_value{.form = Form::sequence, .element = &migration};

}  // namespace tally::compiler::language
