// Prints what the native engine says of the shared vectors, one JSON array a line:
//   ["name", "type", true, canonical text]
//   ["name", "type", false, [[path, code, message, offset, line, column], ...]]
// usage: judge_vectors [FILE...]    all of tests/vectors by default
// The status is 1 when judge, explain and the plan of the compiler disagree anywhere.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/judgement.h"
#include "contracts/plans.h"
#include "contracts/vectors.h"
#include "tally/engine/explain/issue_text.h"

namespace {

using namespace tally::tests;

std::string line_of(const tally::Issue& issue, std::string_view document) {
  std::string line = '[' + tally::to_json(issue.path) + ',' + tally::to_json(issue.code) + ',' +
                     tally::to_json(issue.message);
  if (issue.offset != tally::Issue::nowhere) {
    const tally::Place place = tally::place_of(document, issue.offset);
    line += ',' + std::to_string(issue.offset) + ',' + std::to_string(place.line) + ',' +
            std::to_string(place.column);
  }
  return line + ']';
}

std::string line_of(const Vector& vector, const Judgement& judgement) {
  std::string line = '[' + tally::to_json(vector.name) + ',' + tally::to_json(vector.type) + ',';
  if (judgement.accepted) return line + "true," + tally::to_json(judgement.canonical) + ']';
  line += "false,[";
  for (const tally::Issue& issue : judgement.issues) {
    if (line.back() != '[') line += ',';
    line += line_of(issue, vector.document);
  }
  return line + "]]";
}

int run(const std::vector<std::filesystem::path>& files) {
  const Plans plans;
  Judge judge;
  int status = 0;
  for (const auto& file : files) {
    for (const Vector& vector : read_vectors(file)) {
      const tally::ContractType* type = find_type(vector.type);
      if (type == nullptr) throw std::runtime_error(vector.name + ": no type " + vector.type);
      Judgement judgement = judge(*type, vector.document);
      const tally::Document document(vector.document);
      if (judgement.discord.empty() &&
          plans.explain(vector.type, document.padded()) != judgement.issues) {
        judgement.discord = "the compiler's plan disagrees with the generated one";
      }
      if (!judgement.discord.empty()) {
        std::fprintf(stderr, "%s: %s\n", vector.name.c_str(), judgement.discord.c_str());
        status = 1;
      }
      std::puts(line_of(vector, judgement).c_str());
    }
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) try {
  return run(argc > 1 ? std::vector<std::filesystem::path>(argv + 1, argv + argc) : vector_files());
} catch (const std::exception& error) {
  std::fprintf(stderr, "judge_vectors: %s\n", error.what());
  return 2;
}
