// What a module of the TypeScript target consists of, as its templates place it. Texts are
// TypeScript and JavaScript: names, literals, types and expressions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tally::compiler::targets::typescript {

/// The inside of a TSDoc comment.
struct Documentation {
  std::optional<std::string> line;  // when it is one
  std::string text;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("line", line);
    visit("text", text);
  }
};

struct Property {
  std::optional<Documentation> doc;
  std::string key;
  bool optional = false;
  std::string type;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("doc", doc);
    visit("key", key);
    visit("optional", optional);
    visit("type", type);
  }
};

struct Interface {
  std::string name;
  std::vector<Property> properties;
  bool is_open = false;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("members", properties);
    visit("is_open", is_open);
  }
};

struct TypeAlias {
  std::string name;
  std::vector<std::string> lines;  // of a union of types

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("single", lines.size() == 1);
    visit("lines", lines);
  }
};

/// One of the two.
struct TypeDeclaration {
  std::optional<Documentation> doc;
  std::optional<Interface> interface;
  std::optional<TypeAlias> alias;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("doc", doc);
    visit("interface", interface);
    visit("alias", alias);
  }
};

struct Constant {
  std::string name;
  std::string type;   // as precise as there is
  std::string value;  // an expression
  std::optional<Documentation> doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("type", type);
    visit("value", value);
    visit("doc", doc);
  }
};

/// Records under keys.
struct Key {
  std::string pattern;
  std::string type;
  std::string qualified;
  std::string buffer;
  std::uint32_t capacity = 0;
  std::string access;
  std::optional<Documentation> doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("pattern", pattern);
    visit("type", type);
    visit("qualified", qualified);
    visit("buffer", buffer);
    visit("capacity", capacity);
    visit("access", access);
    visit("doc", doc);
  }
};

struct Import {
  std::string module;
  std::string local;  // what the importing module calls it
  std::string stem;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("module", module);
    visit("local", local);
    visit("stem", stem);
  }
};

/// The functions of an enumeration.
struct Enumeration {
  std::string name;
  std::string texts;      // the array of its values
  std::string positions;  // the map that finds them
  bool is_open = false;
  std::vector<std::string> values;
  std::string get;  // an expression
  std::string put;  // a method

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("texts", texts);
    visit("positions", positions);
    visit("is_open", is_open);
    visit("values", values);
    visit("get", get);
    visit("put", put);
  }
};

/// Required fields up to the first optional one make an object literal; what follows is added
/// member by member, so that members always come in the declared order.
struct Reader {
  std::string function;
  bool is_exported = false;
  std::vector<std::string> literal;
  std::vector<std::string> rest;            // statements
  std::optional<std::string> unknown = {};  // where members that are not declared are kept

  template <class Visit>
  void members(Visit&& visit) const {
    visit("function", function);
    visit("is_exported", is_exported);
    visit("is_literal", rest.empty() && !unknown);
    visit("is_empty", literal.empty());
    visit("literal", literal);
    visit("rest", rest);
    visit("unknown", unknown);
  }
};

/// 32 fields of a record that is written.
struct PresenceWord {
  std::string has;
  std::string source;
  std::string present;
  std::optional<std::string> required;  // of the value, as a mask
  std::string first;                    // set in all written views
  bool grows = false;                   // by optional members
  bool asked = false;
  std::string place;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("has", has);
    visit("source", source);
    visit("present", present);
    visit("required", required);
    visit("first", first);
    visit("grows", grows);
    visit("asked", asked);
    visit("place", place);
  }
};

struct FieldWriter {
  bool optional = false;
  std::optional<std::string> fallback;
  std::string has;
  std::string present;
  std::string bit;
  std::string member;
  std::string write;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("optional", optional);
    visit("default", fallback);
    visit("has", has);
    visit("present", present);
    visit("bit", bit);
    visit("member", member);
    visit("write", write);
  }
};

struct Writer {
  std::vector<PresenceWord> words;
  std::vector<FieldWriter> fields;
  std::optional<std::string> unknown;  // what is done with members that are not declared

  template <class Visit>
  void members(Visit&& visit) const {
    visit("words", words);
    visit("fields", fields);
    visit("unknown", unknown);
  }
};

/// The functions of a record. `too_deep`, here and below, is true when there is no room for a
/// value: an expression, where nesting is counted.
struct Record {
  std::string name;
  std::optional<std::string> too_deep;
  std::string shape;
  std::string policy;
  std::vector<std::string> names;
  std::vector<std::string> old_names;
  bool is_counted = false;
  bool is_variant = false;
  std::optional<Reader> reader;  // none for an inline variant
  Writer writer;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("too_deep", too_deep);
    visit("shape", shape);
    visit("policy", policy);
    visit("names", names);
    visit("has_old_names", !old_names.empty());
    visit("old_names", old_names);
    visit("is_counted", is_counted);
    visit("parameters", is_variant ? ", depth, tag" : is_counted ? ", depth" : "");
    visit("tag", is_variant ? ", tag" : "");
    visit("reader", reader);
    visit("writer", writer);
  }
};

