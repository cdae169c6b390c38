import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContractError, OrderId, SensorId, Temperature, orders } from "./contracts.js";
import { facts, order, outline, reading, toText } from "./samples.js";

const encoder = new TextEncoder();

describe("a string is JSON text", () => {
  it("gives a plain value", () => {
    const value = Temperature.parse(JSON.stringify(reading));
    assert.deepEqual(value, reading);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });
  it("may have members in any order and white space between tokens", () => {
    const text = ' {\n\t"sensor_id" : "vienna-01", "timestamp": 1732178400000,\r "celsius": 21.5 } \n';
    assert.deepEqual(Temperature.parse(text), reading);
  });
  it("has issues with the place of each value", () => {
    const { issues } = Temperature.safeParse('{"celsius":99,\n "timestamp":0,"sensor_id":"X"}');
    assert.deepEqual(
      issues.map(({ path, code, offset, line, column }) => [path, code, offset, line, column]),
      [
        ["/celsius", "maximum", 11, 1, 12],
        ["/sensor_id", "minLength", 42, 2, 28],
        ["/sensor_id", "pattern", 42, 2, 28],
      ],
    );
    assert.deepEqual(facts(issues[0]), {
      path: "/celsius",
      code: "maximum",
      params: { limit: 60 },
      message: "must be at most 60",
    });
  });
  for (const text of ["", " ", "{", "nul", "[1,]", '{"celsius":1}x', "\u0000", "\ufeff{}"]) {
    it(`is refused when it is no JSON: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(outline(Temperature.safeParse(text)), [" syntax"]);
    });
  }
  it("is refused when a member occurs twice", () => {
    const text = '{"celsius":1,"celsius":1,"timestamp":0,"sensor_id":"roof"}';
    assert.deepEqual(outline(Temperature.safeParse(text)), ["/celsius duplicate"]);
  });
  it("is refused when it is larger than the contract allows, without being read", () => {
    assert.deepEqual(outline(Temperature.safeParse(" ".repeat(2 ** 24 + 1))), [" size"]);
    assert.deepEqual(outline(Temperature.safeParse("ä".repeat(2 ** 23 + 1))), [" size"]);
  });
  it("may be as large as the contract allows", () => {
    const text = JSON.stringify(reading);
    assert.deepEqual(Temperature.parse(text.padEnd(2 ** 24)), reading);
  });
});

describe("bytes are JSON text in UTF-8", () => {
  const bytes = encoder.encode(JSON.stringify(reading));

  it("as Uint8Array, Buffer, part of a larger buffer, or ArrayBuffer", () => {
    const larger = new Uint8Array(bytes.length + 20).fill(0x20);
    larger.set(bytes, 10);
    for (const input of [bytes, Buffer.from(bytes), larger.subarray(10, 10 + bytes.length), bytes.buffer]) {
      assert.deepEqual(Temperature.parse(input), reading);
    }
  });
  it("have the issues that the same text has", () => {
    for (const text of ["{", '{"celsius":"ä","timestamp":0,"sensor_id":"x"}']) {
      assert.deepEqual(Temperature.safeParse(encoder.encode(text)), Temperature.safeParse(text));
    }
  });
  it("have to be UTF-8", () => {
    for (const bad of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
      const input = Uint8Array.from([0x22, ...bad, 0x22]);
      assert.deepEqual(outline(SensorId.safeParse(input)), [" encoding"]);
    }
  });
  it("keep every character of non-ASCII text", () => {
    const value = order({ tags: ["Größe", "日本", "😀", "\ufeffmark"] });
    assert.deepEqual(orders.Order.parse(encoder.encode(toText(value))), value);
  });
  it("of another width are no document", () => {
    assert.deepEqual(outline(Temperature.safeParse(new Uint16Array(2))), [" type"]);
    assert.deepEqual(outline(Temperature.safeParse(new DataView(bytes.buffer))), [" type"]);
  });
});

describe("anything else is judged as it is", () => {
  it("and gives a fresh value", () => {
    const value = Temperature.parse(reading);
    assert.deepEqual(value, reading);
    assert.notEqual(value, reading);
  });
  it("in canonical form", () => {
    const value = orders.Order.parse(
      order({
        id: "6E9BD4B4-9C1C-4C8C-8D6C-0A4F2F8D3A11",
        total: "7",
        created_at: "2026-11-21t11:00:00.500+01:00",
        labels: { b: "2", a: "1" },
      }),
    );
    assert.equal(value.id, "6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11");
    assert.equal(value.total, 7n);
    assert.equal(value.created_at, "2026-11-21T10:00:00.500Z");
    assert.deepEqual(Object.keys(value.labels), ["a", "b"]);
  });
  it("with issues that have a path and no place in a text", () => {
    const { issues } = Temperature.safeParse({ ...reading, celsius: -100 });
    assert.deepEqual(issues, [
      { path: "/celsius", code: "minimum", params: { limit: -90 }, message: "must be at least -90" },
    ]);
  });
});

describe("a string that is the value itself", () => {
  it("goes through parseValue, safeParseValue and is", () => {
    assert.equal(SensorId.parseValue("vienna-01"), "vienna-01");
    assert.deepEqual(SensorId.safeParseValue("vienna-01"), { ok: true, value: "vienna-01" });
    assert.equal(SensorId.is("vienna-01"), true);
    assert.equal(SensorId.is('"vienna-01"'), false);
    assert.deepEqual(outline(SensorId.safeParse("vienna-01")), [" syntax"]);
    assert.equal(SensorId.parse('"vienna-01"'), "vienna-01");
  });
  it("is canonical, too", () => {
    assert.equal(
      OrderId.parseValue("6E9BD4B4-9C1C-4C8C-8D6C-0A4F2F8D3A11"),
      "6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11",
    );
  });
});

describe("parse, parseValue and stringify throw a ContractError", () => {
  const error = (action) => {
    try {
      action();
    } catch (caught) {
      return caught;
    }
    return undefined;
  };
  it("with every issue", () => {
    for (const action of [
      () => Temperature.parse('{"celsius":99}'),
      () => Temperature.parseValue({ celsius: 99 }),
      () => Temperature.stringify({ celsius: 99 }),
    ]) {
      const caught = error(action);
      assert.ok(caught instanceof ContractError && caught instanceof Error);
      assert.equal(caught.name, "ContractError");
      assert.equal(caught.contract, "sensors.Temperature");
      assert.deepEqual(outline({ ok: false, issues: caught.issues }), [
        "/celsius maximum",
        "/timestamp required",
        "/sensor_id required",
      ]);
      assert.equal(caught.message, "sensors.Temperature at /celsius: must be at most 60 (and 2 more)");
    }
  });
});

describe("the functions of a contract", () => {
  it("need no this", () => {
    const { is, parse } = Temperature;
    assert.deepEqual([reading, 1, null].filter(is), [reading]);
    assert.deepEqual([reading].map((value) => parse(value)), [reading]);
  });
  it("belong to a contract with its full name", () => {
    assert.equal(Temperature.name, "sensors.Temperature");
    assert.match(Temperature.fingerprint, /^[0-9a-f]{64}$/);
    assert.equal(orders.Order.name, "acme.orders.Order");
  });
});
