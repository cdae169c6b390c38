// Differential fuzzing: the same mutated documents through the native engine and through WebAssembly, every door of it.
// usage: node tests/differential/run.mjs [--documents N] [--seed N] [--set FOLDER]
// Prints a summary; the status is 1 when any two disagree. FOLDER is what build_set.mjs made of other contracts than those of
// tally.tests.yaml.
import { parseArgs } from "node:util";
import { throughDoors, throughUpgrades } from "./compare.mjs";
import { openPackage, packageFolder, startNative, Wasm } from "./sides.mjs";

const { values: options } = parseArgs({
  options: {
    documents: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    set: { type: "string" },
  },
});
const folder = options.set === undefined ? packageFolder : `${options.set}/package`;
const natively = options.set === undefined ? [] : ["--set", `${options.set}/set.so`, "--contracts", `${options.set}/contracts`];

/** Reads the numbers and texts that `differential --stream` puts. */
async function* records(stream) {
  let buffer = Buffer.alloc(0);
  let at = 0;
  const number = () => (at + 4 > buffer.length ? undefined : buffer.readUInt32LE((at += 4) - 4));
  const text = () => {
    const size = number();
    return size === undefined || at + size > buffer.length ? undefined : buffer.subarray(at, (at += size));
  };
  for await (const chunk of stream) {
    buffer = Buffer.concat([buffer.subarray(at), chunk]);
    at = 0;
    for (;;) {
      const begin = at;
      const [type, bits = 0] = [number(), number()];
      const traits = { opaque: (bits & 2) !== 0, millis: (bits & 4) !== 0 };
      const older = (bits & 8) !== 0 ? { from: bits >> 4 || undefined } : undefined;
      const record = { type, accepted: (bits & 1) !== 0, traits, older, document: text(), answer: text() };
      if (record.answer === undefined) {
        at = begin;
        break;
      }
      yield record;
    }
  }
}

const { contracts } = await openPackage(folder);
const wasm = new Wasm(folder);
const counts = { documents: 0, accepted: 0, disagreements: 0 };
const doors = {};

function disagree(record, judge, difference) {
  if (++counts.disagreements > 10) return;
  console.error(`${contracts[record.type].name}, ${judge}: ${difference}`);
  console.error(`  native: ${record.accepted} ${record.answer}\n  document: ${JSON.stringify(`${record.document}`)}`);
}

const amount = ["--documents", options.documents, "--seed", options.seed];
const child = startNative("differential", ...amount, "--stream", ...natively);
const ended = new Promise((resolve) => child.on("close", resolve));
for await (const record of records(child.stdout)) {
  const { type, accepted, traits, older, document, answer } = record;
  ++counts.documents;
  if (accepted) ++counts.accepted;

  if (older === undefined) {
    const raw = wasm.judge(type, document);
    if (raw.discord) disagree(record, "WASM judge and explain", "disagree");
    else if (raw.accepted !== accepted || !raw.answer.equals(answer)) disagree(record, "WASM", `${raw.answer}`);
  }
  const verdict = accepted ? { accepted, canonical: `${answer}` } : { accepted, issues: JSON.parse(answer) };
  const contract = contracts[type];
  const said =
    older === undefined
      ? throughDoors(contract, document, verdict, traits)
      : throughUpgrades(contract, document, verdict, traits, older.from);
  for (const [door, difference] of said) {
    doors[door] = (doors[door] ?? 0) + 1;
    if (difference !== undefined) disagree(record, `${door} door`, difference);
  }
}
const status = await ended;
if (status === 2) process.exit(2);

const share = ((100 * counts.accepted) / counts.documents).toFixed(1);
const through = Object.entries(doors).map(([door, count]) => `${door} ${count}`).join(", ");
console.log(`WASM: ${counts.documents} documents, ${counts.accepted} accepted (${share} %); through doors: ${through}`);
console.log(`${counts.disagreements} disagreements`);
const complete = counts.documents === Number(options.documents);
process.exitCode = status === 0 && counts.disagreements === 0 && complete ? 0 : 1;
