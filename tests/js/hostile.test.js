// Values made to break what looks at them. Whatever happens inside, safeParse and is return.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { load } from "../../build/package/@fixtures/contracts/db.node.js";
import { Anything, Blobs, Digest, Envelope, Order, Payment, Probe, Temperature, Temperatures } from "./contracts.js";
import { bufferLiars, lengths, liars, longAs } from "./liars.js";
import { order, outline, reading } from "./samples.js";

const bomb = () => {
  throw new Error("boom");
};

describe("values of no use", () => {
  for (const value of [undefined, null, true, 0, 1n, Symbol("s"), bomb, [], new Date(), new Map(), /x/, new Error()]) {
    it(`are a type issue: ${String(value)}`, () => {
      assert.deepEqual(outline(Temperature.safeParse(value)), [" type"]);
      assert.equal(Temperature.is(value), false);
    });
  }
  it("are instances of classes, whatever their members", () => {
    class Reading {
      constructor() {
        Object.assign(this, reading);
      }
    }
    assert.deepEqual(outline(Temperature.safeParse(new Reading())), [" type"]);
    assert.deepEqual(outline(Temperature.safeParse(Object.create(reading))), [" type"]);
  });
});

describe("getters and proxies", () => {
  it("may throw", () => {
    const value = Object.defineProperty({ ...reading }, "celsius", { get: bomb, enumerable: true });
    assert.deepEqual(outline(Temperature.safeParse(value)), ["/celsius type"]);
    assert.deepEqual(outline(Payment.safeParse(Object.defineProperty({}, "method", { get: bomb, enumerable: true }))), [
      "/method tag",
    ]);
  });
  it("may throw from every trap", () => {
    const traps = new Proxy({}, { get: () => bomb });
    for (const target of [{}, [], () => 0]) {
      assert.deepEqual(outline(Temperatures.safeParse(new Proxy(target, traps))), [" type"]);
      assert.deepEqual(outline(Payment.safeParse(new Proxy(target, traps))), [" type"]);
    }
  });
  it("may be revoked", () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    assert.deepEqual(outline(Temperatures.safeParse(proxy)), [" type"]);
    assert.deepEqual(outline(Temperatures.safeParse([proxy])), ["/0 type"]);
  });
  it("may pretend to be an array of any length", () => {
    for (const length of [-1, 0.5, NaN, Infinity, 2 ** 53, "2", "many", {}, Symbol("s")]) {
      const value = new Proxy([], { get: (target, key) => (key === "length" ? length : undefined) });
      assert.equal(typeof Temperatures.is(value), "boolean");
      assert.equal(typeof Temperatures.safeParse({ a: value }).ok, "boolean");
    }
  });
  it("are read once where the value is sound", () => {
    let reads = 0;
    const value = Object.defineProperty({ ...reading }, "celsius", { get: () => ++reads, enumerable: true });
    assert.equal(Temperature.parse(value).celsius, 1);
    assert.equal(reads, 1);
  });
  it("are read once by `is`, also where the value is refused", () => {
    let reads = 0;
    const value = Object.defineProperty({ ...reading }, "celsius", { get: () => ++reads * 1000, enumerable: true });
    assert.equal(Temperature.is(value), false);
    assert.equal(reads, 1);
  });
  it("may turn into something else while they are read", () => {
    const changing = ["a", 5, {}, [], null, undefined, 1n];
    let i = 0;
    const value = Object.defineProperty({ ...reading }, "sensor_id", {
      get: () => changing[i++ % changing.length],
      enumerable: true,
    });
    for (let n = 0; n < 20; ++n) assert.equal(Temperature.is(value), false);
  });
  it("may use the same contract meanwhile", () => {
    const big = Array.from({ length: 50_000 }, () => reading);
    const value = Object.defineProperty({ ...reading }, "celsius", {
      get() {
        assert.equal(Temperatures.parse(big).length, big.length);
        assert.deepEqual(Temperature.parse(JSON.stringify(reading)), reading);
        assert.deepEqual(outline(Temperature.safeParse({})).length, 3);
        return 7;
      },
      enumerable: true,
    });
    assert.deepEqual(Temperature.parse(value), { ...reading, celsius: 7 });
    assert.equal(Temperature.stringify(value), JSON.stringify({ ...reading, celsius: 7 }));
  });
  it("may use the same contract without end", () => {
    const value = Object.defineProperty({ ...reading }, "celsius", { get: () => Temperature.is(value), enumerable: true });
    assert.equal(Temperature.is(value), false);
    assert.deepEqual(Temperature.parse(reading), reading);
  });
});

