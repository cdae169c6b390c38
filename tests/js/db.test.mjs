// Records under keys, as a page uses them: one program in WebAssembly.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { load } from "../../build/package/@fixtures/contracts/db.node.js";
import { load as loadInBrowser } from "../../build/package/@fixtures/contracts/db.js";
import { outline } from "./samples.js";

const { Db, contracts } = await load();

const pump = (level, more) => ({ id: "pump-1", at: 0, level, state: "on", revolutions: 1000, hours: "1.5", ...more });
const levels = (entries) => entries.map(({ value }) => value.level);

/** What a test has made is freed with it. */
function open(t, options) {
  const db = new Db(options);
  t.after(() => db.free());
  return db;
}

describe("a record", () => {
  test("of a declared key has the contract's type and buffer", (t) => {
    const db = open(t);
    for (let i = 1; i <= 601; ++i) assert.deepEqual(db.set("pumps.roof", pump(i / 10)), { ok: true, value: i });
    assert.equal(db.history("pumps.roof").length, 600);
    assert.deepEqual(db.get("pumps.roof"), pump(60.1));
    assert.deepEqual(db.set("pumps", [pump(1), pump(2)]), { ok: true, value: 1 });
    assert.deepEqual(db.discover("#"), ["pumps", "pumps.roof"]);
  });

  test("is not made by looking", (t) => {
    const db = open(t);
    assert.equal(db.get("pumps.roof"), undefined);
    assert.deepEqual(db.history("pumps.roof"), []);
    assert.equal(db.stats("pumps.roof"), undefined);
    assert.deepEqual(db.discover("#"), []);
  });

  test("needs a declaration", (t) => {
    const db = open(t);
    assert.throws(() => db.set("valves.roof", 1), /^TypeError: no contract declares the key valves\.roof/);
    assert.throws(() => db.subscribe("pumps.roof.more", () => {}), TypeError);
  });

  test("may be configured by hand", (t) => {
    const db = open(t);
    db.configure("rooms.kitchen", contracts.Pump, { buffer: "ring", capacity: 2 });
    for (const level of [1, 2, 3]) db.set("rooms.kitchen", pump(level));
    assert.deepEqual(levels(db.history("rooms.kitchen")), [2, 3]);
    db.configure("rooms.kitchen", contracts.Pump, { buffer: "ring", capacity: 2 });
    db.configure("pumps.roof", contracts.Pump, { buffer: "ring", capacity: 600 });
  });

  test("is configured in one way, and both places are told", (t) => {
    const db = open(t);
    db.configure("rooms.kitchen", contracts.Pump);
    assert.throws(
      () => db.configure("rooms.kitchen", contracts.PumpOrder),
      (error) => error.name === "ConflictError" && error.key === "rooms.kitchen" &&
        /^record `rooms\.kitchen` has one type at \S*db\.test\.mjs:[\d:]+ and another at \S*db\.test\.mjs:[\d:]+$/.test(error.message),
    );
    assert.throws(
      () => db.configure("pumps.roof", contracts.Pump),
      /^ConflictError: record `pumps\.roof` has one buffer at keys of acme\.signals and another at \S*db\.test\.mjs:[\d:]+$/,
    );
    assert.throws(() => db.configure("a..b", contracts.Pump), /^ConflictError: .*`a\.\.b` cannot be a key/);
    assert.throws(() => db.configure("a", contracts.Pump, { buffer: "heap" }), RangeError);
    assert.throws(() => db.configure("a", contracts.Pump, { buffer: "ring", capacity: 0 }), RangeError);
    assert.throws(() => db.configure("a", { name: "nobody.Knows" }), TypeError);
  });
});

