// The project file `tally.yaml`:
//
//   tally: 1
//   contracts: [schemas/*.contract.yaml]
//   targets:
//     cpp: {out: generated/cpp}
//     typescript: {out: generated/typescript, options: {package: "@acme/contracts"}}
//     mine: {out: x, templates: tools/my-target}
//   lint: {doc.missing: warning}
//   compatibility: {directions: [old-to-new, typescript], types: {acme.orders.Draft: []}}
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compat/policy.h"
#include "diagnose/diagnostic.h"
#include "lint/rules.h"
#include "render/ordered_json.h"
#include "source/sources.h"

namespace tally::compiler {

/// A glob of `contracts:`. See project/glob.h.
struct ContractPattern {
  std::string text;
  Span span;
};

/// An entry of `targets:`.
struct TargetUse {
  std::string name;
  Span name_span;
  std::string out;  // output folder, normalised; empty for the project's own folder
  Span out_span;
  std::string blocks;     // folder of templates that replace blocks of the target; may be empty
  std::string templates;  // folder of a user's own target, normalised; empty for a built-in one
  OrderedJson options = OrderedJson::object();  // text by name
  std::vector<Span> option_spans;               // the names in `options`, in their order
};

/// `compatibility:`, with the places of the packages and types that it names.
struct Compatibility {
  compat::Policy policy;
  std::map<std::string, Span> package_spans;
  std::map<std::string, Span> type_spans;
};

/// Paths are relative to the folder of the file, with forward slashes.
struct Project {
  std::vector<ContractPattern> contracts;
  std::vector<TargetUse> targets;  // in the order of the file
  linting::Settings lint;
  Compatibility compatibility;
};

/// Nothing comes back after an error.
std::optional<Project> read_project(FileId file, const Sources& sources, Diagnostics& diagnostics);

}  // namespace tally::compiler
