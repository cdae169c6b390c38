// The two sides that have to agree: programs of the native build, and contracts.wasm behind its raw exports and its
// npm package.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const build = process.env.TALLY_BUILD ?? `${root}build`;
/** The package of the contracts of tally.tests.yaml. */
export const packageFolder = `${build}/package/@fixtures/contracts`;

/** What a test program of the native build prints; throws when it fails. */
export function native(tool, ...args) {
  const { status, stdout, stderr, error } = spawnSync(`${build}/dev/bin/${tool}`, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${tool} ended with ${status}:\n${stderr}`);
  return stdout;
}

/** The same, running: its stdout is a stream, its stderr is shown. */
export function startNative(tool, ...args) {
  return spawn(`${build}/dev/bin/${tool}`, args, { stdio: ["ignore", "pipe", "inherit"] });
}

/** The contracts of a package, in the order of contract_set::types(). */
export async function openPackage(folder = packageFolder) {
  const { load } = await import(`${folder}/index.node.js`);
  const contracts = Object.values(await load()).flatMap((member) =>
    "safeParse" in member ? [] : Object.values(member).filter((value) => typeof value?.safeParse === "function"),
  );
  return { contracts, byName: new Map(contracts.map((contract) => [contract.name, contract])) };
}

/** contracts.wasm without any of our JavaScript. */
export class Wasm {
  constructor(folder = packageFolder) {
    const module = new WebAssembly.Module(readFileSync(`${folder}/contracts.wasm`));
    const stubs = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) (stubs[from] ??= {})[name] = () => 0;
    this.exports = new WebAssembly.Instance(module, stubs).exports;
    this.exports._initialize();
  }

  /**
   * What judge and explain say of a document: its canonical text or its issues, as UTF-8 that is valid until the next
   * call. `discord` tells that they disagree.
   */
  judge(type, document) {
    const { exports } = this;
    const input = exports.reserve_input(document.length);
    new Uint8Array(exports.memory.buffer).set(document, input);
    const view = exports.judge(type, document.length);
    if (view !== 0) {
      const canonical = Buffer.from(this.answer(exports.write(type, view)));
      // Asked all the same, explain can only say that the document must have been too large for memory.
      const issues = this.answer(exports.explain(type, document.length, 0)).toString();
      const discord = !/^\[\{"path":"","code":"size",[^[\]]*\}\]$/.test(issues) || issues.includes("offset");
      return { accepted: true, answer: canonical, discord };
    }
    return { accepted: false, answer: this.answer(exports.explain(type, document.length, 0)), discord: false };
  }

  answer(at) {
    const [data, size] = new Uint32Array(this.exports.memory.buffer, at, 2);
    return Buffer.from(this.exports.memory.buffer, data, size);
  }
}
