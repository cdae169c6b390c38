// Contracts given as text, for the tests of the compiler's passes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compile/compile.h"
#include "model/model.h"

namespace tally::compiler::testing {

inline constexpr std::string_view header = "contract: 1\npackage: test\n";

// "5:3 T204 unknown type `X`", in the order in which they are printed.
inline std::vector<std::string> lines_of(const Diagnostics& diagnostics, const Sources& sources) {
  std::vector<std::string> lines;
  for (const auto& diagnostic : diagnostics.sorted()) {
    const auto position = sources.position(diagnostic.span);
    lines.push_back(std::to_string(position.line) + ":" + std::to_string(position.column) + " " +
                    code_text(diagnostic.code) + " " + diagnostic.message);
  }
  return lines;
}

struct Compiled : Compilation {
  Compiled(const std::string& root, const Files& files)
      : Compilation(compile({.project = {}, .contracts = {root}}, files)) {}

  std::vector<std::string> messages() const { return lines_of(diagnostics, sources); }

  // The first message alone; empty if there is none.
  std::string message() const {
    const auto lines = messages();
    return lines.empty() ? std::string() : lines.front();
  }

  model::DeclarationId id(std::string_view name) const {
    for (model::DeclarationId i = 0; i < model->declarations.size(); ++i) {
      if (model->declarations[i].name == name) return i;
    }
    return static_cast<model::DeclarationId>(model->declarations.size());
  }

  // There must be one of that name; the others, of that form.
  const model::Declaration& type(std::string_view name) const {
    return model->declarations.at(id(name));
  }
  const model::Record& record(std::string_view name) const {
    return std::get<model::Record>(type(name).form);
  }
  const model::Enumeration& enumeration(std::string_view name) const {
    return std::get<model::Enumeration>(type(name).form);
  }
  const model::Union& tagged(std::string_view name) const {
    return std::get<model::Union>(type(name).form);
  }
  // What a newtype or an alias is a name for.
  const model::TypeExpression& named(std::string_view name) const {
    const auto* newtype = type(name).as<model::Newtype>();
    return newtype != nullptr ? newtype->type : std::get<model::Alias>(type(name).form).type;
  }
};

inline Compiled compile_files(const std::map<std::string, std::string>& files,
                              const std::string& root) {
  return {root, files_of(files)};
}

// One contract: the header, `types:` and these lines, which have to be indented.
inline Compiled compile_types(std::string_view types) {
  const std::string text = std::string(header) + "types:\n" + std::string(types);
  return compile_files({{"test.contract.yaml", text}}, "test.contract.yaml");
}

}  // namespace tally::compiler::testing
