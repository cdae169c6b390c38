// The markdown target: tables of what a contract declares, and a diagram of how its types hang
// together.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/query.h"
#include "model/vocabulary.h"
#include "render/markdown.h"
#include "render/naming.h"
#include "rules/wording.h"
#include "source/counted.h"
#include "targets/markdown/page.h"
#include "targets/template_data.h"
#include "targets/template_models.h"

namespace tally::compiler::targets {
namespace {

using markdown::cell;
using markdown::code;
using model::Declaration;
using model::TypeExpression;
using pages::ConstantRow;
using pages::Diagram;
using pages::Edge;
using pages::ExampleRow;
using pages::FieldRow;
using pages::KeyRow;
using pages::MigrationRow;
using pages::Page;
using pages::RuleRow;
using pages::TypeSection;
using Form = TypeExpression::Form;

std::optional<std::string> unless_empty(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

/// The name of a contract's page without its ending; README.md is the index.
std::string stem_of(const model::Contract& contract) {
  return free_stem(contract.stem, [](std::string_view name) { return name == "readme"; });
}

std::string page_of(const model::Contract& contract) {
  return markdown::target(stem_of(contract) + ".md");
}

std::string anchor(const Declaration& declaration) {
  return "type-" + declaration.name;
}

std::string limits(const std::vector<model::Constraint>& constraints, std::string_view of) {
  std::string text;
  for (const model::Constraint& constraint : constraints) {
    text += text.empty() ? std::string(of) : ", ";
    text += std::string(model::name_of(constraint.keyword)) + " " + code(constraint.text) +
            std::string(model::suffix_of(constraint.unit));
  }
  return text;
}

void append(std::string& text, const std::string& more) {
  if (!text.empty() && !more.empty()) text += "; ";
  text += more;
}

/// Those that are written at this place; a named type has its own where it is declared.
std::string limits_of(const TypeExpression& type, std::string_view of = "") {
  std::string text = limits(type.constraints, of);
  if (type.sensitive) append(text, std::string(of) + "sensitive");
  if (type.form == Form::map) append(text, limits(type.keys, std::string(of) + "keys: "));
  if (!type.element.empty()) {
    const std::string_view what = type.form == Form::list  ? "items: "
                                  : type.form == Form::map ? "values: "
                                                           : "";
    append(text, limits_of(type.element.front(), std::string(of) + std::string(what)));
  }
  return text;
}

/// ` as unixMillis`.
std::string encoding_of(const TypeExpression& type) {
  return type.encoding == model::Encoding::natural
             ? std::string()
             : " as " + std::string(model::name_of(type.encoding));
}

std::string list_of(const std::string& what, std::span<const model::FormerName> names) {
  std::string list;
  for (const model::FormerName& name : names)
    list += (list.empty() ? what + " " : ", ") + code(name.name);
  return list.empty() ? list : list + ".";
}

/// Since when there is something, and whether it goes: what stands behind its documentation.
std::vector<std::string> notes_of(const model::History& history) {
  std::vector<std::string> notes;
  if (!history.since.empty()) notes.push_back("Since " + history.since + ".");
  if (history.deprecated) {
    const std::string note = (history.deprecated->since.empty() ? "Deprecated: " : "Deprecated ") +
                             markdown::phrase(model::sentence(*history.deprecated));
    notes.push_back(note.ends_with('.') ? note : note + ".");
  }
  return notes;
}

/// Lines that are there, one below the other.
std::string lines(std::string text, const std::vector<std::string>& more) {
  for (const std::string& line : more) {
    if (!text.empty() && !line.empty()) text += "\n";
    text += line;
  }
  return text;
}

std::string presence_of(const model::Field& field) {
  if (field.default_value) return "default " + code(field.default_value->json);
  return field.optional ? "optional" : "required";
}

std::string_view policy_of(model::Unknown unknown) {
  switch (unknown) {
    case model::Unknown::reject:
      return "are refused";
    case model::Unknown::drop:
      return "are forgotten";
    case model::Unknown::keep:
      return "are kept and written back";
  }
  return "";
}

class PageBuilder {
 public:
  PageBuilder(const model::Model& model, model::ContractId home) : model_(model), home_(home) {}

  Page run() const {
    Page page;
    page.path = markdown::comment(contract().path);
    page.stem = stem_of(contract());
    page.package = contract().package;
    page.version = contract().version;
    page.doc = unless_empty(markdown::document(contract().doc));
    page.bytes = counted(contract().limits.bytes, "byte");
    page.depth = counted(contract().limits.depth, "level");
    page.issues = counted(contract().limits.issues, "issue");
    for (const model::Import& import : contract().imports) {
      if (import.alias.empty()) continue;
      const model::Contract& target = model_.contracts[import.contract];
      page.imports.push_back({target.package, page_of(target)});
    }
    for (const model::Constant& constant : contract().constants)
      page.constants.push_back(row(constant));
    for (const model::Key& key : contract().keys) page.keys.push_back(row(key));
    for (const model::DeclarationId id : contract().declarations)
      page.types.push_back(section(model_.declarations[id]));
    page.diagram = diagram();
    if (!contract().version_field.empty()) page.version_field = code(contract().version_field);
    for (const model::Migration& migration : contract().migrations)
      page.migrations.push_back(row(migration));
    return page;
  }

 private:
  MigrationRow row(const model::Migration& migration) const {
    std::string steps;
    for (const model::MigrationStep& step : migration.steps)
      steps += (steps.empty() ? "" : "<br>") + sentence(step);
    return {migration.from, migration.to, link(model_.declarations[migration.type]),
            std::move(steps)};
  }

  ConstantRow row(const model::Constant& constant) const {
    return {cell(code(constant.name)), spelled(constant.type), cell(code(constant.json)),
            cell(lines(markdown::phrase(constant.doc), notes_of(constant.history)))};
  }

  KeyRow row(const model::Key& key) const {
    const std::string buffer(model::name_of(key.buffer));
    const std::string size = key.capacity == 0 ? "" : " of " + std::to_string(key.capacity);
    return {cell(code(key.pattern)), link(model_.declarations[key.type]), buffer + size,
            model::phrase_of(key.access), cell(markdown::phrase(key.doc))};
  }

  const model::Contract& contract() const { return model_.contracts[home_]; }

  std::string name(const Declaration& declaration) const {
    if (declaration.contract == home_) return declaration.name;
    return model_.contracts[declaration.contract].package + "." + declaration.name;
  }

  std::string link(const Declaration& declaration) const {
    const std::string page =
        declaration.contract == home_ ? "" : page_of(model_.contracts[declaration.contract]);
    return "[" + name(declaration) + "](" + page + "#" + anchor(declaration) + ")";
  }

  /// The precision and scale of a decimal.
  static std::string digits(const TypeExpression& type) {
    if (type.precision == 0) return {};
    return "(" + std::to_string(type.precision) + ", " + std::to_string(type.scale) + ")";
  }

  /// A type as contracts write it, with links.
  std::string spelled(const TypeExpression& type) const {
    switch (type.form) {
      case Form::builtin:
        return std::string(model::name_of(type.builtin)) + digits(type) + encoding_of(type) +
               (type.as_millis ? " as millis" : "");
      case Form::declared:
        return link(model_.declarations[type.declared]);
      case Form::list:
        return "list&lt;" + spelled(type.element.front()) + "&gt;";
      case Form::map:
        return "map&lt;" + spelled(type.element.front()) + "&gt;";
      case Form::nullable:
        return spelled(type.element.front()) + " \\| null";
    }
    return {};
  }

  /// What a step does, for a cell of a table.
  std::string sentence(const model::MigrationStep& step) const {
    using Action = model::MigrationStep::Action;
    std::string text = code(step.field);
    switch (step.action) {
      case Action::rename:
        return cell(text + " is called " + code(step.to) + ".");
      case Action::convert:
        return cell(text) + " is converted from " + spelled(*step.old_type) + " by " +
               cell(code(step.to)) + ".";
      case Action::set:
        return cell(text + " is " + code(step.to) + " where it is missing.");
      case Action::map_enum:
        for (const auto& value : step.values) {
          text += (&value == &step.values.front() ? ": " : ", ") + code(value.from) + " becomes " +
                  code(value.to);
        }
        return cell(text + ".");
      case Action::remove:
        return cell(text + " is removed.");
    }
    return text;
  }

  std::vector<FieldRow> fields(const model::Record& record) const {
    std::vector<FieldRow> list;
    for (const model::Field& field : record.fields) {
      std::vector<std::string> notes = notes_of(field.history);
      notes.push_back(list_of("Formerly", field.renamed_from));
      if (record.observed && record.observed->name == field.name)
        notes.push_back("The main signal.");
      list.push_back({cell(code(field.wire)), spelled(field.type), cell(presence_of(field)),
                      cell(limits_of(field.type)), cell(markdown::text(field.unit)),
                      cell(lines(markdown::phrase(field.doc), notes))});
    }
    return list;
  }

  static std::vector<RuleRow> rules(const model::Record& record) {
    std::vector<RuleRow> list;
    for (const model::Rule& rule : record.rules) {
      list.push_back({cell(code(rule.id)), cell(code(rules::statement(record, rule))),
                      rule.at ? cell(code(record.fields[*rule.place].wire)) : "",
                      cell(markdown::text(rules::sentence(record, rule)))});
    }
    return list;
  }

  static std::vector<ExampleRow> examples(const Declaration& declaration) {
    std::vector<ExampleRow> list;
    for (const model::Example& example : declaration.examples) {
      std::string verdict = example.valid ? "valid" : "refused";
      if (!example.code.empty()) verdict += ": " + code(example.code);
      list.push_back({cell(code(example.json)), cell(verdict)});
    }
    return list;
  }

  TypeSection section(const Declaration& declaration) const {
    TypeSection made;
    made.name = declaration.name;
    made.anchor = anchor(declaration);
    made.kind = model::word_of(declaration);
    made.doc = unless_empty(markdown::document(declaration.doc));
    made.unit = unless_empty(markdown::text(std::string(unit_of(declaration))));
    std::vector<std::string> notes = notes_of(declaration.history);
    if (is_open(declaration)) notes.push_back("Other strings are values, too.");
    notes.push_back(list_of("Names that do not come back:", reserved_of(declaration)));
    made.notes = unless_empty(lines("", notes));
    made.examples = examples(declaration);
    std::visit([&](const auto& form) { describe(made, form); }, declaration.form);
    return made;
  }

  void describe(TypeSection& made, const model::Record& record) const {
    made.is_record = true;
    made.fields = fields(record);
    made.unknown = policy_of(record.unknown);
    made.rules = rules(record);
  }

  void describe(TypeSection& made, const model::Newtype& newtype) const {
    describe(made, newtype.type);
  }

  void describe(TypeSection& made, const model::Alias& alias) const { describe(made, alias.type); }

  void describe(TypeSection& made, const TypeExpression& type) const {
    made.is_simple = true;
    made.type = spelled(type);
    made.constraints = unless_empty(limits_of(type));
  }

  static void describe(TypeSection& made, const model::Enumeration& enumeration) {
    made.is_enum = true;
    for (const model::EnumValue& value : enumeration.values) {
      made.values.push_back({cell(code(value.wire)), cell(code(value.name)),
                             cell(lines(markdown::phrase(value.doc), notes_of(value.history)))});
    }
  }

  void describe(TypeSection& made, const model::Union& tagged) const {
    made.is_union = true;
    made.tag = code(tagged.tag);
    made.tag_cell = cell(made.tag);
    for (const model::Variant& variant : tagged.variants) {
      made.variants.push_back({cell(code(variant.wire)), link(model_.declarations[variant.record]),
                               cell(markdown::phrase(variant.doc))});
    }
  }

  // The diagram.

  std::optional<Diagram> diagram() const {
    Diagram made;
    for (const model::DeclarationId id : contract().declarations) {
      const Declaration& declaration = model_.declarations[id];
      if (!is_drawn(declaration)) continue;
      std::vector<std::string> members;
      for (const model::Field& field : fields_of(declaration)) {
        members.push_back(field.name + (field.optional ? "? " : " ") + drawn(field.type));
        add_edge(made.edges, declaration, field.type, field.optional ? "0..1" : "1", field.name);
      }
      for (const model::EnumValue& value : values_of(declaration)) members.push_back(value.name);
      for (const model::Variant& variant : variants_of(declaration)) {
        made.edges.push_back({class_of(declaration), class_of(model_.declarations[variant.record]),
                              std::nullopt, variant.name});
      }
      made.classes.push_back({class_of(declaration), model::word_of(declaration),
                              declaration.as<model::Record>() != nullptr, std::move(members)});
    }
    return made.classes.empty() ? std::nullopt : std::optional(std::move(made));
  }

  static bool is_drawn(const Declaration& declaration) {
    return named_type(declaration) == nullptr;
  }

  std::string class_of(const Declaration& declaration) const {
    std::string id = name(declaration);
    for (char& c : id) {
      if (c == '.') c = '_';
    }
    return id;
  }

  /// Without the characters that mean something to Mermaid.
  std::string drawn(const TypeExpression& type) const {
    switch (type.form) {
      case Form::builtin:
        return std::string(model::name_of(type.builtin));
      case Form::declared:
        return class_of(model_.declarations[type.declared]);
      case Form::list:
        return "list of " + drawn(type.element.front());
      case Form::map:
        return "map of " + drawn(type.element.front());
      case Form::nullable:
        return drawn(type.element.front()) + " or null";
    }
    return {};
  }

  void add_edge(std::vector<Edge>& edges, const Declaration& from, const TypeExpression& type,
                std::string count, const std::string& label) const {
    const model::Resolved resolved = model::resolve(model_, type);
    if (resolved.declaration != nullptr) {
      edges.push_back({class_of(from), class_of(*resolved.declaration), std::move(count), label});
    } else if (!resolved.base->element.empty()) {
      const bool many = resolved.base->form != Form::nullable;
      add_edge(edges, from, resolved.base->element.front(), many ? "*" : std::move(count), label);
    }
  }

  const model::Model& model_;
  model::ContractId home_;
};

}  // namespace

TemplateData markdown_data(const model::Model& model, const Definition& /*definition*/,
                           const Json& /*options*/) {
  pages::Index index;
  for (const model::Contract& contract : model.contracts) {
    index.pages.push_back({stem_of(contract), page_of(contract), contract.package, contract.version,
                           cell(markdown::phrase(contract.doc))});
  }
  return {template_data(index),
          [&model](model::ContractId id) { return template_data(PageBuilder(model, id).run()); }};
}

}  // namespace tally::compiler::targets
