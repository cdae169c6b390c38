// A document has the same verdict and the same issues as text, as bytes and as the object that JSON.parse makes of it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { takesMore } from "../differential/compare.mjs";
import * as contracts from "./contracts.js";
import { facts, order, toText } from "./samples.js";

const encoder = new TextEncoder();

/** Verdict, canonical text and issues. */
function verdict(contract, result) {
  return result.ok ? { text: contract.stringify(result.value) } : { issues: result.issues.map(facts) };
}

function agree(contract, text) {
  const fromText = contract.safeParse(text);
  const expected = verdict(contract, fromText);
  assert.deepEqual(verdict(contract, contract.safeParse(encoder.encode(text))), expected, text);
  const value = JSON.parse(text);
  if (!takesMore(contract, value)) {
    assert.deepEqual(verdict(contract, contract.safeParseValue(value)), expected, text);
    assert.equal(contract.is(value), fromText.ok, text);
  }
  if (fromText.ok) {
    assert.equal(contract.stringify(contract.parse(expected.text)), expected.text);
    assert.deepEqual(contract.parseValue(fromText.value), fromText.value);
  }
}

const values = [
  "null", "true", "false", "0", "-0", "1", "-1", "1.5", "1.0", "1e3", "255", "256", "65536", "4294967295", "4294967296",
  "9007199254740991", "-9007199254740991", "1e308", "5e-324", "0.1", "16777217", "3.4028236e38", '""', '"a"', '"abc"',
  '"a-100"', '"A-100"', '"draft"', '"VOID"', '"1"', '"-1"', '"9223372036854775808"', '"\\u0000"', '"\\ud800"', '{"\\udc00":1}', '"ä"', '"😀😀😀"',
  '"\\ud83d\\ude00"', '"2026-11-21T10:00:00Z"', '"2026-11-21T10:00:00.5+01:00"', '"2026-02-30T10:00:00Z"',
  '"6E9BD4B4-9C1C-4C8C-8D6C-0A4F2F8D3A11"', "[]", "[[]]", "[null]", "[1,2,3]", '["draft",null]', "{}", '{"a":1}',
  '{"a":[]}', '{"__proto__":1}', '{"method":"card"}', '{"method":1}', '{"micros":1,"currency":"EUR"}',
  '{"constructor":"x","toString":null}',
];

describe("every contract, given values of every kind", () => {
  const all = Object.values(contracts).filter((contract) => typeof contract?.safeParse === "function");
  assert.ok(all.length > 20);
  for (const contract of all) {
    it(contract.name, () => {
      for (const text of values) agree(contract, text);
    });
  }
});

describe("an order with one member replaced or taken away", () => {
  const { Order, Envelope, Probe, Feature } = contracts;
  const base = JSON.parse(toText(order()));

  /** Every document that differs from `value` in one place. */
  function* mutations(value) {
    for (const text of values) yield text;
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      const others = Object.entries(value).filter(([other]) => other !== key);
      const put = (text) =>
        Array.isArray(value)
          ? `[${Object.entries(value).map(([k, v]) => (k === key ? text : JSON.stringify(v)))}]`
          : `{${[...others.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`), `${JSON.stringify(key)}:${text}`]}}`;
      for (const text of mutations(value[key])) yield put(text);
      if (!Array.isArray(value)) yield JSON.stringify(Object.fromEntries(others));
      if (!Array.isArray(value)) yield JSON.stringify({ ...value, [`${key}_`]: 1 });
    }
  }
  it("agrees", () => {
    let count = 0;
    for (const text of mutations(base)) {
      agree(Order, text);
      ++count;
    }
    assert.ok(count > 1000);
  });
  it("agrees inside an envelope that keeps what it does not know", () => {
    for (const text of values) {
      agree(Envelope, `{"sequence":"5","attempt":3,"order":${JSON.stringify(base)},"extra":${text}}`);
    }
  });
  it("agrees in every field of a record that drops what it does not know", () => {
    for (const field of ["flag", "whole", "tiny", "medium", "large", "huge", "plain", "single", "double", "matrix", "sparse",
      "by_name", "maybe", "other"]) {
      for (const text of values) agree(Probe, `{"${field}":${text}}`);
    }
  });
  it("agrees on an earthquake", () => {
    const feature = {
      type: "Feature",
      properties: {
        mag: 1.5, place: "5km NW of The Geysers, CA", time: 1517968154000, updated: 1517968154000, tz: -480,
        url: "https://example.org/a", detail: "https://example.org/b", felt: null, cdi: null, mmi: null, alert: null,
        status: "automatic", tsunami: 0, sig: 35, net: "nc", code: "72966521", ids: ",nc72966521,", sources: ",nc,",
        types: ",geoserve,", nst: 12, dmin: 0.01, rms: 0.02, gap: 77, magType: "md", type: "quarry blast", title: "M 1.5",
      },
      geometry: { type: "Point", coordinates: [-122.8, 38.8, 2.5] },
      id: "nc72966521",
    };
    assert.equal(Feature.is(feature), true);
    for (const text of mutations(feature)) agree(Feature, text);
  });
});
