// Members that a contract does not name.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Envelope, Probe, Temperature } from "./contracts.js";
import { order, outline, reading, toText } from "./samples.js";

/** The same document through every door. */
const everyDoor = (value) => [value, toText(value), new TextEncoder().encode(toText(value))];

describe("unknown: reject", () => {
  it("names each of them", () => {
    for (const input of everyDoor({ ...reading, a: 1, b: { c: 2 } })) {
      assert.deepEqual(outline(Temperature.safeParse(input)), ["/a unknown", "/b unknown"]);
    }
  });
  it("is not fooled by a known member that is missing", () => {
    const { celsius, ...rest } = reading;
    for (const input of everyDoor({ ...rest, Celsius: celsius })) {
      assert.deepEqual(outline(Temperature.safeParse(input)), ["/Celsius unknown", "/celsius required"]);
    }
  });
  it("takes a member that is undefined for absent", () => {
    assert.deepEqual(Temperature.parse({ ...reading, other: undefined }), reading);
    assert.deepEqual(outline(Temperature.safeParse({ ...reading, celsius: undefined })), ["/celsius required"]);
    assert.equal(Temperature.is({ ...reading, other: undefined }), true);
  });
});

describe("unknown: drop", () => {
  it("leaves them behind", () => {
    for (const input of everyDoor({ other: [1, { a: null }], flag: true, more: "x" })) {
      assert.deepEqual(Probe.parse(input), { flag: true });
    }
    assert.equal(Probe.stringify({ other: 1, flag: true }), '{"flag":true}');
  });
  it("still wants them to be sound", () => {
    assert.deepEqual(outline(Probe.safeParse({ other: NaN })), ["/other type"]);
    assert.deepEqual(outline(Probe.safeParse({ other: () => 0 })), ["/other type"]);
    assert.deepEqual(outline(Probe.safeParse({ other: "\ud800" })), ["/other encoding"]);
    assert.deepEqual(outline(Probe.safeParse('{"other":"\\ud800"}')), ["/other encoding"]);
    assert.deepEqual(outline(Probe.safeParse('{"other":1e999}')), ["/other range"]);
  });
});

describe("unknown: keep", () => {
  const envelope = (more) => ({ sequence: 1n, attempt: 0, order: order(), ...more });
  it("carries them both ways, ordered by their keys", () => {
    for (const input of everyDoor(envelope({ zone: { a: [1, null] }, at: "ß", "": false }))) {
      const value = Envelope.parse(input);
      assert.deepEqual(value, envelope({ "": false, at: "ß", zone: { a: [1, null] } }));
      assert.deepEqual(Object.keys(value), ["sequence", "attempt", "order", "", "at", "zone"]);
      assert.equal(Envelope.stringify(value), toText(envelope({ "": false, at: "ß", zone: { a: [1, null] } })));
    }
  });
  it("wants them to be sound", () => {
    assert.deepEqual(outline(Envelope.safeParse(envelope({ other: 1n }))), ["/other type"]);
    assert.deepEqual(outline(Envelope.safeParse(envelope({ "\udc00": 1 }))), [" encoding"]);
  });
  it("does not keep what is undefined", () => {
    assert.deepEqual(Envelope.parse(envelope({ other: undefined })), envelope());
  });
});
