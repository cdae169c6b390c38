// A prefix with Tally in it, and projects that know of nothing else. The environment variable TALLY_PREFIX names another one than
// `scripts/test install` makes.
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { root } from "../cli/tally.mjs";

export const prefix = resolve(process.env.TALLY_PREFIX ?? join(root, "build/prefix/usr"));

/** What runs with the prefix keeps its caches below build. */
process.env.XDG_CACHE_HOME = join(root, "build/cache");

/** A project of a contract that imports another one, and a program that judges. */
export const project = {
  "schemas/plant.contract.yaml": `contract: 1
package: acme.plant
version: 1.0.0
imports: {units: ./shared/units.contract.yaml}
types:
  Pump:
    record:
      id: {type: string, minLength: 2}
      pressure: units.Pressure
`,
  "schemas/shared/units.contract.yaml": `contract: 1
package: acme.units
version: 1.0.0
types:
  Pressure: {newtype: float64, minimum: 0, maximum: 16}
`,
  "schemas/other.contract.yaml": "contract: 1\npackage: acme.other\nversion: 1.0.0\ntypes:\n  Name: {newtype: string, maxLength: 9}\n",
  "main.cpp": `#include <cstdio>

#include "other.h"
#include "plant.h"

int main(int, char** arguments) {
  const auto pump = tally::parse<acme::plant::Pump>(arguments[1]);
  if (pump) std::puts(pump->id.c_str());
  for (const auto& issue : pump.issues()) std::printf("%s %s\\n", issue.path.c_str(), issue.message.c_str());
}
`,
  "CMakeLists.txt": `cmake_minimum_required(VERSION 3.25)
project(Plant LANGUAGES CXX)

find_package(Tally CONFIG REQUIRED COMPONENTS engine)
add_executable(judge main.cpp)
tally_generate(TARGET judge CONTRACTS schemas/*.contract.yaml schemas/shared/*.contract.yaml)
`,
};

// Sources that tests have in common are compiled once.
const ccache = spawnSync("sh", ["-c", "command -v ccache"], { encoding: "utf8" }).stdout.trim();
if (ccache !== "") process.env.EM_COMPILER_WRAPPER ??= ccache;  // Emscripten 3.1.69 wants its path

/** What a program says and how it ends; `output` is all of it. */
export function run(cwd, command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", timeout: 300_000 });
  if (error !== undefined) throw error;
  return { status, stdout, output: stdout + stderr };
}

/** Configures a folder, with the prefix where CMake looks. */
export const configure = (cwd, ...args) => run(cwd, "cmake", "-B", "build", `-DCMAKE_PREFIX_PATH=${prefix}`, ...args);
