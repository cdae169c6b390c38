// What contracts state about themselves, their `examples` and `tests`, through every target: the native engine and
// the compiler's plan, contracts.wasm, and each door of the package.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { throughDoors, traitsOf } from "../differential/compare.mjs";
import { native, openPackage, Wasm } from "../differential/sides.mjs";

const files = ["schemas", "tests/contracts"].flatMap((folder) =>
  readdirSync(folder).filter((name) => name.endsWith(".contract.yaml")).map((name) => join(folder, name)),
);
const { contracts: model } = JSON.parse(native("tally", "model", ...files));
const statements = model.flatMap(({ tests, types }) => [
  ...tests.map(({ name, type, json, issues }) => ({ name, type, document: json, valid: issues.length === 0, issues })),
  ...types.flatMap(({ qualified, examples }) =>
    examples.map(({ json, valid, code }) => ({ name: `${qualified}: ${json}`, type: qualified, document: json, valid, code })),
  ),
]);

/** Whether issues are those that a test lists, or begin with the code that an example states. */
function assertStated({ name, valid, issues, code }, accepted, said) {
  assert.equal(accepted, valid, name);
  if (issues) assert.deepEqual(said.map(([path, code]) => ({ path, code })), issues, name);
  else if (code) assert.equal(said[0][1], code, name);
}

const folder = mkdtempSync(join(tmpdir(), "tally-statements-"));
after(() => rmSync(folder, { recursive: true }));
const { contracts, byName } = await openPackage();

test("there are tests and examples, valid and invalid ones", () => {
  assert.ok(statements.filter(({ issues, valid }) => issues && !valid).length >= 10);
  assert.ok(statements.filter(({ issues, valid }) => !issues && !valid).length >= 10);
  assert.ok(statements.some(({ type }) => type === "acme.shop.ShopOrderCreate"));
});

test("C++ and the plan judge them as stated", () => {
  const file = join(folder, "statements.json");
  writeFileSync(file, JSON.stringify(statements));
  const lines = native("judge_vectors", file).trimEnd().split("\n");
  assert.equal(lines.length, statements.length);
  lines.forEach((line, i) => {
    const [, , accepted, said] = JSON.parse(line);
    assertStated(statements[i], accepted, accepted ? [] : said);
  });
});

test("WebAssembly and every door of the package do, too", () => {
  const wasm = new Wasm();
  for (const statement of statements) {
    const document = Buffer.from(statement.document);
    const { accepted, answer, discord } = wasm.judge(contracts.indexOf(byName.get(statement.type)), document);
    assert.equal(discord, false, statement.name);
    const issues = accepted ? [] : JSON.parse(answer);
    assertStated(statement, accepted, issues.map(({ path, code }) => [path, code]));
    const verdict = accepted ? { accepted, canonical: `${answer}` } : { accepted, issues };
    const doors = throughDoors(byName.get(statement.type), document, verdict, traitsOf(statement.type));
    for (const [door, difference] of doors) assert.equal(difference, undefined, `${statement.name}, ${door} door`);
  }
});
