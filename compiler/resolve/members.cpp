// Fields and enum values.
#include "diagnose/quote.h"
#include "language/language.h"
#include "resolve/declarations.h"
#include "resolve/foreign.h"
#include "resolve/names.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

// Where the default stands; `read_defaults` reads it.
void read_default(Context& context, const yaml::Node& description, syntax::Field& field) {
  const auto* node = description.find("default");
  if (node == nullptr || node->is_refused()) return;
  if (field.optional) {
    context.diagnostics
        .add(Code::optional_with_default, node->span,
             quote(field.name) + " has a default and is always there")
        .label("leave out the `?` behind the name, or the default");
    return;
  }
  field.default_value = model::Default{{}, node->span};
  context.defaults[{node->span.file, node->span.begin}] = node;
}

syntax::Field read_field(Context& context, const yaml::Entry& entry) {
  const auto& [key, value] = entry;
  syntax::Field field;
  field.name = key->text;
  field.span = key->span;
  if (field.name.ends_with('?')) {
    field.name.pop_back();
    field.optional = true;
  }
  const bool described = value->is_mapping();
  check_member_name(context, field.name, field.span, described && value->find("wire") != nullptr);
  field.wire = field.name;
  if (!described) {
    field.type = read_type(context, *value);
    return field;
  }
  const Surroundings around{context.sources, key};
  check_keys(*value, language::field_place, context.diagnostics, &around);
  field.wire = read_wire(context, value, field.name);
  field.doc = read_optional_text(context, *value, "doc");
  field.unit = read_optional_text(context, *value, "unit");
  field.history = read_history(context, *value);
  field.renamed_from = read_former_names(context, *value, "renamedFrom");
  read_default(context, *value, field);
  field.simulation = read_simulation(context, *value);
  if (const auto* type = value->find("type")) {
    field.type = read_type(context, *type);
    read_refinements(context, *value, field.type);
  } else {
    context.diagnostics.add(Code::missing_key, key->span, "the field has no `type`");
    field.type.broken = true;
    field.type.span = key->span;
  }
  return field;
}

void add_value(Context& context, const yaml::Node& name, const yaml::Node* description,
               std::vector<model::EnumValue>& values) {
  if (description != nullptr && description->is_null()) description = nullptr;
  if (description != nullptr) {
    if (!yaml::expect_mapping(*description, "an enum value", context.diagnostics)) return;
    check_keys(*description, language::enum_value_place, context.diagnostics);
  }
  // As a key, even a number is text: `{1: {wire: one}}` is told what names are.
  if (description == nullptr && name.is_plain() && yaml::is_number(name.text, true)) {
    context.diagnostics
        .add(Code::bad_name, name.span,
             "the values of an enum are text, " + quote(name.text) + " is a number")
        .label("for numbers take a type such as `uint8`, with `minimum` and `maximum`");
    return;
  }
  const bool has_wire = description != nullptr && description->find("wire") != nullptr;
  check_member_name(context, name.text, name.span, has_wire);
  model::EnumValue value;
  value.name = name.text;
  value.wire = read_wire(context, description, name.text);
  value.span = name.span;
  if (description != nullptr) {
    value.doc = read_optional_text(context, *description, "doc");
    value.history = read_history(context, *description);
  }
  values.push_back(std::move(value));
}

}  // namespace

void check_member_name(Context& context, std::string_view name, Span span, bool has_wire) {
  if (is_identifier(name)) return;
  context.diagnostics.add(Code::bad_name, span, quote(name) + " is no identifier")
      .label(has_wire ? "letters, digits and `_`, not starting with a digit"
                      : "choose a name and write " + quote("wire: '" + std::string(name) + "'"));
}

std::string read_wire(Context& context, const yaml::Node* description, std::string_view name) {
  const auto* node = description == nullptr ? nullptr : description->find("wire");
  if (node == nullptr) return std::string(name);
  // Quoted, even the empty name is one.
  if (node->is_scalar() && !node->is_plain()) return node->text;
  return std::string(yaml::read_text(*node, "`wire`", context.diagnostics).value_or(name));
}

std::vector<syntax::Field> read_fields(Context& context, const yaml::Node& node) {
  std::vector<syntax::Field> fields;
  for (std::size_t i = 0; i < node.entries.size(); ++i) {
    if (!ends_cut_type(node, i)) fields.push_back(read_field(context, node.entries[i]));
  }
  return fields;
}

std::optional<std::vector<model::EnumValue>> read_values(Context& context, const yaml::Node& node) {
  std::vector<model::EnumValue> values;
  if (node.is_mapping()) {
    for (const auto& [name, description] : node.entries) {
      add_value(context, *name, description, values);
    }
    return values;
  }
  if (!yaml::expect_sequence(node, "`enum`", context.diagnostics)) return std::nullopt;
  for (const auto* name : node.items) {
    if (yaml::read_text(*name, "an enum value", context.diagnostics)) {
      add_value(context, *name, nullptr, values);
    }
  }
  return values;
}

}  // namespace tally::compiler::resolving
