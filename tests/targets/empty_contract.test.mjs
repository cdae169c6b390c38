// A contract that declares no types yet is a contract: what is made of it compiles.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, test } from "node:test";
import { folder, root, tally } from "../cli/tally.mjs";
import { compilers } from "./compilers.mjs";

const flags = ["-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-fsyntax-only", "-Icpp", `-I${join(root, "runtime")}`];

describe("a contract without types compiles", { concurrency: 2 }, () => {
  const cwd = folder({ after: (end) => process.on("exit", end) }, {
    "empty.contract.yaml": "contract: 1\npackage: acme.empty\nversion: 1.0.0\ntypes: {}\n",
    "tally.yaml": "tally: 1\ncontracts: [empty.contract.yaml]\ntargets: {cpp: {out: cpp}}\n",
  });
  const made = tally(cwd, ["generate"]);
  for (const compiler of compilers) {
    test(compiler, async () => {
      assert.equal(made.status, 0, made.stderr);
      for (const source of ["cpp/empty.cpp", "cpp/contract_set.cpp"]) await promisify(execFile)(compiler, [...flags, source], { cwd });
    });
  }
});
