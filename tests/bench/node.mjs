// node.mjs FOLDER TYPE PACKAGES [--quick]: Tally and its rivals in JavaScript on one document of FOLDER/manifest.json.
// PACKAGES is where @fixtures/contracts and @tally/runtime lie. Prints JSON for run.mjs, as native_bench does. One process
// for each document: none is slowed down by what the engine learnt from another.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { quick, race, thorough } from "./measure.mjs";
import { ajv, typebox, zod, zodCompiled } from "./schemas.mjs";

const [folder, type, packages, ...options] = process.argv.slice(2);
const effort = options.includes("--quick") ? quick : thorough;
const load = (path) => import(pathToFileURL(resolve(packages, path)));

const contracts = await load("@fixtures/contracts/inline.js");
const { Engine } = await load("@tally/runtime/engine.js");
const { made } = await load("@fixtures/contracts/contracts.js");

/** The entry point with that full name. */
function entryPoint(modules) {
  for (const module of Object.values(modules)) {
    for (const each of Object.values(module)) if (each?.name === type) return each;
  }
  throw new Error(`@fixtures/contracts has no ${type}`);
}

/** Bytes to verdict without making an object: what a gateway does. The engine's own door, one below the public ones. */
async function makeJudge() {
  let seen;
  class Watched extends Engine {
    judgeDocument(type, bytes) {
      seen = type;
      return super.judgeDocument(type, bytes);
    }
  }
  const wasm = readFileSync(resolve(packages, "@fixtures/contracts/contracts.wasm"));
  const engine = new Watched(made, await WebAssembly.compile(wasm));
  entryPoint(made.bind(engine)).safeParse(new Uint8Array());
  const judge = Engine.prototype.judgeDocument;
  return (bytes) => judge.call(engine, seen, bytes) !== 0;
}

const Contract = entryPoint(contracts);
const judge = await makeJudge();
const rivals = [ajv(), typebox(), zod(), zodCompiled()].map(({ name, types }) => ({ name, ...types[type] }));

const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
const input = manifest.inputs.find((each) => each.type === type);
const bytes = readFileSync(join(folder, input.file));
const text = bytes.toString();
const brokenText = readFileSync(join(folder, input.broken), "utf8");
const object = JSON.parse(text);
const broken = JSON.parse(brokenText);
const value = Contract.parse(text); // Tally's own form: 64-bit integers are bigint

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Which probes who gets wrong. Throws when one of them is essential: then nothing is comparable. */
function findDifferences() {
  const judges = [
    { name: "Tally", accepts: (text) => Contract.safeParse(text).ok && judge(Buffer.from(text)) },
    ...rivals.map(({ name, check }) => ({
      name,
      accepts(text) {
        const value = parsed(text);
        return value !== undefined && check(value);
      },
    })),
  ];
  const differences = [];
  for (const { name, accepts } of judges) {
    if (!accepts(text)) throw new Error(`${name} refuses a valid ${type}`);
    if (accepts(brokenText)) throw new Error(`${name} accepts a broken ${type}`);
    for (const probe of manifest.probes.filter((each) => each.type === type)) {
      if (accepts(probe.text) === probe.acceptable) continue;
      if (probe.essential) throw new Error(`${name}: ${probe.what}`);
      differences.push({ contestant: name, what: probe.what });
    }
  }
  return differences;
}

const parseAlone = "JSON.parse, no checks";
const races = {
  "text -> validated object": [
    { name: "Tally", work: () => Contract.parse(text) },
    { name: parseAlone, work: () => JSON.parse(text) },
    ...rivals.map(({ name, check }) => ({ name: `JSON.parse + ${name}`, work: () => check(JSON.parse(text)) })),
  ],
  "bytes -> validated object": [
    { name: "Tally", work: () => Contract.parse(bytes) },
    { name: parseAlone, work: () => JSON.parse(bytes.toString()) },
    ...rivals.map(({ name, check }) => ({
      name: `JSON.parse + ${name}`,
      work: () => check(JSON.parse(bytes.toString())),
    })),
  ],
  "bytes -> verdict": [
    { name: "Tally", work: () => judge(bytes) },
    { name: parseAlone, work: () => JSON.parse(bytes.toString()) },
    ...rivals.map(({ name, check }) => ({
      name: `JSON.parse + ${name}`,
      work: () => check(JSON.parse(bytes.toString())),
    })),
  ],
  "object -> verdict": [
    { name: "Tally", work: () => Contract.is(value) },
    ...rivals.map(({ name, check }) => ({ name, work: () => check(object) })),
  ],
  "bad object -> all issues": [
    { name: "Tally", work: () => !Contract.safeParse(broken).ok },
    ...rivals.map(({ name, issues }) => ({ name, work: () => issues(broken).length > 0 })),
  ],
};

const differences = findDifferences();
const measurements = [];
for (const [work, contestants] of Object.entries(races)) {
  for (const timing of await race(contestants, effort)) measurements.push({ input: input.name, work, ...timing });
}
const version = (name) =>
  JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
const versions = {
  Node: process.versions.node,
  V8: process.versions.v8,
  Ajv: version("ajv"),
  TypeBox: version("@sinclair/typebox"),
  Zod: version("zod"),
};
console.log(JSON.stringify({ versions, measurements, differences }));
