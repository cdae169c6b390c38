// Tasks, channels and buffers of a C++ program: in Node, in a page and in a worker, with the same outcomes.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import * as face from "../../runtime/js/async.js";
import { cases, expected, outcome } from "../async/async.cases.mjs";
import { noChromium, openPage } from "./chromium.mjs";

const built = new URL(process.env.TALLY_EMBIND_BUILD ?? "../../build/wasm/bin/", import.meta.url);
const program = new URL("async.js", built);
const wasm = new URL("async.wasm", built);

test("in Node", async (t) => {
  const { default: load } = await import(program);
  const module = await load({ wasmBinary: await readFile(wasm) });
  for (const one of cases) {
    await t.test(one.name, async () => assert.equal(await outcome(one, module, face), expected(one)));
  }
});

const files = {
  "/async.js": program,
  "/async.wasm": wasm,
  "/async.cases.mjs": new URL("../async/async.cases.mjs", import.meta.url),
  "/run.mjs": new URL("../async/run.mjs", import.meta.url),
  "/runtime/async.js": new URL("../../runtime/js/async.js", import.meta.url),
  "/runtime/handles.js": new URL("../../runtime/js/handles.js", import.meta.url),
  "/runtime/log.js": new URL("../../runtime/js/log.js", import.meta.url),
  "/runtime/report.js": new URL("../../runtime/js/report.js", import.meta.url),
  "/runtime/bytes.js": new URL("../../runtime/js/bytes.js", import.meta.url),
  "/runtime/text.js": new URL("../../runtime/js/text.js", import.meta.url),
};

const inPage = async () => (await import("/run.mjs")).outcomes();
const inWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker("/run.mjs", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });

for (const [host, run] of Object.entries({ "a page": inPage, "a worker": inWorker })) {
  test(`in ${host} of Chromium`, { skip: noChromium }, async (t) => {
    const page = await openPage(t, files);
    const outcomes = await page.evaluate(run);
    for (const [i, one] of cases.entries()) await t.test(one.name, () => assert.equal(outcomes[i], expected(one)));
  });
}

/** What a Node process writes that runs this with a loop `loop`, once it has ended by itself. */
async function inProcess(body, ...flags) {
  const script = `
    import { readFile } from "node:fs/promises";
    import { attach } from ${JSON.stringify(files["/runtime/async.js"])};
    import load from ${JSON.stringify(program)};
    const m = await load({ wasmBinary: await readFile(new URL(${JSON.stringify(wasm)})) });
    const { Loop, Channel, Ring } = attach(m);
    const loop = new Loop();
    ${body}`;
  const options = [...flags, "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, options, { timeout: 60_000 });
  return stdout.trim().split("\n");
}

test("a process without work ends, although its loop is not freed", async () => {
  const written = await inProcess(`
    const stop = new AbortController();
    const promises = [m.busy(loop, stop.signal), m.sleep(loop, 1e9, stop.signal), m.timeout(loop, 1e9, 1)];
    new Channel(loop, 1).receive();
    setTimeout(() => stop.abort("stopped"), 10);
    for (const one of promises) one.then(console.log, console.log);
    process.on("exit", (code) => console.log("exit", code));`);
  assert.deepEqual(written.sort(), ["exit 0", "slept", "stopped", "stopped"]);
});

test("a process lives as long as a timer is pending", async () => {
  assert.deepEqual(await inProcess(`m.sleep(loop, 30, undefined).then(console.log);`), ["slept"]);
});

test("a process lives as long as tasks run", async () => {
  assert.deepEqual(await inProcess(`m.add(loop, 50_000).then(console.log);`), ["1250025000"]);
});

test("JavaScript that throws takes its task with it, and nothing else", async () => {
  const written = await inProcess(`
    process.on("uncaughtException", (error) => console.log(error.message));
    m.call(loop, () => { throw new Error("from JavaScript"); }, undefined);
    m.answer(loop, undefined).then(console.log);
    m.sleep(loop, 1, undefined).then(console.log);`);
  assert.deepEqual(written, ["from JavaScript", "42", "slept"]);
});

test("a loop whose tasks run is no garbage", async () => {
  const written = await inProcess(`
    m.sleep(new Loop(), 30, undefined).then(console.log);
    const timer = setInterval(gc, 1);
    setTimeout(() => clearInterval(timer), 20);`, "--expose-gc");
  assert.deepEqual(written, ["slept"]);
});

test("a reader that is garbage is waited for no more", async () => {
  const written = await inProcess(`
    const ring = new Ring(loop, 1);
    await (async () => {
      ring.tryPush("a");
      await ring.read({ policy: "wait", from: 1 }).next();
      ring.read({ policy: "wait", from: 1 });
    })();
    const timer = setInterval(gc, 1);
    console.log(await ring.push("b"));
    clearInterval(timer);`, "--expose-gc");
  assert.deepEqual(written, ["true"]);
});

test("a program without the classes is told so", () => {
  assert.throws(() => face.attach({}), /^TypeError: the program does not call tally::javascript::bind_async$/);
});

test("the classes of a program are the same each time", async () => {
  assert.deepEqual(await inProcess(`console.log(attach(m) === attach(m), attach(m).Loop === Loop);`), ["true true"]);
});

const noCompiler = spawnSync("em++", ["--version"]).error !== undefined && "no Emscripten here";

test("blocking work does not compile, and the compiler says what to do", { skip: noCompiler }, () => {
  const include = fileURLToPath(new URL("../../runtime", import.meta.url));
  const compile = (call) =>
    spawnSync("em++", ["-std=c++20", "-fsyntax-only", `-I${include}`, "-x", "c++", "-"], {
      input: `#include "tally/javascript/loop.h"
        tally::async::Task<int> work(tally::javascript::Loop& loop) { ${call} }`,
      encoding: "utf8",
    });
  assert.equal(compile("co_await loop.yield(); co_return 1;").status, 0);
  const { status, stderr } = compile("co_return co_await loop.run_blocking([] { return 1; });");
  assert.notEqual(status, 0);
  assert.match(stderr, /a browser has no threads that may block: split the work into steps/);
});
