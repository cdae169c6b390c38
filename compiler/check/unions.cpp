// Tagged unions: every variant is a record that leaves room for the tag.
#include <algorithm>
#include <string>

#include "check/passes.h"

namespace tally::compiler::checking {
namespace {

void check_variant(const model::Model& model, const std::string& name, const std::string& tag,
                   const model::Variant& variant, Diagnostics& diagnostics) {
  const auto& record = model.declarations[variant.record];
  if (record.broken) return;
  if (record.as<model::Record>() == nullptr) {
    diagnostics
        .add(Code::wrong_declaration_kind, variant.record_span,
             "the variant `" + variant.name + "` must be a record, and `" + record.name +
                 "` is none")
        .related(record.span, "declared");
    return;
  }
  for (const auto& field : fields_of(record)) {
    const auto is_tag = [&](const model::FormerName& old) { return old.name == tag; };
    const bool was_called =
        std::any_of(field.renamed_from.begin(), field.renamed_from.end(), is_tag);
    if (field.wire != tag && !was_called) continue;
    diagnostics
        .add(Code::tag_clash, variant.span,
             "the variant `" + variant.name + "` has a field `" + tag + "`, which is the tag of `" +
                 name + "`")
        .related(field.span, "the field declared");
  }
}

}  // namespace

void check_unions(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& declaration : model.declarations) {
    const auto* tagged = declaration.as<model::Union>();
    if (tagged == nullptr || declaration.broken) continue;
    if (tagged->variants.empty()) {
      diagnostics.add(Code::empty_declaration, declaration.span,
                      "the union `" + declaration.name + "` has no variants");
    }
    for (const auto& variant : tagged->variants) {
      check_variant(model, declaration.name, tagged->tag, variant, diagnostics);
    }
  }
}

}  // namespace tally::compiler::checking
