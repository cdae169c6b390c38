// The package as users install it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { load } from "../../build/package/@fixtures/contracts/index.node.js";
import { load as loadInBrowser } from "../../build/package/@fixtures/contracts/index.js";
import * as inline from "../../build/package/@fixtures/contracts/inline.js";
import { outline, reading } from "./samples.js";

const root = new URL("../../build/package/", import.meta.url);
const wasm = await readFile(new URL("@fixtures/contracts/contracts.wasm", root));

const works = ({ Temperature }) => {
  assert.deepEqual(Temperature.parse(JSON.stringify(reading)), reading);
  assert.deepEqual(outline(Temperature.safeParse({ ...reading, celsius: 61 })), ["/celsius maximum"]);
};

describe("load", () => {
  it("finds the file beside it", async () => works(await load()));
  it("takes bytes", async () => {
    works(await load(wasm));
    works(await loadInBrowser(wasm));
  });
  it("takes a module", async () => works(await load(new WebAssembly.Module(wasm))));
  it("takes a response, whatever its type, or the promise of one", async () => {
    const response = (type) => new Response(wasm, { headers: { "content-type": type } });
    works(await loadInBrowser(response("application/wasm")));
    works(await loadInBrowser(Promise.resolve(response("application/octet-stream"))));
  });
  it("fetches", async () => {
    const server = createServer((_, answer) => answer.setHeader("content-type", "application/wasm").end(wasm));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      works(await loadInBrowser(fetch(`http://127.0.0.1:${server.address().port}/contracts.wasm`)));
    } finally {
      server.close();
    }
  });
  it("says what a server answered instead", async () => {
    await assert.rejects(loadInBrowser(new Response("", { status: 404 })), /404/);
  });
  it("gives contracts that are independent of each other", async () => {
    const [a, b] = [await load(), await load()];
    assert.notEqual(a.Temperature, b.Temperature);
    works(a);
    works(b);
  });
});

describe("names", () => {
  it("are in a namespace for each contract", () => {
    assert.equal(inline.sensors.Temperature, inline.Temperature);
    assert.equal(inline.orders.Order.name, "acme.orders.Order");
  });
});

describe("the packages", () => {
  it("have every file that their exports name", async () => {
    for (const name of ["@fixtures/contracts/", "@tally/runtime/"]) {
      const { exports } = JSON.parse(await readFile(new URL(`${name}package.json`, root), "utf8"));
      const files = Object.values(exports).flatMap((entry) => (typeof entry === "string" ? entry : Object.values(entry)));
      for (const file of files) await access(new URL(name + file, root));
    }
  });
  it("are found by name", async () => {
    const program = `
      import { ContractError } from "@tally/runtime";
      import { Temperature } from "@fixtures/contracts/inline";
      import { load } from "@fixtures/contracts";
      try { Temperature.parse("{}"); } catch (error) { console.log(error instanceof ContractError); }
      console.log((await load()).Temperature.is(${JSON.stringify(reading)}));`;
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], { cwd: root });
    assert.equal(stdout, "true\ntrue\n");
  });
});
