// Who depends on Tally by CMake: find_package of a prefix, pkg-config, or the checkout within the own build.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { folder, root } from "../cli/tally.mjs";
import { configure, prefix, project, run } from "./prefix.mjs";

function succeeds({ status, output }) {
  assert.equal(status, 0, output);
  return output;
}
const build = (cwd) => succeeds(run(cwd, "cmake", "--build", "build"));
const later = (file) => utimesSync(file, Date.now() / 1000 + 2, Date.now() / 1000 + 2);

describe("a prefix", () => {
  test("has nothing in shared folders but what is named tally", () => {
    const names = (path) => readdirSync(join(prefix, path)).filter((name) => !/^(lib)?tally/i.test(name));
    assert.deepEqual(["bin", "include", "lib/cmake", "lib/pkgconfig", "share"].flatMap(names).filter((name) => !/^(doc|man|bash-completion|zsh)$/.test(name)), []);
    assert.deepEqual(names("lib"), ["cmake", "pkgconfig"]);
  });

  test("names no folder of the machine that it was built on", () => {
    const files = readdirSync(join(prefix, "lib/cmake/Tally")).map((name) => join("lib/cmake/Tally", name));
    for (const file of files) assert.ok(!readFileSync(join(prefix, file), "utf8").includes(root), file);
  });
});

