#include "targets/set_fingerprint.h"

#include "compat/sha256.h"
#include "model/query.h"
#include "render/ordered_json.h"
#include "targets/layout.h"

namespace tally::compiler::targets {
namespace {

using model::Declaration;
using Json = OrderedJson;

constexpr std::size_t digits = 16;  // against mistakes, not against forgers

/// What the canonical form leaves out, as documents do not show it: places in memory, and
/// positions.
Json layout(const model::Model& model, const Declaration& declaration) {
  Json parts = Json::array();
  switch (declaration.form) {
    case Declaration::Form::record: {
      const RecordLayout record = layout_of(model, declaration);
      parts = {record.size, record.alignment, record.presence_words, record.unknown_offset};
      for (std::size_t i = 0; i < declaration.fields.size(); ++i) {
        parts.push_back(declaration.fields[i].wire);
        parts.push_back(record.offsets[i]);
      }
      break;
    }
    case Declaration::Form::enumeration:
      for (const model::EnumValue& value : declaration.values) parts.push_back(value.wire);
      break;
    case Declaration::Form::union_:
      for (const model::Variant& variant : declaration.variants) parts.push_back(variant.wire);
      break;
    case Declaration::Form::newtype:
    case Declaration::Form::alias: {
      const Layout value = layout_of(model, declaration.type);
      parts = {value.size, value.alignment};
      break;
    }
  }
  return parts;
}

}  // namespace

std::string set_fingerprint(const model::Model& model, const compat::Published& published) {
  Json set = Json::array();
  for (const model::Contract& contract : model.contracts) {
    for (const model::DeclarationId id : contract.declarations) {
      const Declaration& declaration = model.declarations[id];
      set.push_back({model::qualified_name(model, declaration), layout(model, declaration)});
    }
    for (const model::DeclarationId id : model::entry_points(model, contract)) {
      const std::string name = model::qualified_name(model, model.declarations[id]);
      set.push_back({name, compat::fingerprint(published, name)});
    }
  }
  return compat::sha256(set.dump()).substr(0, digits);
}

}  // namespace tally::compiler::targets
