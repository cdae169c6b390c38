// Objects of native rules are refused when they call what may differ between server and browser: runtime/cmake/check_native_rules.cmake,
// which every build of the contracts runs, with the list that stands in runtime/tally/engine/native_symbols.txt.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { compile, root } from "./compilers.mjs";

const object = (t, [compiler, ...flags], source) => compile(t, compiler, "rules.o", "-c", ...flags, join(root, source));

/** What the check says of objects of that compiler: nothing, or an error. */
function complaint([compiler], ...objects) {
  const nm = compiler === "em++" ? "emnm" : "nm";
  const script = join(root, "runtime/cmake/check_native_rules.cmake");
  const { status, stderr } = spawnSync("cmake", [`-DNM=${nm}`, `-DFILES=${objects.join(";")}`, "-P", script], { encoding: "utf8" });
  assert.equal(status === 0, stderr === "", stderr);
  return stderr;
}

const builds = [
  ["g++", "-O0"],
  ["g++", "-O2", "-D_FORTIFY_SOURCE=2", "-fstack-protector-all"],
  ["clang++", "-O0"],
  ["clang++", "-O2", "-fsanitize=fuzzer-no-link,address,undefined"],
  ["em++", "-O0", "-fno-exceptions", "-fno-rtti"],
  ["em++", "-O3", "-flto"],
];

for (const build of builds) {
  test(`text, containers, memory and the engine's functions may be used: ${build.join(" ")}`, (t) => {
    const sources = ["tests/native_rules/allowed.cpp", "runtime/tally/engine/values/math.cpp", "runtime/tally/engine/values/math_angles.cpp"];
    assert.equal(complaint(build, ...sources.map((source) => object(t, build, source))), "");
  });
}

test("a function that no object defines is refused", (t) => {
  const build = ["g++", "-O2"];
  assert.match(complaint(build, object(t, build, "tests/native_rules/allowed.cpp")), /_ZN5tally4math/);
});

for (const build of [["g++", "-O2"], ["clang++", "-O2"], ["em++", "-O3", "-flto"]]) {
  test(`libm, clocks, randomness, the environment, files and threads are refused by name: ${build.join(" ")}`, (t) => {
    const said = complaint(build, object(t, build, "tests/native_rules/refused.cpp"));
    const names = [
      ...["sin", "pow", "exp", "time", "rand", "getenv", "fopen", "fclose", "\\w*printf"],
      ...["\\w*system_clock3nowEv", "\\w*steady_clock3nowEv", "\\w*(sleep|this_thread)\\w*"],
    ];
    for (const name of names) assert.match(said, new RegExp(`rules\\.o: ${name}$`, "m"));
    if (build[0] !== "em++") assert.match(said, /rules\.o: \w*_Hash_bytes/);
  });
}

for (const build of [["g++", "-O2", "-flto"], ["g++", "-O2", "-flto", "-ffat-lto-objects"]]) {
  test(`objects that do not tell all that they call are refused: ${build.join(" ")}`, (t) => {
    assert.match(complaint(build, object(t, build, "tests/native_rules/allowed.cpp")), /without\s+the\s+-flto/);
  });
}
