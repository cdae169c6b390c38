// Defaults, old names and instances of generics at the object door.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OldProduct, Product, ProductPage, ProductPatch, Size } from "../../build/package/@fixtures/contracts/inline.js";
import { outline } from "./samples.js";

const shortest = { created_at: "2026-11-21T10:00:00Z", name: "Lamp", price: 1n };
const complete = {
  ...shortest,
  shelf: "WAREHOUSE",
  stock: 0,
  tags: [],
  colours: ["black", "white"],
  labels: {},
  size: { width: null, height: 5 },
  weight: 500,
  bonus: 5n,
  rating: 2.5,
  visible: true,
  note: "no",
  since: "2026-01-01T00:00:00Z",
};

describe("defaults", () => {
  it("are in the value, whichever door it came by", () => {
    assert.deepEqual(Product.parse(shortest), complete);
    assert.deepEqual(Product.parse(JSON.stringify({ ...shortest, price: "1" })), complete);
    assert.deepEqual(Product.parse({ ...shortest, note: undefined }), complete);
    assert.deepEqual(Product.parse({ ...shortest, title: undefined }), complete); // judged as a document
  });
  it("do not replace what is given", () => {
    const given = { ...complete, note: null, tags: ["x"], size: { width: 1, height: 2 }, visible: false, stock: 3 };
    assert.deepEqual(Product.parse(given), given);
  });
  it("are nobody's but the value's", () => {
    Product.parse(shortest).colours.push("red");
    assert.deepEqual(Product.parse(shortest).colours, ["black", "white"]);
  });
  it("may be missing from what is written, and are written", () => {
    assert.equal(Size.is({}), true);
    assert.equal(Size.stringify({}), '{"width":null,"height":10}');
  });
});

describe("old names", () => {
  it("are read and not written", () => {
    assert.deepEqual(ProductPatch.parse({ title: "Lamp", amount: 2n }), { name: "Lamp", price: 2n });
    assert.equal(ProductPatch.stringify({ title: "Lamp" }), '{"name":"Lamp"}');
    assert.equal(ProductPatch.is({ label: "Lamp" }), true);
  });
  it("must not stand beside the new one", () => {
    assert.deepEqual(outline(ProductPatch.safeParse({ name: "a", title: "b" })), ["/title duplicate"]);
  });
  it("are not kept as unknown members", () => {
    assert.deepEqual(OldProduct.parse({ more: 1, code: "x" }), { legacy_code: "x", more: 1 });
  });
});

describe("instances of generics", () => {
  it("are records", () => {
    assert.deepEqual(ProductPage.parse({ rows: [shortest], next: null }), { rows: [complete], next: null });
    assert.deepEqual(outline(ProductPage.safeParse({ rows: [{}] })), [
      "/rows/0/created_at required",
      "/rows/0/name required",
      "/rows/0/price required",
    ]);
  });
});
