// Compiles patterns, and puts their errors where they stand in the source.
#pragma once

#include <map>
#include <string>
#include <variant>

#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "source/sources.h"

namespace tally::compiler::elaborating {

// Contracts repeat their patterns, and each costs time: it is compiled once.
class Patterns {
 public:
  Patterns(const Sources& sources, Diagnostics& diagnostics)
      : sources_(sources), diagnostics_(diagnostics) {}

  // Fills in what the text of the constraint means, unless it is no pattern.
  void compile(model::Constraint& constraint);

 private:
  const Sources& sources_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::variant<CompiledPattern, PatternError>> compiled_;
};

}  // namespace tally::compiler::elaborating
