// What a language of YAML files is described with: the keys that a mapping may hold at each place,
// and what may stand behind them. The compiler refuses other keys by these tables, and editors
// complete and explain by the JSON Schemas that are made of them: neither can know a key that the
// other does not.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tally::compiler::language {

struct Place;

/// A word that may be chosen, and one or more sentences of Markdown about it.
struct Word {
  std::string_view text;
  std::string_view doc;
};
using Words = std::span<const Word>;

enum class Form : std::uint8_t {
  any,          // whatever YAML holds
  nothing,      // an empty value
  text,         // any scalar
  boolean,      // true or false
  edition,      // the number 1
  number,       // as JSON spells it
  positive,     // the same, above 0
  whole,        // a whole number from `least` to `most`
  word,         // one of `words`
  expression,   // a type expression
  issue_code,   // text; the codes of issues are known
  place,        // a mapping with the keys of `place`
  names,        // a mapping from names to `element`; the user chooses the names
  lint_levels,  // a mapping from lint rules to one of `words`
  sequence,     // of `element`
  either,       // `element` where the value is of its kind of collection, else `other`
  declaration,  // one of `cases`; `place` is what it is while no key of theirs is there
  variant,      // of a union: `place` describes it, or it is `element`, its fields, or `other`
};

/// A declaration is of the place whose key it holds.
struct Case {
  std::string_view key;
  const Place* place;
};

/// What may stand behind a key or in a list.
struct Value {
  Form form = Form::any;
  Words words = {};
  const Place* place = nullptr;
  const Value* element = nullptr;
  const Value* other = nullptr;
  std::span<const Case> cases = {};
  std::string_view pattern = {};  // text: what it looks like; names: the same for the names
  std::string_view meant = {};    // the pattern in words
  std::uint32_t least = 0;        // whole: the number; sequence and names: how many there are
  std::uint32_t most = UINT32_MAX;
  bool constant = false;  // numbers: the name of a const may stand there instead
};

/// A key of the language.
struct Key {
  std::string_view name;
  const Value* value = nullptr;
  std::string_view doc = {};      // sentences of Markdown
  std::string_view example = {};  // of the value, as YAML on one line
  bool required = false;
};
using Keys = std::span<const Key>;

/// Text that an editor offers to insert: YAML in which `${1:name}` is to be filled in.
struct Snippet {
  std::string_view label;
  std::string_view doc;
  std::string_view body;
};

struct Place {
  std::string_view id;     // names its definition in schemas: "field"
  std::string_view shown;  // in messages: "a field"
  std::string_view doc;
  Keys keys;
  const Place* more = nullptr;                         // whose keys it has too
  std::span<const std::string_view> exactly_one = {};  // of these keys
  std::span<const std::string_view> at_most_one = {};
  std::span<const Snippet> snippets = {};
};

/// Null when the place has no such key. O(keys).
const Key* find_key(const Place& place, std::string_view name);

/// All of them, in their order.
std::vector<const Key*> keys_of(const Place& place);

}  // namespace tally::compiler::language
