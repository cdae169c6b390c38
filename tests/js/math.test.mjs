// The functions of tally/engine/values/math.h give the same bits by every compiler, with and without optimisation, where the processor
// could fuse operations, under sanitizers and in WebAssembly.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { compile, root, wasi } from "./compilers.mjs";

const expected = readFileSync(join(root, "tests/runtime/engine/values/math_hashes.txt"), "utf8");
const sources = [
  "tests/tools/math_hashes.cpp",
  "runtime/tally/engine/values/math.cpp",
  "runtime/tally/engine/values/math_angles.cpp",
].map((name) => join(root, name));

const processor = existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : "";
const noFusing = /\bavx2\b/.test(processor) && /\bfma\b/.test(processor) ? false : "the processor has no AVX2 and FMA";

const native = [
  ["g++", "-O0"],
  ["g++", "-O3"],
  ["g++", "-O3", "-march=x86-64-v3"],
  ["clang++", "-O2"],
  ["clang++", "-O3", "-march=x86-64-v3"],
  ["clang++", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
];
for (const [compiler, ...flags] of native) {
  test(`by ${[compiler, ...flags].join(" ")}`, { skip: flags.includes("-march=x86-64-v3") && noFusing }, (t) => {
    const program = compile(t, compiler, "math_hashes", ...flags, ...sources);
    assert.equal(execFileSync(program, { encoding: "utf8" }), expected);
  });
}

for (const level of ["-O0", "-O3"]) {
  test(`in WebAssembly, by em++ ${level}`, (t) => {
    const program = compile(t, "em++", "math_hashes.wasm", level, "-sSTANDALONE_WASM", ...sources);
    const [node, flags] = wasi(program);
    assert.equal(execFileSync(node, flags, { encoding: "utf8" }), expected);
  });
}
