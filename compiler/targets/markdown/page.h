// What a page of the markdown target consists of, as its templates place it. Texts are Markdown;
// those of rows are cells of a table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::compiler::targets::pages {

struct ImportLink {
  std::string package;
  std::string page;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("package", package);
    visit("page", page);
  }
};

struct ConstantRow {
  std::string name;
  std::string type;
  std::string value;
  std::string doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("type", type);
    visit("value", value);
    visit("doc", doc);
  }
};

struct KeyRow {
  std::string pattern;
  std::string type;
  std::string buffer;
  std::string_view access;
  std::string doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("pattern", pattern);
    visit("type", type);
    visit("buffer", buffer);
    visit("access", access);
    visit("doc", doc);
  }
};

struct FieldRow {
  std::string name;
  std::string type;
  std::string presence;
  std::string constraints;
  std::string unit;
  std::string doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("type", type);
    visit("presence", presence);
    visit("constraints", constraints);
    visit("unit", unit);
    visit("doc", doc);
  }
};

struct RuleRow {
  std::string id;
  std::string statement;
  std::string at;
  std::string message;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("id", id);
    visit("statement", statement);
    visit("at", at);
    visit("message", message);
  }
};

struct ValueRow {
  std::string wire;
  std::string name;
  std::string doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("wire", wire);
    visit("name", name);
    visit("doc", doc);
  }
};

struct VariantRow {
  std::string wire;
  std::string type;
  std::string doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("wire", wire);
    visit("type", type);
    visit("doc", doc);
  }
};

struct ExampleRow {
  std::string json;
  std::string verdict;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("json", json);
    visit("verdict", verdict);
  }
};

/// A section about a type. What its form does not have is empty.
struct TypeSection {
  std::string name;
  std::string anchor;
  std::string_view kind;
  std::optional<std::string> doc;
  std::optional<std::string> notes;
  std::optional<std::string> unit;
  bool is_record = false;
  bool is_enum = false;
  bool is_union = false;
  bool is_simple = false;  // another name of `type`
  std::string type;
  std::optional<std::string> constraints;
  std::vector<FieldRow> fields;
  std::string_view unknown;
  std::vector<RuleRow> rules;
  std::vector<ValueRow> values;
  std::string tag;
  std::string tag_cell;
  std::vector<VariantRow> variants;
  std::vector<ExampleRow> examples;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("anchor", anchor);
    visit("kind", kind);
    visit("doc", doc);
    visit("notes", notes);
    visit("unit", unit);
    visit("is_record", is_record);
    visit("is_enum", is_enum);
    visit("is_union", is_union);
    visit("is_simple", is_simple);
    visit("type", type);
    visit("constraints", constraints);
    visit("has_fields", !fields.empty());
    visit("fields", fields);
    visit("unknown", unknown);
    visit("has_rules", !rules.empty());
    visit("rules", rules);
    visit("values", values);
    visit("tag", tag);
    visit("tag_cell", tag_cell);
    visit("variants", variants);
    visit("has_examples", !examples.empty());
    visit("examples", examples);
  }
};

struct ClassBox {
  std::string id;
  std::string_view kind;
  bool is_plain = false;
  std::vector<std::string> lines;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("id", id);
    visit("kind", kind);
    visit("is_plain", is_plain);
    visit("members", lines);
  }
};

struct Edge {
  std::string from;
  std::string to;
  std::optional<std::string> count;
  std::string label;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("from", from);
    visit("to", to);
    visit("count", count);
    visit("label", label);
  }
};

/// A Mermaid class diagram.
struct Diagram {
  std::vector<ClassBox> classes;
  std::vector<Edge> edges;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("classes", classes);
    visit("edges", edges);
  }
};

struct MigrationRow {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::string type;
  std::string steps;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("from", from);
    visit("to", to);
    visit("type", type);
    visit("steps", steps);
  }
};

struct Page {
  std::string path;
  std::string stem;
  std::string package;
  std::string version;
  std::optional<std::string> doc;
  std::string bytes;
  std::string depth;
  std::string issues;
  std::vector<ImportLink> imports;
  std::vector<ConstantRow> constants;
  std::vector<KeyRow> keys;
  std::vector<TypeSection> types;
  std::optional<Diagram> diagram;  // when there is something to draw
  std::optional<std::string> version_field;
  std::vector<MigrationRow> migrations;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("path", path);
    visit("stem", stem);
    visit("package", package);
    visit("version", version);
    visit("doc", doc);
    visit("bytes", bytes);
    visit("depth", depth);
    visit("issues", issues);
    visit("has_imports", !imports.empty());
    visit("imports", imports);
    visit("has_constants", !constants.empty());
    visit("constants", constants);
    visit("has_keys", !keys.empty());
    visit("keys", keys);
    visit("types", types);
    visit("diagram", diagram);
    visit("version_field", version_field);
    visit("has_migrations", !migrations.empty());
    visit("migrations", migrations);
  }
};

/// A page as the index has it.
struct IndexRow {
  std::string stem;
  std::string page;
  std::string package;
  std::string version;
  std::string doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("stem", stem);
    visit("page", page);
    visit("package", package);
    visit("version", version);
    visit("doc", doc);
  }
};

struct Index {
  std::vector<IndexRow> pages;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("contracts", pages);
  }
};

}  // namespace tally::compiler::targets::pages
