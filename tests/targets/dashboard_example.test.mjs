// examples/dashboard: a project with contracts and keys of its own. scripts/demo --check tries out what runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { tally } from "../cli/tally.mjs";

const example = fileURLToPath(new URL("../../examples/dashboard", import.meta.url));

test("what is committed is what the contracts make", () => {
  const { status, stderr } = tally(example, ["generate", "--check"]);
  assert.equal(status, 0, stderr);
});

test("the contracts keep what their examples and tests promise", () => {
  const { status, stderr } = tally(example, ["check"]);
  assert.equal(status, 0, stderr);
});

test("made-up readings follow their generators, and are valid", () => {
  const type = ["--type", "climate.weather.Reading"];
  const { status, stdout, stderr } = tally(example, ["sample", "contracts/weather.contract.yaml", ...type, "--count", "20"]);
  assert.equal(status, 0, stderr);
  const readings = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(readings.length, 20);
  for (const [i, { celsius }] of readings.entries()) {
    if (i > 0) assert.ok(Math.abs(celsius - readings[i - 1].celsius) <= 0.12 + 1e-9, `step ${i}`);
  }
});
