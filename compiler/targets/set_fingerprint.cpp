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
struct LayoutOf {
  const model::Model& model;

  Json operator()(const model::Record& record) const {
    const RecordLayout layout = layout_of(model, record);
    Json parts = {layout.size, layout.alignment, layout.presence_words, layout.unknown_offset};
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      parts.push_back(record.fields[i].wire);
      parts.push_back(layout.offsets[i]);
    }
    return parts;
  }
  Json operator()(const model::Enumeration& enumeration) const { return names(enumeration.values); }
  Json operator()(const model::Union& tagged) const { return names(tagged.variants); }
  Json operator()(const model::Newtype& newtype) const { return value(newtype.type); }
  Json operator()(const model::Alias& alias) const { return value(alias.type); }

 private:
  template <class Member>
  static Json names(const std::vector<Member>& members) {
    Json parts = Json::array();
    for (const Member& member : members) parts.push_back(member.wire);
    return parts;
  }
  [[nodiscard]] Json value(const model::TypeExpression& type) const {
    const Layout layout = layout_of(model, type);
    return {layout.size, layout.alignment};
  }
};

}  // namespace

std::string set_fingerprint(const model::Model& model, const compat::Published& published) {
  Json set = Json::array();
  for (const model::Contract& contract : model.contracts) {
    for (const model::DeclarationId id : contract.declarations) {
      const Declaration& declaration = model.declarations[id];
      set.push_back({model::qualified_name(model, declaration),
                     std::visit(LayoutOf{model}, declaration.form)});
    }
    for (const model::DeclarationId id : model::entry_points(model, contract)) {
      const std::string name = model::qualified_name(model, model.declarations[id]);
      set.push_back({name, compat::fingerprint(published, name)});
    }
  }
  return compat::sha256(set.dump()).substr(0, digits);
}

}  // namespace tally::compiler::targets
