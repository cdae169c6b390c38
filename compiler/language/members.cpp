// What records, enums and unions consist of.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Value any{.form = Form::any};
constexpr Value described_field{.form = Form::place, .place = &field_place};
constexpr Value field{
    .form = Form::either, .element = &described_field, .other = &expression_value};
constexpr Value deprecated{.form = Form::place, .place = &deprecated_place};

constexpr Key doc{"doc", &doc_value, "For people, in Markdown. It goes into generated code.",
                  "Pieces."};
constexpr Key wire{"wire", &wire_value, "The name in documents, where that is another one.",
                   "'@type'"};
constexpr Key since{"since", &version_value, "The version of the contract in which it came.",
                    "1.2.0"};
constexpr Key deprecated_key{"deprecated", &deprecated, "It goes away; says what to use instead.",
                             "{since: 3.0.0, message: Use labels.}"};

constexpr Key field_keys[] = {
    {"type", &expression_value,
     "A built-in type, the name of a type, `list<T>`, `map<T>`, or one of these with `| null` "
     "behind it.",
     "string | null", true},
    doc,
    {"unit", &text_value, "For people: goes into documentation and is not judged.", "kg"},
    wire,
    {"default", &any, "What the value has when the document leaves the field out.", "[]"},
    {"renamedFrom", &names_value, "What older documents call the field. They are read still.",
     "[amount]"},
    since,
    deprecated_key,
    {"simulate", &simulation_value, "How `tally sample` and demos make up values.",
     "{uniform: {min: -10, max: 35}}"},
};
constexpr Key enum_value_keys[] = {doc, wire, since, deprecated_key};
constexpr Key variant_keys[] = {
    {"type", &expression_value, "A record.", "CardPayment"},
    {"record", &fields_value, "The fields of the variant.", "{iban: string}"},
    doc,
    wire,
};
constexpr std::string_view variant_choices[] = {"type", "record"};
constexpr Key deprecated_keys[] = {
    {"since", &version_value, "The version of the contract that says so.", "3.0.0"},
    {"use", &text_value,
     "The name to use instead: of a field of the same record, a value of the "
     "same enum, a type.",
     "voided"},
    {"message", &text_value, "What to do instead, as a sentence.", "Use labels."},
};
constexpr std::string_view deprecated_choices[] = {"use", "message"};

constexpr Snippet field_snippets[] = {
    {"a described field", "A field with constraints.",
     "type: ${1:string}\nmaxLength: ${2:200}\ndoc: ${3:What it means.}\n"},
};

}  // namespace

constinit const Value fields_value{
    .form = Form::names,
    .element = &field,
    .pattern = R"(^[A-Za-z_][A-Za-z0-9_]*\??$)",
    .meant = "A field is named by letters, digits and `_`; `?` behind the name: may be absent"};
constinit const Value deprecated_value{.form = Form::place, .place = &deprecated_place};

constinit const Place field_place{.id = "field",
                                  .shown = "a field",
                                  .doc = "A field: its type, and what else is to be said.",
                                  .keys = field_keys,
                                  .more = &refinements_place,
                                  .snippets = field_snippets};
constinit const Place enum_value_place{"enum_value", "an enum value", "What is said of a value.",
                                       enum_value_keys};
constinit const Place variant_place{.id = "variant",
                                    .shown = "a variant",
                                    .doc = "A variant by its record.",
                                    .keys = variant_keys,
                                    .exactly_one = variant_choices};
constinit const Place deprecated_place{.id = "deprecated",
                                       .shown = "`deprecated`",
                                       .doc = "That something goes away, and what to use instead.",
                                       .keys = deprecated_keys,
                                       .exactly_one = deprecated_choices};

}  // namespace tally::compiler::language
