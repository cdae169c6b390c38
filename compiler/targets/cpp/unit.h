// What the header and the source of a contract consist of, as the templates of the C++ target place
// it; texts are as in declaration.h.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "targets/cpp/declaration.h"

namespace tally::compiler::targets::cpp {

struct Constant {
  std::string name;
  std::optional<std::string> literal;  // none: a function makes the value from `text`
  std::string text;                    // JSON
  std::string owned;
  std::string view;
  std::optional<std::string> doc;
  std::optional<std::string> deprecated;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("literal", literal);
    visit("text", text);
    visit("owned", owned);
    visit("view", view);
    visit("doc", doc);
    visit("deprecated", deprecated);
  }
};

/// Records under keys.
struct Key {
  std::string pattern;
  std::string contract;
  std::string_view buffer;
  std::uint32_t capacity = 0;
  std::string_view access;
  std::string function;
  std::vector<std::string> parameters;
  std::vector<std::string> pieces;  // of a key: literals and parameters
  std::optional<std::string> doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("pattern", pattern);
    visit("contract", contract);
    visit("buffer", buffer);
    visit("capacity", capacity);
    visit("access", access);
    visit("function", function);
    visit("parameters", parameters);
    visit("pieces", pieces);
    visit("doc", doc);
  }
};

/// The member of a record that charts show.
struct Signal {
  std::string record;
  std::string member;
  std::string wire;
  std::string unit;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("record", record);
    visit("member", member);
    visit("wire", wire);
    visit("unit", unit);
  }
};

struct EntryPoint {
  std::string name;
  std::string full_name;
  std::string owned;
  std::string view;
  std::string validate;
  std::string contract;
  std::optional<std::string> alias_struct;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("full_name", full_name);
    visit("owned", owned);
    visit("view", view);
    visit("validate", validate);
    visit("contract", contract);
    visit("alias_struct", alias_struct);
    visit("is_alias", alias_struct.has_value());
  }
};

/// As the source of its contract defines it.
struct PlannedEntry {
  EntryPoint entry;
  std::string fingerprint;
  std::uint32_t type = 0;  // in the plan

  template <class Visit>
  void members(Visit&& visit) const {
    entry.members(visit);
    visit("fingerprint", fingerprint);
    visit("type", type);
  }
};

/// A compiled pattern. Of the tables narrow and wide it has one.
struct Pattern {
  std::string name;
  std::string source;
  std::string classes;
  std::string narrow;
  std::string wide;
  std::string characters;
  std::size_t character_rows = 0;
  std::uint32_t start = 0;
  std::uint32_t first_accepting = 0;
  std::uint32_t first_sink = 0;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("source", source);
    visit("classes", classes);
    visit("is_narrow", !narrow.empty());
    visit("narrow", narrow);
    visit("is_wide", !wide.empty());
    visit("wide", wide);
    visit("by_characters", !characters.empty());
    visit("characters", characters);
    visit("character_rows", character_rows);
    visit("start", start);
    visit("first_accepting", first_accepting);
    visit("first_sink", first_sink);
  }
};

/// A constant with the JSON of a default.
struct DefaultText {
  std::string name;
  std::string text;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("name", name);
    visit("text", text);
  }
};

/// The function of a native rule, which whoever uses the contract defines.
struct NativeRule {
  std::string name_space;
  std::string function;
  std::string view;
  std::optional<std::string> doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("namespace", name_space);
    visit("function", function);
    visit("view", view);
    visit("doc", doc);
  }
};

/// A function for steps of migrations that convert, which whoever uses the contract defines.
struct Converter {
  std::string name_space;
  std::string function;
  std::string parameter;
  std::string to;
  std::string doc;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("namespace", name_space);
    visit("function", function);
    visit("parameter", parameter);
    visit("to", to);
    visit("doc", doc);
  }
};