describe("cycles and depth", () => {
  const nested = (depth, make) => {
    let value = null;
    for (let i = 0; i < depth; ++i) value = make(value);
    return value;
  };
  it("end at the contract's limit", () => {
    const cycle = {};
    cycle.self = cycle;
    assert.deepEqual(outline(Order.safeParse(order({ extra: cycle }))), [" depth"]);
    const list = [];
    list.push(list);
    assert.deepEqual(outline(Order.safeParse(order({ extra: list }))), [" depth"]);
    list.push(list); // grows too large before it grows too deep
    assert.deepEqual(outline(Order.safeParse(order({ extra: list }))), [" size"]);
    assert.deepEqual(outline(Anything.safeParse(cycle)), [" depth"]);
    assert.equal(Temperatures.is(list), false);
  });
  it("end there exactly, as in a document", () => {
    for (const make of [(inner) => [inner], (inner) => ({ a: inner })]) {
      for (const depth of [30, 31, 32, 33]) {
        const value = order({ extra: nested(depth, make) });
        const fromText = outline(Order.safeParse(Order.stringify(order()).replace(/"extra":.*?]}/, `"extra":${JSON.stringify(value.extra)}`)));
        assert.deepEqual(outline(Order.safeParse(value)), fromText);
        assert.equal(Order.is(value), depth <= 31);
      }
    }
  });
  it("may be the same object in many places", () => {
    let value = [];
    for (let i = 0; i < 30; ++i) value = [value, value];
    assert.deepEqual(outline(Order.safeParse(order({ extra: value }))), [" size"]);
  });
});

describe("sizes", () => {
  it("of arrays without content cost nothing", () => {
    assert.deepEqual(outline(Temperatures.safeParse(new Array(2 ** 32 - 1))), [" size"]);
    assert.equal(outline(Temperatures.safeParse(new Array(1000))).length, 50);
  });
  it("of strings are limited as in a document", () => {
    assert.deepEqual(outline(Temperature.safeParse({ ...reading, sensor_id: "x".repeat(2 ** 25) })), [" size"]);
  });
  it("of objects are limited as in a document", () => {
    const many = Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`key${i}`, i]));
    assert.deepEqual(outline(Temperature.safeParse({ ...reading, ...many })).length, 50);
    assert.deepEqual(outline(Order.safeParse(order({ extra: many }))), [" size"]);
  });
});

describe("prototypes", () => {
  it("are not where members come from", () => {
    const { sensor_id, ...rest } = reading;
    const value = Object.setPrototypeOf({ ...rest }, Object.assign(Object.create(null), { sensor_id }));
    assert.deepEqual(outline(Temperature.safeParse(value)), ["/sensor_id required"]);
  });
  it("may be missing", () => {
    assert.deepEqual(Temperature.parse(Object.assign(Object.create(null), reading)), reading);
  });
  it("may be polluted", () => {
    Object.prototype.celsius = 5;
    try {
      const { celsius, ...rest } = reading;
      assert.deepEqual(outline(Temperature.safeParse(rest)), ["/celsius required"]);
      assert.deepEqual(outline(Temperature.safeParse({ ...rest, other: celsius })), ["/other unknown", "/celsius required"]);
      assert.deepEqual(Temperature.parse(reading), reading);
    } finally {
      delete Object.prototype.celsius;
    }
  });
  it("stay what they were when a key is __proto__", () => {
    const text = `{"by_name":{"__proto__":["draft"]}}`;
    for (const input of [text, JSON.parse(text), new TextEncoder().encode(text)]) {
      const { by_name } = Probe.parse(input);
      assert.equal(Object.getPrototypeOf(by_name), Object.prototype);
      assert.deepEqual(Object.keys(by_name), ["__proto__"]);
      assert.equal(Probe.stringify(Probe.parse(input)), text);
    }
    const kept = Envelope.parse(`{"sequence":1,"attempt":0,"order":${Order.stringify(order())},"__proto__":{"x":1}}`);
    assert.equal(Object.getPrototypeOf(kept), Object.prototype);
    assert.equal(kept.x, undefined);
  });
});

