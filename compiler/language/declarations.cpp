// What a type may be declared as.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Value examples{.form = Form::place, .place = &examples_place};
constexpr Value any{.form = Form::any};
constexpr Value any_list{.form = Form::sequence, .element = &any};
constexpr Value invalid_example{.form = Form::place, .place = &invalid_example_place};
constexpr Value invalid{.form = Form::either, .element = &invalid_example, .other = &any};
constexpr Value invalid_list{.form = Form::sequence, .element = &invalid};
constexpr Value code{.form = Form::issue_code};
constexpr Value derive{.form = Form::place, .place = &derive_place};
constexpr Word all_words[] = {{"all", "Every field may be absent."}};
constexpr Value all{.form = Form::word, .words = all_words};
constexpr Value optional{.form = Form::either, .element = &names_value, .other = &all};
constexpr Value nothing{.form = Form::nothing};
constexpr Value enum_value{.form = Form::place, .place = &enum_value_place};
constexpr Value enum_value_or_nothing{
    .form = Form::either, .element = &enum_value, .other = &nothing};
constexpr std::string_view name_pattern = "^[A-Za-z_][A-Za-z0-9_]*$";
constexpr std::string_view name_meant =
    "A name is letters, digits and `_`, not starting with a digit; `wire` says another one for "
    "documents";
constexpr Value described_values{.form = Form::names,
                                 .element = &enum_value_or_nothing,
                                 .pattern = name_pattern,
                                 .meant = name_meant,
                                 .least = 1};
constexpr Value listed_values{.form = Form::sequence, .element = &text_value, .least = 1};
constexpr Value values{.form = Form::either, .element = &described_values, .other = &listed_values};
constexpr Value union_body{.form = Form::place, .place = &union_body_place};
constexpr Value variant{.form = Form::variant,
                        .place = &variant_place,
                        .element = &fields_value,
                        .other = &expression_value};
constexpr Value variants{
    .form = Form::names, .element = &variant, .pattern = name_pattern, .meant = name_meant};

constexpr Key common_keys[] = {
    {"doc", &doc_value,
     "What the type means, for people, in Markdown. It goes into generated code.",
     "One line of an order."},
    {"examples", &examples,
     "Documents that are valid, and others that are not. `tally check` "
     "judges them.",
     "{valid: [A-100], invalid: [{value: a, code: minLength}]}"},
    {"since", &version_value, "The version of the contract in which the type came.", "1.2.0"},
    {"deprecated", &deprecated_value, "The type goes away; says what to use instead.",
     "{since: 3.0.0, use: Order}"},
};
constexpr Place common{"common", "a type", "", common_keys};
// A newtype or an alias: the constraints of its type, then what all declarations have.
constexpr Place common_then_refinements{"common", "a type", "", common_keys, &refinements_place};

constexpr Key reserved{"reserved", &names_value,
                       "Names that were there once and must not come back with another meaning.",
                       "[lost]"};
constexpr Key unknown{"unknown", &unknown_value, "What happens to members that are not declared.",
                      "reject"};
constexpr Key params{"params", &names_value,
                     "The parameters of a generic: `Page<Order>` is an instance of one with "
                     "`params: [T]`.",
                     "[T]"};
constexpr Key include{"include", &names_value, "Mixins whose fields come first.", "[Audited]"};
constexpr Key rules{"rules", &rules_value, "What has to be true of the record as a whole.",
                    "[{id: contact, atLeastOneOf: [email, phone]}]"};

