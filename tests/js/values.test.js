// What contracts say about values beside their type: open enums, sensitive values, timestamps as numbers.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { values } from "./contracts.js";
import { outline } from "./samples.js";

const { Account, Medium, Clock, Distinct, Instant, Lengths, Tags, Visit } = values;

describe("an open enum", () => {
  it("is any string", () => {
    for (const value of ["web", "NO", "letter", "", "😀", "x".repeat(1000)]) {
      assert.equal(Medium.parseValue(value), value);
      assert.equal(Medium.parse(JSON.stringify(value)), value);
      assert.equal(Medium.stringify(value), JSON.stringify(value));
    }
  });
  it("is nothing else", () => {
    for (const value of [1, null, undefined, {}, ["web"], Symbol("web")]) assert.deepEqual(outline(Medium.safeParseValue(value)), [" type"]);
    assert.deepEqual(outline(Medium.safeParseValue("\ud800")), [" encoding"]);
  });
  it("is written back wherever it stands", () => {
    const visit = { channel: "a", next: "b", last: null, via: ["web", "c"], by: { x: "d", y: null }, step: { kind: "call", from: "e" } };
    assert.deepEqual(Visit.parse(Visit.stringify(visit)), visit);
    assert.deepEqual(Visit.parse("{}"), { channel: "app", next: "pigeon" });
  });
});

describe("a timestamp with `as: millis`", () => {
  const at = Date.UTC(2026, 10, 21, 10, 0, 0, 123);
  const text = new Date(at).toISOString();
  const started = Date.UTC(2026, 0, 1);
  it("is the number that Date takes, and text in documents", () => {
    assert.deepEqual(Clock.parse(`{"at":"${text}"}`), { at, started });
    assert.equal(Clock.stringify({ at, last: null, laps: [0, -1] }),
      `{"at":"${text}","last":null,"laps":["1970-01-01T00:00:00Z","1969-12-31T23:59:59.999Z"],"started":"2026-01-01T00:00:00Z"}`);
  });
  it("may be given as text or as a number", () => {
    for (const given of [at, text]) {
      assert.equal(Instant.parseValue(given), at);
      assert.ok(Instant.is(given));
      assert.deepEqual(Clock.parseValue({ at: given, due: given, laps: [given] }), { at, laps: [at], started, due: at });
    }
  });
  it("is a number in no document", () => assert.deepEqual(outline(Instant.safeParse(`${at}`)), [" type"]));
  it("is never rounded", () => {
    assert.deepEqual(outline(Instant.safeParse('"2026-11-21T10:00:00.1231Z"')), [" precision"]);
    assert.deepEqual(outline(Instant.safeParseValue("2026-11-21T10:00:00.1231Z")), [" precision"]);
    for (const value of [at + 0.5, NaN, Infinity, 1n, new Date(at), true]) {
      assert.deepEqual(outline(Instant.safeParseValue(value)), [" type"]);
      assert.ok(!Instant.is(value));
    }
    assert.deepEqual(outline(Instant.safeParseValue(1e15)), [" range"]);
  });
  it("is not to blame for what is wrong beside it", () => {
    assert.deepEqual(outline(Clock.safeParseValue({ at, laps: [at, at], started: "x" })), ["/laps/1 uniqueItems", "/started format"]);
  });
});

