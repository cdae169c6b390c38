// The plan: a contract as a compact table. `explain` walks documents with it and collects every
// issue; `tally validate` judges with it where no compiled code exists. The compiler emits plans as
// constant data and also builds them in memory, so everything here is a plain aggregate of views
// into storage that somebody else owns.
//
// A plan points at the code it needs, as far as not every contract needs it: formats, rules, what
// explains values of a kind, migrations. Nothing else leads there, so a program links what its
// contracts use and no more. What there is to point at: code.h.
// The words that all this is said with are the tables in vocabulary/.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tally/engine/result.h"
#include "tally/engine/simulation/simulate.h"
#include "tally/engine/values/pattern.h"

namespace tally {
class Series;
class Walk;
enum class Source : std::uint8_t;
struct PaddedText;
struct RecordText;
struct UpgradeOptions;
}  // namespace tally

namespace tally::json {
struct Reader;
class Writer;
}  // namespace tally::json

namespace tally::plan {

struct Plan;
struct Rule;
struct Type;

/// Position of a type in `Plan::types`.
using TypeIndex = std::uint32_t;

/// The kinds of value that a type can describe. Newtypes and aliases are resolved away.
enum class Kind : std::uint8_t {
#define TALLY_KIND(id, ...) id,
#include "tally/engine/vocabulary/kinds.def"
};

/// How a value is written in JSON where its kind has more than one form.
enum class Encoding : std::uint8_t {
#define TALLY_ENCODING(id, word) id,
#include "tally/engine/vocabulary/encodings.def"
};

/// What happens to a member that the contract does not name.
enum class Unknown : std::uint8_t {
#define TALLY_UNKNOWN(id, ...) id,
#include "tally/engine/vocabulary/unknown.def"
};

/// What a caller asks for in place of what all records of a document declare.
enum class UnknownOverride : std::uint8_t { none, reject, drop };

constexpr Unknown policy(Unknown declared, UnknownOverride asked) noexcept {
  if (asked == UnknownOverride::none) return declared;
  return asked == UnknownOverride::reject ? Unknown::reject : Unknown::drop;
}

/// The keywords of constraints, named as in JSON Schema.
enum class Keyword : std::uint8_t {
#define TALLY_KEYWORD(id, ...) id,
#include "tally/engine/vocabulary/keywords.def"
};

/// What lengths of strings are counted in.
enum class LengthUnit : std::uint8_t {
#define TALLY_LENGTH_UNIT(id, ...) id,
#include "tally/engine/vocabulary/length_units.def"
};

/// Whether a text is of a format (values/formats.h).
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

/// Reads a value of one type of view, whichever it is, as json/reader.h says.
using Read = const char* (*)(json::Reader& reader, const char* p, void* view) noexcept;

/// Names in the order of what they are the names of.
using Names = std::span<const std::string_view>;

/// A record's field, a union's variant or an enum's value. What is mostly null stands between what
/// is not: a WebAssembly program is loaded in pieces, of which each run of nine zeros begins one.
struct Member {
  std::string_view name{};               // as documents spell it
  TypeIndex type = 0;                    // fields and variants
  const Simulated* simulated = nullptr;  // fields; null if the contract does not say
  std::uint32_t offset : 31 = 0;         // fields: of the value in compiled views, in bytes
  bool optional : 1 = false;             // fields: may be absent from a document
  // Fields: the JSON that stands for an absent one, with the padding that readers need behind it;
  // null if there is none.
  const char* fallback = nullptr;
  Read read = nullptr;                  // fields: reads the value at `offset` of a compiled view
  const Names* renamed_from = nullptr;  // fields: what older documents call it; null if nothing
};
static_assert(sizeof(void*) != 4 || sizeof(Member) == 32);

/// What compiled code reads a record by: its table of members, and how they lie in its view.
struct Record {
  std::span<const Member> members{};  // in declared order; bit n of the view's presence is member n
  Unknown unknown = Unknown::reject;
  std::uint32_t view_size = 0;    // bytes
  std::uint32_t kept_offset = 0;  // of the unknown members in the view; 0 when it has none
  bool is_plain = false;          // nothing is kept, and no member has a default
};

/// What a node of a rule's expression does with its arguments.
enum class Operation : std::uint8_t {
#define TALLY_OPERATION(id, ...) id,
#include "tally/engine/vocabulary/operations.def"
};

/// An expression in prefix order: behind a node come its arguments, each with what belongs to it.
struct RuleNode {
  Operation operation{};
  Kind kind{};              // of the value
  std::uint32_t nodes = 1;  // this one and all that belong to it
  // Variable: 0 is the record, the others count the loops around the node. Field, has: the member.
  std::uint32_t index = 0;
  std::int64_t integer =
      0;  // literals: booleans, integers (uint64: same bits), nanoseconds, an enum's value
  double number = 0;        // literals
  std::string_view text{};  // literals: text, decimals, dates, times, uuids
};

/// Whether a rule holds for a record, given its view.
using Judge = bool (*)(const void* view) noexcept;

/// The same of a rule that is an expression, given the text.
using Evaluator = bool (*)(const RecordText& record, const Rule& rule);

/// Something that has to be true of a record whose fields are sound.
struct Rule {
  static constexpr std::uint32_t nowhere = UINT32_MAX;

