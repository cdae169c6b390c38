#include "model/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tally::compiler::model {
namespace {

using plan::Keyword;
using plan::Kind;

// The tables spell sets by these names.
constexpr Subject none = Subject::none;
constexpr Subject number = Subject::number;
constexpr Subject length = Subject::length;
constexpr Subject text = Subject::text;
constexpr Subject items = Subject::items;
constexpr Subject elements = Subject::elements;
constexpr Subject properties = Subject::properties;

constexpr KindRow kind_rows[] = {
#define TALLY_KIND(id, word, json, takes, smallest, largest, shown, explainer, computed, compared, \
                   alike, encoding, ...)                                                           \
  {#id,        word,           JsonForm::json,       takes, smallest,                              \
   largest,    Kind::computed, Comparison::compared, alike, plan::Encoding::encoding,              \
   __VA_ARGS__},
#include "tally/engine/vocabulary/kinds.def"
};

constexpr std::size_t builtin_count = 0
#define TALLY_BUILTIN(...) +1
#define TALLY_STRUCTURE(...)
#include "tally/engine/vocabulary/kinds.def"
    ;

constexpr KeywordRow keyword_rows[] = {
#define TALLY_KEYWORD(id, word, subject, bound, test, value, schema, doc, example, ...) \
  {#id, word, Subject::subject, Bound::bound, Argument::value, schema, doc, example},
#include "tally/engine/vocabulary/keywords.def"
};

constexpr IssueRow issue_rows[] = {
#define TALLY_ISSUE(id, word, sentence, parameters, meaning) \
  {word, sentence, parameters, meaning, true},
#define TALLY_UPGRADE_ISSUE(id, word, sentence, parameters, meaning) \
  {word, sentence, parameters, meaning, false},
#include "tally/engine/vocabulary/issues.def"
};

constexpr OperationRow operation_rows[] = {
#define TALLY_OPERATION(id, form, sign, level, canonical, word, doc) \
  {#id, OperationForm::form, sign, level, canonical, word, doc},
#include "tally/engine/vocabulary/operations.def"
};

constexpr WordRow policy_rows[] = {
#define TALLY_UNKNOWN(id, word, doc) {#id, word, doc},
#include "tally/engine/vocabulary/unknown.def"
};

constexpr WordRow length_unit_rows[] = {
#define TALLY_LENGTH_UNIT(id, word, noun, doc) {#id, word, doc},
#include "tally/engine/vocabulary/length_units.def"
};

constexpr std::string_view length_nouns[] = {
#define TALLY_LENGTH_UNIT(id, word, noun, doc) " " noun,
#include "tally/engine/vocabulary/length_units.def"
};

constexpr WordRow step_rows[] = {
#define TALLY_STEP(id, word, doc, example) {#id, word, doc},
#include "tally/engine/vocabulary/steps.def"
};

constexpr WordRow generator_rows[] = {
#define TALLY_GENERATOR(id, word, doc, example) {#id, word, doc},
#include "tally/engine/vocabulary/generators.def"
};

constexpr WordRow buffer_rows[] = {
#define TALLY_BUFFER(id, word, doc) {#id, word, doc},
#include "tally/engine/vocabulary/buffers.def"
};

constexpr WordRow access_rows[] = {
#define TALLY_ACCESS(id, word, phrase, doc) {#id, word, doc},
#include "tally/engine/vocabulary/accesses.def"
};

constexpr std::string_view access_phrases[] = {
#define TALLY_ACCESS(id, word, phrase, doc) phrase,
#include "tally/engine/vocabulary/accesses.def"
};

constexpr WordRow encoding_rows[] = {
#define TALLY_ENCODING(id, word) {#id, word, {}},
#include "tally/engine/vocabulary/encodings.def"
};

constexpr WordRow format_rows[] = {
#define TALLY_FORMAT(id, word, doc) {#id, word, doc},
#include "tally/engine/vocabulary/formats.def"
};

template <class Rows, class Enumerator>
constexpr const auto& at(const Rows& rows, Enumerator enumerator) {
  return rows[static_cast<std::size_t>(enumerator)];
}

// The enumerator of the row with that word.
template <class Enumerator, class Row>
std::optional<Enumerator> find(std::span<const Row> rows, std::string_view word) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& each) { return each.word == word; });
  if (found == rows.end()) return std::nullopt;
  return static_cast<Enumerator>(found - rows.begin());
}

}  // namespace

