// A million nested awaits without optimisation and on a small stack, by every compiler that Tally supports.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { compile, root, wasi } from "./compilers.mjs";

const folder = join(root, "runtime/tally/async");
const sources = [
  join(root, "tests/tools/nested_awaits.cpp"),
  ...readdirSync(folder).filter((name) => name.endsWith(".cpp")).map((name) => join(folder, name)),
];
const build = (t, compiler, name, ...more) => compile(t, compiler, name, "-O0", ...more, ...sources);

for (const compiler of ["g++", "clang++"]) {
  test(`natively, by ${compiler} -O0, on 64 KB of stack`, (t) => {
    const program = build(t, compiler, "nested");
    const { status, stdout } = spawnSync("sh", ["-c", `ulimit -s 64; exec ${program}`], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });
}

test("as WebAssembly, by em++ -O0, on 64 KB of stack", (t) => {
  const program = build(t, "em++", "nested.wasm", "-sSTANDALONE_WASM", "-sTOTAL_STACK=65536", "-sALLOW_MEMORY_GROWTH=1");
  const { status, stdout, stderr } = spawnSync(...wasi(program), { encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /a million awaits in a row return: ok/);
});
