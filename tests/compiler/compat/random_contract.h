// Contracts made of a seed, as YAML, and documents that are valid under them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace tally::compiler::testing {

using Document = nlohmann::ordered_json;

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(below(static_cast<std::size_t>(most - least + 1)));
  }

 private:
  std::uint64_t state_;
};

/// A pattern whose texts are easy to make: so many letters of an alphabet behind a prefix.
struct Wording {
  std::string_view pattern;
  std::string_view alphabet;
};

/// Each allows less than the one before it.
inline constexpr Wording wordings[] = {
    {"", "ab0 -Z\xc3\xa4"},
    {"^[A-Za-z0-9]*$", "abcXYZ0189"},
    {"^[a-z0-9]*$", "abcxyz0189"},
    {"^[a-f]*$", "abcdef"},
};

struct Use {
  std::string kind;  // a built-in type, `list`, `map`, or the name of a type
  bool nullable = false;
  bool named = false;      // `kind` is a declared type
  std::int64_t least = 0;  // integers
  std::int64_t most = 0;
  std::int64_t step = 1;
  std::size_t shortest = 0;  // lengths and counts
  std::size_t longest = 0;
  std::size_t wording = 0;    // strings
  std::string format = {};    // strings
  std::size_t precision = 0;  // decimals
  std::size_t scale = 0;
  std::string encoding = {};  // bytes
  std::string more = {};      // further constraints, as YAML: `uniqueItems: true`
  std::vector<Use> element;
};

struct Field {
  std::string name;
  std::string wire;
  bool optional = false;
  Use use;
  std::string unit;
  std::string default_value = {};  // as YAML; empty for none
  std::string renamed_from = {};   // empty for none
};

struct Word {
  std::string name;
  std::string wire;
};

struct Variant {
  Word word;
  std::vector<Field> fields;
};

struct Type {
  std::string form;  // record, enum, union, newtype
  std::string name;
  std::string unknown = "reject";
  std::vector<Field> fields;
  std::string demanded;  // an optional field that a rule wants to be there
  std::vector<Word> words;
  bool open = false;  // enum
  std::string tag = "tag";
  std::vector<Variant> variants;
  Use use;
};

struct Contract {
  std::vector<Type> types;
  std::uint32_t bytes = 4'000'000;

  [[nodiscard]] const Type& type(std::string_view name) const {
    for (const Type& type : types) {
      if (type.name == name) return type;
    }
    return types.front();
  }
};

inline bool is_integer(const Use& use) {
  return use.kind == "int8" || use.kind == "int16" || use.kind == "int32" || use.kind == "uint16" ||
         use.kind == "int" || use.kind == "int64";
}

// Contracts

inline Use random_use(Random& random, const Contract& known, int depth) {
  static constexpr std::string_view kinds[] = {
      "int8", "int32",   "uint16", "int",  "int64", "string",   "float64", "bool", "timestamp",
      "uuid", "decimal", "bytes",  "date", "time",  "duration", "list",    "map"};
  Use use;
  use.nullable = random.one_in(5);
  if (!known.types.empty() && random.one_in(3)) {
    use.kind = known.types[random.below(known.types.size())].name;
    use.named = true;
    return use;
  }
  use.kind = kinds[random.below(std::size(kinds) - (depth == 0 ? 2 : 0))];
  use.least = random.between(0, 9) * 2;
  use.most = use.least + random.between(3, 40) * 2;
  use.shortest = random.below(3);
  use.longest = use.shortest + 2 + random.below(6);
  use.wording = random.below(std::size(wordings));
  use.precision = 3 + random.below(4);
  use.scale = random.below(3);
  if (use.kind == "list" || use.kind == "map") use.element = {random_use(random, known, depth - 1)};
  return use;
}

inline std::vector<Field> random_fields(Random& random, const Contract& known) {
  std::vector<Field> fields;
  for (std::size_t i = 0, count = 1 + random.below(5); i < count; ++i) {
    const std::string name = "f" + std::to_string(i);
    fields.push_back({name,
                      random.one_in(4) ? "@" + name : name,
                      random.one_in(3),
                      random_use(random, known, 1),
                      {}});
    Field& field = fields.back();
    if (is_integer(field.use) && !field.optional && random.one_in(2))
      field.default_value = std::to_string(field.use.least);
    if (random.one_in(5)) field.renamed_from = "was " + name;
  }
  return fields;
}

inline std::vector<Word> random_words(Random& random) {
  std::vector<Word> words;
  for (std::size_t i = 0, count = 2 + random.below(4); i < count; ++i) {
    const std::string name = "w" + std::to_string(i);
    words.push_back({name, random.one_in(3) ? "W " + name : name});
  }
  return words;
}

