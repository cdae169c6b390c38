// The resolved contract model: what every later pass reads and none changes. `elaborate` makes it
// of the syntax model: numbers are read, patterns compiled, rules typed, boxes placed. Nothing is
// computed for a particular target. A model that came with errors may be checked further, and is
// marked as `broken` where it is not whole; nothing may be made from it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/parts.h"
#include "model/rule.h"
#include "pattern/compile.h"
#include "tally/engine/simulation/simulate.h"

namespace tally::compiler::model {

/// A field that `uniqueBy` names.
struct KeyField {
  std::string name;
  Span span;
  std::uint32_t position = 0;  // among the fields of the record
  std::string wire;            // as documents spell it
};

/// One that applies to its type and was understood.
struct Constraint : WrittenConstraint {
  std::int64_t integer = 0;  // integer kinds (uint64: same bits), lengths, counts, a Format
  double number = 0;         // float kinds
  std::optional<CompiledPattern> pattern;
  std::vector<KeyField> fields;  // unique_by
};

/// With the constraints written at this place (a newtype's own are with its declaration).
struct TypeExpression : WrittenType {
  std::vector<Constraint> constraints;
  std::vector<TypeExpression>
      element;                   // exactly one for list, map (its values) and nullable; else empty
  std::vector<Constraint> keys;  // map: constraints on its keys
  bool boxed = false;  // form declared: kept behind a pointer, because the type leads back to
                       // itself here
};

struct Simulation : WrittenSimulation {
  simulate::Spec spec;
  std::vector<double> weights;  // choice: as many as values
};

struct Field : WrittenField {
  TypeExpression type;
  std::optional<Simulation> simulation;
};

struct Record {
  std::vector<Field> fields;
  Unknown unknown = Unknown::reject;
  std::vector<Rule> rules;
  std::vector<FormerName> reserved;
  std::optional<FormerName> observed;  // the field that is its main signal
};

struct Newtype {
  TypeExpression type;
  std::string unit;
};

struct Alias {
  TypeExpression type;
};

struct Enumeration {
  std::vector<EnumValue> values;
  bool open = false;  // other strings are values, too
  std::vector<FormerName> reserved;
};

struct Union {
  std::string tag;
  std::vector<Variant> variants;
  /// The variant that a value begins as, which must not hold another such value.
  std::uint32_t simplest = 0;
};

struct Declaration : WrittenDeclaration {
  std::variant<Record, Newtype, Alias, Enumeration, Union> form;

  /// The declaration as a Record, an Enumeration ...; null when it is something else.
  template <class Form>
  [[nodiscard]] const Form* as() const {
    return std::get_if<Form>(&form);
  }
};

/// The members of a declaration of any form; none when it has no such members.
std::span<const Field> fields_of(const Declaration& declaration);
std::span<const EnumValue> values_of(const Declaration& declaration);
std::span<const Variant> variants_of(const Declaration& declaration);
std::span<const Rule> rules_of(const Declaration& declaration);
/// Names of members that must not come back.
std::span<const FormerName> reserved_of(const Declaration& declaration);

/// Whether it is an enumeration that other strings are values of, too.
bool is_open(const Declaration& declaration);

/// Of a newtype; empty for anything else.
std::string_view unit_of(const Declaration& declaration);

/// What a newtype or an alias is a name for; null for what is no other name.
const TypeExpression* named_type(const Declaration& declaration);

struct MigrationStep : WrittenStep {
  std::optional<TypeExpression> old_type;  // convert
  std::optional<TypeExpression> new_type;  // convert, set: the field's behind the step
};

struct Migration : WrittenMigration {
  std::vector<MigrationStep> steps;
};

struct Constant : WrittenConstant {
  TypeExpression type;
};

struct Contract : WrittenContract {
  std::vector<Migration> migrations;  // each type's in ascending order of versions
  std::vector<Constant> constants;
};

/// All contracts of one run. Imported contracts come before those that import them.
struct Model {
  std::vector<Contract> contracts;
  std::vector<Declaration> declarations;
};

}  // namespace tally::compiler::model
