// The plan: a contract as a compact table. `explain` walks documents with it and collects every
// issue; `tally validate` judges with it where no compiled code exists. The compiler emits plans as
// constant data and also builds them in memory, so everything here is a plain aggregate of views
// into storage that somebody else owns.
//
// A plan points at the code it needs, as far as not every contract needs it: formats, rules, what
// explains values of a kind, migrations. Nothing else leads there, so a program links what its
// contracts use and no more. What there is to point at: code.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tally/engine/pattern.h"
#include "tally/engine/simulate.h"

namespace tally {
class Series;
class Walk;
enum class Source : std::uint8_t;
struct PaddedText;
struct RecordText;
struct Upgraded;
struct UpgradeOptions;
}  // namespace tally

namespace tally::json {
class Writer;
}

namespace tally::plan {

struct Plan;
struct Rule;
struct Type;

/// Position of a type in `Plan::types`.
using TypeIndex = std::uint32_t;

/// The kinds of value that a type can describe. Newtypes and aliases are resolved away.
enum class Kind : std::uint8_t {
  boolean,
  integer,  // contract `int`: within +-(2^53 - 1), so that a double holds it exactly
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  decimal,
  string,
  bytes,
  uuid,
  timestamp,
  date,
  time,
  duration,
  json,
  list,
  map,
  nullable,
  enumeration,
  union_,
  record,
};

/// How a value is written in JSON where its kind has more than one form.
enum class Encoding : std::uint8_t {
  natural,      // timestamp: RFC 3339 text; 64-bit integers: decimal text; bytes: base64
  unix_millis,  // timestamp: integer milliseconds since the Unix epoch
  number,       // 64-bit integers: a JSON number
  base64url,    // bytes: that alphabet without padding
};

/// What happens to a member that the contract does not name.
enum class Unknown : std::uint8_t { reject, drop, keep };

/// What a caller asks for in place of what all records of a document declare.
enum class UnknownOverride : std::uint8_t { none, reject, drop };

constexpr Unknown policy(Unknown declared, UnknownOverride asked) noexcept {
  if (asked == UnknownOverride::none) return declared;
  return asked == UnknownOverride::reject ? Unknown::reject : Unknown::drop;
}

/// The constraint keywords, named as in JSON Schema.
enum class Keyword : std::uint8_t {
  minimum,
  maximum,
  exclusive_minimum,
  exclusive_maximum,
  multiple_of,
  min_length,
  max_length,
  pattern,
  format,
  min_items,
  max_items,
  min_properties,
  max_properties,
  unique_items,
  unique_by,
};

/// What lengths of strings are counted in.
enum class LengthUnit : std::uint8_t { characters, bytes, utf16 };

/// Whether a text is of a format (formats.h).
using Matcher = bool (*)(std::string_view text) noexcept;

/// One limit on a value.
struct Constraint {
  Keyword keyword{};
  std::string_view text{};   // the limit as the contract spells it, shown in an issue's params
  std::int64_t integer = 0;  // integer kinds (uint64: the same 64 bits), lengths, counts
  double number = 0;         // float kinds
  const Pattern* pattern = nullptr;          // keyword pattern
  Matcher format = nullptr;                  // keyword format
  LengthUnit unit = LengthUnit::characters;  // lengths of strings
  std::span<const std::uint32_t> fields{};   // unique_by: positions among the element's members
};

/// How values of a field are made up (`simulate`).
struct Simulated {
  simulate::Spec spec{};
  // choice
  std::span<const std::string_view> values{};  // JSON
  std::span<const double> weights{};
};

/// A record's field, a union's variant or an enum's value.
struct Member {
  std::string_view name{};                           // as documents spell it
  TypeIndex type = 0;                                // fields and variants
  bool optional = false;                             // fields: may be absent from a document
  std::span<const std::string_view> renamed_from{};  // fields: what older documents call it
  // Fields: the JSON that stands for an absent one, with the padding that readers need behind it;
  // null if there is none.
  const char* fallback = nullptr;
  const Simulated* simulated = nullptr;  // fields; null if the contract does not say
};

/// What a node of a rule's expression does with its arguments.
enum class Operation : std::uint8_t {
  literal,   // `kind` says of what
  variable,  // `index`: 0 is the record, the others count the loops around the node
  field,     // of a record: member `index`
  value,     // of what may be null and is not
  has,       // is member `index` of a record there?
  is_null,
  negation,
  both,    // false if either is, even if the other fails
  either,  // true if either is, even if the other fails
  choose,  // condition ? this : that
  minus,
  add,
  subtract,
  multiply,
  divide,
  remainder,
  equal,
  not_equal,
  less,
  at_most,
  greater,
  at_least,
  one_of,     // is the first argument equal to one of the others?
  contained,  // is the first argument an item of the list?
  has_key,    // is the first argument a key of the map?
  size,
  starts_with,
  ends_with,
  contains,
  all,  // over a list, each with the items as one more variable
  any,
  sum,
  count,
};

/// An expression in prefix order: behind a node come its arguments, each with what belongs to it.
struct RuleNode {
  Operation operation{};
  Kind kind{};              // of the value
  std::uint32_t nodes = 1;  // this one and all that belong to it
  std::uint32_t index = 0;  // variable, field, has
  std::int64_t integer =
      0;  // literals: booleans, integers (uint64: same bits), nanoseconds, an enum's value
  double number = 0;        // literals
  std::string_view text{};  // literals: text, decimals, dates, times, uuids
};

/// Whether a native rule holds for the record whose text begins at `record`. `tag`: the member that
/// names the variant, if it is one. `foreign`: the text was written by a door.
using NativeRule = bool (*)(const char* record, std::string_view tag, bool foreign,
                            UnknownOverride unknown) noexcept;

/// Whether the condition of a rule is true of a record.
using Evaluator = bool (*)(const RecordText& record, const Rule& rule);

/// Something that has to be true of a record whose fields are sound.
struct Rule {
  static constexpr std::uint32_t nowhere = UINT32_MAX;