describe("members that JSON cannot name", () => {
  it("under symbols are not looked at", () => {
    assert.equal(Temperature.is({ ...reading, [Symbol("s")]: bomb }), true);
  });
  it("that are not enumerable are not there", () => {
    const value = Object.defineProperty({ ...reading }, "celsius", { enumerable: false });
    assert.deepEqual(outline(Temperature.safeParse(value)), ["/celsius required"]);
    value.other = 1;
    assert.deepEqual(outline(Temperature.safeParse(value)), ["/other unknown", "/celsius required"]);
  });
});

const { Db, contracts } = await load();
const blobs = { picture: Uint8Array.from({ length: 300 }, (_, i) => i), parts: [Uint8Array.of(1, 2, 3)], sequence: 7n };

/** What a value could have written over: the doors still tell right from wrong, and every value is what it was. */
function mustBeSound() {
  for (const { Order: orders, Blobs: bytes, Temperature: readings } of [{ Order, Blobs, Temperature }, contracts]) {
    assert.deepEqual(orders.parse(order()), order());
    assert.deepEqual(orders.parse(orders.stringify(order())), order());
    assert.deepEqual(bytes.parse(blobs), blobs);
    assert.deepEqual(outline(readings.safeParse({ ...reading, celsius: 61 })), ["/celsius maximum"]);
  }
}

/** The doors that take a value, by what they find: the bytes of a picture, or issues. */
function pictureDoors(t) {
  const db = new Db();
  t.after(() => db.free());
  db.configure("blobs", contracts.Blobs, { buffer: "ring", capacity: 4 });
  const bridge = db.connect({ url: "ws://127.0.0.1:9/", WebSocket: class {}, offline: true });
  const found = ({ ok, value, issues }) => (ok ? value.picture : outline({ issues }));
  const thrown = (door) => {
    try {
      return found({ ok: true, value: door() });
    } catch (error) {
      return found({ issues: error.issues });
    }
  };
  return {
    safeParse: (value) => found(Blobs.safeParse(value)),
    safeParseValue: (value) => found(Blobs.safeParseValue(value)),
    safeUpgrade: (value) => found(Blobs.safeUpgrade(value, { from: 1 })),
    parse: (value) => thrown(() => Blobs.parse(value)),
    "stringify and parse": (value) => thrown(() => Blobs.parse(Blobs.stringify(value))),
    "safeParse with an override": (value) => found(Blobs.safeParse(value, { unknown: "drop" })),
    "is and safeParse": (value) => (assert.equal(Blobs.is(value), Blobs.safeParse(value).ok), found(Blobs.safeParse(value))),
    "db.set": (value) => {
      const set = db.set("blobs", value);
      return found(set.ok ? { ok: true, value: db.get("blobs") } : set);
    },
    "bridge.write": (value) => {
      const write = bridge.write("blobs", value, { mode: "local" });
      return found(write.state === "local" ? { ok: true, value: db.get("blobs") } : write);
    },
  };
}

