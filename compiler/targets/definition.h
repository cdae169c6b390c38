// A target: a folder with a `target.yaml` and templates. Built-in targets and a user's own are the
// same thing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "render/mustache.h"

namespace tally::compiler::targets {

/// One line of `outputs:`.
struct Output {
  enum class Each : std::uint8_t { set, contract };

  std::string template_name;  // relative to the folder
  Each each = Each::contract;
  std::string path;  // a template itself: `{{stem}}.h`
};

/// A target.yaml:
///
///   target: 1
///   name: cpp
///   model: cpp                  # which template model the templates see: cpp, embind, model, ...
///   outputs:
///     - {template: header.h.mustache, each: contract, path: "{{stem}}.h"}
///   spellings: {int32: int, list: "list[{{element}}]", minimum: "ge={{value}}"}   # model: model
///   reserved: [alignas, ...]    # identifiers that names must not become; a trailing underscore
///   avoids them
struct Definition {
  std::string name;
  std::string model;
  std::vector<Output> outputs;
  std::vector<std::string> reserved;  // sorted
  /// What the template model `model` calls the words of the language, as templates.
  Templates spellings;
};

}  // namespace tally::compiler::targets
