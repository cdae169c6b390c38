// What has to be true of a record as a whole.
#include "language/language.h"

namespace tally::compiler::language {
namespace {

constexpr Value expression{.form = Form::text};
constexpr Value id{.form = Form::text,
                   .pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
                   .meant = "Lower-case words with `-` between them"};
constexpr Value one_or_more{.form = Form::sequence, .element = &text_value, .least = 1};
constexpr Value two_or_more{.form = Form::sequence, .element = &text_value, .least = 2};
constexpr Value requirements{.form = Form::names, .element = &one_or_more, .least = 1};
constexpr Value rule{.form = Form::place, .place = &rule_place};

constexpr Key rule_keys[] = {
    {"id", &id, "The code of the issue when the rule does not hold.", "ship-after-place", true},
    {"when", &expression, "The rule is about records for which this is true; about all without it.",
     "has(this.shipped_at)"},
    {"assert", &expression, "What has to be true: an expression of a subset of CEL.",
     "this.shipped_at >= this.placed_at"},
    {"atLeastOneOf", &two_or_more, "Fields of which one or more have to be there.",
     "[email, phone]"},
    {"requires", &requirements, "Where the first field is there, the others have to be, too.",
     "{shipped_at: [placed_at]}"},
    {"exactlyOneOf", &two_or_more, "Fields of which one has to be there, and no other.",
     "[card, invoice]"},
    {"native", &function_value, "A C++ function of the program, the same for both sides.",
     "acme::orders::check_vat"},
    {"at", &text_value, "The field that the issue is about; the record without it.", "shipped_at"},
    {"message", &text_value, "What the issue says.", "must not be before placed_at"},
};
constexpr std::string_view rule_forms[] = {"assert", "atLeastOneOf", "requires", "exactlyOneOf",
                                           "native"};

}  // namespace

constinit const Place rule_place{.id = "rule",
                                 .shown = "a rule",
                                 .doc =
                                     "Something that has to be true of a record whose fields "
                                     "are sound.",
                                 .keys = rule_keys,
                                 .exactly_one = rule_forms};
constinit const Value rules_value{.form = Form::sequence, .element = &rule};

}  // namespace tally::compiler::language
