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

set(TALLY_ROOT "$ENV{TALLY_ROOT}" CACHE PATH "A checkout of Tally")
find_program(TALLY tally HINTS ${TALLY_ROOT}/build/release/bin ${TALLY_ROOT}/build/dev/bin REQUIRED)
set(generate ${TALLY} generate --project ${CMAKE_SOURCE_DIR}/tally.yaml)

# Which files there will be is known without writing them; another project file or another contract asks again.
file(GLOB contracts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/schemas/*.contract.yaml)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tally.yaml)
execute_process(COMMAND ${generate} --list-outputs OUTPUT_VARIABLE outputs COMMAND_ERROR_IS_FATAL ANY)
string(STRIP "${outputs}" outputs)
string(REPLACE "\n" ";" outputs "${outputs}")

add_custom_command(
  OUTPUT ${outputs}
  COMMAND ${generate} --depfile ${CMAKE_BINARY_DIR}/contracts.d
  DEPENDS ${TALLY} ${contracts}
  DEPFILE ${CMAKE_BINARY_DIR}/contracts.d
  VERBATIM)

add_subdirectory(${TALLY_ROOT}/runtime tally EXCLUDE_FROM_ALL)

set(sources ${outputs})
list(FILTER sources INCLUDE REGEX "\\.cpp$")
add_library(contracts STATIC ${sources})
target_include_directories(contracts PUBLIC generated/cpp)
target_link_libraries(contracts PUBLIC Tally::engine)

add_executable(judge main.cpp)
target_link_libraries(judge PRIVATE contracts)
)"},
    {"README.md", R"(# @NAME@

The contract is `schemas/readings.contract.yaml`; everything in `generated/` comes of it.

```sh
cmake --workflow --preset dev
build/judge '{"sensor":"roof","celsius":21.5,"taken_at":"2026-11-21T10:00:00Z"}'
tally check                # judges the contract with its examples and tests
tally generate --watch     # keeps generated/ up to date while you work
```

Editors with yaml-language-server complete and check `tally.yaml` and contracts by the schemas in `editor/`, which
`tally schema contract` and `tally schema project` print.

`CMakeUserPresets.json` says where Tally lies on this machine; without it, name the checkout:
`cmake -B build -DTALLY_ROOT=../tally && cmake --build build`.
)"},
    {".gitignore", "/build/\n/CMakeUserPresets.json\n"},
};

}  // namespace

std::span<const InitFile> init_files() {
  return files;
}

}  // namespace tally::compiler
