// JSON Schemas (draft 7) of the languages, for editors: completion, explanations, and the errors
// that can be seen without understanding what names stand for. They refuse nothing that the
// compiler takes.
#pragma once

#include <nlohmann/json.hpp>

#include "language/place.h"

namespace tally::compiler::editor {

/// The schema of documents with the keys of `place`. `issue_codes` are those that examples and
/// tests may name.
nlohmann::ordered_json schema_of(const language::Place& place, language::Words issue_codes);

}  // namespace tally::compiler::editor
