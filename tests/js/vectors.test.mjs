// The shared vectors through WebAssembly: the answers of every door are those of the native engine.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { throughDoors, traitsOf } from "../differential/compare.mjs";
import { native, openPackage, Wasm } from "../differential/sides.mjs";

const folder = new URL("../vectors/", import.meta.url);
const files = readdirSync(folder).filter((name) => name !== "json_suite_i.json");
const vectors = files.sort().flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")));

/** The bytes of a vector's document. */
function documentOf({ document, base64, spaces = 0 }) {
  const bytes = base64 === undefined ? Buffer.from(document) : Buffer.from(base64, "base64");
  return Buffer.concat([bytes, Buffer.alloc(spaces, " ")]);
}

const lines = native("judge_vectors").trimEnd().split("\n");
const { contracts, byName } = await openPackage();
const wasm = new Wasm();
const judged = (vector) => wasm.judge(contracts.indexOf(byName.get(vector.type)), documentOf(vector));

test("the native engine judges every vector as it says", () => {
  assert.equal(lines.length, vectors.length);
  vectors.forEach((vector, i) => {
    const [name, type, accepted, answer] = JSON.parse(lines[i]);
    assert.deepEqual([name, type, accepted], [vector.name, vector.type, vector.valid]);
    if (!accepted) assert.deepEqual(answer.map(([path, code]) => ({ path, code })), vector.issues, name);
  });
});

test("the log of WebAssembly is the native one, byte for byte", () => {
  const log = vectors.map((vector) => {
    const { accepted, answer, discord } = judged(vector);
    assert.equal(discord, false, vector.name);
    const issues = ({ path, code, message, offset, line, column }) => [
      ...[path, code, message],
      ...(offset === undefined ? [] : [offset, line, column]),
    ];
    const said = accepted ? `${answer}` : JSON.parse(answer).map(issues);
    return JSON.stringify([vector.name, vector.type, accepted, said]);
  });
  assert.deepEqual(log, lines);
});

test("every door of the package says the same", () => {
  const doors = {};
  for (const vector of vectors) {
    const { accepted, answer } = judged(vector);
    const verdict = accepted ? { accepted, canonical: `${answer}` } : { accepted, issues: JSON.parse(answer) };
    const { type, name } = vector;
    for (const [door, difference] of throughDoors(byName.get(type), documentOf(vector), verdict, traitsOf(type))) {
      assert.equal(difference, undefined, `${name}, ${door} door`);
      doors[door] = (doors[door] ?? 0) + 1;
    }
  }
  assert.equal(doors.bytes, vectors.length);
  assert.ok(doors.object > vectors.length / 2);
});

test("every code has a vector", () => {
  const found = vectors.filter(({ type }) => !/^acme\.(rules|shop)\./.test(type)).flatMap(({ issues = [] }) => issues);
  const codes = new Set(found.map(({ code }) => code));
  assert.deepEqual([...codes].sort(), [
    ...["depth", "duplicate", "encoding", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "maxItems"],
    ...["maxLength", "maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum", "multipleOf"],
    ...["pattern", "precision", "range", "required", "size", "syntax", "tag", "type", "uniqueItems", "unknown"],
  ]);
});

test("every entry point has a vector that it accepts", () => {
  const types = new Set(vectors.filter(({ valid }) => valid).map(({ type }) => type));
  assert.deepEqual(contracts.map(({ name }) => name).filter((name) => !types.has(name)), []);
});
