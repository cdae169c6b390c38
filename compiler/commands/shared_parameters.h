// Parameters that several commands have.
#pragma once

#include <string>
#include <vector>

#include "commands/command.h"

namespace tally::compiler {

/// Where a parameter goes, which each command says itself.
using Bind = decltype(Parameter::bind);

/// How diagnostics are printed; see Reporting.
inline std::vector<std::string> report_formats() {
  return {"text", "json", "sarif", "github"};
}

constexpr Parameter report_format(Bind bind) {
  return {.name = "--format",
          .help =
              "text: diagnostics on stderr; json, sarif (2.1.0), github (workflow commands): "
              "for programs",
          .bind = bind,
          .choices = report_formats};
}

constexpr Parameter contract_files(Bind bind) {
  return {
      .name = "FILE", .help = "Contracts; those of the project when none is given", .bind = bind};
}

constexpr Parameter project_file(Bind bind) {
  return {.name = "--project",
          .help = "The project file; else the nearest tally.yaml upwards",
          .bind = bind,
          .value = "FILE"};
}

constexpr Parameter document_file(Bind bind) {
  return {.name = "FILE", .help = "The document, or `-` for stdin", .bind = bind, .required = true};
}

constexpr Parameter contract_file(Bind bind) {
  return {.name = "--contract",
          .help = "The contract; else those of the project",
          .bind = bind,
          .value = "FILE",
          .takes = Takes::one};
}

constexpr Parameter type_name(Bind bind) {
  return {.name = "--type",
          .help = "The type's name, with or without its package",
          .bind = bind,
          .value = "NAME",
          .required = true};
}

}  // namespace tally::compiler
