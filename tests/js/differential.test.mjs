// A short run of the differential fuzzer; `node tests/differential/run.mjs --documents 200000` makes a long one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { keepsMeaning } from "../differential/meaning.mjs";

test("20,000 mutated documents are judged alike on both sides", () => {
  const program = fileURLToPath(new URL("../differential/run.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "--documents", "20000"], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^WASM: 20000 documents, /);
  assert.ok(Number(/\((\d+)\.\d %\)/.exec(stdout)[1]) >= 25, "a fair share has to be accepted");
});

test("the comparison leaves out what JSON.parse changes", () => {
  for (const text of ['{"a":1.0,"b":[10e-1,1E+3,-0]}', '{"a":{"a":1}}', "0.1", '"10"', '{"a":"\\ud800"}', "123456.5e3"]) {
    assert.ok(keepsMeaning(text), text);
  }
  for (const text of [
    ...['{"a":1,"\\u0061":2}', '{"b":1,"10":2}', "9007199254740993", "1e400", "-1e-400"],
    ...["1.00000000000000000000000001", "0.1000000000000000055", "[[[1,{},9223372036854775807]]]"],
  ]) {
    assert.ok(!keepsMeaning(text), text);
  }
});
