// What other languages call the things of a contract (JSON Schema, OpenAPI, protobuf, TypeScript,
// Zod, Pydantic, C++, Rust, SQL): for hints, and for the fixes of `tally fix`. A new word is a row.
#pragma once

#include <cstdint>
#include <string_view>

namespace tally::compiler::language {

/// What a foreign key becomes. Whatever is not certain at its place stays advice.
enum class Repair : std::uint8_t {
  advise,         // a person has to rewrite it
  rename,         // `ours` takes the same value
  least,          // `minimum`, `minLength`, `minItems` or `minProperties`, as the type is
  greatest,       // the same with `maximum` and `max`
  may_be_null,    // `true` is `| null` behind the type
  may_be_absent,  // `true` is `?` behind the name
  must_be_there,  // `false` is `?` behind the name
  reference,      // `#/definitions/Name` is the type `Name`
  said_already,   // goes: the keys beside it say it
};

struct ForeignKey {
  std::string_view word;
  Repair repair;
  std::string_view ours;    // rename: a key
  std::string_view advice;  // what to write, as the label of a diagnostic; of renames it is made
};

/// A built-in type, or a word in front of `<`.
struct ForeignType {
  std::string_view word;
  std::string_view ours;    // a type that means exactly the same; empty where none does
  std::string_view advice;  // what to write otherwise
};

/// Null for words that no row has. O(rows).
const ForeignKey* find_foreign_key(std::string_view word);
const ForeignType* find_foreign_type(std::string_view word);
const ForeignType* find_foreign_generic(std::string_view word);

/// What a word is called of which one can be chosen (`strip`: `drop`); empty if no row has it.
std::string_view find_foreign_choice(std::string_view word);

}  // namespace tally::compiler::language
