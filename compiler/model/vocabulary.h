// The vocabulary of contracts as rows, for whoever reads, checks, writes or explains them. The rows
// themselves are the tables in runtime/tally/engine/vocabulary, which say what each column means.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "tally/engine/explain/issue_text.h"
#include "tally/engine/plan.h"
#include "tally/engine/simulation/simulate.h"
#include "tally/engine/vocabulary/buffer_kind.h"
#include "tally/engine/vocabulary/keyword.h"

namespace tally::compiler::model {

/// What a value is in documents; `wide` is a number that may be text.
enum class JsonForm : std::uint8_t { boolean, integer, number, text, wide, array, object, any };

/// What rules may ask of two values.
enum class Comparison : std::uint8_t { nothing, equal, ordered };

struct KindRow {
  std::string_view id;    // the enumerator
  std::string_view word;  // "int8"; "list", "enum", "record" for what is no built-in type
  JsonForm json;
  Subject takes;  // a set
  std::int64_t smallest;
  std::uint64_t largest;  // 0 but for integers
  plan::Kind computed;
  Comparison compared;
  bool alike;
  plan::Encoding encoding;
  std::string_view cpp;
  std::string_view view;
  std::string_view encoded_view;
  std::uint32_t size;
  std::uint32_t alignment;
  std::string_view typescript;
  std::string_view get;
  int shift;
  std::string_view put;
  std::string_view doc;  // empty for what is no built-in type
};

/// In the order of plan::Kind.
std::span<const KindRow> kinds();
const KindRow& row(plan::Kind kind);

/// A built-in type that takes no arguments; `list` and `map` are not among them.
std::optional<plan::Kind> find_builtin(std::string_view name);
std::span<const KindRow> builtin_types();
bool is_builtin(plan::Kind kind);

bool is_integer(plan::Kind kind);  // int, int8 ... uint64
bool is_float(plan::Kind kind);

/// Integers, floats and decimals.
bool is_number(plan::Kind kind);

/// What stands behind a keyword in a contract.
enum class Argument : std::uint8_t { number, step, count, text, pattern, format, flag, names };

struct KeywordRow {
  std::string_view id;
  std::string_view word;  // "minLength"
  Subject subject;
  Bound bound;
  Argument value;
  std::string_view schema;
  std::string_view doc;
  std::string_view example;
};

/// In the order of plan::Keyword.
std::span<const KeywordRow> keywords();
const KeywordRow& row(plan::Keyword keyword);
std::optional<plan::Keyword> find_keyword(std::string_view word);

/// Whether the keyword's value is a number.
bool is_limit(plan::Keyword keyword);
bool applies_to(plan::Keyword keyword, plan::Kind kind);

struct IssueRow {
  std::string_view code;
  std::string_view sentence;
  std::string_view parameters;  // with commas; empty if there are none
  std::string_view meaning;
  bool judged;  // false: only `upgrade` makes it
};

/// In the order of IssueCode.
std::span<const IssueRow> issues();

/// Null when there is none of that name.
const IssueRow* find_issue(std::string_view code);

enum class OperationForm : std::uint8_t {
  part,
  prefix,
  logic,
  comparison,
  calculation,
  membership,
  function,
  test,
  loop
};

struct OperationRow {
  std::string_view id;
  OperationForm form;
  std::string_view sign;
  int level;
  std::string_view canonical;
  std::string_view word;
  std::string_view doc;
};

/// In the order of plan::Operation.
std::span<const OperationRow> operations();
const OperationRow& row(plan::Operation operation);

/// A word that stands for an enumerator, and what it means.
struct WordRow {
  std::string_view id;
  std::string_view word;
  std::string_view doc;
};

// Each in the order of its enumerators.
const WordRow& row(plan::Unknown policy);
const WordRow& row(plan::LengthUnit unit);
const WordRow& row(plan::Step::Action action);
const WordRow& row(simulate::Generator generator);
const WordRow& row(BufferKind buffer);
const WordRow& row(Access access);
const WordRow& row(plan::Encoding encoding);
std::span<const WordRow> policies();
std::span<const WordRow> length_units();
std::span<const WordRow> steps();
std::span<const WordRow> generators();
std::span<const WordRow> buffers();
std::span<const WordRow> accesses();
std::span<const WordRow> encodings();
std::span<const WordRow> formats();

std::optional<BufferKind> find_buffer(std::string_view word);

/// "minLength", "mapEnum".
template <class Enumerator>
std::string_view name_of(Enumerator enumerator) {
  return row(enumerator).word;
}

/// As C++ spells it: "min_length", "map_enum".
template <class Enumerator>
std::string_view id_of(Enumerator enumerator) {
  return row(enumerator).id;
}

/// What people read behind a length: " bytes", " UTF-16 code units", nothing for characters.
std::string_view suffix_of(plan::LengthUnit unit);

/// "read and write".
std::string_view phrase_of(Access access);

}  // namespace tally::compiler::model
