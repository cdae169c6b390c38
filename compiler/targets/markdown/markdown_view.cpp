// The view model of the markdown target: tables of what a contract declares, and a diagram of how
// its types hang together.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/query.h"
#include "model/vocabulary.h"
#include "render/markdown.h"
#include "render/naming.h"
#include "rules/wording.h"
#include "source/counted.h"
#include "targets/view_model.h"

namespace tally::compiler::targets {
namespace {

using markdown::cell;
using markdown::code;
using model::Declaration;
using model::TypeExpression;
using Form = TypeExpression::Form;

Json text_or_false(const std::string& text) {
  return text.empty() ? Json(false) : Json(text);
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

std::string_view name_of(model::Encoding encoding) {
  switch (encoding) {
    case model::Encoding::unix_millis:
      return " as unixMillis";
    case model::Encoding::number:
      return " as number";
    case model::Encoding::base64url:
      return " as base64url";
    case model::Encoding::natural:
      break;
  }
  return "";
}

std::string list_of(const std::string& what, const std::vector<model::FormerName>& names) {
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

/// One page.
class Page {
 public:
  Page(const model::Model& model, model::ContractId home) : model_(model), home_(home) {}

  Json types() const {
    Json list = Json::array();
    for (const model::DeclarationId id : contract().declarations)
      list.push_back(declaration(model_.declarations[id]));
    return list;
  }

  Json migrations() const {
    Json list = Json::array();
    for (const model::Migration& migration : contract().migrations) {
      std::string steps;
      for (const model::MigrationStep& step : migration.steps)
        steps += (steps.empty() ? "" : "<br>") + sentence(step);
      list.push_back({{"from", migration.from},
                      {"to", migration.to},
                      {"type", link(model_.declarations[migration.type])},
                      {"steps", std::move(steps)}});
    }
    return list;
  }

  /// For a Mermaid class diagram; false when there is nothing to draw.
  Json diagram() const {
    Json classes = Json::array();
    Json edges = Json::array();
    for (const model::DeclarationId id : contract().declarations) {
      const Declaration& declaration = model_.declarations[id];
      if (!is_drawn(declaration)) continue;
      Json members = Json::array();
      for (const model::Field& field : declaration.fields) {
        members.push_back(field.name + (field.optional ? "? " : " ") + drawn(field.type));
        add_edge(edges, declaration, field.type, field.optional ? "0..1" : "1", field.name);
      }
      for (const model::EnumValue& value : declaration.values) members.push_back(value.name);
      for (const model::Variant& variant : declaration.variants) {
        edges.push_back({{"from", class_of(declaration)},
                         {"to", class_of(model_.declarations[variant.record])},
                         {"count", false},
                         {"label", variant.name}});
      }
      classes.push_back({{"id", class_of(declaration)},
                         {"kind", model::word_of(declaration.form)},
                         {"is_plain", declaration.form == Declaration::Form::record},
                         {"members", std::move(members)}});
    }
    if (classes.empty()) return false;
    return {{"classes", std::move(classes)}, {"edges", std::move(edges)}};
  }

  Json constants() const {
    Json list = Json::array();
    for (const model::Constant& constant : contract().constants) {
      list.push_back(
          {{"name", cell(code(constant.name))},
           {"type", spelled(constant.type)},
           {"value", cell(code(constant.json))},
           {"doc", cell(lines(markdown::phrase(constant.doc), notes_of(constant.history)))}});
    }
    return list;
  }

  Json keys() const {
    static constexpr std::string_view accesses[] = {"read", "write", "read and write"};
    Json list = Json::array();
    for (const model::Key& key : contract().keys) {
      const std::string buffer = key.buffer == model::Key::Buffer::ring
                                     ? "ring of " + std::to_string(key.capacity)
                                 : key.buffer == model::Key::Buffer::latest ? "latest"
                                                                            : "mailbox";
      list.push_back({{"pattern", cell(code(key.pattern))},
                      {"type", link(model_.declarations[key.type])},
                      {"buffer", buffer},
                      {"access", accesses[static_cast<std::size_t>(key.access)]},
                      {"doc", cell(markdown::phrase(key.doc))}});
    }
    return list;
  }

 private:
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
        return std::string(model::name_of(type.builtin)) + digits(type) +
               std::string(name_of(type.encoding)) + (type.as_millis ? " as millis" : "");
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

  Json fields(const Declaration& record) const {
    Json list = Json::array();
    for (const model::Field& field : record.fields) {
      std::vector<std::string> notes = notes_of(field.history);
      notes.push_back(list_of("Formerly", field.renamed_from));
      if (record.observed && record.observed->name == field.name)
        notes.push_back("The main signal.");
      list.push_back({{"name", cell(code(field.wire))},
                      {"type", spelled(field.type)},
                      {"presence", cell(presence_of(field))},
                      {"constraints", cell(limits_of(field.type))},
                      {"unit", cell(markdown::text(field.unit))},
                      {"doc", cell(lines(markdown::phrase(field.doc), notes))}});
    }
    return list;
  }

  static Json values(const Declaration& enumeration) {
    Json list = Json::array();
    for (const model::EnumValue& value : enumeration.values) {
      list.push_back({{"wire", cell(code(value.wire))},
                      {"name", cell(code(value.name))},
                      {"doc", cell(lines(markdown::phrase(value.doc), notes_of(value.history)))}});
    }
    return list;
  }

  Json variants(const Declaration& tagged) const {
    Json list = Json::array();
    for (const model::Variant& variant : tagged.variants) {
      list.push_back({{"wire", cell(code(variant.wire))},
                      {"type", link(model_.declarations[variant.record])},
                      {"doc", cell(markdown::phrase(variant.doc))}});
    }
    return list;
  }

  static Json examples(const Declaration& declaration) {
    Json list = Json::array();
    for (const model::Example& example : declaration.examples) {
      std::string verdict = example.valid ? "valid" : "refused";
      if (!example.code.empty()) verdict += ": " + code(example.code);
      list.push_back({{"json", cell(code(example.json))}, {"verdict", cell(verdict)}});
    }
    return list;
  }

  Json declaration(const Declaration& declaration) const {
    using DeclarationForm = Declaration::Form;
    const bool is_simple =
        declaration.form == DeclarationForm::newtype || declaration.form == DeclarationForm::alias;
    Json fields = this->fields(declaration);
    Json examples = this->examples(declaration);
    const bool has_examples = !examples.empty();
    const bool has_fields = !fields.empty();
    std::vector<std::string> notes = notes_of(declaration.history);
    if (declaration.open) notes.push_back("Other strings are values, too.");
    notes.push_back(list_of("Names that do not come back:", declaration.reserved));
    return {
        {"name", declaration.name},
        {"anchor", anchor(declaration)},
        {"kind", model::word_of(declaration.form)},
        {"doc", text_or_false(markdown::document(declaration.doc))},
        {"notes", text_or_false(lines("", notes))},
        {"unit", text_or_false(markdown::text(declaration.unit))},
        {"is_record", declaration.form == DeclarationForm::record},
        {"is_enum", declaration.form == DeclarationForm::enumeration},
        {"is_union", declaration.form == DeclarationForm::union_},
        {"is_simple", is_simple},
        {"type", is_simple ? spelled(declaration.type) : ""},
        {"constraints", text_or_false(is_simple ? limits_of(declaration.type) : "")},
        {"has_fields", has_fields},
        {"fields", std::move(fields)},
        {"unknown", policy_of(declaration.unknown)},
        {"has_rules", !declaration.rules.empty()},
        {"rules", rules(declaration)},
        {"values", values(declaration)},
        {"tag", code(declaration.tag)},
        {"tag_cell", cell(code(declaration.tag))},
        {"variants", variants(declaration)},
        {"has_examples", has_examples},
        {"examples", std::move(examples)},
    };
  }

  static Json rules(const Declaration& record) {
    Json list = Json::array();
    for (const model::Rule& rule : record.rules) {
      list.push_back({{"id", cell(code(rule.id))},
                      {"statement", cell(code(rules::statement(record, rule)))},
                      {"at", rule.at ? cell(code(record.fields[*rule.place].wire)) : ""},
                      {"message", cell(markdown::text(rules::sentence(record, rule)))}});
    }
    return list;
  }

  // The diagram.

  static bool is_drawn(const Declaration& declaration) {
    return declaration.form != Declaration::Form::newtype &&
           declaration.form != Declaration::Form::alias;
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

  void add_edge(Json& edges, const Declaration& from, const TypeExpression& type, std::string count,
                const std::string& label) const {
    const model::Resolved resolved = model::resolve(model_, type);
    if (resolved.declaration != nullptr) {
      edges.push_back({{"from", class_of(from)},
                       {"to", class_of(*resolved.declaration)},
                       {"count", std::move(count)},
                       {"label", label}});
    } else if (!resolved.base->element.empty()) {
      const bool many = resolved.base->form != Form::nullable;
      add_edge(edges, from, resolved.base->element.front(), many ? "*" : std::move(count), label);
    }
  }

  const model::Model& model_;
  model::ContractId home_;
};

Json imports_of(const model::Model& model, const model::Contract& contract) {
  Json list = Json::array();
  for (const model::Import& import : contract.imports) {
    if (import.alias.empty()) continue;
    const model::Contract& target = model.contracts[import.contract];
    list.push_back({{"package", target.package}, {"page", page_of(target)}});
  }
  return list;
}

}  // namespace

ViewModel markdown_view(const model::Model& model, const Definition& /*definition*/,
                        const Json& /*options*/) {
  Json contracts = Json::array();
  for (const model::Contract& contract : model.contracts) {
    contracts.push_back({{"stem", stem_of(contract)},
                         {"page", page_of(contract)},
                         {"package", contract.package},
                         {"version", contract.version},
                         {"doc", cell(markdown::phrase(contract.doc))}});
  }
  const auto view_of = [&model](model::ContractId id) -> Json {
    const model::Contract& contract = model.contracts[id];
    const Page page(model, id);
    Json imports = imports_of(model, contract);
    const bool has_imports = !imports.empty();
    Json migrations = page.migrations();
    const bool has_migrations = !migrations.empty();
    return {
        {"path", markdown::comment(contract.path)},
        {"stem", stem_of(contract)},
        {"package", contract.package},
        {"version", contract.version},
        {"doc", text_or_false(markdown::document(contract.doc))},
        {"bytes", counted(contract.limits.bytes, "byte")},
        {"depth", counted(contract.limits.depth, "level")},
        {"issues", counted(contract.limits.issues, "issue")},
        {"has_imports", has_imports},
        {"imports", std::move(imports)},
        {"has_constants", !contract.constants.empty()},
        {"constants", page.constants()},
        {"has_keys", !contract.keys.empty()},
        {"keys", page.keys()},
        {"types", page.types()},
        {"diagram", page.diagram()},
        {"version_field",
         contract.version_field.empty() ? Json(false) : Json(code(contract.version_field))},
        {"has_migrations", has_migrations},
        {"migrations", std::move(migrations)},
    };
  };
  return {{{"contracts", std::move(contracts)}}, view_of};
}

}  // namespace tally::compiler::targets
