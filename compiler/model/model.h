// The resolved contract model: what every later pass reads. Plain values, each with the span it
// came from. Names are resolved to ids, imports are joined, defaults of the language are filled in,
// nothing is computed for a particular target.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/rule.h"
#include "pattern/compile.h"
#include "source/span.h"
#include "tally/engine/plan.h"
#include "tally/engine/simulate.h"

namespace tally::compiler::model {

using plan::Encoding;
using plan::Keyword;
using plan::Kind;
using plan::LengthUnit;
using plan::Limits;
using plan::Unknown;

/// Positions in `Model::contracts` and `Model::declarations`.
using ContractId = std::uint32_t;
using DeclarationId = std::uint32_t;

/// A field that `uniqueBy` names.
struct KeyField {
  std::string name;
  Span span;
  std::uint32_t position = 0;  // filled by check: among the fields of the record
  std::string wire{};          // filled by check: as documents spell it
};

/// A limit on a value. `text` is the source text; numbers are read from it exactly, in `check`.
struct Constraint {
  Keyword keyword{};
  std::string text;          // unique_by: the names with commas between them
  Span span;                 // the value
  Span keyword_span;         // the key
  std::int64_t integer = 0;  // filled by check: integer kinds (uint64: same bits), lengths, counts,
                             // a Format
  double number = 0;         // filled by check: float kinds
  std::optional<CompiledPattern> pattern;    // filled by check
  LengthUnit unit = LengthUnit::characters;  // lengths of strings
  std::vector<KeyField> fields;              // unique_by
  bool broken = false;                       // does not fit its type and was reported
  std::string constant;                      // the const that gives the value, as written; or empty
};

/// A use of a type, with the constraints written at this place (a newtype's own are with its
/// declaration).
struct TypeExpression {
  enum class Form : std::uint8_t { builtin, declared, list, map, nullable };

  Form form = Form::builtin;
  Kind builtin{};                         // form builtin
  DeclarationId declared = 0;             // form declared
  Encoding encoding = Encoding::natural;  // form builtin: timestamp, int64, uint64
  std::uint8_t precision = 0;             // form builtin, decimal: 1 to 38, 0 if not given
  std::uint8_t scale = 0;                 // form builtin, decimal
  bool as_millis = false;                 // form builtin, timestamp: a number in TypeScript
  bool sensitive = false;                 // at this place: never in issues
  std::vector<Constraint> constraints;
  std::vector<TypeExpression>
      element;                   // exactly one for list, map (its values) and nullable; else empty
  std::vector<Constraint> keys;  // map: constraints on its keys
  Span span;
  bool broken = false;  // could not be resolved and was reported; later passes stay quiet
  bool boxed = false;   // form declared: kept behind a pointer, because the type leads back to
                        // itself here; filled by check
};

/// That something goes away, and what to do instead.
struct Deprecation {
  std::string since;
  std::string use;  // a field of the same record, a value of the same enum, a type; or
  std::string message;
  Span span;  // the value of `use`, or else of `deprecated`
};

/// When something came and whether it goes.
struct History {
  std::string since;  // a version; empty if not stated
  std::optional<Deprecation> deprecated;
};

/// A name that is no longer one: reserved, so that it never comes back, or an old name of a field.
struct FormerName {
  std::string name;
  Span span;
};

/// What a field has that its document leaves out.
struct Default {
  std::string json;  // compact; judged by `check`
  Span span;         // the value
};

/// How values of a field are made up.
struct Simulation {
  simulate::Spec spec;              // filled by check
  std::vector<std::string> values;  // choice: JSON texts
  std::vector<double> weights;      // choice: as many; filled by check
  struct Parameter {
    std::string name;
    std::string text;  // as written; of values and weights one parameter each
    Span span;
  };
  std::vector<Parameter> parameters;
  Span span;  // the name of the generator
};

struct Field {
  std::string name;  // as in the contract
  std::string wire;  // as in documents; equals name unless `wire:` says otherwise
  bool optional = false;
  TypeExpression type;
  std::string doc;
  std::string unit;
  History history;
  std::vector<FormerName> renamed_from;  // what older documents call it
  std::optional<Default> default_value;  // never with `optional`
  std::optional<Simulation> simulation;  // how values for samples are made up
  Span span;                             // the name

  /// May a document leave it out?
  [[nodiscard]] bool may_be_absent() const { return optional || default_value.has_value(); }
};

struct EnumValue {
  std::string name;
  std::string wire;
  std::string doc;
  History history;
  Span span;
};

/// One shape of a tagged union. Inline shapes have become records of their own, named Union +
/// Variant.
struct Variant {
  std::string name;
  std::string wire;
  DeclarationId record = 0;
  std::string doc;
  Span span;         // the name
  Span record_span;  // where the record is named; nowhere for an inline shape
};

/// A document that a contract states to be valid, or invalid with a code.
struct Example {
  std::string json;  // the example as compact JSON text
  bool valid = true;
  std::string code;  // invalid examples: the code of the first issue; empty if not stated
  Span span;         // the value
  Span code_span;    // the code; nowhere if not stated
};

struct Declaration {
  enum class Form : std::uint8_t { record, newtype, alias, enumeration, union_ };

