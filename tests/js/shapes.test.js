import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Chain, Directory, Expression, Tree, Uses } from "./contracts.js";
import { outline } from "./samples.js";

const number = (value) => ({ op: "number", value });
const leaf = { key: "leaf", left: null, right: null };

describe("a value that holds values of its own type", () => {
  it("goes through the object door and comes back", () => {
    for (const [type, value] of [
      [Chain, { value: 1, next: { value: 2, next: { value: 3 } } }],
      [Tree, { key: "m", left: leaf, right: { key: "t", left: null, right: leaf } }],
      [Directory, { entries: { a: { entries: { b: { entries: {}, size: 1 } } } } }],
      [Expression, { op: "add", left: number(1), right: { op: "negate", of: number(2) } }],
      [Uses, { chain: { value: 1 }, tree: leaf, trees: { a: leaf }, expression: number(1), branch: null }],
    ]) {
      assert.deepEqual(type.parseValue(value), value);
      assert.equal(type.is(value), true);
      assert.deepEqual(type.parse(type.stringify(value)), value);
    }
  });

  it("is judged at every level", () => {
    assert.deepEqual(outline(Chain.safeParse({ value: 1, next: { value: 2, next: { value: "x" } } })), [
      "/next/next/value type",
    ]);
    assert.equal(Expression.is({ op: "negate", of: { op: "negate" } }), false);
  });

  it("is as deep as documents may be and no deeper", () => {
    const chain = (depth) => {
      let value = { value: 1 };
      for (let i = 1; i < depth; ++i) value = { value: 1, next: value };
      return value;
    };
    assert.deepEqual(Chain.parseValue(chain(1000)), chain(1000));
    assert.deepEqual(outline(Chain.safeParse(chain(1001))), [" depth"]);
    const cycle = { value: 1 };
    cycle.next = cycle;
    assert.deepEqual(outline(Chain.safeParse(cycle)), [" depth"]);
  });
});