describe("tally_generate", () => {
  for (const generator of ["Ninja", "Unix Makefiles"]) {
    test(`builds what depends on a change and nothing else, with ${generator}`, (t) => {
      const cwd = folder(t, project);
      succeeds(configure(cwd, "-G", generator));
      build(cwd);
      assert.equal(run(cwd, "build/judge", '{"id":"p1","pressure":3}').stdout, "p1\n");
      assert.equal(run(cwd, "build/judge", '{"id":"p1","pressure":30}').stdout, "/pressure must be at most 16\n");

      // What ran once does not run again.
      assert.match(build(cwd), generator === "Ninja" ? /^\[0\/2\] Re-checking globbed directories\.\.\.\nninja: no work to do\.\n$/ : /^(?:\[.*\] Built target \w+\n)+$/);

      // An import is looked at again; what does not change is not compiled.
      const units = join(cwd, "schemas/shared/units.contract.yaml");
      later(units);
      const touched = build(cwd);
      assert.match(touched, /Generating code from the contracts of judge/);
      assert.doesNotMatch(touched, /Building CXX/);

      writeFileSync(units, readFileSync(units, "utf8").replace("maximum: 16", "maximum: 25"));
      later(units);
      const changed = build(cwd);
      assert.match(changed, /plant\.cpp\.o/);
      assert.match(changed, /units\.cpp\.o/);
      assert.doesNotMatch(changed, /other\.cpp\.o/);
      assert.equal(run(cwd, "build/judge", '{"id":"p1","pressure":30}').stdout, "/pressure must be at most 25\n");
    });
  }

  test("does nothing and says nothing when nothing changed, with contracts that are named", (t) => {
    const cwd = folder(t, {
      "one.contract.yaml": project["schemas/other.contract.yaml"],
      "CMakeLists.txt": project["CMakeLists.txt"].replace("judge main.cpp", "judge ${CMAKE_SOURCE_DIR}/main.cpp").replace(/CONTRACTS .*/, "CONTRACTS one.contract.yaml)"),
      "main.cpp": '#include "one.h"\nint main() {}\n',
    });
    succeeds(configure(cwd, "-G", "Ninja"));
    build(cwd);
    assert.equal(build(cwd), "ninja: no work to do.\n");
  });

  test("shows what is wrong with a contract, and builds when it is right again", (t) => {
    const cwd = folder(t, project);
    succeeds(configure(cwd, "-G", "Ninja"));
    const plant = join(cwd, "schemas/plant.contract.yaml");
    writeFileSync(plant, project["schemas/plant.contract.yaml"].replace("units.Pressure", "units.Presure"));
    const { status, output } = run(cwd, "cmake", "--build", "build");
    assert.notEqual(status, 0);
    assert.match(output, /plant\.contract\.yaml:9:17: error\[T204\][\s\S]*did you mean `units\.Pressure`/);
    writeFileSync(plant, project["schemas/plant.contract.yaml"]);
    later(plant);
    build(cwd);
  });

  test("knows every file that the built-in targets make for C++, and templates of one's own", (t) => {
    const cwd = folder(t, {
      ...project,
      "tools/names/target.yaml": "target: 1\nname: names\nmodel: cpp\noutputs:\n  - template: names.mustache\n    path: 'names_{{stem}}.h'\n    each: contract\n",
      "tools/names/names.mustache": "inline constexpr const char* {{stem}}_package = \"{{package}}\";\n",
      "main.cpp": '#include <cstdio>\n#include "names_plant.h"\nint main() { std::puts(plant_package); }\n',
      "CMakeLists.txt": project["CMakeLists.txt"].replace("TARGET judge", "TARGET judge GENERATE cpp typescript TEMPLATES tools/names"),
    });
    succeeds(configure(cwd, "-G", "Ninja"));
    build(cwd);
    assert.equal(run(cwd, "build/judge").stdout, "acme.plant\n");
    const { stdout } = run(cwd, join(prefix, "bin/tally"), "generate", "--project", "build/tally/judge/tally.yaml", "--list-outputs");
    const known = succeeds(run(cwd, "ninja", "-C", "build", "-t", "targets", "all"));
    for (const output of stdout.trim().split("\n")) assert.ok(known.includes(`${output.replace(/^build\//, "")}: `), output);
  });

  test("knows the files of contracts that are called as a header of the system, or as one of ours", (t) => {
    const contracts = ["time", "contract_set", "wire", "String"].map((name) => [`schemas/${name}.contract.yaml`, project["schemas/other.contract.yaml"].replace("acme.other", `acme.${name.toLowerCase()}`)]);
    const main = '#include "String_.h"\n#include "contract_set_.h"\n#include "time_.h"\n#include "wire.h"\nint main() {}\n';
    const cwd = folder(t, { ...Object.fromEntries(contracts), "main.cpp": main, "CMakeLists.txt": project["CMakeLists.txt"].replace(/ schemas\/shared.*/, ")") });
    succeeds(configure(cwd, "-G", "Ninja"));
    build(cwd);
  });

  test("refuses what it cannot do", (t) => {
    const refused = (call) => configure(folder(t, { ...project, "CMakeLists.txt": project["CMakeLists.txt"].replace(/tally_generate.*/, call) })).output.replace(/\s+/g, " ");
    assert.match(refused("tally_generate(TARGET juge CONTRACTS schemas/*.yaml)"), /TARGET `juge` is no target/);
    assert.match(refused("tally_generate(TARGET judge CONTRACTS contracts/*.yaml)"), /CONTRACTS `contracts\/\*\.yaml` names no file/);
    assert.match(refused("tally_generate(TARGET judge CONTRACTS schemas/*.yaml GENERATE cxx)"), /cxx has no target\.yaml/);
    assert.match(refused("tally_generate(TARGET judge CONTRACT schemas/*.yaml)"), /what is `CONTRACT/);
  });
});

describe("tally_package", () => {
  const lists = `cmake_minimum_required(VERSION 3.25)
project(Plant LANGUAGES CXX)
find_package(Tally CONFIG REQUIRED COMPONENTS engine)
tally_package(NAME @acme/plant VERSION 1.2.0 ONLY judge CONTRACTS schemas/*.contract.yaml SOURCES rules/even.cpp)
`;
  const files = {
    ...project,
    "CMakeLists.txt": lists,
    "rules/even.cpp": '#include "limit.h"\nint plant_limit() { return limit; }\n',
    "rules/limit.h": "inline constexpr int limit = 2;\n",
  };

  test("makes the package with the build, and again after a change of what it is made from", (t) => {
    const cwd = folder(t, files);
    succeeds(configure(cwd, "-G", "Ninja"));
    assert.match(build(cwd), /Making the npm package @acme\/plant/);
    assert.deepEqual(readdirSync(join(cwd, "build/npm")).sort(), ["acme-plant", "acme-plant-1.2.0.tgz", "tally-runtime-0.1.0.tgz", "tally-vite-0.1.0.tgz"]);
    assert.match(build(cwd), /no work to do/);

    const judged = () => {
      const program = 'import { Pump } from "./build/npm/acme-plant/inline.js"; console.log(Pump.is({ id: "p1", pressure: 20 }));';
      succeeds(run(cwd, "npm", "install", "--no-audit", "--no-fund", "--no-save", "--offline", "./build/npm/tally-runtime-0.1.0.tgz"));
      return succeeds(run(cwd, "node", "--input-type=module", "-e", program));
    };
    assert.match(judged(), /false/);
    const units = join(cwd, "schemas/shared/units.contract.yaml");
    writeFileSync(units, readFileSync(units, "utf8").replace("maximum: 16", "maximum: 25"));
    later(units);
    build(cwd);
    assert.match(judged(), /true/);
    assert.match(build(cwd), /no work to do/);

    later(join(cwd, "rules/limit.h"));
    assert.match(build(cwd), /Making the npm package/);
  });

  test("refuses what it cannot do", (t) => {
    const refused = (call) => configure(folder(t, { ...files, "CMakeLists.txt": lists.replace(/tally_package.*/, call) })).output.replace(/\s+/g, " ");
    assert.match(refused("tally_package(CONTRACTS schemas/*.contract.yaml)"), /tally_package: NAME is what npm calls the package/);
    assert.match(refused("tally_package(NAME plant CONTRACTS contracts/*.yaml)"), /tally_package: CONTRACTS `contracts\/\*\.yaml` names no file/);
    assert.match(refused("tally_package(NAME plant CONTRACT schemas/*.yaml)"), /what is `CONTRACT/);
  });
});

describe("find_package", () => {
  const found = (t, line, ...args) =>
    configure(folder(t, { "CMakeLists.txt": `cmake_minimum_required(VERSION 3.25)\nproject(User LANGUAGES CXX)\n${line}\n` }), ...args).output.replace(/\s+/g, " ");

  test("has a target for each part, with what that needs", (t) => {
    const parts = ["engine", "interop", "async", "buffers", "db", "sync", "native", "server", "virtual"];
    const all = parts.map((part) => `if(NOT TARGET Tally::${part})\nmessage(FATAL_ERROR "no ${part}")\nendif()`).join("\n");
    assert.match(found(t, `find_package(Tally CONFIG REQUIRED)\n${all}`), /Generating done/);
    assert.match(found(t, `find_package(Tally 0.1 CONFIG REQUIRED COMPONENTS ${parts.join(" ")})\n${all}`), /Generating done/);
    const engine = "find_package(Tally CONFIG REQUIRED COMPONENTS engine)\nif(TARGET Tally::server OR TARGET Boost::headers)\nmessage(FATAL_ERROR more)\nendif()";
    assert.match(found(t, engine), /Generating done/);
  });

  test("says which part is not there, and why", (t) => {
    assert.match(found(t, "find_package(Tally CONFIG REQUIRED COMPONENTS engine embind)"), /has not all that is asked for: embind: another toolchain has it/);
    assert.match(found(t, "find_package(Tally CONFIG REQUIRED COMPONENTS sevrer)"), /sevrer: not in this prefix, which has engine/);
    assert.match(found(t, "find_package(Tally 9 CONFIG REQUIRED)"), /version/);
    assert.match(found(t, "find_package(Tally CONFIG REQUIRED COMPONENTS server)", "-DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON"), /server: needs OpenSSL::SSL/);
  });

  test("refuses a second Tally in one build", (t) => {
    assert.match(found(t, `add_subdirectory(${root} tally)\nfind_package(Tally CONFIG REQUIRED)`), /Two versions of Tally in one build/);
  });

  test("gives sources to Emscripten, and the program that generates", (t) => {
    const cwd = folder(t, {
      ...project,
      "CMakeLists.txt": `cmake_minimum_required(VERSION 3.25)
project(Page LANGUAGES CXX)
find_package(Tally CONFIG REQUIRED)
add_library(contracts STATIC)
tally_generate(TARGET contracts CONTRACTS schemas/*.contract.yaml schemas/shared/*.contract.yaml)
target_compile_options(contracts PRIVATE -fno-exceptions -fno-rtti)
tally_contracts_program(plant contracts)
`,
    });
    succeeds(configure(cwd, "-G", "Ninja", `--toolchain=${prefix}/share/tally/runtime/cmake/emscripten.cmake`, `-DTally_DIR=${prefix}/lib/cmake/Tally`, "-DCMAKE_CXX_FLAGS=-O1"));
    build(cwd);
    const program = new WebAssembly.Module(readFileSync(join(cwd, "build/plant.wasm")));
    assert.ok(WebAssembly.Module.exports(program).some(({ name }) => name.startsWith("tally ")));
  });
});

test("pkg-config compiles and links without CMake", (t) => {
  const cwd = folder(t, { ...project, "tally.yaml": "tally: 1\ncontracts: ['schemas/**/*.contract.yaml']\ntargets: {cpp: {out: generated}}\n" });
  succeeds(run(cwd, join(prefix, "bin/tally"), "generate"));
  const command = `c++ -std=c++20 -Igenerated main.cpp generated/*.cpp $(PKG_CONFIG_PATH=${prefix}/lib/pkgconfig pkg-config --cflags --libs tally-engine) -o judge`;
  succeeds(run(cwd, "bash", "-c", command));
  assert.equal(run(cwd, "./judge", '{"id":"p1","pressure":3}').stdout, "p1\n");
});

describe("the checkout within a build", () => {
  test("defines nothing that could be a user's, and builds neither tests nor examples", (t) => {
    const cwd = folder(t, {
      "CMakeLists.txt": `cmake_minimum_required(VERSION 3.25)
project(User LANGUAGES CXX)
add_subdirectory(${root} tally)
function(targets_below folder)
  get_property(here DIRECTORY \${folder} PROPERTY BUILDSYSTEM_TARGETS)
  message(STATUS "targets: \${here}")
  get_property(below DIRECTORY \${folder} PROPERTY SUBDIRECTORIES)
  foreach(each IN LISTS below)
    targets_below(\${each})
  endforeach()
endfunction()
targets_below(\${CMAKE_CURRENT_SOURCE_DIR})
`,
    });
    const output = succeeds(run(cwd, "cmake", "-B", "build"));
    const targets = [...output.matchAll(/targets: (.*)/g)].flatMap(([, names]) => names.split(";")).filter((name) => name !== "");
    assert.ok(targets.includes("tally_engine") && targets.includes("tally"));
    assert.deepEqual(targets.filter((name) => !/^tally(_|$)/.test(name)), []);
    const before = succeeds(run(folder(t, { "CMakeLists.txt": "cmake_minimum_required(VERSION 3.25)\nproject(User LANGUAGES C CXX)\nfind_package(Boost 1.81 CONFIG)\nfind_package(OpenSSL)\nfind_package(Threads)\nfind_package(yaml-cpp)\nfind_package(nlohmann_json)\nfind_package(CLI11)\n" }), "bash", "-c", "cmake -B build >/dev/null && cmake -LA -N build"));
    const names = (text) => [...text.matchAll(/^(\w+):/gm)].map(([, name]) => name);
    const cache = names(succeeds(run(cwd, "cmake", "-LA", "-N", "build")));
    assert.deepEqual(cache.filter((name) => !names(before).includes(name) && !/^(TALLY_|Tally_)/.test(name)), []);
  });
});