  std::string_view id{};
  std::string_view message{};
  std::string_view params{};               // a JSON object
  std::uint32_t at = nowhere;              // the member that is to blame; nowhere: the record
  std::span<const std::uint32_t> named{};  // the members that have to be sound, native: all
  std::span<const RuleNode> condition{};   // empty: native
  Evaluator evaluate = nullptr;            // the condition; null: native
  NativeRule native = nullptr;             // null also where there is no compiled code
};

/// Reports what is wrong with the well-formed value at `p`, and returns its end.
using Explainer = const char* (*)(Walk& walk, const Type& type, const char* p);

struct Type {
  Kind kind{};
  Explainer explain = nullptr;
  Encoding encoding = Encoding::natural;
  Unknown unknown = Unknown::reject;          // record
  std::uint8_t precision = 0;                 // decimal: digits in all, at most 38
  std::uint8_t scale = 0;                     // decimal: those behind the point
  bool open = false;                          // enumeration: other strings are fine, too
  bool sensitive = false;                     // no issue may tell anything of the value
  bool as_millis = false;                     // timestamp: whole milliseconds, a number in programs
  TypeIndex element = 0;                      // list, nullable, and a map's values
  TypeIndex key = 0;                          // map: a string type
  std::string_view tag{};                     // union: the key that names the variant
  std::span<const Member> members{};          // record, enumeration, union
  std::span<const Constraint> constraints{};  // in the order in which they are checked
  std::span<const Rule> rules{};              // record
};

/// The position of the member that documents call `name`; the number of members if there is none.
inline std::size_t find_member(const Type& type, std::string_view name) noexcept {
  std::size_t i = 0;
  while (i < type.members.size() && type.members[i].name != name) ++i;
  return i;
}

/// The same for a record's field, which they may also have called so once.
inline std::size_t find_field(const Type& type, std::string_view name) noexcept {
  const std::size_t known = find_member(type, name);
  if (known < type.members.size()) return known;
  for (std::size_t i = 0; i < type.members.size(); ++i) {
    for (const std::string_view old : type.members[i].renamed_from) {
      if (old == name) return i;
    }
  }
  return known;
}

/// What a reader spends on one document before it gives up.
struct Limits {
  std::uint32_t bytes = 1U << 20U;
  std::uint32_t depth = 64;  // nested arrays and objects; at most max_depth
  std::uint32_t issues = 50;
};

/// No contract may ask for more nesting than this.
constexpr std::uint32_t max_depth = 1000;

/// Writes the new value for the old one whose text begins at `p`; false when it has none. `foreign`
/// as in json::Reader.
using Converter = bool (*)(const char* p, bool foreign, json::Writer& writer) noexcept;

/// What a value of an enum was called, and what it is called now.
struct NewName {
  std::string_view from{};
  std::string_view to{};
};

/// One thing that a migration does to the members of an object. Names are as documents spell them.
struct Step {
  enum class Action : std::uint8_t { rename, convert, set, map_enum, remove };

  Action action{};
  std::string_view field{};
  std::string_view to{};  // rename: the new name; set: JSON; convert: the function's name
  TypeIndex type = 0;     // convert: of the old value; set: of the value
  std::span<const NewName> values{};  // map_enum
  Converter convert = nullptr;        // convert; null where there is no compiled code
};

/// Makes a record of version `to` from documents of the versions from `from` on.
struct Migration {
  TypeIndex type = 0;
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::span<const Step> steps{};
};

/// Does to a document without faults what the migrations say.
using Rewriter = Upgraded (*)(const Plan& plan, TypeIndex type, PaddedText document,
                              UpgradeOptions options, Source source);

/// Writes a document without faults anew, with made-up values in the fields that have such.
using Simulator = std::optional<std::string> (*)(const Plan& plan, Series& series, TypeIndex type,
                                                 const char* p, simulate::Moment moment);

struct Plan {
  std::span<const Type> types;
  Limits limits;
  std::string_view version{};        // of the contract: 3.1.0
  std::string_view version_field{};  // the member that carries the version in documents, if any
  std::span<const Migration> migrations{};  // each type's in ascending order
  // Null where no document changes: there are no migrations, and none carries a version.
  Rewriter rewrite = nullptr;
  Simulator simulate = nullptr;  // null where no field behaves
};

}  // namespace tally::plan
