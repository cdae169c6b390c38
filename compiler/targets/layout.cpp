#include "targets/layout.h"

#include <algorithm>

#include "model/query.h"
#include "model/vocabulary.h"

namespace tally::compiler::targets {
namespace {

using model::Declaration;
using Form = model::TypeExpression::Form;

constexpr Layout reference = {8, 4};  // {pointer, u32} in either order

std::uint32_t align(std::uint32_t offset, std::uint32_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

Layout layout_of(model::Kind kind) {
  return {model::row(kind).size, model::row(kind).alignment};
}

/// Places one member after another, as C and C++ do for standard-layout structs.
class Packer {
 public:
  std::uint32_t add(Layout member) {
    const std::uint32_t offset = align(size_, member.alignment);
    size_ = offset + member.size;
    alignment_ = std::max(alignment_, member.alignment);
    return offset;
  }
  [[nodiscard]] Layout finish() const { return {align(size_, alignment_), alignment_}; }

 private:
  std::uint32_t size_ = 0;
  std::uint32_t alignment_ = 1;
};

}  // namespace

Layout layout_of(const model::Model& model, const model::TypeExpression& type) {
  return type.boxed ? Layout{4, 4} : unboxed_layout_of(model, type);
}

Layout unboxed_layout_of(const model::Model& model, const model::TypeExpression& type) {
  const model::Resolved resolved = model::resolve(model, type);
  switch (resolved.base->form) {
    case Form::builtin:
      return layout_of(resolved.base->builtin);
    case Form::list:
    case Form::map:
      return reference;
    case Form::nullable: {
      Packer packer;
      packer.add(layout_of(model, resolved.base->element.front()));
      packer.add({1, 1});
      return packer.finish();
    }
    case Form::declared:
      break;
  }
  const Declaration& declaration = *resolved.declaration;
  if (const auto* record = declaration.as<model::Record>()) {
    const RecordLayout layout = layout_of(model, *record);
    return {layout.size, layout.alignment};
  }
  const auto* enumeration = declaration.as<model::Enumeration>();
  if (enumeration == nullptr || enumeration->open) return reference;
  const std::uint32_t width = enumeration->values.size() <= 256 ? 1 : 2;
  return {width, width};
}

RecordLayout layout_of(const model::Model& model, const model::Record& record) {
  RecordLayout layout{};
  Packer packer;
  const auto fields = static_cast<std::uint32_t>(record.fields.size());
  layout.presence_words = fields == 0 ? 1 : (fields + 31) / 32;
  packer.add({layout.presence_words * 4, 4});
  for (const model::Field& field : record.fields)
    layout.offsets.push_back(packer.add(layout_of(model, field.type)));
  if (record.unknown == model::Unknown::keep) layout.unknown_offset = packer.add(reference);
  const Layout whole = packer.finish();
  layout.size = whole.size;
  layout.alignment = whole.alignment;
  return layout;
}

EntryLayout entry_layout_of(const model::Model& model, const model::TypeExpression& value) {
  Packer packer;
  packer.add(reference);
  const std::uint32_t value_offset = packer.add(layout_of(model, value));
  const Layout whole = packer.finish();
  return {whole.size, whole.alignment, value_offset};
}

}  // namespace tally::compiler::targets
