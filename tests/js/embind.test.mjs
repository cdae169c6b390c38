// User functions over contracts' types, bound with embind: in Node and in Chromium.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { cases, expected, outcome } from "./embind.cases.mjs";

const built = new URL(process.env.TALLY_EMBIND_BUILD ?? "../../build/wasm/bin/", import.meta.url);
const read = (name) => readFile(new URL(name, built));

test("in Node", async (t) => {
  const { default: load } = await import(new URL("functions.js", built));
  const module = await load({ wasmBinary: await read("functions.wasm") });
  for (const one of cases) await t.test(one.name, () => assert.equal(outcome(one, module), expected(one)));
});

/** Serves the program and its cases to a page that may compile WebAssembly and evaluate no text. */
function serve() {
  const types = { html: "text/html", js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };
  const pages = {
    "/": async () => "<!doctype html><title>embind</title>",
    "/functions.js": () => read("functions.js"),
    "/functions.wasm": () => read("functions.wasm"),
    "/embind.cases.mjs": () => readFile(new URL("embind.cases.mjs", import.meta.url)),
  };
  const server = createServer(async ({ url }, response) => {
    const page = pages[url];
    if (page === undefined) return response.writeHead(404).end();
    response.setHeader("Content-Type", types[/\.(\w+)$/.exec(url)?.[1] ?? "html"]);
    response.setHeader("Content-Security-Policy", "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'");
    response.end(await page());
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const browser_path = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const browser_flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

test("in Chromium", { skip: browser_path === undefined && "no Chromium here" }, async (t) => {
  const server = await serve();
  t.after(() => server.close());
  const browser = await chromium.launch({ executablePath: browser_path, args: browser_flags });
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const outcomes = await page.evaluate(async () => {
    const [{ default: load }, { cases: all, outcome: run }] = await Promise.all([import("/functions.js"), import("/embind.cases.mjs")]);
    const wasmBinary = new Uint8Array(await (await fetch("/functions.wasm")).arrayBuffer());
    const module = await load({ wasmBinary });
    return all.map((one) => run(one, module));
  });
  for (const [i, one] of cases.entries()) await t.test(one.name, () => assert.equal(outcomes[i], expected(one)));
});

test("the names in C++ are those of the C++ target", async () => {
  const reserved = async (target) => {
    const text = await readFile(fileURLToPath(new URL(`../../templates/${target}/target.yaml`, import.meta.url)), "utf8");
    return text.slice(text.indexOf("\nreserved:"));
  };
  assert.equal(await reserved("embind"), await reserved("cpp"));
});
