// Contracts given as text, for the tests of the compiler's passes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/check.h"
#include "diagnose/diagnostic.h"
#include "model/model.h"
#include "resolve/resolve.h"
#include "source/sources.h"

namespace tally::compiler::testing {

inline constexpr std::string_view header = "contract: 1\npackage: test\n";

struct Compiled {
  // Resolves `root` and, unless told otherwise, checks it.
  Compiled(const std::string& root, const ReadFile& read, bool checked = true)
      : model(resolve(std::vector<std::string>{root}, read, sources, diagnostics)) {
    if (model && checked) check(*model, sources, diagnostics);
  }

  Sources sources;
  Diagnostics diagnostics;
  std::optional<model::Model> model;

  // "5:3 T204 unknown type `X`", in the order in which they are printed.
  std::vector<std::string> messages() const {
    std::vector<std::string> lines;
    for (const auto& diagnostic : diagnostics.sorted()) {
      const auto position = sources.position(diagnostic.span);
      lines.push_back(std::to_string(position.line) + ":" + std::to_string(position.column) + " " +
                      code_text(diagnostic.code) + " " + diagnostic.message);
    }
    return lines;
  }

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

  // There must be one of that name.
  const model::Declaration& type(std::string_view name) const {
    return model->declarations.at(id(name));
  }
};

using Files = std::map<std::string, std::string>;

inline Compiled compile_files(const Files& files, const std::string& root, bool checked = true) {
  const auto read = [&](const std::string& path) -> std::optional<std::string> {
    const auto file = files.find(path);
    if (file == files.end()) return std::nullopt;
    return file->second;
  };
  return Compiled(root, read, checked);
}

// One contract: the header, `types:` and these lines, which have to be indented.
inline Compiled compile_types(std::string_view types) {
  const std::string text = std::string(header) + "types:\n" + std::string(types);
  return compile_files({{"test.contract.yaml", text}}, "test.contract.yaml");
}

}  // namespace tally::compiler::testing
