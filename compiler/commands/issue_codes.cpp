#include "commands/issue_codes.h"

namespace tally::compiler {
namespace {

constexpr IssueCode codes[] = {
    {"type",
     "The value is of another kind than the contract says: text where a number belongs, for "
     "example.",
     "expected, actual"},
    {"required",
     "A field is missing. Only a field written `name?`, or one with a default, may be absent.", ""},
    {"unknown",
     "The record has no member of this name, and the contract does not open it with `unknown: "
     "drop` or `keep`.",
     "known"},
    {"duplicate",
     "The object holds this key more than once. Readers disagree about which one counts, so none "
     "does.",
     ""},
    {"minimum", "The number is smaller than the smallest that is allowed.", "limit"},
    {"maximum", "The number is larger than the largest that is allowed.", "limit"},
    {"exclusiveMinimum",
     "The number must be greater than the limit; the limit itself is not allowed.", "limit"},
    {"exclusiveMaximum", "The number must be less than the limit; the limit itself is not allowed.",
     "limit"},
    {"multipleOf", "The number is no whole multiple of the step.", "limit"},
    {"minLength",
     "The text is too short, or there are too few bytes. Lengths of texts count Unicode scalar "
     "values, not "
     "bytes.",
     "limit, actual, unit"},
    {"maxLength",
     "The text is too long, or there are too many bytes. Lengths of texts count Unicode scalar "
     "values, not "
     "bytes.",
     "limit, actual, unit"},
    {"pattern",
     "The text does not match the regular expression (ECMA-262 `u` syntax), which may match "
     "anywhere in it unless it is\n"
     "anchored with `^` and `$`.",
     "pattern"},
    {"format",
     "The text is not written in the form that its type or its `format` asks for, such as a UUID "
     "or an RFC 3339 time.",
     "format"},
    {"enum", "The text is none of the values of a closed enum.", "values"},
    {"minItems", "The list has too few items.", "limit, actual"},
    {"maxItems", "The list has too many items.", "limit, actual"},
    {"uniqueItems",
     "The list has an item that equals an earlier one, or is like it in all fields that `uniqueBy` "
     "names.",
     "first, second, fields"},
    {"minProperties", "The map has too few entries.", "limit, actual"},
    {"maxProperties", "The map has too many entries.", "limit, actual"},
    {"tag", "The key that tells the variants of a union apart is missing, or names none of them.",
     "tag, values"},
    {"precision",
     "The number has more digits behind the point than its decimal holds. Nothing is ever rounded.",
     "precision, scale"},
    {"range", "The number cannot be held by its type: `300` is no `uint8`, `1e400` no `float64`.",
     "type"},
    {"depth",
     "Arrays and objects lie within each other more deeply than the contract's `limits` allow.",
     "limit"},
    {"size",
     "The document is larger than the contract's `limits` allow. Nothing else in it was judged.",
     "limit"},
    {"encoding",
     "The document is not UTF-8, an escape in it stands for half of a surrogate pair, or the text "
     "of "
     "a `bytes` is not\nstrictly base64 or base64url as the contract asks for.",
     "encoding"},
    {"syntax", "The document is not JSON (RFC 8259). Nothing else in it was judged.", ""},
    {"version",
     "`upgrade` does not know the version of the document: it is later than the contract's, is no "
     "version, or nobody said it.",
     "current"},
    {"convert",
     "`upgrade` could not convert a value of an older version: the function of the migration "
     "refused it, or is not there.",
     "function"},
};

}  // namespace

std::span<const IssueCode> issue_codes() {
  return codes;
}

const IssueCode* find_issue_code(std::string_view code) {
  for (const IssueCode& candidate : codes) {
    if (candidate.code == code) return &candidate;
  }
  return nullptr;
}

std::string explain(const IssueCode& issue) {
  std::string page = "# " + std::string(issue.code) + "\n\n" + std::string(issue.meaning) + "\n";
  if (!issue.params.empty()) page += "\nIn `params`: " + std::string(issue.params) + ".\n";
  return page;
}

}  // namespace tally::compiler
