// Tagged unions and the shapes that are written inside them.
#include <cstddef>

#include "diagnose/quote.h"
#include "language/language.h"
#include "resolve/declarations.h"
#include "resolve/names.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using Form = syntax::Declaration::Form;

// A variant is the name of a record, the fields of an inline shape, or a description of either:
// a mapping with `type` or `record`, and beside it nothing but `doc` and `wire`. What could be a
// description and the fields `type`, `doc` and `wire` alike is refused, see `check_variant`.
struct VariantNode {
  const yaml::Node* name = nullptr;         // the expression that names a record
  const yaml::Node* shape = nullptr;        // or the fields
  const yaml::Node* description = nullptr;  // where `doc` and `wire` stand, if anywhere
};

VariantNode classify_variant(const yaml::Node& node) {
  VariantNode variant;
  if (!node.is_mapping()) {
    variant.name = &node;
    return variant;
  }
  variant.name = node.find("type");
  variant.shape = node.find("record");
  bool description = (variant.name == nullptr) != (variant.shape == nullptr);
  for (const auto& [key, value] : node.entries) {
    const bool known = language::find_key(language::variant_place, key->text) != nullptr;
    description = description && known;
  }
  if (!description) return {nullptr, &node, nullptr};
  variant.description = &node;
  return variant;
}

// Whether a text could be the type of a field.
bool names_type(const Context& context, const yaml::Node* node) {
  if (node == nullptr || !node->is_plain()) return false;
  const std::string_view name =
      std::string_view(node->text).substr(0, node->text.find_first_of("<. |"));
  return is_builtin_name(name) || context.scopes[context.contract].contains(name);
}

// Reports a variant that its author may have meant as fields that are called `type` and `doc`.
// Whether it is clear.
bool check_variant(Context& context, const VariantNode& variant, const yaml::Node& name) {
  if (variant.description == nullptr || variant.name == nullptr) return true;
  const auto& description = *variant.description;
  if (!names_type(context, description.find("doc")) &&
      !names_type(context, description.find("wire")))
    return true;
  context.diagnostics
      .add(Code::ambiguous_declaration, description.span,
           "the variant " + quote(name.text) + " may be a record or have fields")
      .label("write the fields as `{record: {type: ...}}`, or the text of `doc` in quotes");
  return false;
}

const yaml::Node* variants_of(const yaml::Node& body) {
  const auto* node = body.find("union");
  if (node == nullptr || !node->is_mapping()) return nullptr;
  const auto* variants = node->find("variants");
  return variants != nullptr && variants->is_mapping() ? variants : nullptr;
}

void read_inline_shape(Context& context, model::DeclarationId id, const yaml::Node& shape) {
  if (!yaml::expect_mapping(shape, "the fields of a variant", context.diagnostics)) {
    declaration_at(context, id).broken = true;
    return;
  }
  auto fields = read_fields(context, shape);
  declaration_at(context, id).fields = std::move(fields);
}

void read_variant(Context& context, const Pending& pending, std::size_t index,
                  const yaml::Entry& entry) {
  const auto node = classify_variant(*entry.value);
  const auto& name = *entry.key;
  const bool has_wire = node.description != nullptr && node.description->find("wire") != nullptr;
  check_member_name(context, name.text, name.span, has_wire);
  model::Variant variant;
  variant.name = name.text;
  variant.wire = read_wire(context, node.description, name.text);
  variant.span = name.span;
  if (node.description != nullptr) {
    variant.doc = read_optional_text(context, *node.description, "doc");
  }
  if (const auto shape = pending.inline_shapes[index]) {
    variant.record = *shape;
    declaration_at(context, *shape).doc = variant.doc;
    read_inline_shape(context, *shape, *node.shape);
  } else {
    const bool clear = check_variant(context, node, name);
    auto type = read_type(context, *node.name);
    type.broken = type.broken || !clear;
    if (!type.broken && type.form != syntax::TypeExpression::Form::declared) {
      auto draft = context.diagnostics.add(Code::wrong_declaration_kind, type.span,
                                           "the variant " + quote(name.text) + " must be a record");
      // Its author meant a field that is called `type`.
      if (node.description != nullptr && node.description->entries.size() == 1) {
        const Span fields = node.description->span;
        draft.label("for a field called `type` write `{record: {type: ...}}`");
        if (const std::string_view text = context.sources.text(fields); text.starts_with('{'))
          draft.fix(fields, "{record: " + std::string(text) + "}");
      } else {
        draft.label("name a record, or write the fields of the variant");
      }
    }
    if (type.broken || type.form != syntax::TypeExpression::Form::declared) {
      declaration_at(context, pending.declaration).broken = true;
      return;
    }
    variant.record = type.declared;
    variant.record_span = type.span;
  }
  declaration_at(context, pending.declaration).variants.push_back(std::move(variant));
}

}  // namespace

void declare_inline_shapes(Context& context, Pending& pending) {
  const auto* variants = variants_of(*pending.body);
  if (variants == nullptr) return;
  const std::string owner = declaration_at(context, pending.declaration).name;
  for (const auto& [key, value] : variants->entries) {
    auto& slot = pending.inline_shapes.emplace_back();
    if (classify_variant(*value).shape == nullptr) continue;
    slot = add_declaration(context, Form::record, owner + pascal_case(key->text), key->span);
    auto& shape = declaration_at(context, *slot);
    shape.inline_variant = true;
    shape.unknown = context.current().unknown;
  }
}

void read_union(Context& context, const Pending& pending) {
  check_keys(*pending.body, language::union_place, context.diagnostics);
  const auto& node = *pending.body->find("union");
  declaration_at(context, pending.declaration).broken = true;  // until everything is there
  if (node.is_sequence()) {
    context.diagnostics
        .add(Code::wrong_kind, {node.span.file, node.span.begin, node.span.begin + 1},
             "`union` must be a mapping and is a list")
        .label("name the member that tells them apart: `{tag: kind, variants: {a: A, b: B}}`");
    return;
  }
  if (!yaml::expect_mapping(node, "`union`", context.diagnostics)) return;
  check_keys(node, language::union_body_place, context.diagnostics);
  bool complete = true;
  for (const auto* key : {"tag", "variants"}) {
    if (node.find(key) != nullptr) continue;
    context.diagnostics.add(Code::missing_key, declaration_at(context, pending.declaration).span,
                            "the union has no " + quote(key));
    complete = false;
  }
  if (!complete) return;
  const auto tag = yaml::read_text(*node.find("tag"), "`tag`", context.diagnostics);
  const auto& variants = *node.find("variants");
  if (!yaml::expect_mapping(variants, "`variants`", context.diagnostics) || !tag) return;
  declaration_at(context, pending.declaration).broken = false;
  declaration_at(context, pending.declaration).tag = *tag;
  for (std::size_t i = 0; i < variants.entries.size(); ++i) {
    read_variant(context, pending, i, variants.entries[i]);
  }
}

}  // namespace tally::compiler::resolving
