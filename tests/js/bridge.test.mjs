// Records in step with those of a hub: a real one, and sockets that behave as networks do.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { WebSocket } from "ws";
import { load } from "../../build/package/@fixtures/contracts/db.node.js";
import { store } from "../../build/package/@tally/runtime/db.js";
import { startHub } from "./hub.mjs";
import { outline } from "./samples.js";

const { Db } = await load();

const pump = (level) => ({ id: "pump-1", at: 0, level, state: "on", revolutions: 1000, hours: "1.5" });
const levels = (entries) => entries.map(({ value }) => value.level);

/** Records with a bridge; both end with the test. */
function open(t, url, options) {
  const db = new Db();
  const bridge = db.connect({ url, WebSocket, storage: "memory", ...options });
  t.after(() => db.free());
  return { db, bridge };
}

/** Waits until something is so that a bridge or a record tells of. */
function until(listen, isSo) {
  return new Promise((resolve) => {
    const handle = listen(() => {
      if (!isSo()) return;
      queueMicrotask(() => handle.free());
      resolve();
    });
    if (isSo()) queueMicrotask(() => handle.free()), resolve();
  });
}
const status = (bridge, wanted) => until((tell) => bridge.onStatus(tell), () => bridge.status === wanted);
const level = (db, key, wanted) => until((tell) => db.subscribe(key, tell), () => db.get(key)?.level === wanted);

/** What an outbox keeps, as a disk does. */
class Disk {
  saved;
  gate = Promise.resolve(); // of the next save
  async load() {
    return this.saved;
  }
  async save(name, { client, lastWrite, put, remove, dead, forget, done }) {
    await this.gate;
    const all = [...(this.saved?.writes ?? []), ...put];
    const letters = dead.map((why) => ({ ...all.find(({ id }) => id === why.id), ...why }));
    this.saved = {
      client,
      lastWrite,
      writes: all.filter(({ id }) => !remove.includes(id)),
      dead: [...(this.saved?.dead ?? []), ...letters].filter(({ id }) => !forget.includes(id)),
      done,
    };
  }
}

