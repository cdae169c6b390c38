// What `fix` and `fmt` do with the files that they change.
#pragma once

#include <string>
#include <vector>

#include "commands/session.h"

namespace tally::compiler {

struct Rewrite {
  std::string path;
  std::string before;
  std::string after;
};

/// The changes as a unified diff on stdout.
void show_diff(const std::vector<Rewrite>& rewrites, Session& session);

/// Replaces the files, each as a whole. What fails is an error.
void write_files(const std::vector<Rewrite>& rewrites, Session& session);

}  // namespace tally::compiler
