// Two rows of the matrix, one that bundles and one that serves what npm has installed; `node tests/bundlers/run.mjs` tries all.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { folder } from "../cli/tally.mjs";
import { noChromium } from "../js/chromium.mjs";
import { makePackage, tryRow } from "./matrix.mjs";
import { rows } from "./rows.mjs";

describe("the package works without configuration in", { skip: noChromium }, () => {
  let tarballs;
  before(() => (tarballs = makePackage(folder({ after: (end) => process.on("exit", end) }))));
  for (const name of ["esbuild", "Vite 6, dev server"]) {
    const row = rows.find((each) => each.row === name);
    test(name, async (t) => assert.equal((await tryRow(row, folder(t), tarballs)).length, row.packages.length));
  }
});
