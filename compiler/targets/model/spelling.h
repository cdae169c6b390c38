// What a target calls the things of a contract: the templates under `spellings` of its target.yaml.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "render/naming.h"
#include "targets/definition.h"
#include "targets/template_data.h"

namespace tally::compiler::targets {

/// The words that may be spelled: types, limits, literals, and the operations of rules.
std::vector<std::string_view> spellable_words();

/// What the template of any spelling sees: every name is there, empty or null where it has no
/// meaning.
Json spelling_data();

/// The same with something under every name: what no template of a spelling can see more of.
Json complete_spelling_data();

/// Spells words as a definition has it.
class Spelling {
 public:
  explicit Spelling(const Definition& definition);

  /// `otherwise` where the target has no such word. Null where its template asks for what is not
  /// there: `{{field.wire}}` of a limit that belongs to no field.
  Json operator()(std::string_view word, const Json& data, const Json& otherwise) const;

  /// A name in the styles of programming languages, never a reserved word.
  Json names(const std::string& name) const;

 private:
  const Definition& definition_;
  IdentifierRules rules_;
};

/// A field as spellings and expressions see it: a `FieldName` of schemas/tally/model.contract.yaml.
Json field_name(const model::Model& model, const Spelling& spelling, const model::Field& field);

}  // namespace tally::compiler::targets
