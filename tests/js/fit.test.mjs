// A package, its .wasm and @tally/runtime are made apart, and loading them together is refused where they do not fit.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { folder, tally } from "../cli/tally.mjs";
import { reading } from "./samples.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const built = join(root, "build/package");
const wasm = readFileSync(join(built, "@fixtures/contracts/contracts.wasm"));
const [, abi] = /TALLY_ABI "(.*)"/.exec(readFileSync(join(root, "runtime/tally/engine/abi.h"), "utf8"));
const dbWasm = readFileSync(join(built, "@fixtures/contracts/db.wasm"));
const fingerprint = (module) =>
  WebAssembly.Module.exports(new WebAssembly.Module(module)).find(({ name }) => name.startsWith("tally ")).name.slice(6);

/** The package as `tally generate` makes it of the contracts with a change, around the .wasm from before the change. */
function regenerate(t, change) {
  const cwd = folder(t);
  for (const folder of ["schemas", "tests/contracts"])
    cpSync(join(root, folder), join(cwd, folder), { recursive: true, filter: (path) => !/generated|native/.test(path.slice(root.length)) });
  const text = readFileSync(join(root, "tally.tests.yaml"), "utf8");
  writeFileSync(join(cwd, "tally.yaml"), text.replace(/targets:[^]*/, 'targets:\n  typescript: {out: "node_modules/@fixtures/contracts", options: {package: "@fixtures/contracts"}}\n'));
  const [path, from, to] = change;
  const contract = readFileSync(join(cwd, path), "utf8");
  assert.ok(contract.includes(from), `${path} has no ${from}`);
  writeFileSync(join(cwd, path), contract.replace(from, to));
  const { status, stderr } = tally(cwd, ["generate"]);
  assert.equal(status, 0, stderr);
  return assemble(cwd, join(built, "@tally/runtime"));
}

function assemble(cwd, runtime) {
  const contracts = join(cwd, "node_modules/@fixtures/contracts");
  for (const each of [contracts, join(cwd, "node_modules/@tally")]) mkdirSync(each, { recursive: true });
  for (const file of ["contracts.wasm", "db.wasm", "contracts.wasm.js"]) cpSync(join(built, "@fixtures/contracts", file), join(contracts, file));
  symlinkSync(runtime, join(cwd, "node_modules/@tally/runtime"));
  return (name) => import(pathToFileURL(join(contracts, name)));
}

/** What every entry of a package does with the .wasm that lies beside it, or is handed in. */
const entries = {
  "index.js, given bytes": async (open) => (await (await open("index.js")).load(wasm)).Temperature,
  "index.js, given a module": async (open) => (await (await open("index.js")).load(new WebAssembly.Module(wasm))).Temperature,
  "index.js, given a response": async (open) => (await (await open("index.js")).load(new Response(wasm))).Temperature,
  "index.node.js": async (open) => (await (await open("index.node.js")).load()).Temperature,
  "inline.js": async (open) => (await open("inline.js")).Temperature,
  "db.js": async (open) => (await (await open("db.js")).load(dbWasm)).contracts.Temperature,
  "db.js, whose records React shows": async (open) => {
    const { Db } = await (await open("db.js")).load(dbWasm);
    return new Db() && undefined;
  },
  "db.node.js": async (open) => (await (await open("db.node.js")).load()).contracts.Temperature,
};

const sensors = "schemas/sensors.contract.yaml";
// What is changed, and the types that are then made from something else: the one that it stands in, and those that hold that.
const changes = {
  "a field before another": [sensors, "      celsius: {type", "      battery?: float64\n      celsius: {type", ["sensors.Temperature", "sensors.Temperatures"]],
  "fields in another order": ["schemas/orders.contract.yaml", "      sku: Sku\n      quantity: Quantity\n", "      quantity: Quantity\n      sku: Sku\n", ["acme.orders.Line", "acme.orders.Order", "acme.orders.Orders", "acme.orders.Envelope"]],
  "values in another order": ["schemas/orders.contract.yaml", "      placed: {}\n      shipped: {}\n", "      shipped: {}\n      placed: {}\n", ["acme.orders.Status", "acme.orders.Order", "acme.orders.Orders", "acme.orders.Envelope", "acme.orders.Probe"]],
  "a limit": [sensors, "maximum: 60", "maximum: 60.5", ["sensors.Temperature", "sensors.Temperatures"]],
  "another type of a field": [sensors, "celsius: {type: float64", "celsius: {type: float32", ["sensors.Temperature", "sensors.Temperatures"]],
};

