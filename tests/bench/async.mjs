// async.mjs PROGRAMS [--quick] [--chromium]: the runtime and its rivals in JavaScript, in this Node or in a page of
// Chromium. PROGRAMS is where async_bench_wasm lies. Prints JSON for run.mjs, as async_bench does.
import { EventEmitter } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openPage } from "../js/chromium.mjs";
import { measureAsync } from "./async_works.mjs";
import { quick, thorough } from "./measure.mjs";

const [programs, ...options] = process.argv.slice(2);
const effort = options.includes("--quick") ? quick : thorough;

const root = new URL("../../", import.meta.url);
const program = pathToFileURL(resolve(programs, "async_bench_wasm.js"));
const wasm = pathToFileURL(resolve(programs, "async_bench_wasm.wasm"));

async function inNode() {
  const { default: load } = await import(program);
  const rivals = { rxjs: await import("rxjs"), EventEmitter };
  const { version } = JSON.parse(await readFile(new URL("node_modules/rxjs/package.json", root), "utf8"));
  return {
    versions: { Node: process.versions.node, V8: process.versions.v8, RxJS: version },
    measurements: await measureAsync(load, await readFile(wasm), rivals, effort),
  };
}

async function inChromium() {
  const sources = ["tests/bench/async_works.mjs", "tests/bench/async_rivals.mjs", "tests/bench/measure.mjs",
    "runtime/js/async.js", "runtime/js/bytes.js", "runtime/js/text.js"];
  const files = {
    ...Object.fromEntries(sources.map((path) => [`/${path}`, new URL(path, root)])),
    "/program.js": program,
    "/program.wasm": wasm,
    "/rxjs.js": new URL("node_modules/rxjs/dist/bundles/rxjs.umd.js", root),
  };
  const ends = [];
  try {
    const page = await openPage({ after: (end) => ends.push(end) }, files);
    await page.addScriptTag({ url: "/rxjs.js" });
    const measure = async (pageEffort) => {
      const { measureAsync } = await import("/tests/bench/async_works.mjs");
      const { default: load } = await import("/program.js");
      const wasmBinary = new Uint8Array(await (await fetch("/program.wasm")).arrayBuffer());
      return measureAsync(load, wasmBinary, { rxjs: globalThis.rxjs }, pageEffort);
    };
    // The clock of a page counts tenths of milliseconds.
    const measurements = await page.evaluate(measure, { ...effort, batch: 5 * effort.batch });
    return { versions: { Chromium: page.context().browser().version() }, measurements };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

console.log(JSON.stringify(await (options.includes("--chromium") ? inChromium() : inNode())));
