// What a contract says that stays as it is written when the syntax model (syntax.h) becomes the
// resolved one (model.h). Plain values, each with the span it came from. What has more to it in one
// of the models has its common part here, as `Written...`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "source/span.h"
#include "tally/engine/plan.h"
#include "tally/engine/vocabulary/buffer_kind.h"

namespace tally::compiler::model {

using plan::Encoding;
using plan::Keyword;
using plan::Kind;
using plan::LengthUnit;
using plan::Limits;
using plan::Unknown;

/// Positions among the contracts and the declarations of a model; the same in both models.
using ContractId = std::uint32_t;
using DeclarationId = std::uint32_t;

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

/// The name of a field where a rule or a constraint mentions it.
struct FieldName {
  std::string name;
  Span span;
};

/// What a field has that its document leaves out.
struct Default {
  std::string json;  // compact; judged by `check`
  Span span;         // the value
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

struct Import {
  std::string alias;  // empty: not written, but needed by what came from other contracts
  ContractId contract = 0;
  bool used = false;
  bool broken = false;  // could not be read and was reported
  Span span;
  Span lines;  // what goes when the import goes, line end included; nowhere if that is not certain
};

/// Records that live under the keys of a pattern.
struct Key {
  std::string pattern;  // orders.{id}
  std::string doc;
  DeclarationId type = 0;
  BufferKind buffer = BufferKind::latest;
  std::uint32_t capacity = 0;  // ring
  tally::Access access = tally::Access::read;
  bool broken = false;
  Span span;  // the pattern
};

/// A limit on a value.
struct WrittenConstraint {
  Keyword keyword{};
  std::string text;   // as it stands in the source; unique_by: the names with commas between them
  Span span;          // the value
  Span keyword_span;  // the key
  LengthUnit unit = LengthUnit::characters;  // lengths of strings
  std::string constant;                      // the const that gives the value; or empty
};

/// A use of a type.
struct WrittenType {
  enum class Form : std::uint8_t { builtin, declared, list, map, nullable };

  Form form = Form::builtin;
  Kind builtin{};                         // form builtin
  DeclarationId declared = 0;             // form declared
  Encoding encoding = Encoding::natural;  // form builtin: timestamp, int64, uint64
  std::uint8_t precision = 0;             // form builtin, decimal: 1 to 38, 0 if not given
  std::uint8_t scale = 0;                 // form builtin, decimal
  bool as_millis = false;                 // form builtin, timestamp: a number in TypeScript
  bool sensitive = false;                 // at this place: never in issues
  Span span;
  bool broken = false;  // could not be resolved and was reported; later passes stay quiet
};

/// How values of a field are made up.
struct WrittenSimulation {
  struct Parameter {
    std::string name;
    std::string text;  // as written; of values and weights one parameter each
    Span span;
  };

  std::vector<std::string> values;  // choice: JSON texts
  std::vector<Parameter> parameters;
  Span span;  // the name of the generator
};

struct WrittenField {
  std::string name;  // as in the contract
  std::string wire;  // as in documents; equals name unless `wire:` says otherwise
  bool optional = false;
  std::string doc;
  std::string unit;
  History history;
  std::vector<FormerName> renamed_from;  // what older documents call it
  std::optional<Default> default_value;  // never with `optional`
  Span span;                             // the name

  /// May a document leave it out?
  [[nodiscard]] bool may_be_absent() const { return optional || default_value.has_value(); }
};

/// One entry of a record's `rules`.
struct WrittenRule {
  enum class Form : std::uint8_t { assertion, at_least_one, exactly_one, requirement, native };

  struct Requirement {
    FieldName field;
    std::vector<FieldName> needs;
  };

  Form form{};
  std::string id;
  std::string when_text;  // assertion: on one line
  std::string text;
  std::vector<FieldName> fields;          // at_least_one, exactly_one
  std::vector<Requirement> requirements;  // requirement
  std::string native;                     // acme::orders::check_vat
  std::optional<FieldName> at;
  std::string message;
  /// Fields that a derived record has made optional: the rule waits until all of them are there.
  std::vector<std::string> awaited;
  bool derived = false;  // came from the record that this one is derived from
  Span span;             // the id
};

/// One step of a migration. Names are as documents of that version spell them.
struct WrittenStep {
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
  std::vector<NewName> values;  // map_enum
  bool broken = false;
};

/// What makes a current record of an old document's object.
struct WrittenMigration {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  DeclarationId type = 0;
  bool broken = false;
  Span span;       // where the type is named
  Span from_span;  // the numbers
  Span to_span;
};

/// A value with a name.
struct WrittenConstant {
  std::string name;
  std::string doc;
  History history;
  std::string json;  // compact; judged by `check`
  Span span;         // the name
  Span value_span;
};

/// What every declaration has, whatever its form.
struct WrittenDeclaration {
  /// What the name may be used for. Only types are among the declarations of their contract, so
  /// that what follows elaboration sees nothing else.
  enum class Use : std::uint8_t { type, mixin, generic };

  Use use = Use::type;
  std::string name;
  ContractId contract = 0;
  std::string doc;
  History history;
  std::vector<Example> examples;
  bool inline_variant =
      false;            // a record that was written inside a union; no entry point of its own
  bool broken = false;  // reported; later passes stay quiet about it
  Span span;            // the name
  Span form_span;       // the key `newtype` of one that could be an alias as well, else nowhere
};

struct WrittenContract {
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
  std::string version_field;  // the member that carries the version in documents, if any
  std::vector<Key> keys;
};

}  // namespace tally::compiler::model
