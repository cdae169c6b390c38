// Rules of records: as they are written, and what `check` makes of their expressions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "source/span.h"
#include "tally/engine/plan.h"

namespace tally::compiler::model {

using plan::Operation;

/// An expression as it is written.
struct Syntax {
  enum class Form : std::uint8_t {
    boolean,           // text: true or false
    integer,           // text: digits, decimal or behind 0x
    unsigned_integer,  // the same, without its `u`
    number,            // text: with a fraction or an exponent
    text,              // decoded
    null,
    name,
    select,   // text: the field; of the one argument
    call,     // text: the function; what stood in front of a dot is the first argument
    list,     // of the arguments
    operate,  // text: the operator, `?:` among them
  };

  Form form{};
  std::string text;
  std::vector<Syntax> arguments;
  Span span;
  Span name;  // select, call, operate: the field, the function, the operator
};

/// An expression whose types fit, in the terms of the plan.
struct Expression {
  Operation operation{};
  plan::Kind kind{};           // of its value
  std::uint32_t index = 0;     // variable, field, has
  std::int64_t integer = 0;    // literals
  double number = 0;           // literals
  std::string text;            // literals
  std::uint32_t declared = 0;  // field, has: the record; literals of an enum: the enum
  std::vector<Expression> arguments;
};

/// The name of a field where a rule mentions it.
struct FieldName {
  std::string name;
  Span span;
};

/// One entry of a record's `rules`.
struct Rule {
  enum class Form : std::uint8_t { assertion, at_least_one, exactly_one, requirement, native };

  struct Requirement {
    FieldName field;
    std::vector<FieldName> needs;
  };

  Form form{};
  std::string id;
  std::optional<Syntax> when;       // assertion
  std::optional<Syntax> assertion;  // assertion
  std::string when_text;            // on one line
  std::string text;
  std::vector<FieldName> fields;          // at_least_one, exactly_one
  std::vector<Requirement> requirements;  // requirement
  std::string native;                     // acme::orders::check_vat
  std::optional<FieldName> at;
  std::string message;
  // Fields that a derived record has made optional: the rule waits until all of them are there.
  std::vector<std::string> awaited;
  bool derived = false;  // came from the record that this one is derived from
  bool broken = false;   // reported; later passes stay quiet
  Span span;             // the id

  // Filled by check.
  std::optional<Expression> condition;  // none of native rules
  std::vector<std::uint32_t> named;     // the fields that have to be sound, ascending
  std::optional<std::uint32_t> place;   // the field that `at` names
};

}  // namespace tally::compiler::model
