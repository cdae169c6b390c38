// How sources become programs of WebAssembly: the steps of a compiler, as runtime/wasm.json says.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "package/processes.h"
#include "tally/engine/result.h"

namespace tally::compiler::package {

/// What is to be made.
struct Order {
  std::filesystem::path home;    // of the runtime's sources: home_of
  std::filesystem::path folder;  // for what is made on the way
  std::filesystem::path shared;  // for objects of the runtime: cache_for; may be empty
  std::vector<std::filesystem::path> sources;  // of the contracts, with what native rules call
  std::filesystem::path headers;               // where those include from
  std::string name_space;                      // the option of the target cpp; may be empty
  std::vector<std::string> programs;           // `contracts`, `db`
  std::string compiler;                        // the path of em++
  std::string optimiser;                       // that of wasm-opt; may be empty unless `small`
  bool small = false;
  bool debug = false;
};

/// A program that makes a file out of others.
struct Step {
  Process process;
  std::filesystem::path made;
  std::vector<std::filesystem::path> from;  // besides what `dependencies` lists
  std::filesystem::path dependencies = {};  // a depfile, which the step writes; may be empty
};

/// Steps of one phase are made in any order, and the next phase of what they made. The last phases
/// make the programs, `<folder>/<name>.wasm`.
using Recipe = std::vector<std::vector<Step>>;

/// Problem: `runtime` when wasm.json cannot be read.
Result<Recipe, Problem> recipe_for(const Order& order);

/// What a step has read when it was made last.
std::vector<std::filesystem::path> files_of(const Step& step);

/// Whether a file is what its step would make: it was made by the same command, of files that have
/// the same sizes and times of change.
bool is_fresh(const Step& step);
/// Remembers how a file was made.
void remember(const Step& step);

}  // namespace tally::compiler::package
