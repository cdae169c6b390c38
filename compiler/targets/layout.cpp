#include "targets/layout.h"

#include <algorithm>

#include "model/query.h"

namespace tally::compiler::targets {
namespace {

using model::Declaration;
using model::Kind;
using Form = model::TypeExpression::Form;

constexpr Layout reference = {8, 4};  // {pointer, u32} in either order

std::uint32_t align(std::uint32_t offset, std::uint32_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

Layout layout_of(Kind kind) {
  switch (kind) {
    case Kind::boolean:
    case Kind::int8:
    case Kind::uint8:
      return {1, 1};
    case Kind::int16:
    case Kind::uint16:
      return {2, 2};
    case Kind::int32:
    case Kind::uint32:
    case Kind::float32:
      return {4, 4};
    case Kind::decimal:
      return {24, 8};
    case Kind::date:
      return {4, 2};
    case Kind::time:
      return {16, 8};
    case Kind::uuid:
      return {16, 1};
    case Kind::string:
    case Kind::bytes:
    case Kind::json:
      return reference;
    default:
      return {8, 8};  // float64, timestamp, duration and every other integer
  }
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
  if (declaration.form == Declaration::Form::enumeration) {
    if (declaration.open) return reference;
    const std::uint32_t width = declaration.values.size() <= 256 ? 1 : 2;
    return {width, width};
  }
  if (declaration.form == Declaration::Form::union_) return reference;
  const RecordLayout record = layout_of(model, declaration);
  return {record.size, record.alignment};
}

RecordLayout layout_of(const model::Model& model, const Declaration& record) {
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
