// One transcript of what tasks, time and buffers mean, on every loop that there is.
// `node tests/js/conformance.test.mjs --write` makes that of virtual time the expected one: to be read, then committed.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { noChromium, openPage } from "./chromium.mjs";
import { transcript } from "../conformance/run.mjs";

const native = process.env.TALLY_BUILD ?? fileURLToPath(new URL("../../build", import.meta.url));
const built = new URL(process.env.TALLY_EMBIND_BUILD ?? "../../build/wasm/bin/", import.meta.url);
const program = new URL("conformance.js", built);
const wasm = new URL("conformance.wasm", built);
const golden = new URL("../conformance/expected.txt", import.meta.url);

const patience = { timeout: 120_000 };

/** What a program of the native build writes. */
const written = async (name) => (await promisify(execFile)(`${native}/dev/bin/${name}`, patience)).stdout;

/** Fails with the first line that differs, its case and what surrounds it. */
function compare(actual, expected) {
  if (actual === expected) return;
  const [is, should] = [actual, expected].map((text) => text.split("\n"));
  const at = should.findIndex((line, i) => line !== is[i]);
  const first = at < 0 ? should.length : at;
  const title = should.slice(0, first + 1).reverse().find((line) => /^\S/.test(line));
  const lines = (text) => text.slice(Math.max(0, first - 3), first + 3).map((line) => `\n    ${line}`).join("");
  assert.fail(`line ${first + 1}, in "${title}"\n  is${lines(is)}\n  should be${lines(should)}`);
}

const inPage = async () => (await import("/run.mjs")).served();
const inWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker("/run.mjs", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
const inChromium = (run) => async (t) => {
  const files = {
    "/conformance.js": program,
    "/conformance.wasm": wasm,
    "/run.mjs": new URL("../conformance/run.mjs", import.meta.url),
  };
  return (await openPage(t, files)).evaluate(run);
};

const hosts = {
  "in virtual time": { run: () => written("conformance_virtual") },
  "on the native loop": { run: () => written("conformance_native") },
  "in Node": {
    run: async () => {
      const { default: load } = await import(program);
      return transcript(await load({ wasmBinary: await readFile(wasm) }));
    },
  },
  "in a page of Chromium": { skip: noChromium, run: inChromium(inPage) },
  "in a worker of Chromium": { skip: noChromium, run: inChromium(inWorker) },
};

if (process.argv.includes("--write")) {
  await writeFile(golden, await hosts["in virtual time"].run());
} else {
  const expected = await readFile(golden, "utf8");
  for (const [name, { run, skip = false }] of Object.entries(hosts)) {
    test(name, { skip, ...patience }, async (t) => compare(await run(t), expected));
  }
}
