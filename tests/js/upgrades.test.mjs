// Documents of older versions that somebody broke, upgraded by the native engine and in WebAssembly: the same canonical
// text, or the same issues to the last parameter.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { openPackage } from "../differential/sides.mjs";

const build = process.env.TALLY_BUILD ?? fileURLToPath(new URL("../../build", import.meta.url));
const vectors = JSON.parse(readFileSync(new URL("../upgrades/history.json", import.meta.url), "utf8"));
const sound = vectors.filter(({ result }) => result !== undefined);
const tokens = [
  ...['"amount"', '"total"', '"count"', '"schema_version"', '"status"', '"lost"', '"cancelled"', '"kind":"placed"'],
  ...["null", "-1", "1e400", "9223372036854775807", '"1250"', '"\\ud800"', "{}", "[]", ",", ":", "{", "}", " ", "é"],
];

/** Numbers from 0 to 1, the same ones each time (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The text with up to two places changed: cut out, doubled, or something else put there. */
function mutated(text, next) {
  const below = (limit) => Math.floor(next() * limit);
  for (let i = below(3); i > 0; --i) {
    const begin = below(text.length + 1);
    const end = Math.min(text.length, begin + below(12));
    const part = text.slice(begin, end);
    const instead = ["", part + part, tokens[below(tokens.length)]][below(3)];
    text = text.slice(0, begin) + instead + text.slice(end);
  }
  return text;
}

test("5,000 broken documents are upgraded alike on both sides", async () => {
  const next = random(20261121);
  const requests = Array.from({ length: 5000 }, () => {
    const { type, document, from } = sound[Math.floor(next() * sound.length)];
    return { type, document: mutated(document, next), from };
  });
  const { status, stdout, stderr } = spawnSync(`${build}/dev/bin/upgrades`, {
    input: requests.map((request) => JSON.stringify(request) + "\n").join(""),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, stderr);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines.length, requests.length);

  const { byName } = await openPackage();
  let upgraded = 0;
  requests.forEach(({ type, document, from }, i) => {
    const contract = byName.get(type);
    const result = contract.safeUpgrade(document, { from });
    upgraded += result.ok ? 1 : 0;
    const said = result.ok ? [true, contract.stringify(result.value)] : [false, result.issues];
    assert.deepEqual(said, JSON.parse(lines[i]), document);
  });
  assert.ok(upgraded > requests.length / 4 && upgraded < requests.length / 2);
});