describe("a bridge", () => {
  test("brings what is there, and what comes", async (t) => {
    const hub = await startHub(t);
    const a = open(t, hub.url);
    for (const each of [1, 2, 3]) await a.bridge.write("pumps.roof", pump(each)).settled;
    const b = open(t, hub.url, { subscribe: ["pumps.+"] });
    await level(b.db, "pumps.roof", 3);
    assert.deepEqual(levels(b.db.history("pumps.roof")), [1, 2, 3]);
    a.bridge.write("pumps.roof", pump(4));
    await level(b.db, "pumps.roof", 4);
    assert.deepEqual(levels(b.db.history("pumps.roof")), [1, 2, 3, 4]);
    assert.deepEqual([a.bridge.status, b.bridge.status], ["connected", "connected"]);
    assert.deepEqual(b.bridge.differing, []);
  });

  test("subscribes and unsubscribes while it is connected", async (t) => {
    const hub = await startHub(t);
    const a = open(t, hub.url);
    const b = open(t, hub.url);
    await status(b.bridge, "connected");
    const cellar = b.bridge.subscribe("pumps.cellar");
    b.bridge.subscribe("pumps.roof");
    await a.bridge.write("pumps.cellar", pump(1)).settled;
    await level(b.db, "pumps.cellar", 1);
    cellar.free();
    await a.bridge.write("pumps.cellar", pump(2)).settled;
    await a.bridge.write("pumps.roof", pump(3)).settled;
    await level(b.db, "pumps.roof", 3);
    assert.equal(b.db.get("pumps.cellar").level, 1);
    assert.throws(() => b.bridge.subscribe("a.#.b"), /is no pattern/);
  });

  test("says how it stands", async (t) => {
    const hub = await startHub(t);
    const { bridge } = open(t, hub.url, { offline: true });
    const seen = [];
    bridge.onStatus((each) => seen.push(each));
    assert.equal(bridge.status, "disconnected");
    await bridge.ready;
    bridge.connect();
    await status(bridge, "connected");
    await hub.stop();
    await status(bridge, "reconnecting");
    await hub.start();
    await status(bridge, "connected");
    bridge.disconnect();
    assert.deepEqual(seen, ["connecting", "connected", "reconnecting", "connected", "disconnected"]);
  });

  test("goes on after the hub was away, with what the hub has kept", async (t) => {
    const hub = await startHub(t);
    const { db, bridge } = open(t, hub.url, { subscribe: ["pumps.+"] });
    await bridge.write("pumps.roof", pump(1), { mode: "synced" }).settled;
    await level(db, "pumps.roof", 1);
    await hub.stop();
    await status(bridge, "reconnecting");
    const write = bridge.write("pumps.roof", pump(2), { mode: "synced" });
    assert.deepEqual(bridge.pending, [write]);
    await hub.start();
    assert.equal((await write.settled).state, "acked");
    await level(db, "pumps.roof", 2);
    assert.deepEqual(bridge.pending, []);
  });

  test("needs a class where the host has none, and an address", (t) => {
    const db = new Db();
    t.after(() => db.free());
    assert.throws(() => db.connect({ url: "nowhere", WebSocket }), TypeError);
    assert.throws(() => db.connect({ url: "file:///tally", WebSocket }), TypeError);
    assert.throws(() => db.connect({ url: "ws://x/", WebSocket, client: "a b" }), TypeError);
    assert.throws(() => db.connect({ url: "ws://x/", WebSocket, mode: "remote" }), TypeError);
    assert.throws(() => db.connect({ url: "ws://x/", WebSocket, storage: {} }), TypeError);
    assert.throws(() => db.connect({ url: "ws://x/", WebSocket, subscribe: ["+a"] }), TypeError);
  });

  test("is of no use once it is closed, and the records are", async (t) => {
    const hub = await startHub(t);
    const { db, bridge } = open(t, hub.url, { subscribe: ["pumps.+"] });
    await bridge.write("pumps.roof", pump(1)).settled;
    await bridge.close();
    await bridge.close();
    assert.equal(bridge.status, "disconnected");
    for (const use of [() => bridge.write("pumps.roof", pump(2)), () => bridge.subscribe("#"), () => bridge.connect()]) {
      assert.throws(use, /^TypeError: this bridge is closed$/);
    }
    assert.ok(db.set("pumps.roof", pump(2)).ok);
  });

  test("gives way to another program of its name", async (t) => {
    const hub = await startHub(t);
    const a = open(t, hub.url, { client: "me" });
    await status(a.bridge, "connected");
    const errors = [];
    a.bridge.onError((error) => errors.push(error.code));
    const b = open(t, hub.url, { client: "me" });
    await status(a.bridge, "disconnected");
    await status(b.bridge, "connected");
    assert.deepEqual(errors, ["replaced"]);
  });
});

