// Pieces of YAML, as the tables of the languages hold them, in JSON's terms.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace tally::compiler::editor {

/// What an editor's YAML reader makes of the text: scalars without quotes may be numbers, booleans
/// or null. The text must be YAML.
nlohmann::ordered_json json_of(std::string_view yaml);

}  // namespace tally::compiler::editor
