// against.mjs CHECKOUT [RUNS]: how long Tally takes for documents, natively, in this checkout and in another one, where `native_bench`
// is built in the preset release. The two take turns, five times unless told otherwise, so that the machine is the same for both;
// of each run the fastest round counts, of the runs the median. Slow numbers are no failure.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeInputs } from "./inputs.mjs";
import { round, table } from "./tables.mjs";

const here = fileURLToPath(new URL("../..", import.meta.url));
const [other, runs = "5"] = process.argv.slice(2);
const folder = join(here, "build/bench");
mkdirSync(folder, { recursive: true });
writeInputs(folder);

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** Nanoseconds of each work with each document. */
function measure(checkout) {
  const program = join(checkout, "build/release/bin/native_bench");
  const { measurements } = JSON.parse(execFileSync(program, [folder, "--quick"], { encoding: "utf8", maxBuffer: 1 << 26 }));
  const tally = measurements.filter(({ contestant }) => /^tally/i.test(contestant));
  return new Map(tally.map(({ input, work, contestant, minimum }) => [`${input}|${work}|${contestant}`, minimum]));
}

const taken = Array.from({ length: Number(runs) }, () => [measure(other), measure(here)]);
const rows = [...taken[0][1].keys()].map((key) => {
  const [before, now] = [0, 1].map((which) => median(taken.map((run) => run[which].get(key))));
  return [...key.split("|"), round(before, 0), round(now, 0), `${round((now / before - 1) * 100, 1)} %`];
});
console.log(table(["document", "work", "contestant", ">before, ns", ">now, ns", ">change"], rows));
