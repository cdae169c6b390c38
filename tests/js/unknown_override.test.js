// Members that no record declares, as a single call wants them.
import assert from "node:assert/strict";
import test from "node:test";
import { Envelope, Probe } from "./contracts.js";

const order = {
  id: "6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11",
  status: "placed",
  lines: [{ sku: "A-100", quantity: 1, price: { micros: 1, currency: "EUR", cent: [0] } }],
  total: 1,
  created_at: "2026-11-21T10:00:00Z",
};
const envelope = { more: {}, sequence: 1, attempt: 1, order };
const doors = [envelope, JSON.stringify(envelope), new TextEncoder().encode(JSON.stringify(envelope))];
const codes = ({ issues }) => issues.map(({ path, code }) => `${path} ${code}`);

test("every door refuses and drops what a call wants refused and dropped", () => {
  for (const input of doors) {
    const cent = "/order/lines/0/price/cent unknown";
    assert.deepEqual(codes(Envelope.safeParse(input)), [cent]);
    assert.deepEqual(codes(Envelope.safeParse(input, { unknown: "reject" })), ["/more unknown", cent]);
    const value = Envelope.parse(input, { unknown: "drop" });
    assert.equal("more" in value, false);
    assert.deepEqual(Object.keys(value.order.lines[0].price), ["micros", "currency"]);
  }
  assert.equal("more" in Envelope.parse({ ...envelope, order: { ...order, lines: [{ ...order.lines[0], price: { micros: 1, currency: "EUR" } }] } }), true);
});

test("a value is judged as a call wants it, too", () => {
  assert.deepEqual(Probe.parseValue({ word: 1, other: 2 }), { word: 1 });
  assert.deepEqual(codes(Probe.safeParseValue({ word: 1, other: 2 }, { unknown: "reject" })), ["/other unknown"]);
});

test("there is nothing else to ask for", () => {
  assert.throws(() => Probe.parse("{}", { unknown: "keep" }), TypeError);
  assert.deepEqual(["{}"].map(Probe.parse), [{}]);
});
