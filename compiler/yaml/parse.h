// Strict YAML 1.2 subset: one document of mappings, sequences and scalars. Anchors, aliases, tags,
// merge keys, directives, further documents, duplicate keys, keys that are no one-line scalars and
// tabs as indentation are refused.
#pragma once

#include <cstddef>
#include <optional>

#include "diagnose/diagnostic.h"
#include "source/sources.h"
#include "yaml/tree.h"

namespace tally::compiler::yaml {

struct Limits {
  // yaml-cpp can take 250 bytes of memory for each byte of a hostile file.
  std::size_t bytes = 2u << 20;
  std::size_t depth = 64;         // of collections within each other
  std::size_t nodes = 1'000'000;  // keys included
};

// The tree, or nothing if the text has no readable structure; then at least one error was added. A
// tree may come together with errors: what was refused is left out of it (a duplicate key, a merge
// key) or stands in it as Kind::refused.
std::optional<Tree> parse(FileId file, const Sources& sources, Diagnostics& diagnostics,
                          const Limits& limits = {});

}  // namespace tally::compiler::yaml