describe("a write", () => {
  test("changes the record at once, or when the hub says so, or only here", async (t) => {
    const hub = await startHub(t);
    const { db, bridge } = open(t, hub.url, { subscribe: ["pumps.+"], offline: true });
    await bridge.ready;
    const hybrid = bridge.write("pumps.a", pump(1));
    const synced = bridge.write("pumps.b", pump(1), { mode: "synced" });
    const local = bridge.write("pumps.c", pump(1), { mode: "local" });
    assert.deepEqual([hybrid.state, synced.state, local.state], ["queued", "queued", "local"]);
    assert.equal(await local.settled, local);
    assert.equal(db.get("pumps.a").level, 1);
    assert.equal(db.get("pumps.b"), undefined);
    assert.equal(db.get("pumps.c").level, 1);
    assert.deepEqual(bridge.pending, [hybrid, synced]);
    assert.equal(bridge.pending, bridge.pending);
    bridge.connect();
    await level(db, "pumps.b", 1);
    assert.deepEqual([(await synced.settled).state, synced.sequence, synced.kept], ["acked", 1, "memory"]);
    assert.deepEqual(synced.value, pump(1));
  });

  test("comes through one door, whatever its mode, as a value that is set does", async (t) => {
    const { db, bridge } = open(t, "ws://127.0.0.1:9/", { offline: true });
    const { program } = db[store];
    const called = [];
    const watched = ([name, each]) => [name, each instanceof Function ? (...args) => (called.push(name), each(...args)) : each];
    program.exports = program.engine.exports = Object.fromEntries(Object.entries(program.exports).map(watched));
    /** What `work` calls that looks at a value. */
    const doors = (work) => {
      called.length = 0;
      work();
      return called.filter((name) => /judge_|^(judge|validate|explain|write|db_set)$/.test(name));
    };
    // Before the outbox is there, and then.
    for (let i = 0; i < 2; ++i) {
      for (const mode of ["local", "synced", "hybrid"]) {
        assert.deepEqual(doors(() => bridge.write("pumps.roof", pump(1), { mode })), ["db_judge_view"], mode);
      }
      await bridge.ready;
    }
    assert.equal(bridge.pending.length, 4);
    assert.deepEqual(doors(() => db.set("pumps.roof", pump(1))), ["db_set"]);
    assert.deepEqual(doors(() => db.setJson("pumps.roof", JSON.stringify(pump(1)))), ["db_judge_input"]);
  });

  test("that breaks the contract goes nowhere", async (t) => {
    const { db, bridge } = open(t, "ws://127.0.0.1:9/", { offline: true });
    const write = bridge.write("pumps.roof", pump(101));
    assert.equal((await write.settled).state, "invalid");
    assert.deepEqual(outline({ issues: write.issues }), ["/level maximum"]);
    assert.deepEqual([bridge.pending, db.get("pumps.roof"), db.stats("pumps.roof").refused], [[], undefined, 1]);
    assert.throws(() => bridge.write("valves.roof", 1), /no contract declares/);
  });

  test("that the hub rejects is a dead letter, and the rest flows", async (t) => {
    const hub = await startHub(t);
    const { bridge } = open(t, hub.url, { mode: "synced" });
    const told = [];
    bridge.onWrite((each) => told.push(`${each.key} ${each.state}`));
    const dead = bridge.write("pumps", [pump(1)]);
    const good = bridge.write("pumps.roof", pump(1));
    assert.equal((await good.settled).state, "acked");
    assert.deepEqual([dead.state, dead.code], ["rejected", "forbidden"]);
    assert.deepEqual(bridge.deadLetters, [dead]);
    assert.deepEqual(told.filter((each) => each.startsWith("pumps ")), ["pumps queued", "pumps sent", "pumps rejected"]);
  });

  test("waits offline in order, and is applied once", async (t) => {
    const hub = await startHub(t);
    const { bridge } = open(t, hub.url, { mode: "synced" });
    await status(bridge, "connected");
    bridge.disconnect();
    const writes = [1, 2, 3].map((each) => bridge.write("pumps.roof", pump(each)));
    bridge.connect();
    const live = bridge.write("pumps.roof", pump(4));
    assert.equal((await live.settled).sequence, 4);
    assert.deepEqual(writes.map(({ state, sequence }) => [state, sequence]), [["acked", 1], ["acked", 2], ["acked", 3]]);
  });

  const offline = async (t, queue) => {
    const { bridge } = open(t, "ws://127.0.0.1:9/", { offline: true, mode: "synced", queue });
    await bridge.ready;
    const told = [];
    bridge.onWrite(({ id, state }) => told.push([id, state]));
    const write = (...keys) => keys.map((key) => bridge.write(`pumps.${key}`, pump(1)));
    return { bridge, told, write };
  };
  const kept = ({ pending }) => pending.map(({ id }) => id);

  test("finds a queue of the size that was asked for", async (t) => {
    for (const queue of [{ count: 2 }, { bytes: 250 }, { count: 2, policy: "refuse" }]) {
      const { bridge, write } = await offline(t, queue);
      const writes = write("a", "a", "a");
      assert.deepEqual(writes.map(({ state }) => state), ["queued", "queued", "full"], JSON.stringify(queue));
      assert.deepEqual(kept(bridge), [1, 2]);
    }
  });

  test("gives way to a later one, as the policy of the queue says", async (t) => {
    const oldest = await offline(t, { count: 2, policy: "oldest" });
    const [first] = oldest.write("a", "b", "c");
    assert.equal((await first.settled).state, "dropped");
    assert.deepEqual(kept(oldest.bridge), [2, 3]);
    assert.deepEqual(oldest.told, [[1, "queued"], [2, "queued"], [1, "dropped"], [3, "queued"]]);

    const replace = await offline(t, { count: 2, policy: "replace" });
    const writes = replace.write("a", "b", "a", "c");
    assert.deepEqual(writes.map(({ state }) => state), ["dropped", "queued", "queued", "full"]);
    assert.deepEqual(kept(replace.bridge), [2, 3]);
  });

  test("that gave way is in the outbox no more", async (t) => {
    const disk = new Disk();
    const { bridge } = open(t, "ws://127.0.0.1:9/", { offline: true, mode: "synced", storage: disk, queue: { policy: "replace" } });
    const writes = [1, 2, 3].map((each) => bridge.write("pumps.roof", pump(each)));
    await bridge.close();
    assert.deepEqual(writes.map(({ state }) => state), ["dropped", "dropped", "queued"]);
    assert.deepEqual(disk.saved.writes.map(({ payload }) => JSON.parse(payload).level), [3]);
  });

  test("has no queue of sizes that are none", (t) => {
    const db = new Db();
    t.after(() => db.free());
    const wrong = [{ queue: { count: 0 } }, { queue: { bytes: NaN } }, { queue: { age: "1s" } }, { queue: { count: 2 ** 32 } },
      { queue: { policy: "newest" } }, { backoff: { first: -1 } }, { backoff: { longest: Infinity } }];
    for (const options of wrong) assert.throws(() => db.connect({ url: "ws://127.0.0.1:9/", ...options }), RangeError, JSON.stringify(options));
  });

  test("may be made by who is told of one", async (t) => {
    const hub = await startHub(t);
    const { bridge } = open(t, hub.url, { mode: "synced" });
    let second;
    bridge.onWrite((write) => {
      if (write.key === "pumps.a") second ??= bridge.write("pumps.b", pump(2));
    });
    const first = bridge.write("pumps.a", pump(1));
    assert.deepEqual([(await first.settled).state, (await second.settled).state], ["acked", "acked"]);
    assert.deepEqual([first.value.level, second.value.level], [1, 2]);
  });
});