describe("set", () => {
  test("changes nothing when the contract is broken, and says why", (t) => {
    const db = open(t);
    db.set("pumps.roof", pump(50));
    let told = 0;
    db.subscribe("pumps.roof", () => ++told);
    const result = db.set("pumps.roof", pump(101, { state: "half" }));
    assert.deepEqual(outline(result), ["/level maximum", "/state enum"]);
    assert.deepEqual(db.get("pumps.roof"), pump(50));
    assert.equal(told, 0);
    const { accepted, refused, overwritten } = db.stats("pumps.roof");
    assert.deepEqual({ accepted, refused, overwritten }, { accepted: 1, refused: 1, overwritten: 0 });
  });

  test("takes values in other forms than the canonical one", (t) => {
    const db = open(t);
    assert.ok(db.set("pumps.roof", pump(50, { hours: 1.5, temperature: undefined })).ok);
    assert.deepEqual(db.get("pumps.roof"), pump(50));
  });

  test("takes JSON", (t) => {
    const db = open(t);
    const text = JSON.stringify(pump(12, { id: "pump-2" }));
    assert.deepEqual(db.setJson("pumps.roof", text), { ok: true, value: 1 });
    assert.deepEqual(db.setJson("pumps.roof", new TextEncoder().encode(text)), { ok: true, value: 2 });
    assert.deepEqual(db.get("pumps.roof"), pump(12, { id: "pump-2" }));
    assert.deepEqual(outline(db.setJson("pumps.roof", "{")), [" syntax"]);
    const [issue] = db.setJson("pumps.roof", text.replace("12", "101")).issues;
    assert.deepEqual([issue.path, issue.code, issue.line], ["/level", "maximum", 1]);
    assert.throws(() => db.setJson("pumps.roof", {}), TypeError);
  });

  test("keeps texts exactly", (t) => {
    const db = open(t);
    db.configure("labels", contracts.orders.Labels);
    const value = { short: "ÄÖ𝄞 \u0001\"x\\", long: "0123456789".repeat(10), none: "" };
    assert.ok(db.set("labels", value).ok);
    assert.deepEqual(db.get("labels"), value);
  });

  test("keeps texts apart from those of later values", (t) => {
    const db = open(t);
    db.configure("labels", contracts.orders.Labels, { buffer: "ring", capacity: 8 });
    const lengths = [1, 9, 47, 48, 49, 100];
    const values = lengths.flatMap((length) => [{ label: "x".repeat(length) }, { label: "ß".repeat(length) }, { label: "€", other: "y".repeat(length) }]);
    // Read from memory only when all are there, and told when they come.
    for (const value of values) assert.ok(db.set("labels", value).ok);
    assert.deepEqual(db.history("labels").map(({ value }) => value), values.slice(-8));
    const told = [];
    db.subscribe("labels", (value) => told.push(value));
    for (const value of values) assert.ok(db.set("labels", value).ok);
    assert.deepEqual(told, values);
    assert.deepEqual(db.history("labels").map(({ value }) => value), values.slice(-8));
  });

  test("has the zero that documents have", (t) => {
    const db = open(t);
    db.set("pumps.roof", pump(-0));
    assert.ok(Object.is(db.get("pumps.roof").level, 0));
  });

  test("within a getter of a value that is set", (t) => {
    const db = open(t);
    const value = pump(50);
    Object.defineProperty(value, "level", {
      enumerable: true,
      get() {
        if (db.get("pumps.cellar") === undefined) assert.ok(db.set("pumps.cellar", pump(7)).ok);
        return 50;
      },
    });
    assert.ok(db.set("pumps.roof", value).ok);
    assert.equal(db.get("pumps.cellar").level, 7);
    assert.equal(db.get("pumps.roof").level, 50);
  });
});

describe("values", () => {
  test("are the same object each time", (t) => {
    const db = open(t);
    let told;
    db.set("pumps.roof", pump(1));
    const first = db.get("pumps.roof");
    assert.equal(db.get("pumps.roof"), first);
    const subscription = db.subscribe("pumps.roof", (value) => (told = value));
    db.set("pumps.roof", pump(2));
    assert.equal(db.get("pumps.roof"), told);
    assert.deepEqual(db.history("pumps.roof").map(({ value }) => value), [first, told]);
    assert.equal(db.history("pumps.roof")[0].value, first);
    assert.equal(db.entry("pumps.roof"), db.entry("pumps.roof"));
    subscription.free();
  });

  test("have a number and a time", (t) => {
    const db = open(t);
    const before = Date.now();
    db.set("pumps.roof", pump(1));
    const { key, sequence, time } = db.entry("pumps.roof");
    assert.deepEqual([key, sequence], ["pumps.roof", 1]);
    assert.ok(time >= before && time <= Date.now());
  });

  test("of the past are told by count, number and time", (t) => {
    const db = open(t);
    for (const level of [1, 2, 3, 4]) db.set("pumps.roof", pump(level));
    assert.deepEqual(levels(db.history("pumps.roof", { last: 2 })), [3, 4]);
    assert.deepEqual(levels(db.history("pumps.roof", { after: 1, last: 2 })), [3, 4]);
    assert.deepEqual(levels(db.history("pumps.roof", { after: 3 })), [4]);
    assert.deepEqual(levels(db.history("pumps.roof", { since: Date.now() + 1000 })), []);
    assert.equal(db.history("pumps.roof", { since: 0 }).length, 4);
  });

  test("of a mailbox are taken once", (t) => {
    const db = open(t);
    db.set("orders.pump.roof", { state: "on" });
    db.set("orders.pump.roof", { state: "off" });
    assert.equal(db.get("orders.pump.roof"), undefined);
    assert.deepEqual(db.take("orders.pump.roof"), { state: "off" });
    assert.equal(db.take("orders.pump.roof"), undefined);
    assert.equal(db.stats("orders.pump.roof").overwritten, 1);
    assert.throws(() => db.subscribe("orders.pump.roof", () => {}), /it is a mailbox/);
    db.set("pumps.roof", pump(1));
    assert.equal(db.take("pumps.roof"), undefined);
  });
});