  std::string_view id{};
  std::string_view message{};
  std::string_view params{};               // a JSON object
  std::uint32_t at = nowhere;              // the member that is to blame; nowhere: the record
  std::span<const std::uint32_t> named{};  // the members that have to be sound, native: all
  bool native = false;                     // a function of the contract's user
  Judge holds = nullptr;                   // null where there is no compiled code
  // In plans that are made at run time: what there is to evaluate. Empty: native.
  std::span<const RuleNode> condition{};
  Evaluator evaluate = nullptr;
};

/// Positions of members, for generated plans.
template <std::uint32_t... position>
inline constexpr std::uint32_t positions[] = {position...};

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
  const Record* record = nullptr;             // record with rules that compiled code judges
};

/// The members of an enum, or of a union whose variants are of these types.
template <const auto& names, TypeIndex... types>
inline constexpr auto named = [] {
  static_assert(sizeof...(types) == 0 || sizeof...(types) == std::size(names));
  std::array<Member, std::size(names)> members{};
  std::size_t i = 0;
  for (const std::string_view name : names) members[i++].name = name;
  i = 0;
  ((members[i++].type = types), ...);
  return members;
}();

/// The position of a name; the number of names if it is none of them.
inline std::size_t find_name(Names names, std::string_view name) noexcept {
  std::size_t i = 0;
  while (i < names.size() && names[i] != name) ++i;
  return i;
}

/// The position of the member that documents call `name`; the number of members if there is none.
inline std::size_t find_member(std::span<const Member> members, std::string_view name) noexcept {
  std::size_t i = 0;
  while (i < members.size() && members[i].name != name) ++i;
  return i;
}
inline std::size_t find_member(const Type& type, std::string_view name) noexcept {
  return find_member(type.members, name);
}

/// The same for a record's field, which they may also have called so once.
inline std::size_t find_field(std::span<const Member> members, std::string_view name) noexcept {
  const std::size_t known = find_member(members, name);
  if (known < members.size()) return known;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].renamed_from == nullptr) continue;
    const Names& old = *members[i].renamed_from;
    if (find_name(old, name) < old.size()) return i;
  }
  return known;
}
inline std::size_t find_field(const Type& type, std::string_view name) noexcept {
  return find_field(type.members, name);
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
  enum class Action : std::uint8_t {
#define TALLY_STEP(id, ...) id,
#include "tally/engine/vocabulary/steps.def"
  };

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
using Rewriter = Result<std::string> (*)(const Plan& plan, TypeIndex type, PaddedText document,
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
