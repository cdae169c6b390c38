// Makes of contracts what run.mjs takes as --set: a shared library for `differential`, and a package with its contracts.wasm.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { build, root } from "./sides.mjs";

const project = `tally: 1
contracts: [contracts/*.contract.yaml]
targets:
  cpp: {out: cpp}
  typescript: {out: package}
  set: {out: cpp, templates: set}
`;

// Fast to compile; verdicts do not depend on it.
const common = ["-std=c++20", "-O0", "-ffp-contract=off", "-w", `-I${root}runtime`, `-I${root}tests`, "-Icpp"];
const natively = ["-fPIC", "-shared", "-Wl,-Bsymbolic"];
const forWasm = [
  ...["-fno-exceptions", "-fno-rtti", "-sSTANDALONE_WASM", "--no-entry", "-sALLOW_MEMORY_GROWTH=1", "-sFILESYSTEM=0"],
  ...["-sMALLOC=emmalloc", "-sTOTAL_STACK=67108864", "-sINITIAL_MEMORY=134217728", "-sERROR_ON_UNDEFINED_SYMBOLS=0"],
  "-sWARN_ON_UNDEFINED_SYMBOLS=0",
];

/** Ends with what a command writes; throws it when the command fails. */
function run(cwd, command, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    child.on("error", reject);
    child.on("close", (status) => (status === 0 ? resolve(output) : reject(new Error(`${command} in ${cwd}:\n${output.slice(0, 4000)}`))));
  });
}

/** Builds in `folder`, which is emptied; `contracts` are `{stem, text}`. */
export async function buildSet(folder, contracts) {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["contracts", "node_modules/@tally"]) mkdirSync(`${folder}/${name}`, { recursive: true });
  for (const { stem, text } of contracts) writeFileSync(`${folder}/contracts/${stem}.contract.yaml`, text);
  writeFileSync(`${folder}/tally.yaml`, project);
  cpSync(`${root}tests/differential/set`, `${folder}/set`, { recursive: true });
  symlinkSync(`${root}runtime/js`, `${folder}/node_modules/@tally/runtime`);
  await run(folder, `${build}/dev/bin/tally`, "generate");
  const sources = readdirSync(`${folder}/cpp`).filter((name) => name.endsWith(".cpp") && name !== "set.cpp");
  // One file for all: most of the time goes into headers that they share.
  writeFileSync(`${folder}/all.cpp`, sources.map((name) => `#include "cpp/${name}"\n`).join(""));
  const engine = `${build}/wasm/runtime/libtally_engine.a`;
  await Promise.all([
    run(folder, "g++", ...common, ...natively, "all.cpp", "cpp/set.cpp", "-o", "set.so"),
    run(folder, "em++", ...common, ...forWasm, "all.cpp", `${root}runtime/tally/wasm/contracts.cpp`, engine, "-o", "package/contracts.wasm"),
  ]);
}
