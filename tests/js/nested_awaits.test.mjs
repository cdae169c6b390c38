// A million nested awaits without optimisation and on a small stack, by every compiler that Tally supports.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "runtime/tally/async");
const sources = [
  join(root, "tests/tools/nested_awaits.cpp"),
  ...readdirSync(folder).filter((name) => name.endsWith(".cpp")).map((name) => join(folder, name)),
];
const flags = ["-std=c++20", "-O0", `-I${join(root, "runtime")}`, `-I${join(root, "tests")}`];

function build(t, compiler, name, ...more) {
  const directory = mkdtempSync(join(tmpdir(), "tally-nested-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const program = join(directory, name);
  execFileSync(compiler, [...flags, ...more, ...sources, "-o", program], { stdio: ["ignore", "ignore", "inherit"] });
  return program;
}

for (const compiler of ["g++", "clang++"]) {
  test(`natively, by ${compiler} -O0, on 64 KB of stack`, (t) => {
    const program = build(t, compiler, "nested");
    const { status, stdout } = spawnSync("sh", ["-c", `ulimit -s 64; exec ${program}`], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });
}

// Standard output of a WASI program is the process's own, and its end is the end of the process.
const runner = `
  import { readFileSync } from "node:fs";
  import { WASI } from "node:wasi";
  const wasi = new WASI({ version: "preview1", returnOnExit: false });
  const env = new Proxy({}, { get: () => () => 0 });  // notice of memory growth
  const imports = { wasi_snapshot_preview1: wasi.wasiImport, env };
  const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[1]), imports);
  wasi.start(instance);
`;

test("as WebAssembly, by em++ -O0, on 64 KB of stack", (t) => {
  const program = build(t, "em++", "nested.wasm", "-sSTANDALONE_WASM", "-sTOTAL_STACK=65536", "-sALLOW_MEMORY_GROWTH=1");
  const flags = ["--no-warnings", "--experimental-wasi-unstable-preview1", "--input-type=module", "--eval", runner, program];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /a million awaits in a row return: ok/);
});
