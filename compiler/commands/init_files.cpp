#include "commands/init_files.h"

namespace tally::compiler {
namespace {

constexpr InitFile files[] = {
    {"schemas/readings.contract.yaml",
     R"(# yaml-language-server: $schema=../editor/contract.schema.json
contract: 1
package: @NAME@_readings
version: 0.1.0
doc: What sensors send.

types:
  SensorId:
    newtype: string
    doc: Lower-case words with `-` between them.
    minLength: 3
    maxLength: 40
    pattern: ^[a-z]+(-[a-z0-9]+)*$
    examples:
      valid: [roof, cellar-2]
      invalid: [{value: Roof, code: pattern}]

  Reading:
    doc: One measurement.
    record:
      sensor: SensorId
      celsius: {type: float64, minimum: -90, maximum: 60, unit: °C}
      taken_at: timestamp
      note?: {type: string, maxLength: 200}

tests:
  - name: the poles are colder than any sensor
    type: Reading
    json: '{"sensor":"roof","celsius":-91,"taken_at":"2026-11-21T10:00:00Z"}'
    issues: [{path: /celsius, code: minimum}]
)"},
    {"tally.yaml", R"(# yaml-language-server: $schema=editor/project.schema.json
tally: 1
contracts: [schemas/*.contract.yaml]
targets:
  cpp: {out: generated/cpp}
)"},
    {"main.cpp", R"(// Judges one reading, from stdin or as an argument.
#include <iostream>
#include <iterator>
#include <string>

#include "readings.h"

int main(int argc, char** argv) {
  const std::string text = argc > 1 ? argv[1] : std::string(std::istreambuf_iterator<char>(std::cin), {});
  const auto reading = tally::parse<@NAME@_readings::Reading>(text);
  if (!reading) {
    for (const auto& issue : reading.issues()) std::cout << issue.path << ": " << issue.message << "\n";
    return 1;
  }
  std::cout << reading->sensor.value << ": " << reading->celsius << " °C\n";
}
)"},
    {"CMakeLists.txt", R"(cmake_minimum_required(VERSION 3.25)
project(@NAME@_readings LANGUAGES CXX)

if(TALLY_ROOT)  # a checkout of Tally
  add_subdirectory(${TALLY_ROOT} tally EXCLUDE_FROM_ALL)
else()
  find_package(Tally CONFIG REQUIRED COMPONENTS engine)
endif()

add_executable(judge main.cpp)
tally_generate(TARGET judge CONTRACTS schemas/*.contract.yaml)
)"},
    {"README.md", R"(# @NAME@

The contract is `schemas/readings.contract.yaml`; the build makes the C++ of it.

```sh
cmake --workflow --preset dev
build/judge '{"sensor":"roof","celsius":21.5,"taken_at":"2026-11-21T10:00:00Z"}'
tally check                # judges the contract with its examples and tests
tally generate --watch     # keeps generated/ up to date while you work: the code to read
```

Editors with yaml-language-server complete and check `tally.yaml` and contracts by the schemas in `editor/`, which
`tally schema contract` and `tally schema project` print.

`CMakeUserPresets.json` says where Tally lies on this machine. Without it, `cmake -B build && cmake --build build` takes the
Tally that is installed, or the one in the folder that `-DCMAKE_PREFIX_PATH` names.
)"},
    {".gitignore", "/build/\n/generated/\n/.tally/\n/CMakeUserPresets.json\n"},
};

}  // namespace

std::span<const InitFile> init_files() {
  return files;
}

}  // namespace tally::compiler
