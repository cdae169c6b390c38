// examples/sql: a target that lives in a folder of its user. What it makes is run by the SQLite that comes with Python.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { tally } from "../cli/tally.mjs";

const example = fileURLToPath(new URL("../../examples/sql", import.meta.url));
const tables = readFileSync(`${example}/generated/garden.sql`, "utf8");

const runner = `
import json, sqlite3, sys
tables, rows = json.load(sys.stdin)
db = sqlite3.connect(":memory:")
db.executescript(tables)
for table, values in rows:
    try:
        names = ", ".join('"%s"' % name for name in values)
        marks = ", ".join("?" for _ in values)
        db.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values.values()))
        print("ok")
    except sqlite3.IntegrityError as error:
        print(error)
`;

/** What SQLite says about each row. */
function insert(rows) {
  const { status, stdout, stderr } = spawnSync("python3", ["-c", runner], { input: JSON.stringify([tables, rows]), encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout.trimEnd().split("\n");
}

test("what is committed is what the target makes", () => {
  const { status, stderr } = tally(example, ["generate", "--check"]);
  assert.equal(status, 0, stderr);
});

test("SQLite takes the tables, and refuses the rows that the contract refuses", () => {
  const bed = { id: "north", soil: "heavy clay", square_metres: 3.5, plants: '["leek"]', shaded: 1 };
  const moisture = { bed: "north", percent: 40, note: null, taken_at: "2026-11-21T10:00:00Z" };
  const { note, ...bare } = moisture;
  assert.equal(note, null);
  const rows = [
    [["bed", bed], /^ok$/],
    [["bed", { ...bed, soil: "clay" }], /CHECK/],
    [["bed", { ...bed, id: "" }], /CHECK/],
    [["bed", { ...bed, square_metres: 0 }], /CHECK/],
    [["bed", { ...bed, plants: JSON.stringify(Array(21).fill("leek")) }], /CHECK/],
    [["bed", { ...bed, id: null }], /NOT NULL/],
    [["moisture", moisture], /^ok$/],
    [["moisture", bare], /^ok$/],
    [["moisture", { ...moisture, percent: 101 }], /CHECK/],
    [["moisture", { ...moisture, note: "x".repeat(41) }], /CHECK/],
  ];
  const answers = insert(rows.map(([row]) => row));
  rows.forEach(([row, expected], i) => assert.match(answers[i], expected, JSON.stringify(row)));
});
