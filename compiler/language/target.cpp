// `target.yaml`, the definition of a target.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Value edition{.form = Form::edition};
constexpr Word models[] = {
    {"model", "The documented model, for targets of your own."},
    {"cpp", "What the built-in target `cpp` sees."},
    {"embind", "What the built-in target `embind` sees."},
    {"typescript", "What the built-in target `typescript` sees."},
    {"json-schema", "What the built-in target `json-schema` sees."},
    {"markdown", "What the built-in target `markdown` sees."},
};
constexpr Value model{.form = Form::word, .words = models};
constexpr Value output{.form = Form::place, .place = &target_output_place};
constexpr Value outputs{.form = Form::sequence, .element = &output};
constexpr Value spellings{.form = Form::names, .element = &text_value};

constexpr Key target_keys[] = {
    {"target", &edition, "The edition of target definitions.", "1", true},
    {"name", &text_value, "The name of the target.", "sql", true},
    {"model", &model, "Which model the templates see.", "model", true},
    {"outputs", &outputs, "The files that are made.",
     "[{template: tables.sql.mustache, each: contract, path: '{{stem}}.sql'}]", true},
    {"reserved", &names_value, "Words of the language that cannot be names.", "[class, def]"},
    {"spellings", &spellings, "How the language writes types and limits, by their words.",
     "{int32: INTEGER, minLength: 'length({{field}}) >= {{value}}'}"},
};
constexpr Key output_keys[] = {
    {"template", &text_value, "A template in the target's folder.", "tables.sql.mustache", true},
    {"each", &each_value, "What there is one file of.", "contract", true},
    {"path", &text_value, "Where the file goes, below `out`; a template too.", "'{{stem}}.sql'",
     true},
};

}  // namespace

constinit const Place target_place{"target", "a target", "The definition of a target.",
                                   target_keys};
constinit const Place target_output_place{"target_output", "an output", "A file that is made.",
                                          output_keys};

}  // namespace tally::compiler::language
