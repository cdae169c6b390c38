// Where the members of a view lie in WASM memory. The C++ compiler decides the same for itself;
// generated code asserts that the two agree, and the JavaScript glue relies on it.
#pragma once

#include <cstdint>
#include <vector>

#include "model/model.h"

namespace tally::compiler::targets {

/// Bytes on wasm32.
struct Layout {
  std::uint32_t size;
  std::uint32_t alignment;
};

struct RecordLayout {
  std::uint32_t size;
  std::uint32_t alignment;
  std::uint32_t presence_words;        // at offset 0
  std::vector<std::uint32_t> offsets;  // of each field, in declared order
  std::uint32_t unknown_offset;  // the map of kept unknown members; 0 when the record keeps none
};

/// Of a view of this type. String, bytes, json, list and map are {pointer, u32}; a nullable is its
/// value and a bool behind it; a union is {u32 variant, pointer}; an enumeration is one byte, or
/// two from 257 values on; an open one is a string; a box is a pointer.
Layout layout_of(const model::Model& model, const model::TypeExpression& type);
/// Of what a box points to; else the same.
Layout unboxed_layout_of(const model::Model& model, const model::TypeExpression& type);
RecordLayout layout_of(const model::Model& model, const model::Record& record);

/// An entry of a map: the key at offset 0, the value at the given offset.
struct EntryLayout {
  std::uint32_t size;
  std::uint32_t alignment;
  std::uint32_t value_offset;
};
EntryLayout entry_layout_of(const model::Model& model, const model::TypeExpression& value);

}  // namespace tally::compiler::targets