describe("bytes that lie", () => {
  const picture = Uint8Array.from({ length: 40 }, (_, i) => i);
  for (const { name, make, remain } of liars) {
    it(`are what they are as a member, or nothing: ${name}`, (t) => {
      for (const [door, find] of Object.entries(pictureDoors(t))) {
        assert.deepEqual(find({ picture: make(picture) }), remain ? picture : ["/picture type"], door);
      }
      mustBeSound();
    });
  }
  for (const { name, make, remain } of [...liars, ...bufferLiars]) {
    it(`are what they are as a document, or nothing: ${name}`, (t) => {
      const document = new TextEncoder().encode(JSON.stringify(reading));
      for (const { Temperature: each } of [{ Temperature }, contracts]) {
        const judged = each.safeParse(make(document));
        assert.deepEqual(remain ? judged.value : outline(judged), remain ? reading : [" type"]);
        assert.equal(each.safeUpgrade(make(document), { from: 1 }).ok, remain);
        assert.equal(each.is(make(document)), false);
      }
      const db = new Db();
      t.after(() => db.free());
      db.configure("reading", contracts.Temperature);
      if (remain && make(document) instanceof Uint8Array) {
        assert.equal(db.setJson("reading", make(document)).ok, true);
        assert.deepEqual(db.get("reading"), reading);
      }
      mustBeSound();
    });
  }
  it("are no value where they are the whole one", () => {
    for (const { make, remain } of liars) {
      const bytes = Uint8Array.of(1, 2, 3, 4);
      const judged = Digest.safeParseValue(make(bytes));
      assert.deepEqual(remain ? judged.value : outline(judged), remain ? bytes : [" type"]);
    }
    mustBeSound();
  });
});

describe("lengths that lie", () => {
  for (const length of lengths) {
    it(`bound nothing: ${typeof length === "object" ? "an object" : String(length)}`, () => {
      for (const items of [[], [reading], Array.from({ length: 100 }, () => reading)]) {
        const make = () => longAs(items, length);
        for (const input of [make(), { picture: make(), parts: make(), named: make() }, order({ lines: make(), tags: make() })]) {
          for (const contract of [Blobs, Order, Anything]) {
            const verdict = contract.safeParse(input).ok;
            assert.equal(typeof verdict, "boolean");
            assert.equal(typeof contract.is(input), "boolean");
          }
        }
      }
      mustBeSound();
    });
  }
});

describe("texts that lie", () => {
  const text = (members) => Object.assign(new String("vienna-01"), members);
  it("are objects", () => {
    for (const members of [{}, { toString: bomb, valueOf: bomb }, { [Symbol.toPrimitive]: bomb }]) {
      assert.deepEqual(outline(Temperature.safeParse({ ...reading, sensor_id: text(members) })), ["/sensor_id type"]);
      assert.deepEqual(outline(Temperature.safeParse(text(members))), [" type"]);
    }
  });
  it("are read once where a key or a pattern is asked for", (t) => {
    const db = new Db();
    t.after(() => db.free());
    db.set("pumps", []);
    for (const length of [NaN, -1, 0, 2 ** 31]) {
      assert.deepEqual(db.discover({ length, toString: () => "#" }), ["pumps"]);
      assert.deepEqual(db.get({ length, toString: () => "pumps" }), []);
    }
    mustBeSound();
  });
});