describe("subscribers", () => {
  test("are told within the set, until they are freed", (t) => {
    const db = open(t);
    const seen = [];
    const subscription = db.subscribe("pumps.roof", ({ level }, { sequence }) => seen.push([level, sequence]));
    db.set("pumps.roof", pump(1));
    assert.deepEqual(seen, [[1, 1]]);
    subscription.free();
    subscription.free();
    db.set("pumps.roof", pump(2));
    assert.deepEqual(seen, [[1, 1]]);
  });

  test("may set, subscribe and free within a callback", (t) => {
    const db = open(t);
    const seen = [];
    const first = db.subscribe("pumps.roof", ({ level }) => {
      seen.push(`a${level}`);
      if (level === 1) db.set("pumps.roof", pump(2));
      if (level === 2) {
        first.free();
        second.free();
        db.subscribe("pumps.roof", (value) => seen.push(`c${value.level}`));
      }
    });
    const second = db.subscribe("pumps.roof", ({ level }) => seen.push(`b${level}`));
    db.set("pumps.roof", pump(1));
    db.set("pumps.roof", pump(3));
    assert.deepEqual(seen, ["a1", "b1", "a2", "c3"]);
  });

  test("do not hear of each other's errors, which nobody catches", async () => {
    const url = new URL("../../build/package/@fixtures/contracts/db.node.js", import.meta.url);
    const script = `
      import { load } from ${JSON.stringify(url)};
      const { Db } = await load();
      const db = new Db();
      process.on("uncaughtException", (error) => console.log("uncaught", error.message));
      db.subscribe("pumps.roof", () => { throw new Error("mine"); });
      db.subscribe("pumps.roof", (value) => console.log(value.level));
      console.log(db.set("pumps.roof", ${JSON.stringify(pump(5))}).ok);`;
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { timeout: 60_000 });
    assert.deepEqual(stdout.trim().split("\n"), ["5", "true", "uncaught mine"]);
  });

  test("watch keys that come", (t) => {
    const db = open(t);
    db.set("pumps.roof", pump(1));
    const keys = [];
    const watch = db.watch("pumps.+", (key) => keys.push(key));
    db.set("pumps", []);
    db.set("pumps.cellar", pump(2));
    watch.free();
    db.set("pumps.attic", pump(3));
    assert.deepEqual(keys, ["pumps.roof", "pumps.cellar"]);
    assert.deepEqual(db.discover("pumps.+"), ["pumps.attic", "pumps.cellar", "pumps.roof"]);
    assert.throws(() => db.discover("a.#.b"), /is no pattern/);
    assert.throws(() => db.watch("", () => {}), /is no pattern/);
  });
});