describe("elements that differ", () => {
  it("are compared as the values that they are", () => {
    assert.deepEqual(outline(Distinct.safeParseValue({ large: [5n, 5] })), ["/large/1 uniqueItems"]);
    assert.deepEqual(outline(Distinct.safeParseValue({ large: [5n, "5"] })), ["/large/1 uniqueItems"]);
    assert.deepEqual(outline(Distinct.safeParseValue({ huge: [2n ** 64n - 1n, 1n, 2n ** 64n - 1n] })), ["/huge/2 uniqueItems"]);
    assert.deepEqual(outline(Distinct.safeParseValue({ blobs: [new Uint8Array([0, 1]), "AAE="] })), ["/blobs/1 uniqueItems"]);
    assert.deepEqual(outline(Distinct.safeParseValue({ tokens: [new Uint8Array([0, 1]), "AAE"] })), ["/tokens/1 uniqueItems"]);
    assert.deepEqual(outline(Distinct.safeParseValue({ items: [{ id: 1 }, { id: 1, name: undefined }] })), ["/items/1 uniqueItems"]);
    assert.ok(Distinct.is({ items: [{ id: 1 }, { id: 1, name: null }] }));
  });
  it("may be many", () => {
    const tags = Array.from({ length: 400 }, (_, i) => i.toString(36));
    assert.ok(Tags.is(tags));
    tags[399] = tags[3];
    const { issues } = Tags.safeParseValue(tags);
    assert.deepEqual(issues.map(({ path, params }) => [path, params]), [["/399", { first: 3, second: 399 }]]);
  });
});

describe("lengths", () => {
  it("in UTF-16 code units are those of JavaScript", () => {
    for (const text of ["ab", "€€€€€€", "😀", "😀😀😀", "é", "abcdefg", "😀😀😀a"]) {
      assert.equal(Lengths.is({ utf16: text }), text.length >= 2 && text.length <= 6, text);
      assert.equal(Lengths.is({ bytes: text }), Buffer.byteLength(text) >= 2 && Buffer.byteLength(text) <= 6, text);
    }
  });
});

describe("a sensitive value", () => {
  const secret = "hunter2";
  const odd = [secret, secret.repeat(9), `${secret}\ud800`, [secret], { [secret]: secret }, { kind: secret }, { name: secret, [secret]: secret },
    { kind: "call", from: { [secret]: secret } }, { a: secret.repeat(2), [secret]: secret }, [{ name: secret }, { [secret]: 1 }, { notes: { [secret]: secret, b: "" } }]];
  const sensitive = ["password", "pin", "balance", "ratio", "key", "email", "born", "seen", "shelf", "id", "answers", "profile", "step"];
  const lists = ["old", "history"];
  // 717273 to look for as a number, however it is written.
  const numbers = [717273, -717273.5, 7172730000000000, "717273", "717273.717273", [717273], { 717273: 717273 }];
  const tells = /hunter2|717273|actual/;

  const issuesOf = (account) => {
    const doors = [Account.safeParseValue(account)];
    const text = JSON.stringify(account);
    if (text !== undefined) doors.push(Account.safeParse(text), Account.safeParse(new TextEncoder().encode(text)));
    return doors;
  };
  const holds = (account) => {
    for (const { ok, issues } of issuesOf(account)) {
      if (ok) continue;
      assert.ok(issues.length > 0);
      assert.doesNotMatch(JSON.stringify(issues.map(({ path, code, message, params }) => [path, code, message, params])), tells);
    }
  };

  it("is in no issue, at no door, whatever is wrong with it", () => {
    let refused = 0;
    for (const field of sensitive) {
      for (const value of [...odd, ...numbers]) {
        const account = { user: "u", [field]: value };
        holds(account);
        if (!Account.is(account)) ++refused;
      }
    }
    for (const field of lists) for (const value of [...odd, ...numbers]) holds({ user: "u", [field]: [value, value] });
    assert.ok(refused > 200, `${refused}`);
  });
  it("is in no issue about another one", () => {
    holds({ password: "hunter2hunter2", pin: 717273, answers: { hunter2: "hunter2" } });
    assert.throws(() => Account.parseValue({ password: "hunter2" }), (error) => !tells.test(`${error.message} ${error.stack} ${JSON.stringify(error.issues)}`));
  });
  it("says nothing of its kind either", () => {
    for (const value of [7, null, true, {}, [], NaN, 1n, Symbol("x")]) {
      assert.deepEqual(Account.safeParseValue({ user: "u", password: value }).issues.map(({ message, params }) => [message, params]),
        [["must be string", { expected: "string" }]]);
    }
  });
});