/// The plan: rows of tables, either one by one or, of what is small, as filled lines.
struct PlanTables {
  std::vector<std::string> types;
  std::string imported;  // members of records that other contracts declare
  std::string constraints;
  std::string old_names;
  std::string renamed;  // spans of these
  std::vector<std::string> simulated;
  std::string choices;
  std::string weights;
  std::vector<std::string> migrations;
  std::vector<std::string> steps;
  std::vector<std::string> new_names;
  std::uint32_t bytes = 0;
  std::uint32_t depth = 0;
  std::uint32_t issues = 0;
  std::string version;
  std::optional<std::string> version_field;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("has_types", !types.empty());
    visit("types", types);
    visit("has_imported", !imported.empty());
    visit("imported", imported);
    visit("has_constraints", !constraints.empty());
    visit("constraints", constraints);
    visit("has_early", !old_names.empty() || !simulated.empty());
    visit("has_old_names", !old_names.empty());
    visit("old_names", old_names);
    visit("renamed", renamed);
    visit("has_simulated", !simulated.empty());
    visit("simulated", simulated);
    visit("has_choices", !choices.empty());
    visit("choices", choices);
    visit("weights", weights);
    visit("rewrites", !migrations.empty() || version_field.has_value());
    visit("has_migrations", !migrations.empty());
    visit("migrations", migrations);
    visit("has_steps", !steps.empty());
    visit("steps", steps);
    visit("has_new_names", !new_names.empty());
    visit("new_names", new_names);
    visit("bytes", bytes);
    visit("depth", depth);
    visit("issues", issues);
    visit("version", version);
    visit("version_field", version_field);
  }
};

/// A contract.
struct Unit {
  std::string path;
  std::string stem;
  std::string package;
  std::string version;
  std::string fingerprint;
  std::string name_space;
  std::string plan_name;
  std::string keys_name;
  std::optional<std::string> doc;
  bool has_deprecated = false;
  std::vector<std::string> includes;  // stems
  std::vector<std::string> forward;   // named before they are declared
  std::vector<TypeDeclaration> declarations;
  std::vector<Constant> constants;
  std::vector<Key> keys;
  std::vector<Signal> signals;
  std::vector<DefaultText> defaults;
  std::vector<PlannedEntry> entries;
  std::vector<Pattern> patterns;
  PlanTables plan;
  std::vector<Converter> converters;
  std::vector<NativeRule> natives;
  bool has_rules = false;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("path", path);
    visit("stem", stem);
    visit("package", package);
    visit("version", version);
    visit("fingerprint", fingerprint);
    visit("namespace", name_space);
    visit("plan_name", plan_name);
    visit("keys_name", keys_name);
    visit("doc", doc);
    visit("has_deprecated", has_deprecated);
    visit("includes", includes);
    visit("forward", forward);
    visit("declarations", declarations);
    visit("enums", those(&TypeDeclaration::is_enum));
    visit("open_enums", those(&TypeDeclaration::is_open_enum));
    visit("has_shapes", !those(&TypeDeclaration::is_shape).empty());
    visit("shapes", those(&TypeDeclaration::is_shape));
    visit("wrappers", those(&TypeDeclaration::wraps));
    visit("constants", constants);
    visit("has_keys", !keys.empty());
    visit("keys", keys);
    visit("has_signals", !signals.empty());
    visit("signals", signals);
    visit("defaults", defaults);
    visit("entries", entries);
    visit("patterns", patterns);
    visit("plan", plan);
    visit("has_converters", !converters.empty());
    visit("converters", converters);
    visit("natives", natives);
    visit("has_rules", has_rules);
  }

 private:
  [[nodiscard]] std::vector<TypeDeclaration> those(bool (TypeDeclaration::*kind)() const) const {
    std::vector<TypeDeclaration> some;
    for (const TypeDeclaration& each : declarations) {
      if ((each.*kind)()) some.push_back(each);
    }
    return some;
  }
};

/// A contract as the whole set sees it.
struct UnitHeading {
  std::string stem;
  std::vector<EntryPoint> entries;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("stem", stem);
    visit("entries", entries);
  }
};

/// A kind of values that JavaScript has as text.
struct TextForm {
  std::string_view kind;
  bool used = false;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("kind", kind);
    visit("used", used);
  }
};

struct UnitSet {
  std::vector<UnitHeading> contracts;
  std::string name_space;
  std::string fingerprint;
  bool has_deprecated = false;
  std::vector<TextForm> text_forms;

  template <class Visit>
  void members(Visit&& visit) const {
    visit("contracts", contracts);
    visit("has_entries",
          std::any_of(contracts.begin(), contracts.end(),
                      [](const UnitHeading& each) { return !each.entries.empty(); }));
    visit("namespace", name_space);
    visit("fingerprint", fingerprint);
    visit("has_deprecated", has_deprecated);
    visit("text_forms", text_forms);
  }
};

}  // namespace tally::compiler::targets::cpp
