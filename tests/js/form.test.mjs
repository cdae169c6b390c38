// Inputs that are text: what they become, and that the contract judges it as it judges any value.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContractError } from "../../build/package/@tally/runtime/index.js";
import { fromText } from "../../build/package/@tally/runtime/form.js";
import { Labels, Order, Orders, Probe, SensorId, Size, Temperature, orders } from "./contracts.js";
import { order, outline, reading } from "./samples.js";

const formOf = (entries) => {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
};
const probe = (members) => fromText(Probe).safeParse(members);

describe("text in a value", () => {
  it("becomes the number or boolean that the contract asks for", () => {
    const texts = { flag: "true", whole: "-15", tiny: " 7 ", word: "65535", huge: "18446744073709551614", single: ".5", double: "1e3" };
    const expected = { flag: true, whole: -15, tiny: 7, word: 65535, huge: 18446744073709551614n, single: 0.5, double: 1000 };
    assert.deepEqual(fromText(Probe).parse(texts), expected);
    for (const [text, value] of [["on", true], ["1", true], ["false", false], ["off", false], ["0", false]]) {
      assert.deepEqual(probe({ flag: text }), { ok: true, value: { flag: value } });
    }
  });
  it("stays what it is where text is asked for", () => {
    assert.equal(fromText(SensorId).parse("roof"), "roof");
    assert.deepEqual(fromText(Labels).parse({ a: "1", b: "true", c: "" }), { a: "1", b: "true", c: "" });
  });
  it("becomes a list of one", () => {
    assert.deepEqual(probe({ sparse: "1" }), { ok: true, value: { sparse: [1] } });
    assert.deepEqual(probe({ matrix: "1.5" }), { ok: true, value: { matrix: [[1.5]] } });
  });
  it("is a value of its own, too", () => {
    assert.equal(fromText(orders.Quantity).parse("12"), 12);
    assert.deepEqual(outline(fromText(orders.Quantity).safeParse("")), [" type"]);
  });
  it("is judged as what it has become", () => {
    assert.deepEqual(outline(probe({ tiny: "128", whole: "7", medium: "1000", double: "1e999" })), [
      "/tiny range", "/whole multipleOf", "/medium exclusiveMaximum", "/double type",
    ]);
  });
  it("stays text when it is no such value", () => {
    for (const text of ["x", "1.5", "0x10", "1_000", "1,5", "Infinity", "NaN", "9007199254740990.5", "15e-1", "--1", "1e"]) {
      const [issue, ...others] = probe({ whole: text }).issues;
      assert.deepEqual([issue.code, issue.params, others], ["type", { expected: "integer", actual: "string" }, []], text);
    }
    for (const text of ["TRUE", "yes", "2", " "]) assert.deepEqual(outline(probe({ flag: text })), ["/flag type"], text);
  });
  it("that is empty is an absent member, or null, but where the contract takes it", () => {
    assert.deepEqual(probe({ whole: "", double: "", maybe: "" }), { ok: true, value: {} });
    assert.deepEqual(fromText(Size).parse({ width: "", height: "" }), Size.parse({}));
    assert.deepEqual(outline(fromText(Temperature).safeParse({ ...reading, celsius: "", sensor_id: "" })), [
      "/celsius required", "/sensor_id required",
    ]);
    assert.deepEqual(fromText(orders.Line).parse({ ...order().lines[0], note: "" }).note, "");
  });
  it("may stand beside values", () => {
    assert.deepEqual(fromText(Order).parse(order()), order());
    assert.deepEqual(fromText(Temperature).parse({ ...reading, celsius: "21.5" }), reading);
  });
  it("leaves what is given as it is", () => {
    const given = Object.freeze({ sparse: Object.freeze(["1", 2, "3"]), whole: "" });
    assert.deepEqual(fromText(Probe).parse(given), { sparse: [1, 2, 3] });
    assert.deepEqual(given, { sparse: ["1", 2, "3"], whole: "" });
  });
  it("is read however many there are, up to twenty times what the judge names at once", () => {
    const many = Array.from({ length: 900 }, (_, i) => String(i));
    assert.deepEqual(fromText(Probe).parse({ sparse: many }).sparse, many.map(Number));
    assert.equal(probe({ sparse: Array(1100).fill("1") }).ok, false);
  });
  it("is no way round the contract: undeclared members are refused, __proto__ among them", () => {
    assert.deepEqual(outline(fromText(Temperature).safeParse({ ...reading, celsius: "1", more: "1" })), ["/more unknown"]);
    const polluted = JSON.parse('{"celsius":"1","timestamp":1,"sensor_id":"roof","__proto__":{"celsius":"2"}}');
    assert.deepEqual(outline(fromText(Temperature).safeParse(polluted)), ["/__proto__ unknown"]);
  });
});