describe("an outbox", () => {
  test("has a write before the hub has it", async (t) => {
    const hub = await startHub(t);
    const disk = new Disk();
    const { bridge } = open(t, hub.url, { storage: disk, mode: "synced" });
    const seen = [];
    bridge.onWrite(({ state }) => seen.push(state));
    await status(bridge, "connected");
    let openGate;
    disk.gate = new Promise((resolve) => (openGate = resolve));
    const write = bridge.write("pumps.roof", pump(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual([write.state, seen], ["queued", ["queued"]]);
    disk.gate = Promise.resolve();
    openGate();
    assert.equal((await write.settled).state, "acked");
    await bridge.close();
    assert.deepEqual(disk.saved, { client: bridge.client, lastWrite: 1, writes: [], dead: [], done: [] });
  });

  test("outlives the program", async (t) => {
    const hub = await startHub(t);
    const disk = new Disk();
    const first = open(t, hub.url, { storage: disk, offline: true });
    first.bridge.write("pumps.roof", pump(1));
    first.bridge.write("pumps.roof", pump(2));
    await first.bridge.close();
    first.db.free();

    const second = open(t, hub.url, { storage: disk, mode: "synced" });
    const restored = [];
    second.bridge.onWrite((write) => restored.push([write.id, write.state, write.value.level]));
    await second.bridge.ready;
    assert.equal(second.bridge.client, first.bridge.client);
    assert.deepEqual(restored, [[1, "queued", 1], [2, "queued", 2]]);
    const [one, two] = second.bridge.pending;
    const three = second.bridge.write("pumps.roof", pump(3));
    assert.deepEqual([(await one.settled).sequence, (await two.settled).sequence], [1, 2]);
    assert.deepEqual([(await three.settled).sequence, three.id], [3, 3]);
  });

  test("has dead letters, the last ones, until they are forgotten", async (t) => {
    const hub = await startHub(t);
    const disk = new Disk();
    const live = async (body) => {
      const { db, bridge } = open(t, hub.url, { storage: disk, mode: "synced" });
      await bridge.ready;
      await body(bridge);
      await bridge.close();
      db.free();
    };
    await live(async (bridge) => {
      const writes = Array.from({ length: 1003 }, () => bridge.write("pumps", [pump(1)]));
      await Promise.all(writes.map(({ settled }) => settled));
      assert.deepEqual(bridge.deadLetters, writes.slice(3));
      bridge.forget(writes[3]);
      assert.throws(() => bridge.forget(writes[3]), TypeError);
    });
    await live(async (bridge) => {
      assert.deepEqual(bridge.deadLetters.map(({ id }) => id), Array.from({ length: 999 }, (_, i) => i + 5));
      const [{ key, state, code, value, settled }] = bridge.deadLetters;
      assert.deepEqual([key, state, code, value, await settled], ["pumps", "rejected", "forbidden", [pump(1)], bridge.deadLetters[0]]);
    });
  });

  test("that cannot be read or written keeps nobody from writing", async (t) => {
    const hub = await startHub(t);
    const script = `
      import { WebSocket } from "ws";
      import { load } from ${JSON.stringify(new URL("../../build/package/@fixtures/contracts/db.node.js", import.meta.url))};
      const { Db } = await load();
      const db = new Db({ log: ({ level, fields }) => console.log(level, fields.problem) });
      const storage = {
        load: () => Promise.reject(new Error("no load")),
        save: () => Promise.reject(new Error("no save")),
      };
      const bridge = db.connect({ url: ${JSON.stringify(hub.url)}, WebSocket, storage });
      console.log((await bridge.write("pumps.roof", ${JSON.stringify(pump(1))}).settled).state);
      db.free();`;
    const options = ["--input-type=module", "--eval", script];
    const cwd = fileURLToPath(new URL("../..", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, options, { cwd, timeout: 60_000 });
    assert.deepEqual([...new Set(stdout.trim().split("\n"))].sort(), ["acked", "error Error: no load", "error Error: no save"]);
  });
});

/** A socket whose other end is the test. */
class FakeSocket {
  static all = [];
  readyState = 0;
  bufferedAmount = 0;
  sent = [];
  constructor(url, protocols) {
    Object.assign(this, { url, protocols });
    FakeSocket.all.push(this);
  }
  static get last() {
    return FakeSocket.all.at(-1);
  }
  send(frame) {
    this.sent.push(...JSON.parse(frame));
  }
  close(code) {
    this.readyState = 3;
    this.closedWith = code;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  say(...messages) {
    this.onmessage?.({ data: JSON.stringify(messages) });
  }
  break() {
    this.readyState = 3;
    this.onclose?.({ code: 1006 });
  }
}

const welcome = {
  type: "welcome", session: "1", epoch: "1", last_write: 0,
  limits: { frame_bytes: 1 << 20, subscriptions: 100, writes: 100, ping_ms: 15_000 },
};
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("a network", () => {
  const fake = async (t, options) => {
    const opened = open(t, "ws://hub/", { WebSocket: FakeSocket, ...options });
    await opened.bridge.ready;
    await turn();
    return opened;
  };

  test("that does not answer is given up by disconnect", async (t) => {
    const { bridge } = await fake(t);
    const dialled = FakeSocket.last;
    assert.deepEqual([bridge.status, dialled.protocols], ["connecting", ["tally.1.json"]]);
    bridge.disconnect();
    assert.equal(bridge.status, "disconnected");
    assert.equal(dialled.readyState, 3);
    dialled.open();
    dialled.break();
    assert.equal(bridge.status, "disconnected");
    bridge.connect();
    assert.equal(bridge.status, "connecting");
  });

  test("that asks for a ticket for long is given up as well", async (t) => {
    let give;
    const { bridge } = await fake(t, { ticket: () => new Promise((resolve) => (give = resolve)) });
    const before = FakeSocket.all.length;
    bridge.disconnect();
    give("late");
    await turn();
    assert.deepEqual([bridge.status, FakeSocket.all.length], ["disconnected", before]);
  });

  test("is told the ticket of the moment", async (t) => {
    let number = 0;
    const { bridge } = await fake(t, { ticket: async () => `ticket ${++number}` });
    FakeSocket.last.open();
    await turn();
    assert.deepEqual(FakeSocket.last.sent.map(({ type, ticket }) => [type, ticket]), [["hello", "ticket 1"]]);
    FakeSocket.last.break();
    bridge.disconnect();
    bridge.connect();
    await turn();
    FakeSocket.last.open();
    await turn();
    assert.equal(FakeSocket.last.sent[0].ticket, "ticket 2");
  });

  test("that is silent for too long is left", async (t) => {
    const { bridge } = await fake(t);
    FakeSocket.last.open();
    FakeSocket.last.say(welcome);
    assert.equal(bridge.status, "connected");
    const silent = FakeSocket.last;
    const { now } = performance;
    const setNow = (value) => Object.defineProperty(performance, "now", { value, configurable: true });
    setNow(() => now.call(performance) + 60_000);
    t.after(() => setNow(now));
    await status(bridge, "reconnecting");
    assert.deepEqual([silent.readyState, silent.closedWith], [3, 4408]);
  });

  test("that comes back is dialled at once", async (t) => {
    const { bridge } = await fake(t);
    FakeSocket.last.break();
    assert.equal(bridge.status, "reconnecting");
    const before = FakeSocket.all.length;
    globalThis.dispatchEvent?.(new Event("online"));
    if (globalThis.dispatchEvent === undefined) bridge.connect();
    await turn();
    assert.equal(FakeSocket.all.length, before + 1);
  });

  test("that talks nonsense is left", async (t) => {
    const { bridge } = await fake(t);
    FakeSocket.last.open();
    FakeSocket.last.onmessage({ data: new ArrayBuffer(3) });
    await turn();
    assert.equal(bridge.status, "reconnecting");
  });

  test("takes no more than it can send", async (t) => {
    const { bridge } = await fake(t, { mode: "synced" });
    const socket = FakeSocket.last;
    socket.open();
    socket.say(welcome);
    await turn();
    socket.bufferedAmount = 1e9;
    const before = socket.sent.length;
    bridge.write("pumps.roof", pump(1));
    await turn();
    assert.equal(socket.sent.length, before);
    socket.bufferedAmount = 0;
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(socket.sent.slice(before).map(({ type, id }) => [type, id]), [["write", 1]]);
  });

  test("has told of gaps, and of values that break the contract", async (t) => {
    const { db, bridge } = await fake(t, { subscribe: ["pumps.+"] });
    const seen = [];
    bridge.onGap((lost) => seen.push(lost));
    bridge.onIssues((key, issues) => seen.push([key, outline({ issues })]));
    bridge.onError(({ code, message }) => seen.push([code, message]));
    FakeSocket.last.open();
    FakeSocket.last.say({ ...welcome, differing: ["acme.signals.Pump"] });
    FakeSocket.last.say(
      { type: "gap", key: "pumps.roof", from: 3, to: 7 },
      { type: "data", key: "pumps.roof", seq: 8, payload: pump(101), ts: 0 },
      { type: "data", key: "pumps.roof", seq: 9, payload: pump(9), ts: 5 },
      { type: "data", key: "unknown", seq: 1, payload: 1, ts: 5 },
      { type: "error", code: "forbidden", key: "pumps.+", message: "not for you" },
    );
    assert.deepEqual(seen, [
      { key: "pumps.roof", from: 3, to: 7 },
      ["pumps.roof", ["/level maximum"]],
      ["forbidden", "not for you"],
    ]);
    assert.deepEqual(bridge.differing, ["acme.signals.Pump"]);
    assert.deepEqual([db.entry("pumps.roof").value.level, db.entry("pumps.roof").time], [9, 5]);
  });

  test("has a warning for a subscription that was refused: which, why, and what is allowed", async (t) => {
    const said = [];
    await fake(t, { subscribe: ["pumps.+"], log: ({ level, text, fields }) => said.push([level, text, fields]) });
    FakeSocket.last.open();
    FakeSocket.last.say(welcome, { type: "error", code: "forbidden", key: "pumps.+", message: "what may be read: tanks.#" });
    assert.deepEqual(said, [["warning", "refused by the hub", { reason: "forbidden", key: "pumps.+", detail: "what may be read: tanks.#" }]]);
  });

  test("is tried again after the waits that were asked for", async (t) => {
    const waits = [];
    const { setTimeout } = globalThis;
    await fake(t, { backoff: { first: 60_000, longest: 100_000 } });
    t.mock.method(globalThis, "setTimeout", (call, wait, ...args) => {
      if (wait < 30_000) return setTimeout(call, wait, ...args);
      waits.push(wait);
      return setTimeout(call, 0, ...args);
    });
    for (const made of [1, 2, 3]) {
      const { length } = FakeSocket.all;
      FakeSocket.last.break();
      while (FakeSocket.all.length === length) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(waits.length, made);
    }
    // Half of a wait is certain: of 60 s, and then of 100, which 120 would be.
    assert.ok(waits[0] >= 30_000 && waits[0] <= 60_000, waits);
    for (const wait of waits.slice(1)) assert.ok(wait >= 50_000 && wait <= 100_000, waits);
  });

  test("may be left by who is told of it", async (t) => {
    const { db, bridge } = await fake(t, { subscribe: ["pumps.+"] });
    const leaving = bridge.onStatus((each) => each === "connected" && bridge.disconnect());
    FakeSocket.last.open();
    FakeSocket.last.say(welcome, { type: "data", key: "pumps.roof", seq: 1, payload: pump(1), ts: 0 });
    assert.deepEqual([bridge.status, db.get("pumps.roof")], ["disconnected", undefined]);
    leaving.free();
    bridge.connect();
    await turn();
    db.subscribe("pumps.roof", () => db.free());
    FakeSocket.last.open();
    FakeSocket.last.say(welcome, { type: "data", key: "pumps.roof", seq: 1, payload: pump(1), ts: 0 });
    await turn();
    assert.throws(() => bridge.write("pumps.roof", pump(2)), /is closed/);
  });
});