describe("getters that do something meanwhile", () => {
  const doing = (what, members) => Object.defineProperty({ ...members }, "celsius", { get: () => (what(), 7), enumerable: true });
  it("may take a buffer away, or change it", () => {
    const bytes = Uint8Array.of(9, 9);
    const thief = {
      get picture() {
        structuredClone(bytes, { transfer: [bytes.buffer] });
        return bytes;
      },
    };
    assert.deepEqual(outline(Blobs.safeParse(thief)), ["/picture type"]);
    const late = Uint8Array.of(1, 1);
    const value = { picture: late, get sequence() { return late.fill(2), 5n; } };
    assert.deepEqual(Blobs.parse(value), { picture: Uint8Array.of(1, 1), sequence: 5n });
    mustBeSound();
  });
  it("may set other records, and make memory grow", (t) => {
    const db = new Db();
    t.after(() => db.free());
    const many = Array.from({ length: 50_000 }, () => reading);
    db.configure("readings", contracts.Temperatures, { buffer: "ring", capacity: 1000 });
    db.configure("reading", contracts.Temperature);
    const bridge = db.connect({ url: "ws://127.0.0.1:9/", WebSocket: class {}, offline: true });
    let rounds = 0;
    const value = doing(() => {
      for (let i = 0; i < 3; ++i) assert.equal(db.set("readings", many).ok, true);
      assert.throws(() => db.setJson("readings", JSON.stringify(many)), /^TypeError: a getter of a value that is judged cannot/);
      assert.equal(bridge.write("readings", many, { mode: "local" }).state, "local");
      assert.equal(db.get("readings").length, many.length);
      ++rounds;
    }, reading);
    for (const set of [() => db.set("reading", value), () => db.set("reading", value)]) {
      assert.equal(set().ok, true);
      assert.deepEqual(db.get("reading"), { ...reading, celsius: 7 });
    }
    assert.equal(rounds, 2);
    mustBeSound();
  });
  it("may free the Db", () => {
    const db = new Db();
    db.configure("reading", contracts.Temperature);
    assert.throws(() => db.set("reading", doing(() => db.free(), reading)), /^TypeError: this Db was freed$/);
    mustBeSound();
  });
  it("may throw, or call without end, as often as they like", () => {
    for (let i = 0; i < 20; ++i) {
      const value = doing(() => Temperature.is(value), reading);
      assert.equal(typeof Temperature.is(value), "boolean");
    }
    mustBeSound();
  });
});

describe("values made at random of all that lies", () => {
  // A generator of numbers below `n`, the same in every run.
  const numbers = (seed) => (n) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  it("never make a door throw, nor leave a trace", () => {
    const pick = numbers(12);
    const bytes = Uint8Array.from({ length: 33 }, (_, i) => i);
    const leaf = () => {
      const of = [
        () => liars[pick(liars.length)].make(bytes.subarray(0, 1 + pick(32))),
        () => longAs([reading, reading], lengths[pick(lengths.length)]),
        () => [undefined, null, NaN, -0, 1e400, 7n, "text", "\ud800", Symbol("s"), bomb, new Date(NaN), true][pick(12)],
        () => new Proxy({}, { get: bomb, ownKeys: () => ["a", "b"], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }),
      ];
      return of[pick(of.length)]();
    };
    const contractsHere = [Blobs, Order, Probe, Payment, Anything, Envelope];
    const names = ["picture", "token", "parts", "named", "digest", "sequence", "id", "status", "lines", "tags", "labels", "payment", "method", "by_name", "extra"];
    const made = (depth) => {
      if (depth === 0 || pick(3) === 0) return leaf();
      if (pick(3) === 0) return Array.from({ length: pick(4) }, () => made(depth - 1));
      const value = {};
      for (let i = pick(5); i > 0; --i) {
        const member = made(depth - 1);
        const get = () => (pick(40) === 0 ? bomb() : pick(40) === 0 ? Blobs.safeParse(made(1)) && leaf() : member);
        Object.defineProperty(value, names[pick(names.length)], { get, enumerable: true, configurable: true });
      }
      return value;
    };
    for (let i = 0; i < 300; ++i) {
      const contract = contractsHere[pick(contractsHere.length)];
      const value = made(3);
      assert.equal(typeof contract.safeParse(value).ok, "boolean");
      assert.equal(typeof contract.safeParseValue(value).ok, "boolean");
      assert.equal(typeof contract.safeUpgrade(value).ok, "boolean");
      assert.equal(typeof contract.is(value), "boolean");
      if (i % 100 === 0) mustBeSound();
    }
    mustBeSound();
  });
});