constexpr Key record_keys[] = {
    {"record", &fields_value, "The fields of a JSON object. `name?` may be absent.",
     "{sku: Sku, quantity: {type: uint16, minimum: 1}, note?: string}", true},
    include,
    params,
    reserved,
    unknown,
    rules,
    {"observe", &text_value, "The field that is the record's main signal.", "celsius"},
};
constexpr Key derived_record_keys[] = {
    {"derive", &derive, "Some of another record's fields, as a record of its own.",
     "{from: Order, omit: [id]}", true},
    reserved,
    unknown,
    params,
    rules,
};
constexpr Key derive_keys[] = {
    {"from", &text_value, "A record.", "Order", true},
    {"pick", &names_value, "The fields to take.", "[status, labels]"},
    {"omit", &names_value, "The fields to leave out.", "[id, created_at]"},
    {"optional", &optional, "`all`, or the fields that may be absent; their defaults are gone.",
     "all"},
};
constexpr std::string_view derive_choices[] = {"pick", "omit"};
constexpr Key mixin_keys[] = {
    {"mixin", &fields_value, "Fields that several records share by `include`.",
     "{created_at: timestamp, updated_at?: timestamp}", true},
    include,
    rules,
};
constexpr Key newtype_keys[] = {
    {"newtype", &expression_value,
     "A scalar type under a name of its own: a distinct struct in C++, a branded type in "
     "TypeScript.",
     "string", true},
    {"unit", &text_value, "For people: goes into documentation and is not judged.", "kg"},
};
constexpr Key alias_keys[] = {
    {"alias", &expression_value, "Another name for a type, with constraints if you like.",
     "list<Order>", true},
    params,
};
constexpr Key enum_keys[] = {
    {"enum", &values,
     "A set of strings, as a list, or by name with what is to be said of "
     "each.",
     "[green, yellow, red]", true},
    reserved,
    {"open", &boolean_value, "Whether other strings are values, too: kept, and written back.",
     "true"},
};
constexpr Key union_keys[] = {
    {"union", &union_body, "One of several records, told apart by a member.",
     "{tag: method, variants: {card: CardPayment, transfer: {iban: string}}}", true},
};
constexpr Key union_body_keys[] = {
    {"tag", &text_value, "The member that names the variant. It stands beside the fields.",
     "method", true},
    {"variants", &variants, "By name: a record, or the fields of one.",
     "{card: CardPayment, transfer: {iban: string}}", true},
};
constexpr Key examples_keys[] = {
    {"valid", &any_list, "Documents that must be valid.", "[A-100, ZX9]"},
    {"invalid", &invalid_list,
     "Documents that must not be: values, or `{value, code}` with the code of the first issue.",
     "[{value: a-100, code: pattern}]"},
};
constexpr Key invalid_example_keys[] = {
    {"value", &any, "The document.", "a-100", true},
    {"code", &code, "The code of its first issue.", "pattern"},
};

constexpr Snippet snippets[] = {
    {"a record", "A JSON object with fields.",
     "record:\n  ${1:name}: ${2:string}\n  ${3:note}?:\n    type: string\n    maxLength: "
     "${4:200}\n"},
    {"a newtype", "Text of a form.",
     "newtype: string\nminLength: ${1:1}\nmaxLength: ${2:40}\npattern: '${3:^[a-z]+$}'\n"},
    {"a number with a unit", "A newtype of a number.",
     "newtype: ${1:float64}\nminimum: ${2:0}\nmaximum: ${3:100}\nunit: ${4:kg}\n"},
    {"an enum", "A set of strings; closed unless it says `open`.",
     "enum: ['${1:first}', '${2:second}']\n"},
    {"a union", "One of several records, told apart by a tag.",
     "union:\n  tag: ${1:kind}\n  variants:\n    ${2:first}:\n      ${3:name}: string\n"
     "    ${4:second}: ${5:Record}\n"},
    {"an alias", "Another name for a type expression.", "alias: ${1:list<string>}\n"},
    {"a derived record", "Some of another record's fields.",
     "derive:\n  from: ${1:Record}\n  omit: ['${2:id}']\n"},
};

constexpr Case cases[] = {
    {"record", &record_place},         {"newtype", &newtype_place},
    {"alias", &alias_place},           {"enum", &enum_place},
    {"union", &union_place},           {"mixin", &mixin_place},
    {"derive", &derived_record_place},
};
constexpr Place undecided{.id = "declaration",
                          .shown = "a type",
                          .doc =
                              "A type: one of `newtype`, `alias`, `enum`, `record`, `union`, "
                              "`mixin` and `derive`.",
                          .keys = {},
                          .more = &common,
                          .snippets = snippets};

}  // namespace

constinit const Value declaration_value{
    .form = Form::declaration, .place = &undecided, .cases = cases};

constinit const Place record_place{"record", "a record", "A JSON object with declared fields.",
                                   record_keys, &common};
constinit const Place derived_record_place{"derived_record", "a derived record",
                                           "Some of another record's fields.", derived_record_keys,
                                           &common};
constinit const Place derive_place{.id = "derive",
                                   .shown = "`derive`",
                                   .doc = "Which fields of which record.",
                                   .keys = derive_keys,
                                   .at_most_one = derive_choices};
constinit const Place mixin_place{"mixin", "a mixin", "Fields that several records share.",
                                  mixin_keys, &common};
constinit const Place newtype_place{"newtype", "a newtype", "A scalar under a name of its own.",
                                    newtype_keys, &common_then_refinements};
constinit const Place alias_place{"alias", "an alias", "Another name for a type.", alias_keys,
                                  &common_then_refinements};
constinit const Place enum_place{"enum", "an enum", "A closed set of strings.", enum_keys, &common};
constinit const Place union_place{"union", "a union", "One of several records.", union_keys,
                                  &common};
constinit const Place union_body_place{"union_body", "`union`", "The tag and the variants.",
                                       union_body_keys};
constinit const Place examples_place{
    "examples", "`examples`", "Documents that are valid, and others that are not.", examples_keys};
constinit const Place invalid_example_place{"invalid_example", "an invalid example",
                                            "A document and the code of its first issue.",
                                            invalid_example_keys};

}  // namespace tally::compiler::language
