// The syntax model: contracts as they are written, with names resolved to ids, imports joined and
// the defaults of the language filled in. `resolve` makes it and `elaborate` takes it; nothing else
// reads it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/parts.h"
#include "tally/engine/simulation/simulate.h"

namespace tally::compiler::syntax {

/// An expression of a rule.
struct Expression {
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
  std::vector<Expression> arguments;
  Span span;
  Span name;  // select, call, operate: the field, the function, the operator
};

struct Constraint : model::WrittenConstraint {
  std::vector<model::FieldName> fields;  // unique_by
};

/// With the constraints written at this place (a newtype's own are with its declaration).
struct TypeExpression : model::WrittenType {
  std::vector<Constraint> constraints;
  std::vector<TypeExpression>
      element;                   // exactly one for list, map (its values) and nullable; else empty
  std::vector<Constraint> keys;  // map: constraints on its keys
};

struct Simulation : model::WrittenSimulation {
  simulate::Generator generator{};
};

struct Field : model::WrittenField {
  TypeExpression type;
  std::optional<Simulation> simulation;
};

struct Rule : model::WrittenRule {
  std::optional<Expression> when;       // assertion
  std::optional<Expression> assertion;  // assertion
  bool broken = false;                  // reported
};

struct Declaration : model::WrittenDeclaration {
  enum class Form : std::uint8_t { record, newtype, alias, enumeration, union_ };

  Form form{};
  std::string unit;                                 // newtype
  TypeExpression type;                              // newtype, alias
  std::vector<Field> fields;                        // record
  model::Unknown unknown = model::Unknown::reject;  // record
  std::vector<Rule> rules;                          // record
  std::optional<model::FormerName> observed;        // record: the field that is its main signal
  std::vector<model::EnumValue> values;             // enumeration
  bool open = false;                                // enumeration: other strings are values, too
  std::string tag;                                  // union_
  std::vector<model::Variant> variants;             // union_
  std::vector<model::FormerName> reserved;          // record, enumeration
};

struct MigrationStep : model::WrittenStep {
  std::optional<TypeExpression> old_type;  // convert
};

struct Migration : model::WrittenMigration {
  std::vector<MigrationStep> steps;
};

struct Constant : model::WrittenConstant {
  TypeExpression type;
};

struct Contract : model::WrittenContract {
  std::vector<Migration> migrations;
  std::vector<Constant> constants;
};

/// All contracts of one run. Imported contracts come before those that import them.
struct Model {
  std::vector<Contract> contracts;
  std::vector<Declaration> declarations;
};

}  // namespace tally::compiler::syntax
