// What types consist of in C++, as the templates of the C++ target place it. Texts are C++: names,
// types, literals and expressions. `doc` is the inside of a line comment, `deprecated` the argument
// of the attribute.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tally::compiler::targets::cpp {

struct Field {
  std::string name;
  std::size_t index = 0;
  std::optional<std::string> doc;
  std::optional<std::string> deprecated;
  bool optional = false;
  std::string owned;
  std::string view;
  std::string key;                      // as documents have it, with its colon
  std::string row;                      // in the table of members
  std::optional<std::string> fallback;  // the name of its default
  std::string initial;                  // what stands behind the name where it is declared
  bool made = false;                    // by a function: its default has no initialiser

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("index", index);
    visit("doc", doc);
    visit("deprecated", deprecated);
    visit("optional", optional);
    visit("owned", owned);
    visit("view", view);
    visit("key", key);
    visit("row", row);
    visit("default", fallback);
    visit("initial", initial);
    visit("made", made);
  }
};

/// A function, and its row in the table of the record's rules.
struct Rule {
  std::string source;
  std::string function;
  bool unused = false;  // its parameter: a rule may be about constants alone
  std::string body;
  std::string id;
  std::string message;
  std::string params;
  std::optional<std::uint32_t> at;   // the member that is to blame
  std::optional<std::string> named;  // members that have to be sound
  bool native = false;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("source", source);
    visit("function", function);
    visit("unused", unused);
    visit("body", body);
    visit("id", id);
    visit("message", message);
    visit("params", params);
    visit("at", at);
    visit("named", named);
    visit("native", native);
  }
};

struct Record {
  std::string table;         // of its members
  std::string_view unknown;  // what happens to members that it does not name
  bool keeps = false;        // them
  std::vector<Field> fields;
  std::vector<Rule> rules;
  std::vector<std::string> conditions;
  bool has_native = false;  // rules
  std::string position;     // the struct that numbers its members
  // As it lies on wasm32, in bytes.
  std::uint32_t size = 0;
  std::vector<std::uint32_t> offsets;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("members", table);
    visit("unknown", unknown);
    visit("keeps", keeps);
    visit("is_empty", fields.empty());
    visit("count", fields.size());
    visit("fields", fields);
    visit("has_rules", !rules.empty());
    visit("rule_count", rules.size());
    visit("rules", rules);
    visit("unused", conditions.empty());
    visit("conditions", conditions);
    visit("has_native", has_native);
    visit("position", position);
    visit("size", size);
    visit("offsets", offsets);
  }
};

struct EnumValue {
  std::string name;
  std::optional<std::string> doc;
  std::optional<std::string> deprecated;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("doc", doc);
    visit("deprecated", deprecated);
  }
};

struct Enumeration {
  bool is_open = false;
  std::string table;  // of its values as members
  std::string wires;  // the rows of that
  std::string known;  // the enum in the class of an open one
  std::string_view underlying;
  std::string view;
  std::vector<EnumValue> values;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("names", table);
    visit("wires", wires);
    visit("known", known);
    visit("underlying", underlying);
    visit("view", view);
    visit("unused", is_open);  // any string is sound
    visit("count", values.size());
    visit("values", values);
  }
};

struct Variant {
  std::string name;
  std::optional<std::string> doc;
  std::string owned;
  std::string view;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("doc", doc);
    visit("owned", owned);
    visit("view", view);
  }
};

struct Union {
  std::string tag;
  std::string tag_enum;
  std::string initial;
  std::string wires;  // the tags of the variants
  std::vector<Variant> variants;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("tag", tag);
    visit("tag_enum", tag_enum);
    visit("initial", initial);
    visit("wires", wires);
    visit("count", variants.size());
    visit("variants", variants);
  }
};

/// A newtype or an alias.
struct Wrapper {
  bool is_alias = false;
  std::string owned;
  std::string view;
  std::vector<std::string> conditions;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("owned", owned);
    visit("view", view);
    visit("unused", conditions.empty());
    visit("conditions", conditions);
  }
};

struct TypeDeclaration {
  using Form = std::variant<Record, Enumeration, Union, Wrapper>;

  std::string name;
  std::string qualified;
  std::string snake;
  std::optional<std::string> doc;
  std::optional<std::string> deprecated;
  bool is_compared = false;
  Form form;

  [[nodiscard]] bool is_record() const { return std::holds_alternative<Record>(form); }
  [[nodiscard]] bool is_union() const { return std::holds_alternative<Union>(form); }
  [[nodiscard]] bool is_shape() const { return is_record() || is_union(); }
  [[nodiscard]] bool is_enum() const { return is_enumeration(false); }
  [[nodiscard]] bool is_open_enum() const { return is_enumeration(true); }
  [[nodiscard]] bool is_newtype() const { return is_wrapper(false); }
  [[nodiscard]] bool is_alias() const { return is_wrapper(true); }
  /// Whether a function of its own judges its values.
  [[nodiscard]] bool wraps() const { return is_newtype() || is_alias() || is_open_enum(); }

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("record", name);  // where `name` is a field's
    visit("qualified", qualified);
    visit("snake", snake);
    visit("doc", doc);
    visit("deprecated", deprecated);
    visit("is_compared", is_compared);
    visit("is_record", is_record());
    visit("is_enum", is_enum());
    visit("is_open_enum", is_open_enum());
    visit("is_union", is_union());
    visit("is_newtype", is_newtype());
    visit("is_alias", is_alias());
    std::visit([&](const auto& each) { each.members(visit); }, form);
  }

 private:
  [[nodiscard]] bool is_enumeration(bool open) const {
    const auto* each = std::get_if<Enumeration>(&form);
    return each != nullptr && each->is_open == open;
  }
  [[nodiscard]] bool is_wrapper(bool alias) const {
    const auto* each = std::get_if<Wrapper>(&form);
    return each != nullptr && each->is_alias == alias;
  }
};

}  // namespace tally::compiler::targets::cpp
