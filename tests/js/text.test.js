// Characters beyond ASCII, strings that are no Unicode, and memory that grows under them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Anything, Labels, Order, Temperature, Temperatures } from "./contracts.js";
import { order, outline, reading, toText } from "./samples.js";

describe("strings", () => {
  const texts = {
    ASCII: "plain, with \u0000 and \u007f",
    "two bytes": "Größe ¡ß ÿ",
    "three bytes": "日本語 \u2028 \ufeff \uffff",
    "four bytes": "😀\u{10ffff}\u{10000}",
    "all of them": "a ß 語 😀 z",
    escaped: "\"\\/\b\f\n\r\t",
    empty: "",
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`of ${name} come through every door and out again`, () => {
      const value = order({ tags: [text || "x", "between", text || "x"], extra: text, labels: { k: text } });
      assert.deepEqual(Order.parse(value), value);
      assert.deepEqual(Order.parse(toText(value)), value);
      assert.deepEqual(Order.parse(new TextEncoder().encode(toText(value))), value);
      assert.equal(Order.stringify(value), toText(value));
    });
  }
  it("may be written with escapes", () => {
    assert.deepEqual(Labels.parse('{"\\u0061":"\\ud83d\\ude00\\u00df\\n"}'), { a: "😀ß\n" });
  });
  it("have their length in code points", () => {
    const tag = (text) => outline(Order.safeParse(order({ tags: [text] })));
    assert.equal(tag("😀".repeat(40)), "ok");
    assert.deepEqual(tag("😀".repeat(41)), ["/tags/0 maxLength"]);
  });
  it("outlive the documents that they were cut from", () => {
    const first = Order.parse(toText(order()));
    for (let i = 0; i < 100; ++i) Order.parse(toText(order({ tags: [`other${i}`] })));
    assert.deepEqual(first, order());
  });
});

describe("half a surrogate pair", () => {
  const lone = ["\ud800", "\udc00", "a\ud800b", "ä\udfff", "\udc00\ud800"];
  it("is refused in a text", () => {
    for (const text of lone) assert.deepEqual(outline(Labels.safeParse(`{"a":"${text}"}`)), [" encoding"]);
  });
  it("is refused at its place in a text", () => {
    const [issue] = Labels.safeParse('{"ä":"\ud800"}').issues;
    assert.deepEqual([issue.offset, issue.line, issue.column], [7, 1, 7]);
  });
  it("is refused as an escape", () => {
    assert.deepEqual(outline(Labels.safeParse('{"a":"\\ud800"}')), ["/a encoding"]);
  });
  it("is refused in a value", () => {
    for (const text of lone) assert.deepEqual(outline(Labels.safeParse({ a: text })), ["/a encoding"]);
    for (const text of lone) assert.deepEqual(outline(Labels.safeParse({ [text]: "a" })), [" encoding"]);
  });
  it("is refused even where its other half begins the next string", () => {
    assert.deepEqual(outline(Order.safeParse(order({ tags: ["\ud83d", "\ude00"] }))), [
      "/tags/0 encoding",
      "/tags/1 encoding",
    ]);
    assert.deepEqual(outline(Labels.safeParse({ a: "\ud83d", b: "\ude00" })), ["/a encoding", "/b encoding"]);
  });
});

describe("memory", () => {
  const many = (count) => Array.from({ length: count }, (_, i) => ({ ...reading, timestamp: i, sensor_id: `s-${i}` }));
  it("grows with a document of 5 MB after a small one", () => {
    const small = Temperature.parse(JSON.stringify(reading));
    const value = many(90_000);
    const text = JSON.stringify(value);
    assert.ok(text.length > 5_000_000);
    assert.deepEqual(Temperatures.parse(text), value);
    assert.deepEqual(Temperatures.parse(new TextEncoder().encode(text)), value);
    assert.deepEqual(small, reading);
    assert.deepEqual(Temperature.parse(JSON.stringify(reading)), reading);
  });
  it("grows while an object is written", () => {
    const value = many(100_000);
    assert.equal(Temperatures.is(value), true);
    assert.deepEqual(Temperatures.parse(value), value);
    value[99_999].celsius = 61;
    assert.deepEqual(outline(Temperatures.safeParse(value)), ["/99999/celsius maximum"]);
  });
  it("grows with a long text that is not ASCII", () => {
    const value = { a: "語😀".repeat(30_000) };
    assert.deepEqual(Anything.parse(JSON.stringify(value)), value);
    assert.deepEqual(Anything.parse(value), value);
  });
});