describe("flows", () => {
  test("transform and join", (t) => {
    const db = open(t);
    db.configure("high", contracts.Pump);
    db.configure("both", contracts.Pumps);
    const transform = db.transform("pumps.roof", "high", (value) => (value.level > 50 ? value : undefined));
    db.join("pumps.roof", "pumps.cellar", "both", (a, b) => [a, b]);
    for (const level of [10, 60, 20]) db.set("pumps.roof", pump(level));
    assert.equal(db.get("high").level, 60);
    assert.equal(db.get("both"), undefined);
    db.set("pumps.cellar", pump(5));
    db.set("pumps.roof", pump(70));
    assert.deepEqual(levels(db.get("both").map((value) => ({ value }))), [70, 5]);
    assert.equal(db.entry("both").sequence, 2);
    transform.free();
    db.set("pumps.roof", pump(80));
    assert.equal(db.get("high").level, 70);
  });

  test("say in the log what broke its contract, ten times of a kind", (t) => {
    const lines = [];
    const db = open(t, { log: (line) => lines.push(line) });
    db.configure("high", contracts.Pump);
    db.transform("pumps.roof", "high", (value) => ({ ...value, level: "high" }));
    for (let i = 0; i < 12; ++i) db.set("pumps.roof", pump(1));
    assert.deepEqual(lines, Array(10).fill({
      level: "warning",
      text: "a value that was made here broke its contract",
      fields: { code: "type", record: "high", path: "/level" },
    }));
    assert.equal(db.stats("high").refused, 12);
    assert.throws(() => new Db({ log: "console" }), TypeError);
  });

  test("window by count and by time", (t) => {
    const db = open(t);
    const counts = [];
    const times = [];
    db.window("pumps.roof", { count: 2 }, (window) => counts.push(levels(window)));
    db.window("pumps.roof", { time: 3_600_000 }, (window) => times.push(levels(window)));
    for (const level of [1, 2, 3]) db.set("pumps.roof", pump(level));
    assert.deepEqual(counts, [[1], [1, 2], [2, 3]]);
    assert.deepEqual(times, [[1], [1, 2], [1, 2, 3]]);
    for (const wrong of [{}, { count: 0 }, { time: 0 }, { count: NaN }]) {
      assert.throws(() => db.window("pumps.roof", wrong, () => {}), RangeError);
    }
  });

  test("source sets again and again", async (t) => {
    const db = open(t);
    let level = 0;
    const source = db.source("pumps.roof", 1, () => (level < 3 ? pump(++level) : undefined));
    await new Promise((resolve) => db.subscribe("pumps.roof", (value) => value.level === 3 && resolve()));
    source.free();
    assert.deepEqual(levels(db.history("pumps.roof")), [1, 2, 3]);
  });

  test("simulate behaves as the contract says, the same for the same seed", async (t) => {
    const run = async (options) => {
      const db = open(t);
      let at = 0;
      const simulation = db.simulate("pumps.roof", 1, () => ({ at: ++at, temperature: null }), options);
      await new Promise((resolve) => db.subscribe("pumps.roof", (_, { sequence }) => sequence === 20 && resolve()));
      simulation.free();
      return db.history("pumps.roof", { last: 20 }).map(({ value }) => ({ ...value, temperature: undefined }));
    };
    const [first, again, other] = [await run(), await run({ seed: 1 }), await run({ seed: 2 })];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, other);
    assert.deepEqual(first.map(({ at }) => at), Array.from({ length: 20 }, (_, i) => i + 1));
    assert.equal(first[0].level, 50);
    assert.ok(first.every(({ level }, i) => i === 0 || Math.abs(level - first[i - 1].level) <= 2.5));
  });

  test("simulate counts what breaks the contract", async (t) => {
    const db = open(t);
    const simulation = db.simulate("pumps.roof", 1, () => ({ at: "soon" }));
    while ((db.stats("pumps.roof")?.refused ?? 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    simulation.free();
    assert.equal(db.get("pumps.roof"), undefined);
    assert.throws(() => db.simulate("pumps.roof", 1, () => ({}), { seed: -1 }), TypeError);
  });
});

describe("a Db", () => {
  test("is of no use once it is freed", (t) => {
    const db = new Db();
    let told = 0;
    db.subscribe("pumps.roof", () => ++told);
    db.set("pumps.roof", pump(1));
    db.free();
    db.free();
    assert.throws(() => db.set("pumps.roof", pump(2)), /^TypeError: this Db was freed$/);
    assert.throws(() => db.get("pumps.roof"), TypeError);
    assert.equal(told, 1);
  });

  test("may be freed by who is told", (t) => {
    const db = new Db();
    const told = [];
    db.subscribe("pumps.roof", () => (told.push("a"), db.free()));
    db.subscribe("pumps.roof", () => told.push("b"));
    assert.deepEqual(db.set("pumps.roof", pump(1)), { ok: true, value: 1 });
    assert.deepEqual(told, ["a"]);
  });

  test("is one of many, with records of its own", (t) => {
    const [a, b] = [open(t), open(t)];
    a.set("pumps.roof", pump(1));
    assert.equal(b.get("pumps.roof"), undefined);
  });

  test("lives in a program that is loaded from bytes, a module or a response", async () => {
    const wasm = await readFile(new URL("../../build/package/@fixtures/contracts/db.wasm", import.meta.url));
    const response = new Response(wasm, { headers: { "content-type": "application/wasm" } });
    for (const source of [wasm, new WebAssembly.Module(wasm), response]) {
      const { Db: Loaded, contracts: loaded } = await loadInBrowser(source);
      using(new Loaded(), (db) => assert.ok(db.set("pumps.roof", pump(1)).ok));
      assert.ok(loaded.Pump.is(pump(1)));
    }
    const contractsOnly = new URL("../../build/package/@fixtures/contracts/contracts.wasm", import.meta.url);
    await assert.rejects(load(readFile(contractsOnly)));
  });
});

function using(db, use) {
  use(db);
  db.free();
}
