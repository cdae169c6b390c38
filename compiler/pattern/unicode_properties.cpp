#include "pattern/unicode_properties.h"

#include <utility>
#include <vector>

#include "pattern/unicode_tables.h"

namespace tally::compiler::pattern {
namespace {

// A category by the names that ECMA-262 gives it, and the basic categories in it: those from
// `first` to `last` in the order of the tables.
struct Category {
  std::string_view name;
  std::string_view long_name;
  std::uint32_t first;
  std::uint32_t last;
};

constexpr Category categories[] = {
    {"L", "Letter", 0, 4},
    {"LC", "Cased_Letter", 0, 2},
    {"Lu", "Uppercase_Letter", 0, 0},
    {"Ll", "Lowercase_Letter", 1, 1},
    {"Lt", "Titlecase_Letter", 2, 2},
    {"Lm", "Modifier_Letter", 3, 3},
    {"Lo", "Other_Letter", 4, 4},
    {"M", "Mark", 5, 7},
    {"M", "Combining_Mark", 5, 7},
    {"Mn", "Nonspacing_Mark", 5, 5},
    {"Mc", "Spacing_Mark", 6, 6},
    {"Me", "Enclosing_Mark", 7, 7},
    {"N", "Number", 8, 10},
    {"Nd", "Decimal_Number", 8, 8},
    {"Nd", "digit", 8, 8},
    {"Nl", "Letter_Number", 9, 9},
    {"No", "Other_Number", 10, 10},
    {"P", "Punctuation", 11, 17},
    {"P", "punct", 11, 17},
    {"Pc", "Connector_Punctuation", 11, 11},
    {"Pd", "Dash_Punctuation", 12, 12},
    {"Ps", "Open_Punctuation", 13, 13},
    {"Pe", "Close_Punctuation", 14, 14},
    {"Pi", "Initial_Punctuation", 15, 15},
    {"Pf", "Final_Punctuation", 16, 16},
    {"Po", "Other_Punctuation", 17, 17},
    {"S", "Symbol", 18, 21},
    {"Sm", "Math_Symbol", 18, 18},
    {"Sc", "Currency_Symbol", 19, 19},
    {"Sk", "Modifier_Symbol", 20, 20},
    {"So", "Other_Symbol", 21, 21},
    {"Z", "Separator", 22, 24},
    {"Zs", "Space_Separator", 22, 22},
    {"Zl", "Line_Separator", 23, 23},
    {"Zp", "Paragraph_Separator", 24, 24},
    {"C", "Other", 25, 29},
    {"Cc", "Control", 25, 25},
    {"Cc", "cntrl", 25, 25},
    {"Cf", "Format", 26, 26},
    {"Cs", "Surrogate", 27, 27},
    {"Co", "Private_Use", 28, 28},
    {"Cn", "Unassigned", 29, 29},
};

// The code points with values from `first` to `last`.
CodePointSet set_of(const UnicodeRuns& runs, std::uint32_t first, std::uint32_t last) {
  std::vector<CodePointRange> ranges;
  std::uint32_t at = 0;
  for (const std::uint32_t run : runs.runs) {
    const std::uint32_t length = run / runs.values;
    const std::uint32_t value = run % runs.values;
    if (value >= first && value <= last) ranges.push_back({at, at + length - 1});
    at += length;
  }
  return CodePointSet(std::move(ranges));
}

CodePointSet category_set(std::uint32_t first, std::uint32_t last) {
  return set_of(category_runs(), first, last);
}

std::optional<CodePointSet> script_set(std::string_view name) {
  const std::span<const ScriptName> scripts = script_names();
  for (std::uint32_t i = 0; i < scripts.size(); ++i) {
    if (name == scripts[i].name || name == scripts[i].long_name) return set_of(script_runs(), i, i);
  }
  return std::nullopt;
}

}  // namespace

std::optional<CodePointSet> property_set(std::string_view property) {
  for (const std::string_view prefix : {"Script=", "sc="}) {
    if (property.starts_with(prefix)) return script_set(property.substr(prefix.size()));
  }
  for (const std::string_view prefix : {"General_Category=", "gc="}) {
    if (!property.starts_with(prefix)) continue;
    property.remove_prefix(prefix.size());
    if (property == "Any" || property == "ASCII" || property == "Assigned") return std::nullopt;
  }
  if (property == "Any") return CodePointSet{{0, last_code_point}};
  if (property == "ASCII") return CodePointSet{{0, 0x7F}};
  if (property == "Assigned") return category_set(0, 28);
  for (const Category& category : categories) {
    if (property == category.name || property == category.long_name) {
      return category_set(category.first, category.last);
    }
  }
  return std::nullopt;
}

}  // namespace tally::compiler::pattern
