// Rules at the doors of the package: also of values that no JSON text could hold.
import assert from "node:assert/strict";
import test from "node:test";
import { Consignment, Purchase, Values } from "./contracts.js";

const sound = {
  id: "6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11",
  customer_email: "a@b",
  lines: [{ sku: "A", quantity: 7, price: 17n }],
  total: 119n,
  "@country": "DE",
};

const issuesOf = (result) => result.issues.map(({ path, code, message }) => ({ path, code, message }));

test("rules of an object, native ones too, with integers of 64 bits", () => {
  assert.equal(Purchase.safeParse(sound).ok, true);
  assert.deepEqual(issuesOf(Purchase.safeParse({ ...sound, total: 238n })), [
    { path: "/total", code: "total", message: "must satisfy this.total == sum(this.lines, l, l.price * l.quantity)" },
  ]);
  const untaxed = { ...sound, total: 17n, lines: [{ sku: "A", quantity: 1, price: 17n }] };
  assert.deepEqual(issuesOf(Purchase.safeParse(untaxed)), [
    { path: "", code: "vat", message: "VAT does not match the delivery country" },
  ]);
  assert.deepEqual(issuesOf(Consignment.safeParse({ number: 18446744073709551614n })), [
    { path: "/number", code: "check-digit", message: "must satisfy acme::rules::check_consignment" },
  ]);
});

test("params name the fields", () => {
  const { customer_email: email, ...rest } = sound;
  const [issue] = Purchase.safeParse(rest).issues;
  assert.deepEqual([issue.code, issue.params], ["contact", { fields: ["customer_email", "customer_phone"] }]);
});

test("bytes are counted wherever they come from", () => {
  assert.deepEqual(issuesOf(Values.safeParse({ data: new Uint8Array(1) })).map(({ code }) => code), ["data-size"]);
  assert.equal(Values.safeParse({ data: new Uint8Array(2) }).ok, true);
  assert.deepEqual(issuesOf(Values.safeParse({ url_data: new Uint8Array(3) })).map(({ code }) => code), ["url-size"]);
});
