// Files in Chromium, in a page and in a worker that may compile WebAssembly and evaluate no text.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { chromium } from "playwright-core";

const types = { html: "text/html", js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };
// Sockets may go to other ports.
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws://127.0.0.1:*";

const path = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

/** Why there is no Chromium, for a test's option `skip`. */
export const noChromium = path === undefined && "no Chromium here";

/** A browser, for who closes it. */
export const launch = (...more) => chromium.launch({ executablePath: path, args: [...flags, ...more] });

async function browserFor(t) {
  const browser = await launch();
  t.after(() => browser.close());
  return browser;
}

/** An empty page of a server that has these files: `{"/async.js": URL}`. All ends with the test, but a browser that is given. */
export async function openPage(t, files, browser) {
  const server = createServer(async ({ url }, response) => {
    if (url !== "/" && files[url] === undefined) return response.writeHead(404).end();
    response.setHeader("Content-Type", types[/\.(\w+)$/.exec(url)?.[1] ?? "html"]);
    response.setHeader("Content-Security-Policy", policy);
    response.end(url === "/" ? "<!doctype html><title>Tally</title>" : await readFile(files[url]));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const context = await (browser ?? (await browserFor(t))).newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  return page;
}
