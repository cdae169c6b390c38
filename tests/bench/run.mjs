// run.mjs [documents|runtime|compiler|hub|browser] [--quick] [--write]: measures everything, or one part, and prints it; --write puts it
// into RESULTS.md, too. scripts/bench builds what this needs. A slow number is no failure; a contestant that judges
// wrongly is one.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measureBrowser } from "./browser.mjs";
import { measureCompiler } from "./compiler.mjs";
import { measureDocuments } from "./documents.mjs";
import { measureHub } from "./hub.mjs";
import { measureRuntime } from "./runtime.mjs";
import { round } from "./tables.mjs";

const parts = {
  documents: measureDocuments,
  runtime: measureRuntime,
  compiler: measureCompiler,
  hub: measureHub,
  browser: measureBrowser,
};
const build = process.env.TALLY_BENCH_BUILD ?? fileURLToPath(new URL("../../build", import.meta.url));

function usage(problem) {
  console.error(`usage: scripts/bench [documents|runtime|compiler|hub|browser] [--quick] [--write]\n${problem}`);
  process.exit(2);
}

const args = process.argv.slice(2);
const options = args.filter((arg) => arg.startsWith("--"));
const chosen = args.filter((arg) => !arg.startsWith("--"));
const unknown = [
  ...options.filter((option) => !["--quick", "--write"].includes(option)),
  ...chosen.filter((part) => !Object.hasOwn(parts, part)),
];
if (unknown.length > 0) usage(`unknown: ${unknown.join(" ")}`);
if (options.includes("--write") && chosen.length > 0) usage("--write is for all parts together");

const run = (program, args) => execFileSync(program, args, { encoding: "utf8", maxBuffer: 1 << 26 });
const measureBy = (program, args) => JSON.parse(run(program, args));

const reports = [];
for (const [name, measure] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.error(`bench: measuring ${name}`);
  mkdirSync(join(build, "bench"), { recursive: true });
  reports.push(await measure(build, measureBy, options.filter((option) => option === "--quick")));
  writeFileSync(join(build, "bench", `${name}.md`), reports.at(-1).text); // all is not lost when a later part fails
}

const [cpu] = cpus();
const emscripten = run("em++", ["--version"]).split("\n")[0].match(/\d+\.\d+\.\d+/)?.[0] ?? "unknown";
const { compiler, ...others } = Object.assign({}, ...reports.map(({ versions }) => versions));
const versions = { ...(compiler && { GCC: compiler }), Emscripten: emscripten, ...others };

const report = `# Tally and its rivals, side by side

Measured on ${new Date().toISOString().slice(0, 10)} by \`${["scripts/bench", ...args].join(" ")}\` on one machine:
${cpu.model}, ${cpus().length} cores, ${round(totalmem() / 2 ** 30, 0)} GiB.
${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ")}.

The contestants for one work run in turn, a batch each, on the same input, with warm caches and a warmed-up compiler; in
one thread, but for the compiler, the hub and the browser. Comparisons are those of the medians over all rounds.

${reports.map(({ text }) => text).join("\n")}`;

console.log(report);
if (options.includes("--write")) writeFileSync(new URL("RESULTS.md", import.meta.url), report);