  /// What the name may be used for. Only types are among the declarations of their contract, so
  /// that passes behind `check` see nothing else.
  enum class Use : std::uint8_t { type, mixin, generic };

  Form form{};
  Use use = Use::type;
  std::string name;
  ContractId contract = 0;
  std::string doc;
  History history;
  std::string unit;                   // newtype
  TypeExpression type;                // newtype, alias
  std::vector<Field> fields;          // record
  Unknown unknown = Unknown::reject;  // record
  std::vector<Rule> rules;            // record
  std::vector<EnumValue> values;      // enumeration
  bool open = false;                  // enumeration: other strings are values, too
  std::string tag;                    // union_
  std::vector<Variant> variants;      // union_
  std::vector<FormerName> reserved;   // record, enumeration
  std::vector<Example> examples;
  /// Of a record: the field that is its main signal.
  std::optional<FormerName> observed;
  /// Of a union: the variant that a value begins as, which must not hold another such value; filled
  /// by check.
  std::uint32_t simplest = 0;
  bool inline_variant =
      false;            // a record that was written inside a union; no entry point of its own
  bool broken = false;  // reported; later passes stay quiet about it
  Span span;            // the name
  Span form_span;       // the key `newtype` of one that could be an alias as well, else nowhere
};

struct ExpectedIssue {
  std::string path;
  std::string code;
  Span span;
  Span code_span;  // the code
};

/// One entry of a contract's `tests:`. No issues means that the document must be valid.
struct Test {
  std::string name;
  DeclarationId type = 0;
  std::string json;
  std::vector<ExpectedIssue> issues;
  bool broken = false;
  Span span;
};

/// One step of a migration. Names are as documents of that version spell them.
struct MigrationStep {
  using Action = plan::Step::Action;

  struct NewName {
    std::string from;
    std::string to;
    Span span;  // of the new name
  };

  Action action{};
  std::string field;
  Span field_span;
  std::string to;  // rename: the new name; convert: the C++ function, qualified; set: compact JSON
  Span to_span;
  std::optional<TypeExpression> old_type;  // convert: as written, then filled in by check
  std::optional<TypeExpression> new_type;  // convert, set: the field's behind the step, by check
  std::vector<NewName> values;             // map_enum
  bool broken = false;
};

/// What makes a current record of an old document's object.
struct Migration {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  DeclarationId type = 0;
  std::vector<MigrationStep> steps;
  bool broken = false;
  Span span;       // where the type is named
  Span from_span;  // the numbers
  Span to_span;
};

struct Import {
  std::string alias;  // empty: not written, but needed by what came from other contracts
  ContractId contract = 0;
  bool used = false;
  bool broken = false;  // could not be read and was reported
  Span span;
  Span lines;  // what goes when the import goes, line end included; nowhere if that is not certain
};

/// A value with a name.
struct Constant {
  std::string name;
  std::string doc;
  History history;
  TypeExpression type;
  std::string json;  // compact; judged by `check`
  Span span;         // the name
  Span value_span;
};

/// Records that live under the keys of a pattern.
struct Key {
  enum class Buffer : std::uint8_t { latest, ring, mailbox };
  enum class Access : std::uint8_t { read, write, readwrite };

  std::string pattern;  // orders.{id}
  std::string doc;
  DeclarationId type = 0;
  Buffer buffer = Buffer::latest;
  std::uint32_t capacity = 0;  // ring
  Access access = Access::read;
  bool broken = false;
  Span span;  // the pattern
};

struct Contract {
  FileId file{};
  std::string path;     // as given in the project, with forward slashes
  std::string stem;     // file name without `.contract.yaml`; names the outputs
  std::string package;  // dotted: acme.orders
  std::string version;
  std::string doc;
  Limits limits;
  Unknown unknown = Unknown::reject;
  std::vector<Import> imports;
  std::vector<DeclarationId>
      declarations;  // in the order of the file; inline variants follow their union
  std::vector<Test> tests;
  std::string version_field;          // the member that carries the version in documents, if any
  std::vector<Migration> migrations;  // each type's in ascending order of versions, once checked
  std::vector<Constant> constants;
  std::vector<Key> keys;
};

/// All contracts of one run. Imported contracts come before those that import them.
struct Model {
  std::vector<Contract> contracts;
  std::vector<Declaration> declarations;
};

}  // namespace tally::compiler::model
