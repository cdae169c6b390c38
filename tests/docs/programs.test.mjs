// The examples in JavaScript, run: all of a page are one program, and what they say that they print is what they print.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { folder } from "../cli/tally.mjs";
import { serve } from "../hub/hub.mjs";
import { blocks, root } from "./blocks.mjs";

const of = (page) => blocks.filter((each) => each.page === page && each.language === "js");

/** Runs a program until it has printed so many lines, or has ended. */
async function lines(t, source, count) {
  const cwd = folder(t);
  symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"));
  writeFileSync(join(cwd, "example.mjs"), source);
  const child = spawn(process.execPath, ["example.mjs"], { cwd, stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const ended = once(child, "exit");
  let printed = "";
  for await (const piece of child.stdout) {
    printed += piece;
    if (printed.split("\n").length > count) break;
  }
  child.kill();
  await ended;
  return printed.trimEnd().split("\n");
}

test("docs/embind.md", async (t) => {
  const texts = of("embind").map(({ text }) => text);
  assert.ok(texts.length > 1);
  const built = (name) => JSON.stringify(new URL(name, pathToFileURL(`${root}build/wasm/bin/`)).href);
  // The program of our own tests has these functions, too; Emscripten's JavaScript for pages does not read files.
  const load = `import { readFileSync } from "node:fs";
    import loadIt from ${built("functions.js")};
    const load = () => loadIt({ wasmBinary: readFileSync(new URL(${built("functions.wasm")})) });\n`;
  const source = texts.join("\n").replace("import load from './functions.js';\n", load);
  const said = texts.filter((text) => text.includes("console.log")).map((text) => /^\/\/ (.*)\n$/m.exec(text.slice(text.lastIndexOf("\n//") + 1))[1]);
  assert.deepEqual(await lines(t, source, Infinity), said);
});

test("docs/hub.md", async (t) => {
  const { text: contract } = blocks.find(({ page, language, text }) => page === "hub" && language === "yaml" && /^contract:/m.test(text));
  const server = await serve(folder(t, { "schemas/plant.contract.yaml": contract }), ["--simulate"]);
  t.after(() => server.stop("SIGKILL"));
  const texts = of("hub").map(({ text }) => text.replaceAll("127.0.0.1:8080", `127.0.0.1:${server.port}`));
  assert.ok(texts.length > 0);
  const printed = await lines(t, `import { WebSocket } from "ws";\n${texts.join("\n")}`, 60);
  for (const type of ["welcome", "subscribed", "ack"]) assert.ok(printed.some((line) => line.includes(`'${type}'`)), `${type} in ${printed.join("\n")}`);
});