inline Contract random_contract(Random& random) {
  static constexpr std::string_view forms[] = {"record", "record", "record",
                                               "enum",   "union",  "newtype"};
  static constexpr std::string_view policies[] = {"reject", "reject", "drop", "keep"};
  Contract contract;
  for (std::size_t i = 0, count = 4 + random.below(5); i < count; ++i) {
    Type type;
    type.form = i == 0 ? "record" : forms[random.below(std::size(forms))];
    type.name = "T" + std::to_string(i);
    type.unknown = policies[random.below(std::size(policies))];
    type.fields = random_fields(random, contract);
    type.words = random_words(random);
    for (const Word& word : type.words)
      type.variants.push_back({word, random_fields(random, contract)});
    do {
      type.use = random_use(random, {}, 0);
    } while (type.form == "newtype" && type.use.nullable);
    contract.types.push_back(std::move(type));
  }
  return contract;
}

// As YAML

inline std::string expression(const Use& use) {
  std::string text = use.kind;
  if (!use.element.empty()) text += "<" + expression(use.element.front()) + ">";
  return use.nullable ? text + " | null" : text;
}

inline std::string limits_of_kind(const Use& use);

/// `, minimum: 1, maximum: 5`.
inline std::string limits(const Use& use) {
  return limits_of_kind(use) + (use.more.empty() ? "" : ", " + use.more);
}

inline std::string limits_of_kind(const Use& use) {
  const auto both = [](const std::string& least, auto low, const std::string& most, auto high) {
    return ", " + least + ": " + std::to_string(low) + ", " + most + ": " + std::to_string(high);
  };
  if (use.named) return {};
  if (is_integer(use) || use.kind == "float64") {
    return both("minimum", use.least, "maximum", use.most) +
           (use.step == 1 ? "" : ", multipleOf: " + std::to_string(use.step));
  }
  if (use.kind == "decimal") return both("precision", use.precision, "scale", use.scale);
  if (use.kind == "bytes") {
    return both("minLength", use.shortest, "maxLength", use.longest) +
           (use.encoding.empty() ? "" : ", encoding: " + use.encoding);
  }
  if (!use.format.empty()) return ", format: " + use.format;
  if (use.kind == "string") {
    const std::string pattern(wordings[use.wording].pattern);
    return (use.longest == 0 ? "" : both("minLength", use.shortest, "maxLength", use.longest)) +
           (pattern.empty() ? "" : ", pattern: '" + pattern + "'");
  }
  if (use.element.empty()) return {};
  const std::string inner = limits(use.element.front());
  const bool list = use.kind == "list";
  return both(list ? "minItems" : "minProperties", use.shortest,
              list ? "maxItems" : "maxProperties", use.longest) +
         (inner.empty() ? "" : (list ? ", items: {" : ", values: {") + inner.substr(2) + "}");
}

inline std::string yaml(const std::vector<Field>& fields) {
  std::string text;
  for (const Field& field : fields) {
    text += (text.empty() ? "{" : ", ") + field.name + (field.optional ? "?" : "") + ": {type: '" +
            expression(field.use) + "', wire: '" + field.wire + "'" + limits(field.use) +
            (field.unit.empty() ? "" : ", unit: " + field.unit) +
            (field.default_value.empty() ? "" : ", default: " + field.default_value) +
            (field.renamed_from.empty() ? "" : ", renamedFrom: ['" + field.renamed_from + "']") +
            "}";
  }
  return text.empty() ? "{}" : text + "}";
}

inline std::string yaml(const Type& type) {
  std::string text = "  " + type.name + ":\n";
  if (type.form == "newtype") {
    const std::string more = limits(type.use);
    text += "    newtype: " + expression(type.use) + "\n";
    for (std::size_t at = 0; at < more.size();) {
      const std::size_t end = std::min(more.find(", ", at + 2), more.size());
      text += "    " + more.substr(at + 2, end - at - 2) + "\n";
      at = end;
    }
  } else if (type.form == "record") {
    text += "    record: " + yaml(type.fields) + "\n    unknown: " + type.unknown + "\n";
    if (!type.demanded.empty()) {
      text += "    rules: [{id: demanded, assert: has(this." + type.demanded + ")}]\n";
    }
  } else if (type.form == "enum") {
    if (type.open) text += "    open: true\n";
    text += "    enum:\n";
    for (const Word& word : type.words)
      text += "      " + word.name + ": {wire: '" + word.wire + "'}\n";
  } else {
    text += "    union:\n      tag: '" + type.tag + "'\n      variants:\n";
    for (const Variant& variant : type.variants) {
      text += "        " + variant.word.name + ": {wire: '" + variant.word.wire +
              "', record: " + yaml(variant.fields) + "}\n";
    }
  }
  return text;
}