describe("a package that was generated again", () => {
  for (const [name, change] of Object.entries(changes)) {
    test(`with ${name} does not load a .wasm from before`, async (t) => {
      const imports = regenerate(t, change);
      const types = change.at(-1);
      const { made } = await imports("contracts.js");
      const refusal = {
        name: "Error",
        message:
          `@fixtures/contracts was generated as tally ${abi} ${made.contracts}, its .wasm built as tally ${fingerprint(wasm)} (other types: ${types.join(", ")}), ` +
          `@tally/runtime has ABI ${abi}: run \`tally package\`, and install both again`,
      };
      for (const [entry, open] of Object.entries(entries)) await t.test(entry, () => assert.rejects(open(imports), refusal));
    });
  }
  test("with another text loads, as that is nobody's business", async (t) => {
    const imports = regenerate(t, [sensors, "doc: Air temperature", "doc: The air's temperature"]);
    for (const open of Object.values(entries)) {
      const Temperature = await open(imports);
      if (Temperature !== undefined) assert.deepEqual(Temperature.parse(reading), reading);
    }
  });
});

test("both programs carry the fingerprint of their contracts", async () => {
  const { made } = await import(pathToFileURL(join(built, "@fixtures/contracts/contracts.js")));
  assert.deepEqual([fingerprint(wasm), fingerprint(dbWasm)], Array(2).fill(`${made.abi} ${made.contracts}`));
});

describe("another ABI", () => {
  test("has one number in C++, JavaScript and generated code", async () => {
    const { made } = await import(pathToFileURL(join(built, "@fixtures/contracts/contracts.js")));
    assert.match(readFileSync(join(built, "@tally/runtime/made.js"), "utf8"), new RegExp(`const abi = "${abi}";`));
    assert.equal(made.abi, abi);
  });

  /** The runtime of another version. */
  function runtimeOf(t, number) {
    const cwd = folder(t);
    const runtime = join(cwd, "runtime");
    cpSync(join(built, "@tally/runtime"), runtime, { recursive: true });
    const made = readFileSync(join(runtime, "made.js"), "utf8");
    writeFileSync(join(runtime, "made.js"), made.replace(`const abi = "${abi}"`, `const abi = "${number}"`));
    cpSync(join(built, "@fixtures/contracts"), join(cwd, "node_modules/@fixtures/contracts"), { recursive: true });
    return assemble(cwd, runtime);
  }
  test("of @tally/runtime is refused", async (t) => {
    const imports = runtimeOf(t, 99);
    const refusal = new RegExp(`^Error: @fixtures/contracts was generated as tally ${abi} \\w+, .*, @tally/runtime has ABI 99: run`);
    for (const [entry, open] of Object.entries(entries)) await t.test(entry, () => assert.rejects(open(imports), refusal));
  });

  /** A program of one function, exported under this name. */
  function programOf(name) {
    const text = new TextEncoder().encode(name);
    const section = (id, ...content) => [id, content.length, ...content];
    return Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, 1, 0x60, 0, 0),
      ...section(3, 1, 0),
      ...section(7, 1, text.length, ...text, 0, 0),
      ...section(10, 1, 2, 0, 0x0b),
    ]);
  }
  for (const entry of ["index.js", "db.js"]) {
    test(`of the .wasm is refused, and a .wasm that names none: ${entry}`, async () => {
      const { load } = await import(pathToFileURL(join(built, "@fixtures/contracts", entry)));
      const { made } = await import(pathToFileURL(join(built, "@fixtures/contracts/contracts.js")));
      await assert.rejects(load(programOf(`tally 99 ${made.contracts}`)), new RegExp(`its \\.wasm built as tally 99 ${made.contracts}, `));
      await assert.rejects(load(programOf("scratch")), /its \.wasm built as another, .*: run `tally package`, and install both again/);
    });
  }

  test("of a package from before there was one is refused", async () => {
    const { Engine } = await import(pathToFileURL(join(built, "@tally/runtime/glue.js")));
    const { start } = await import(pathToFileURL(join(built, "@tally/runtime/db.js")));
    const old = new RegExp(`^Error: undefined was generated as tally undefined undefined, .*, @tally/runtime has ABI ${abi}: run`);
    assert.throws(() => new Engine(new WebAssembly.Module(wasm)), old);
    assert.throws(() => start(new WebAssembly.Module(dbWasm), []), old);
  });
});
