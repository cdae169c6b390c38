// run.mjs [ROW...]: the package of a contract in everything that bundles or runs it, each opened in Chromium or run, as rows.mjs has
// it; a row is chosen by any part of its name. Needs the prefix of `scripts/test install`, or TALLY_PREFIX, and npm's registry.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePackage, tryRow } from "./matrix.mjs";
import { rows } from "./rows.mjs";

const wanted = process.argv.slice(2);
const chosen = rows.filter(({ row }) => wanted.length === 0 || wanted.some((part) => row.toLowerCase().includes(part.toLowerCase())));
const scratch = mkdtempSync(join(tmpdir(), "bundlers-"));
let failures = 0;
try {
  const tarballs = makePackage(join(scratch, "package"));
  for (const [i, row] of chosen.entries()) {
    const start = performance.now();
    const result = await tryRow(row, join(scratch, String(i)), tarballs).then((versions) => ({ versions }), (error) => ({ error }));
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    if (result.error !== undefined) ++failures;
    console.log(`${row.row.padEnd(26)} ${result.error === undefined ? "ok    " : "FAILED"} ${seconds.padStart(4)} s  ${row.entries.join(" ").padEnd(14)} ${result.versions?.join(", ") ?? `\n${result.error.message}`}`);
    rmSync(join(scratch, String(i)), { recursive: true, force: true });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${chosen.length - failures} of ${chosen.length} rows ok`);
process.exit(failures === 0 ? 0 : 1);
