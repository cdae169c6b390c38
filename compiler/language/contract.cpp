// The header of a contract, and its tests.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Value edition{.form = Form::edition};
constexpr Value package{.form = Form::text,
                        .pattern = R"(^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$)",
                        .meant = "A package is lower-case names with dots between them"};
constexpr Value path{.form = Form::text};
constexpr Value imports{.form = Form::names,
                        .element = &path,
                        .pattern = "^[A-Za-z_][A-Za-z0-9_]*$",
                        .meant = "An import is named by letters, digits and `_`"};
constexpr Value bytes{.form = Form::whole, .least = 1, .most = 1U << 30U};
constexpr Value depth{.form = Form::whole, .least = 1, .most = 1000};
constexpr Value issues_limit{.form = Form::whole, .least = 1, .most = 10'000};
constexpr Value limits{.form = Form::place, .place = &limits_place};
constexpr Value types{.form = Form::names,
                      .element = &declaration_value,
                      .pattern = "^[A-Z][A-Za-z0-9_]*$",
                      .meant = "A type is named by a capital letter, then letters, digits and `_`"};
constexpr Value test{.form = Form::place, .place = &test_place};
constexpr Value tests{.form = Form::sequence, .element = &test};
constexpr Value issue{.form = Form::place, .place = &issue_place};
constexpr Value issues{.form = Form::sequence, .element = &issue};
constexpr Value code{.form = Form::issue_code};

constexpr Key contract_keys[] = {
    {"contract", &edition, "The edition of the language.", "1", true},
    {"package", &package, "Lower-case names with dots between them: a namespace in C++.",
     "acme.orders", true},
    {"version", &version_value,
     "The version of the contract, as in Semantic Versioning. `tally diff` and `tally lock` hold "
     "changes against it.",
     "1.0.0"},
    {"doc", &doc_value, "What the contract is about, for people, in Markdown.",
     "Orders placed in the web shop."},
    {"imports", &imports,
     "Other contracts, each under a name: `money.Amount` is their type `Amount`. Paths are "
     "relative to this file.",
     "{money: ./money.contract.yaml}"},
    {"unknown", &unknown_value,
     "What the records of this file do with members that they do not declare.", "reject"},
    {"limits", &limits, "What one document may cost.", "{bytes: 65536, depth: 16}"},
    {"types", &types,
     "The types, by name. Each is one of `newtype`, `alias`, `enum`, `record`, "
     "`union`, `mixin` and `derive`.",
     "{Sku: {newtype: string, maxLength: 32}}"},
    {"tests", &tests, "Documents with the issues that they must have. `tally check` judges them.",
     R"([{name: a test, type: Sku, json: '"a-100"', issues: [{path: '', code: pattern}]}])"},
    {"keys", &record_keys_value,
     "Records under keys: what a Db, a hub and its clients know. `{name}` stands for one level.",
     "{'orders.{id}': {type: Order, buffer: {ring: 100}, access: read}}"},
    {"migrations", &migrations_value, "How documents of older major versions become current ones.",
     "[{from: 1, to: 2, type: Order, steps: [{rename: {from: amount, to: total}}]}]"},
    {"versionField", &text_value,
     "The member in which documents carry the version that they were written with.",
     "schema_version"},
    {"consts", &constants_value, "Values with names. A limit may name one.",
     "{MaxLines: {type: uint16, value: 200}}"},
};

constexpr Key limit_keys[] = {
    {"bytes", &bytes, "The size of a document, white space included. 1048576 if not given.",
     "1048576"},
    {"depth", &depth, "Arrays and objects inside each other. 64 if not given.", "64"},
    {"issues", &issues_limit, "How many issues are reported for one document. 50 if not given.",
     "50"},
};

constexpr Key test_keys[] = {
    {"name", &text_value, "What the test shows, as a sentence.", "a price has two decimals", true},
    {"type", &text_value, "A type that this file declares.", "Order", true},
    {"json", &text_value, "The document, as JSON text.", R"('{"id":7}')", true},
    {"issues", &issues,
     "All issues that the document must have, in order. Without them it must be "
     "valid.",
     "[{path: /id, code: type}]"},
};

constexpr Key issue_keys[] = {
    {"path", &text_value, "The JSON Pointer to the value; empty for the whole document.",
     "/lines/0/sku", true},
    {"code", &code, "The constraint that fails, or the code of another issue.", "minLength", true},
};

constexpr Snippet contract_snippets[] = {
    {"a contract", "A contract with one record.",
     "contract: 1\npackage: ${1:acme.things}\nversion: 1.0.0\ntypes:\n  ${2:Thing}:\n    record:\n"
     "      ${3:name}:\n        type: string\n        maxLength: 80\n"},
};
constexpr Snippet test_snippets[] = {
    {"a test", "A document that must have one issue.",
     "name: ${1:what it shows}\ntype: ${2:Type}\njson: '${3:{}}'\nissues:\n"
     "  - path: ${4:/field}\n    code: ${5:minimum}\n"},
};

}  // namespace

constinit const Place contract_place{
    .id = "contract",
    .shown = "a contract",
    .doc = "A contract declares types. Each says which JSON documents are valid.",
    .keys = contract_keys,
    .snippets = contract_snippets,
};
constinit const Place limits_place{"limits", "`limits`", "What one document may cost.", limit_keys};
constinit const Place test_place{
    .id = "test",
    .shown = "a test",
    .doc = "A document and the issues that it must have.",
    .keys = test_keys,
    .snippets = test_snippets,
};
constinit const Place issue_place{"issue", "an issue", "An issue that a document must have.",
                                  issue_keys};

}  // namespace tally::compiler::language
