// Tagged unions: every variant is a record that leaves room for the tag.
#include <algorithm>

#include "check/passes.h"

namespace tally::compiler::checking {
namespace {

using Form = model::Declaration::Form;

void check_variant(const model::Model& model, const model::Declaration& owner,
                   const model::Variant& variant, Diagnostics& diagnostics) {
  const auto& record = model.declarations[variant.record];
  if (record.broken) return;
  if (record.form != Form::record) {
    diagnostics
        .add(Code::wrong_declaration_kind, variant.record_span,
             "the variant `" + variant.name + "` must be a record, and `" + record.name +
                 "` is none")
        .related(record.span, "declared");
    return;
  }
  for (const auto& field : record.fields) {
    const auto is_tag = [&](const model::FormerName& old) { return old.name == owner.tag; };
    const bool was_called =
        std::any_of(field.renamed_from.begin(), field.renamed_from.end(), is_tag);
    if (field.wire != owner.tag && !was_called) continue;
    diagnostics
        .add(Code::tag_clash, variant.span,
             "the variant `" + variant.name + "` has a field `" + owner.tag +
                 "`, which is the tag of `" + owner.name + "`")
        .related(field.span, "the field declared");
  }
}

}  // namespace

void check_unions(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& declaration : model.declarations) {
    if (declaration.form != Form::union_ || declaration.broken) continue;
    if (declaration.variants.empty()) {
      diagnostics.add(Code::empty_declaration, declaration.span,
                      "the union `" + declaration.name + "` has no variants");
    }
    for (const auto& variant : declaration.variants) {
      check_variant(model, declaration, variant, diagnostics);
    }
  }
}

}  // namespace tally::compiler::checking
