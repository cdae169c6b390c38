// The differential fuzz over contracts that nobody wrote: sets of them are generated, compiled for both sides, and judged.
// usage: node tests/differential/random.mjs [--contracts N] [--seed N] [--documents N] [--batch N] [--keep]
// A set has `batch` contracts and gets `documents` for each; the status is 1 when any two disagree or a contract does not
// compile. Sets that fail stay in build/random, with --keep all do.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildSet } from "./build_set.mjs";
import { randomContracts } from "./random_contracts.mjs";
import { build } from "./sides.mjs";

const { values: options } = parseArgs({
  options: {
    contracts: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    documents: { type: "string", default: "1000" },
    batch: { type: "string", default: "10" },
    keep: { type: "boolean", default: false },
  },
});
const [total, batch, seed] = [options.contracts, options.batch, options.seed].map(Number);
const judge = fileURLToPath(new URL("run.mjs", import.meta.url));

let documents = 0;
let failed = 0;
for (let first = 0; first < total; first += batch) {
  const count = Math.min(batch, total - first);
  const folder = `${build}/random/${seed}-${first}`;
  try {
    await buildSet(folder, randomContracts(seed, count, first));
    const amount = count * Number(options.documents);
    const args = [judge, "--set", folder, "--documents", `${amount}`, "--seed", `${seed + first}`];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
    if (status !== 0) throw new Error(`${stderr}${stdout}`);
    console.log(`contracts ${first} to ${first + count - 1}: ${stdout.split("\n")[0]}`);
    documents += amount;
    if (!options.keep) rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    ++failed;
    console.error(`${folder}: ${error.message}`);
  }
}
console.log(`${total} contracts, ${documents} documents, ${failed} sets failed`);
process.exitCode = failed === 0 ? 0 : 1;