std::span<const KindRow> kinds() {
  return kind_rows;
}
const KindRow& row(Kind kind) {
  return at(kind_rows, kind);
}

std::span<const KindRow> builtin_types() {
  return kinds().first(builtin_count);
}

std::optional<Kind> find_builtin(std::string_view name) {
  return find<Kind>(builtin_types(), name);
}

bool is_builtin(Kind kind) {
  return static_cast<std::size_t>(kind) < builtin_count;
}

bool is_integer(Kind kind) {
  return row(kind).largest != 0;
}

bool is_float(Kind kind) {
  return row(kind).json == JsonForm::number;
}

bool is_number(Kind kind) {
  return has(row(kind).takes, Subject::number);
}

std::span<const KeywordRow> keywords() {
  return keyword_rows;
}
const KeywordRow& row(Keyword keyword) {
  return at(keyword_rows, keyword);
}

std::optional<Keyword> find_keyword(std::string_view word) {
  return find<Keyword>(keywords(), word);
}

bool is_limit(Keyword keyword) {
  const Argument value = row(keyword).value;
  return value == Argument::number || value == Argument::step || value == Argument::count;
}

bool applies_to(Keyword keyword, Kind kind) {
  return has(row(kind).takes, row(keyword).subject);
}

std::span<const IssueRow> issues() {
  return issue_rows;
}

const IssueRow* find_issue(std::string_view code) {
  const auto* found = std::find_if(std::begin(issue_rows), std::end(issue_rows),
                                   [&](const IssueRow& each) { return each.code == code; });
  return found == std::end(issue_rows) ? nullptr : found;
}

std::span<const OperationRow> operations() {
  return operation_rows;
}
const OperationRow& row(plan::Operation operation) {
  return at(operation_rows, operation);
}

const WordRow& row(plan::Unknown policy) {
  return at(policy_rows, policy);
}
const WordRow& row(plan::LengthUnit unit) {
  return at(length_unit_rows, unit);
}
const WordRow& row(plan::Step::Action action) {
  return at(step_rows, action);
}
const WordRow& row(simulate::Generator generator) {
  return at(generator_rows, generator);
}
const WordRow& row(BufferKind buffer) {
  return at(buffer_rows, buffer);
}
const WordRow& row(Access access) {
  return at(access_rows, access);
}
const WordRow& row(plan::Encoding encoding) {
  return at(encoding_rows, encoding);
}

std::span<const WordRow> policies() {
  return policy_rows;
}
std::span<const WordRow> length_units() {
  return length_unit_rows;
}
std::span<const WordRow> steps() {
  return step_rows;
}
std::span<const WordRow> generators() {
  return generator_rows;
}
std::span<const WordRow> buffers() {
  return buffer_rows;
}
std::span<const WordRow> accesses() {
  return access_rows;
}
std::span<const WordRow> encodings() {
  return encoding_rows;
}
std::span<const WordRow> formats() {
  return format_rows;
}

std::optional<BufferKind> find_buffer(std::string_view word) {
  return find<BufferKind>(buffers(), word);
}

std::string_view suffix_of(plan::LengthUnit unit) {
  return unit == plan::LengthUnit::characters ? std::string_view() : at(length_nouns, unit);
}

std::string_view phrase_of(Access access) {
  return at(access_phrases, access);
}

}  // namespace tally::compiler::model