struct VariantFunctions {
  std::size_t index = 0;
  std::string value;
  std::string function;
  std::uint32_t size = 0;
  std::string write;
  Reader reader;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("index", index);
    visit("value", value);
    visit("function", function);
    visit("size", size);
    visit("write", write);
    visit("reader", reader);
  }
};

/// The functions of a union.
struct Union {
  std::string name;
  std::string tag;
  bool is_counted = false;
  std::optional<std::string> too_deep;
  std::vector<VariantFunctions> variants;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("tag", tag);
    visit("is_counted", is_counted);
    visit("too_deep", too_deep);
    visit("variants", variants);
  }
};

/// The functions of a list, a map or a nullable.
struct Composite {
  std::string reader;
  std::string writer;
  bool is_list = false;
  bool is_map = false;
  bool is_nullable = false;
  bool is_counted = false;
  std::optional<std::string> too_deep;
  std::uint32_t size = 0;
  std::string null_at;
  std::string read;
  std::string write;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("reader", reader);
    visit("writer", writer);
    visit("is_list", is_list);
    visit("is_map", is_map);
    visit("is_nullable", is_nullable);
    visit("is_counted", is_counted);
    visit("too_deep", too_deep);
    visit("size", size);
    visit("null_at", null_at);
    visit("read", read);
    visit("write", write);
  }
};

/// An entry point as the whole package sees it.
struct Heading {
  std::string name;
  std::optional<std::string> input;  // the type of what may be given, where it differs
  std::optional<Documentation> doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("input", input);
    visit("doc", doc);
  }
};

struct Entry {
  Heading heading;
  std::string qualified;
  std::string fingerprint;
  std::optional<std::string> observed;  // the key of the main signal
  std::size_t index = 0;
  std::string read;
  std::string write;

  template <class Visit>
  void members(Visit&& visit) const {
    heading.members(visit);
    visit("qualified", qualified);
    visit("fingerprint", fingerprint);
    visit("observed", observed);
    visit("index", index);
    visit("read", read);
    visit("write", write);
  }
};

/// The JSON Schema of an entry point.
struct TypeSchema {
  std::string key;
  std::string schema;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("key", key);
    visit("schema", schema);
  }
};

struct Module {
  std::string path;
  std::string stem;
  std::string module;
  std::string package;
  std::string version;
  std::string fingerprint;
  std::optional<Documentation> doc;
  std::vector<Import> imports;
  std::vector<Constant> constants;
  std::vector<Key> keys;
  std::vector<TypeDeclaration> types;
  std::vector<Enumeration> enumerations;
  std::vector<Record> records;
  std::vector<Union> unions;
  std::vector<Composite> composites;  // that all of these have asked for
  std::vector<Entry> entries;
  std::vector<TypeSchema> input_schemas;   // of what may be given
  std::vector<TypeSchema> output_schemas;  // of what comes out, where that is something else

  template <class Visit>
  void members(Visit&& visit) const {
    visit("path", path);
    visit("stem", stem);
    visit("module", module);
    visit("package", package);
    visit("version", version);
    visit("fingerprint", fingerprint);
    visit("doc", doc);
    visit("imports", imports);
    visit("has_constants", !constants.empty());
    visit("constants", constants);
    visit("has_keys", !keys.empty());
    visit("keys", keys);
    visit("types", types);
    visit("enumerations", enumerations);
    visit("has_records", !records.empty());
    visit("records", records);
    visit("unions", unions);
    visit("composites", composites);
    visit("entries", entries);
    visit("input_schemas", input_schemas);
    visit("output_schemas", output_schemas);
  }
};

/// An entry point that the package exports without a namespace: no other contract has its name.
struct FlatHeading {
  Heading heading;
  std::optional<std::string> flat_input;

  template <class Visit>
  void members(Visit&& visit) const {
    heading.members(visit);
    visit("flat_input", flat_input);
  }
};

/// A module as the whole package sees it.
struct ModuleHeading {
  std::string path;
  std::string stem;
  std::string module;
  std::string alias;
  std::string package;
  std::string version;
  std::optional<Documentation> doc;
  std::size_t first = 0;  // the position of its first entry point
  std::vector<Heading> entries;
  std::vector<Constant> constants;
  bool has_keys = false;
  std::vector<FlatHeading> flat;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("path", path);
    visit("stem", stem);
    visit("module", module);
    visit("alias", alias);
    visit("package", package);
    visit("version", version);
    visit("doc", doc);
    visit("first", first);
    visit("entries", entries);
    visit("constants", constants);
    visit("has_keys", has_keys);
    visit("flat", flat);
  }
};

struct Package {
  std::string package;
  std::string version;
  std::string abi;
  std::string fingerprint;
  std::vector<ModuleHeading> modules;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("package", package);
    visit("version", version);
    visit("abi", abi);
    visit("fingerprint", fingerprint);
    visit("contracts", modules);
  }
};

}  // namespace tally::compiler::targets::typescript