inline std::string yaml(const Contract& contract) {
  std::string text =
      "contract: 1\npackage: test\nlimits: {bytes: " + std::to_string(contract.bytes) +
      "}\ntypes:\n";
  for (const Type& type : contract.types) text += yaml(type);
  return text;
}

// Documents

Document random_document(Random& random, const Contract& contract, const Type& type);

inline std::string random_text(Random& random, const Use& use, std::size_t length) {
  const std::string_view alphabet = wordings[use.wording].alphabet;
  std::string text;
  for (std::size_t i = 0; i < length; ++i) {
    std::size_t at = random.below(alphabet.size());
    while ((static_cast<std::uint8_t>(alphabet[at]) & 0xc0U) == 0x80U) --at;
    std::size_t end = at + 1;
    while (end < alphabet.size() && (static_cast<std::uint8_t>(alphabet[end]) & 0xc0U) == 0x80U)
      ++end;
    text += alphabet.substr(at, end - at);
  }
  return text;
}

inline Document random_decimal(Random& random, const Use& use) {
  std::string digits;
  for (std::size_t i = 0; i < use.precision; ++i)
    digits += static_cast<char>('0' + random.below(10));
  const std::size_t whole = use.precision - use.scale;
  const std::size_t first = std::min(digits.find_first_not_of('0'), whole - 1);
  if (random.one_in(3)) return std::stoi(digits.substr(0, std::min<std::size_t>(whole, 9)));
  return digits.substr(first, whole - first) + (use.scale == 0 ? "" : "." + digits.substr(whole));
}

inline std::string base64_zeros(std::size_t count, bool padded) {
  std::string text((count * 8 + 5) / 6, 'A');
  while (padded && text.size() % 4 != 0) text += '=';
  return text;
}

inline Document random_value(Random& random, const Contract& contract, const Use& use) {
  if (use.nullable && random.one_in(4)) return nullptr;
  if (use.named) return random_document(random, contract, contract.type(use.kind));
  if (use.kind == "bool") return random.one_in(2);
  if (use.kind == "timestamp") return "2026-11-21T13:47:16Z";
  if (use.kind == "date") return "2026-11-21";
  if (use.kind == "time") return "13:47:16+01:00";
  if (use.kind == "duration") return "P1DT2H";
  if (use.format == "email") return "a@b.example";
  if (use.format == "ipv4") return "192.0.2.1";
  if (use.kind == "decimal") return random_decimal(random, use);
  if (use.kind == "uuid") return "6f1c0c9e-0c5e-4c3b-9f4e-5a1c2d3e4f50";
  if (use.kind == "float64")
    return static_cast<double>(random.between(use.least * 4, use.most * 4)) / 4;
  if (is_integer(use)) {
    const std::int64_t value =
        random.between((use.least + use.step - 1) / use.step, use.most / use.step) * use.step;
    if (use.kind == "int64" && random.one_in(2)) return std::to_string(value);
    return value;
  }
  const std::size_t count = use.shortest + random.below(use.longest - use.shortest + 1);
  if (use.kind == "string" && !use.more.empty()) return std::string(count, 'a');
  if (use.kind == "string") return random_text(random, use, count);
  if (use.kind == "bytes") return base64_zeros(count, use.encoding != "base64url");
  Document value = use.kind == "list" ? Document::array() : Document::object();
  for (std::size_t i = 0; i < count; ++i) {
    Document element = random_value(random, contract, use.element.front());
    if (!use.more.empty()) element = i;
    if (use.kind == "list") {
      value.push_back(std::move(element));
    } else {
      value["k" + std::to_string(i)] = std::move(element);
    }
  }
  return value;
}

inline Document random_members(Random& random, const Contract& contract,
                               const std::vector<Field>& fields, const std::string& demanded = {}) {
  Document document = Document::object();
  for (const Field& field : fields) {
    const bool may_be_absent =
        (field.optional || !field.default_value.empty()) && field.name != demanded;
    if (may_be_absent && random.one_in(3)) continue;
    const bool older = !field.renamed_from.empty() && random.one_in(3);
    document[older ? field.renamed_from : field.wire] = random_value(random, contract, field.use);
  }
  return document;
}

inline Document random_document(Random& random, const Contract& contract, const Type& type) {
  if (type.form == "newtype") return random_value(random, contract, type.use);
  if (type.form == "enum") return type.words[random.below(type.words.size())].wire;
  if (type.form == "record") {
    Document document = random_members(random, contract, type.fields, type.demanded);
    if (type.unknown != "reject" && random.one_in(2)) document["not declared"] = 1;
    return document;
  }
  const Variant& variant = type.variants[random.below(type.variants.size())];
  Document document = random_members(random, contract, variant.fields);
  document[type.tag] = variant.word.wire;
  return document;
}

}  // namespace tally::compiler::testing
