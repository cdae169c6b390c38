// Programs that a test compiles by the compilers that Tally supports, and runs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const common = ["-std=c++20", "-ffp-contract=off", `-I${join(root, "runtime")}`, `-I${join(root, "tests")}`];

/** The path of what `compiler` makes of the sources, which is gone after the test. */
export function compile(t, compiler, name, ...flagsAndSources) {
  const directory = mkdtempSync(join(tmpdir(), "tally-compiled-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const made = join(directory, name);
  execFileSync(compiler, [...common, ...flagsAndSources, "-o", made], { stdio: ["ignore", "ignore", "inherit"] });
  return made;
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

/** What Node has to be told to run a program of WebAssembly that was linked with -sSTANDALONE_WASM. */
export const wasi = (program) => [
  process.execPath,
  ["--no-warnings", "--experimental-wasi-unstable-preview1", "--input-type=module", "--eval", runner, program],
];