describe("a form", () => {
  const entries = [
    ["id", order().id], ["status", "placed"], ["total", "2500000"], ["created_at", "2026-11-21T10:00:00Z"], ["discount", ""],
    ["lines[0].sku", "A-100"], ["lines[0].quantity", "2"], ["lines[0].price.micros", "1250000"], ["lines[0].price.currency", "EUR"],
    ["lines[7].sku", "ZX9"], ["lines[7].quantity", "1"], ["lines[7].price.micros", "-5"], ["lines[7].price.currency", "USD"],
    ["tags", "fragile"], ["payment.method", "card"], ["payment.token", "0123456789abcdef"],
  ];
  const expected = {
    id: order().id,
    status: "placed",
    lines: [
      { sku: "A-100", quantity: 2, price: { micros: 1250000n, currency: "EUR" } },
      { sku: "ZX9", quantity: 1, price: { micros: -5n, currency: "USD" } },
    ],
    tags: ["fragile"],
    payment: { method: "card", token: "0123456789abcdef", three_ds: false },
    total: 2500000n,
    created_at: "2026-11-21T10:00:00Z",
  };
  const withValue = (name, value) => formOf(entries.map((entry) => (entry[0] === name ? [name, value] : entry)));

  it("is a record: names lead into lists and records, and a box that is not ticked is false", () => {
    assert.deepEqual(fromText(Order).parse(formOf(entries)), expected);
  });
  it("may have its names in other spellings, and may be URLSearchParams", () => {
    const renamed = entries.map(([name, value]) => [name.replace(/\[(\d)\]/, ".$1").replace("tags", "tags[]"), value]);
    assert.deepEqual(fromText(Order).parse(new URLSearchParams(renamed)), expected);
  });
  it("has a list where a name comes twice", () => {
    assert.deepEqual(fromText(Order).parse(formOf([...entries, ["tags", "heavy"]])).tags, ["fragile", "heavy"]);
  });
  it("has issues at the places of the value, for people and for libraries", () => {
    const form = withValue("lines[7].quantity", "1000");
    assert.deepEqual(outline(fromText(Order).safeParse(form)), ["/lines/1/quantity maximum"]);
    assert.deepEqual(fromText(Order)["~standard"].validate(form).issues[0].path, ["lines", 1, "quantity"]);
    assert.throws(() => fromText(Order).parse(form), ContractError);
  });
  it("is without lists of which nothing was chosen, which are empty then", () => {
    const form = formOf(entries.filter(([name]) => !name.startsWith("lines")));
    assert.deepEqual(outline(fromText(Order).safeParse(form)), ["/lines minItems"]);
  });
  it("still lacks what has to be there", () => {
    const form = formOf(entries.filter(([name]) => name !== "id"));
    assert.deepEqual(outline(fromText(Order).safeParse(form)), ["/id required"]);
    assert.deepEqual(outline(fromText(Order).safeParse(withValue("total", ""))), ["/total required"]);
  });
  it("that was made to break out stays a form that is refused", () => {
    const refused = (...more) => outline(fromText(Temperature).safeParse(formOf([["celsius", "1"], ["timestamp", "1"], ["sensor_id", "roof"], ...more])));
    assert.deepEqual(refused(["__proto__.celsius", "2"]), ["/__proto__ unknown"]);
    assert.deepEqual(refused(["constructor.prototype.x", "2"]), ["/constructor unknown"]);
    assert.deepEqual(refused(["celsius.x", "2"]), ["/celsius type"]);
    assert.deepEqual(refused(["x[4294967295]", "2"]), ["/x unknown"]);
    assert.deepEqual(refused(["", "2"]), ["/ unknown"]);
    assert.deepEqual(refused(["a[b]".repeat(100_000), "2"]).length, 1);
    assert.equal({}.celsius, undefined);
  });
  it("with a file is refused there", () => {
    const form = formOf([...entries, ["@kind", new File(["x"], "x.txt")]]);
    assert.deepEqual(outline(fromText(Order).safeParse(form)), ["/@kind type"]);
  });
  it("of whatever pieces is answered: accepted as what the contract accepts, or refused with issues", () => {
    const pieces = ["lines", "[0]", "[7]", "[", "]", ".", "..", "quantity", "price", "micros", "tags", "[]", "payment", "method", "__proto__", "constructor", "length", "-1", "\ud800", "%5B", ""];
    const texts = ["", " ", "1", "-0", "1e400", "1e-400", "9".repeat(400), "true", "null", "[]", "{}", "\0", "\ud800", "2026-02-30", "card", "A-100", "EUR"];
    let state = Number(new Date().toISOString().slice(0, 10).replaceAll("-", ""));
    const below = (count) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % 65_536 % count;
    const one = (list) => list[below(list.length)];
    for (let i = 0; i < 3000; ++i) {
      const more = Array.from({ length: 1 + below(4) }, () => [Array.from({ length: 1 + below(6) }, () => one(pieces)).join(""), one(texts)]);
      const changed = entries.filter(() => below(8) > 0).map(([name, value]) => [name, below(8) > 0 ? value : one(texts)]);
      for (const input of [formOf([...changed, ...more]), new URLSearchParams(more), Object.fromEntries(more)]) {
        const result = fromText(Order).safeParse(input);
        assert.ok(result.ok ? Order.is(result.value) : result.issues.length > 0, JSON.stringify([changed, more]));
      }
    }
    assert.deepEqual(Object.keys(Object.prototype), []);
  });
  it("never is a list as a whole", () => {
    assert.deepEqual(outline(fromText(Orders).safeParse(formOf([["0", "1"]]))), [" type"]);
  });
});
