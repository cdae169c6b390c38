// Reads a target's folder: its `target.yaml` and the templates that this reaches.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diagnose/diagnostic.h"
#include "render/mustache.h"
#include "resolve/resolve.h"
#include "source/sources.h"
#include "targets/builtin_templates.h"
#include "targets/definition.h"

namespace tally::compiler::targets {

/// The path of an output, parsed.
struct PathTemplate {
  Template value;
  Span span;  // in target.yaml
};

/// A target, ready to generate with.
struct LoadedTarget {
  Definition definition;
  bool builtin = false;             // no file of the user's
  std::vector<PathTemplate> paths;  // of `definition.outputs`, in the same order
  /// By the name that tags use: the file `part/field.mustache` of the folder is `{{> part/field}}`.
  Templates templates;
  /// What replaces blocks of the templates, by the name of the block.
  Overrides overrides;
  std::map<std::string, FileId, std::less<>>
      files;  // of `templates` and `overrides`, by their name
};

/// The name that tags use for a template file.
std::string_view template_name(std::string_view file);

/// Reads `folder` + "/target.yaml", the templates of its outputs and those that they include.
/// `folder` is the path that diagnostics show; `read` is asked for paths below it. Nothing comes
/// back after an error.
std::optional<LoadedTarget> load_definition(const std::string& folder, const ReadFile& read,
                                            Sources& sources, Diagnostics& diagnostics);

/// Adds the templates that replace blocks of a target. `folder` is as for load_definition(),
/// `files` are its files; those that are no template are left alone.
void load_overrides(const std::string& folder, std::span<const std::string> files,
                    const ReadFile& read, LoadedTarget& target, Sources& sources,
                    Diagnostics& diagnostics);

/// The folder of a built-in target, for load_definition() with read_builtin(). No file on any disk.
std::string builtin_folder(std::string_view target);
ReadFile read_builtin(std::span<const BuiltinFile> files);

/// The names of the built-in targets, sorted.
std::vector<std::string_view> builtin_targets(std::span<const BuiltinFile> files);

}  // namespace tally::compiler::targets
