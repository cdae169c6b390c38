// Documents of older versions in WebAssembly: the vectors that C++ runs as well (tests/contracts/upgrade_test.cpp), by
// every door.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { openPackage } from "../differential/sides.mjs";
import { ContractError, Parcel } from "./contracts.js";
import { outline } from "./samples.js";

const vectors = JSON.parse(readFileSync(new URL("../upgrades/history.json", import.meta.url), "utf8"));
const { byName } = await openPackage();
const { upgrade, safeUpgrade, stringify } = byName.get("acme.history.Invoice");
const old = { id: "o-1", status: "lost", amount: 1250n, lines: [{ sku: "A-100", count: 2 }] };
const current = {
  id: "o-1",
  status: "VOID",
  channel: "web",
  total: 12500000n,
  lines: [{ sku: "A-100", quantity: 2 }],
};

/** The value of a document whose JSON.parse has the same members, or undefined. */
function valueOf(document) {
  try {
    const value = JSON.parse(document);
    return typeof value === "object" && JSON.stringify(value).length === document.length ? value : undefined;
  } catch {
    return undefined;
  }
}

function outcomeOf(type, result) {
  return result.ok ? type.stringify(result.value) : result.issues.map(({ path, code }) => `${path} ${code}`);
}

describe("upgrade", () => {
  it("makes of every document what its vector says, at every door", () => {
    let values = 0;
    for (const { name, type: typeName, document, from, result, issues } of vectors) {
      const type = byName.get(typeName);
      const expected = result ?? issues.map(({ path, code }) => `${path} ${code}`);
      assert.deepEqual(outcomeOf(type, type.safeUpgrade(document, { from })), expected, name);
      const bytes = new TextEncoder().encode(document);
      assert.deepEqual(outcomeOf(type, type.safeUpgrade(bytes, { from })), expected, `${name}, as bytes`);
      const value = valueOf(document);
      if (value === undefined) continue;
      ++values;
      assert.deepEqual(outcomeOf(type, type.safeUpgrade(value, { from })), expected, `${name}, as a value`);
    }
    assert.ok(values > vectors.length / 2);
  });

  it("takes values that no text has, and gives a fresh one", () => {
    const value = upgrade({ ...old, note: undefined }, { from: 1 });
    assert.deepEqual(value, current);
    assert.equal(stringify(value), stringify(current));
    assert.deepEqual(outline(safeUpgrade({ ...old, id: Symbol() }, { from: 1 })), ["/id type"]);
    assert.deepEqual(outline(safeUpgrade({ ...old, amount: NaN }, { from: 1 })), ["/total type"]);
  });

  it("keeps text beyond ASCII whole", () => {
    const text = JSON.stringify({ ...old, amount: "1250", id: "ä€😀" });
    assert.deepEqual(upgrade(text, { from: 1 }), { ...current, id: "ä€😀" });
    assert.deepEqual(upgrade(new TextEncoder().encode(text), { from: 1 }), { ...current, id: "ä€😀" });
  });

  it("throws all issues, and none has a place in the old text", () => {
    const document = JSON.stringify({ ...old, amount: 1, lines: [{ sku: "a", count: 0 }] });
    assert.throws(
      () => upgrade(document, { from: 1 }),
      (error) => {
        assert.ok(error instanceof ContractError);
        assert.deepEqual(outline({ issues: error.issues }), [
          "/lines/0/sku minLength",
          "/lines/0/sku pattern",
          "/lines/0/quantity minimum",
        ]);
        assert.ok(error.issues.every((issue) => !("offset" in issue) && !("line" in issue)));
        return true;
      },
    );
  });

  it("says where a text is no JSON", () => {
    const [issue] = safeUpgrade('{"a":}', { from: 1 }).issues;
    assert.deepEqual([issue.code, issue.offset, issue.line, issue.column], ["syntax", 5, 1, 6]);
  });

  it("says which function could not convert", () => {
    const [issue] = safeUpgrade({ ...old, amount: -1 }, { from: 1 }).issues;
    assert.deepEqual(issue, {
      path: "/total",
      code: "convert",
      params: { function: "acme::history::micros_from_cents" },
      message: "cannot be converted by acme::history::micros_from_cents",
    });
  });

  it("knows a version when it sees one", () => {
    for (const from of [-1, 1.5, 4, NaN, 2 ** 32, 2 ** 32 - 1, "1", null]) {
      assert.deepEqual(outline(safeUpgrade(current, { from })), [" version"], String(from));
    }
    assert.deepEqual(outline(safeUpgrade(current)), ["/schema_version required"]);
    assert.deepEqual(outline(safeUpgrade(current, {})), ["/schema_version required"]);
    assert.deepEqual(safeUpgrade({ ...current, schema_version: 3 }), { ok: true, value: current });
  });

  it("can be asked from inside a getter of a value that it reads", () => {
    const value = {
      ...old,
      get note() {
        return upgrade({ ...old, id: "inner" }, { from: 1 }).id;
      },
    };
    assert.deepEqual(upgrade(value, { from: 1 }), { ...current, note: "inner" });
  });

  it("is there on import, too", () => {
    assert.deepEqual(Parcel.upgrade('{"schema_version":2,"weight":"1.5 kg"}'), { schema_version: 3, weight: 1.5 });
  });

  it("takes what only programs have as a number as text in documents, and as a number in objects", () => {
    const clock = byName.get("values.Clock");
    const { ok, issues } = clock.safeUpgrade('{"at":1}', { from: 1 });
    assert.equal(ok, false);
    assert.deepEqual(issues.map(({ path, code, line }) => [path, code, line]), [["/at", "type", undefined]]);
    assert.equal(clock.upgrade({ at: 1 }, { from: 1 }).at, 1);
  });
});
