// The project file `tally.yaml`.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Value edition{.form = Form::edition};
constexpr Value target{.form = Form::place, .place = &project_target_place};
constexpr Value targets{.form = Form::names, .element = &target};
constexpr Value lint{.form = Form::lint_levels, .element = &level_value};
constexpr Value compatibility{.form = Form::place, .place = &project_compatibility_place};
constexpr Value directions{.form = Form::sequence, .element = &direction_value};
constexpr Value directions_by_name{.form = Form::names, .element = &directions};
constexpr Value options{.form = Form::names, .element = &text_value};

constexpr Key project_keys[] = {
    {"tally", &edition, "The edition of the project file.", "1", true},
    {"contracts", &names_value,
     "Paths of contracts with wildcards: `*` within a name, `**` for any number of folders.",
     "[schemas/*.contract.yaml]", true},
    {"targets", &targets,
     "What to generate, by the name of the target: `cpp`, `embind`, `typescript`, `json-schema`, "
     "`markdown` or one of your own with `templates`.",
     "{cpp: {out: generated/cpp}}"},
    {"lint", &lint, "How much each lint rule matters.", "{doc.missing: warning}"},
    {"compatibility", &compatibility,
     "Which directions count: in these, what is in `tally.lock` may not break without a new "
     "version. All of them unless it says otherwise; the nearest counts.",
     "{directions: [old-to-new, typescript]}"},
};
constexpr Key target_keys[] = {
    {"out", &text_value, "The output folder, inside the project. Two targets need two folders.",
     "generated/cpp", true},
    {"blocks", &text_value, "A folder of templates that replace blocks of the target.",
     "tools/blocks"},
    {"templates", &text_value, "The folder of a target of your own.", "tools/my-target"},
    {"options", &options, "Options of the target.", "{package: '@acme/contracts'}"},
};
constexpr Key compatibility_keys[] = {
    {"directions", &directions, "Those of the whole project.", "[old-to-new, cpp, typescript]"},
    {"packages", &directions_by_name, "Those of a package, by its name.",
     "{acme.wire: [old-to-new, new-to-old]}"},
    {"types", &directions_by_name, "Those of a type, by its name with its package.",
     "{acme.orders.Draft: []}"},
};
constexpr Snippet project_snippets[] = {
    {"a project", "C++ and TypeScript from the contracts in one folder.",
     "tally: 1\ncontracts: ['schemas/*.contract.yaml']\ntargets:\n  cpp: {out: generated/cpp}\n"
     "  typescript:\n    out: generated/typescript\n    options:\n      package: "
     "'${1:@acme/contracts}'\n"},
};

}  // namespace

constinit const Place project_place{.id = "project",
                                    .shown = "a project",
                                    .doc = "Which contracts there are and what is made of them.",
                                    .keys = project_keys,
                                    .snippets = project_snippets};
constinit const Place project_target_place{"project_target", "a target", "What to generate.",
                                           target_keys};
constinit const Place project_compatibility_place{
    "project_compatibility", "a policy for compatibility", "Which directions count, and for what.",
    compatibility_keys};

}  // namespace tally::compiler::language
