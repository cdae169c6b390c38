// Values made to break what looks at them. Whatever happens inside, safeParse and is return.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Anything, Envelope, Order, Payment, Probe, Temperature, Temperatures } from "./contracts.js";
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
