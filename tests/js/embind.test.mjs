// User functions over contracts' types, bound with embind: in Node and in Chromium.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import * as inline from "../../build/package/@fixtures/contracts/inline.js";
import { noChromium, openPage } from "./chromium.mjs";
import { cases, expected, outcome } from "./embind.cases.mjs";

const built = new URL(process.env.TALLY_EMBIND_BUILD ?? "../../build/wasm/bin/", import.meta.url);
const read = (name) => readFile(new URL(name, built));

test("in Node", async (t) => {
  const { default: load } = await import(new URL("functions.js", built));
  const module = await load({ wasmBinary: await read("functions.wasm") });
  for (const one of cases) await t.test(one.name, () => assert.equal(outcome(one, module), expected(one)));
});

const files = {
  "/functions.js": new URL("functions.js", built),
  "/functions.wasm": new URL("functions.wasm", built),
  "/embind.cases.mjs": new URL("embind.cases.mjs", import.meta.url),
};

test("in Chromium", { skip: noChromium }, async (t) => {
  const page = await openPage(t, files);
  const outcomes = await page.evaluate(async () => {
    const [{ default: load }, { cases: all, outcome: run }] = await Promise.all([import("/functions.js"), import("/embind.cases.mjs")]);
    const wasmBinary = new Uint8Array(await (await fetch("/functions.wasm")).arrayBuffer());
    const module = await load({ wasmBinary });
    return all.map((one) => run(one, module));
  });
  for (const [i, one] of cases.entries()) await t.test(one.name, () => assert.equal(outcomes[i], expected(one)));
});

test("the program and the package say that they are of the same contracts", async () => {
  const { default: load } = await import(new URL("functions.js", built));
  const { tally } = await load({ wasmBinary: await read("functions.wasm") });
  const contracts = new Map(Object.values(inline).flatMap((each) => (each.safeParse ? [each] : Object.values(each))).map((each) => [each.name, each]));
  const bound = Object.entries(tally);
  assert.ok(bound.length > 50);
  for (const [name, { fingerprint }] of bound) assert.equal(contracts.get(name).fingerprint, fingerprint, name);
});

test("the names in C++ are those of the C++ target", async () => {
  const reserved = async (target) => {
    const text = await readFile(fileURLToPath(new URL(`../../templates/${target}/target.yaml`, import.meta.url)), "utf8");
    return text.slice(text.indexOf("\nreserved:"));
  };
  assert.equal(await reserved("embind"), await reserved("cpp"));
});
