// run.mjs [--quick] [--write]: measures everything and prints it; --write puts it into RESULTS.md, too. scripts/bench
// builds what this needs. A slow number is no failure; a contestant that judges wrongly is one.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { writeInputs } from "./inputs.mjs";

const build = process.env.TALLY_BENCH_BUILD ?? fileURLToPath(new URL("../../build", import.meta.url));
const folder = join(build, "bench");
const packages = join(build, "package");
const nativeBench = join(build, "release/bin/native_bench");

const options = process.argv.slice(2);
const unknown = options.filter((option) => !["--quick", "--write"].includes(option));
if (unknown.length > 0) {
  console.error(`usage: scripts/bench [--quick] [--write]\nunknown: ${unknown.join(" ")}`);
  process.exit(2);
}
const quick = options.filter((option) => option === "--quick");

const run = (program, args) => execFileSync(program, args, { encoding: "utf8", maxBuffer: 1 << 26 });
const measureBy = (program, args) => JSON.parse(run(program, args));

// ---- Measuring ----

const { inputs } = writeInputs(folder);

console.error("bench: native");
const native = measureBy(nativeBench, [folder, ...quick]);

const reports = inputs.map(({ name, type }) => {
  console.error(`bench: Node, ${name}`);
  const script = fileURLToPath(new URL("node.mjs", import.meta.url));
  return measureBy(process.execPath, [script, folder, type, packages, ...quick]);
});
const node = {
  versions: reports[0].versions,
  measurements: reports.flatMap((report) => report.measurements),
  differences: reports.flatMap((report) => report.differences),
};

// ---- Tables ----

const round = (value, digits) => value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });

function duration(nanoseconds) {
  const [value, unit] =
    nanoseconds < 1e3 ? [nanoseconds, "ns"] : nanoseconds < 1e6 ? [nanoseconds / 1e3, "µs"] : [nanoseconds / 1e6, "ms"];
  return `${round(value, value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}

const bytes = (value) => `${round(value, 0)} B`;

/** What it means for Tally that it takes `own` and somebody else `other`. */
function comparison(own, other) {
  const ratio = round(Math.max(other / own, own / other), 1);
  if (ratio === "1.0") return "equally fast";
  return `Tally is ${ratio} times ${own < other ? "faster" : "slower"}`;
}

/** A Markdown table whose columns are aligned in the source, too. Numbers go to the right. */
function table(head, rows) {
  const width = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column].length)));
  const right = head.map((title) => title.startsWith(">"));
  const line = (row) =>
    `| ${row.map((cell, i) => (right[i] ? cell.padStart(width[i]) : cell.padEnd(width[i]))).join(" | ")} |`;
  const rule = `|${width.map((w, i) => "-".repeat(w + (right[i] ? 1 : 2)) + (right[i] ? ":" : "")).join("|")}|`;
  return [line(head.map((title) => title.replace(">", ""))), rule, ...rows.map(line)].join("\n");
}

const worksOf = ({ measurements }) => [...new Set(measurements.map(({ work }) => work))];

function workTable({ measurements }, work) {
  const readsText = /^(bytes|text)/.test(work);
  const rows = inputs.flatMap((input) => {
    const race = measurements.filter((each) => each.work === work && each.input === input.name);
    const tally = race.find(({ contestant }) => contestant === "Tally");
    return race.map((each) => [
      each === tally ? `${input.name}, ${bytes(input.bytes)}` : "",
      each.contestant,
      duration(each.median),
      duration(each.minimum),
      ...(readsText ? [round((input.bytes / each.median) * 1e3, 0)] : []),
      each === tally ? "" : comparison(tally.median, each.median),
    ]);
  });
  const speed = readsText ? [">MB/s"] : [];
  return table(["document", "contestant", ">median", ">minimum", ...speed, "ratio of the medians"], rows);
}

const tables = (report) => worksOf(report).flatMap((work) => [`### ${work}`, workTable(report, work)]);

function sizeTable() {
  const contracts = join(packages, "@tally/contracts");
  const runtime = join(packages, "@tally/runtime");
  const modules = (directory, skip) =>
    readdirSync(directory)
      .filter((name) => name.endsWith(".js") && !skip.includes(name))
      .map((name) => join(directory, name));
  const row = (what, files) => {
    const content = Buffer.concat(files.map((file) => readFileSync(file)));
    return [what, bytes(content.length), bytes(gzipSync(content, { level: 9 }).length)];
  };
  return table(
    ["file", ">size", ">gzip"],
    [
      row("contracts.wasm: engine and all contracts of schemas/", [join(contracts, "contracts.wasm")]),
      row("JavaScript of @tally/runtime, not minified", modules(runtime, [])),
      row("JavaScript of @tally/contracts, not minified", modules(contracts, ["contracts.wasm.js", "index.node.js", "inline.js"])),
    ],
  );
}

/** Who does not do which check: as the probes of inputs.mjs found it out. */
function differenceList({ differences }, indent) {
  const faults = new Map();
  for (const { contestant, what } of differences) {
    faults.set(contestant, (faults.get(contestant) ?? new Set()).add(what));
  }
  return [...faults].map(([contestant, set]) => `${indent}- ${contestant}: ${[...set].join("; ")}.`).join("\n");
}

// ---- The report ----

const [cpu] = cpus();
const emscripten = run("em++", ["--version"]).split("\n")[0].match(/\d+\.\d+\.\d+/)?.[0] ?? "unknown";
const versions = { GCC: native.versions.compiler, Emscripten: emscripten, ...native.versions, ...node.versions };
delete versions.compiler;

const report = `# Tally and its rivals, side by side

Measured on ${new Date().toISOString().slice(0, 10)} by \`${["scripts/bench", ...options].join(" ")}\` on one machine:
${cpu.model}, ${cpus().length} cores, ${round(totalmem() / 2 ** 30, 0)} GiB.
${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ")}.

The contestants for one document run in turn, a batch each, on the same bytes, in one thread, with warm caches and a
warmed-up compiler. Ratios are those of the medians over all rounds. MB/s are 10^6 bytes of the document's JSON text.

## Native

${tables(native).join("\n\n")}

What is not equal:
- simdjson and nlohmann::json check by the same hand-written code (\`native/contract_checks.h\`), patterns by hand-written
  matchers; UUIDs, RFC 3339 and \`multipleOf\` are Tally's functions for everybody.
- Tally and simdjson find text padded; \`tally::parse\` copies it first. A verdict of Tally includes the view of the document.
- A DOM is not a typed value; it is the nearest thing that nlohmann::json makes by itself. Tally judges before it writes.
- What a contestant lets through that the contract forbids:
${differenceList(native, "  ")}

## Node

${tables(node).join("\n\n")}

What is not equal:
- Tally makes typed values: 64-bit integers are bigint. Rivals keep what JSON.parse gives, 64-bit integers as text.
- For "object -> verdict" everybody gets the object as their own parser made it.
- "bytes -> verdict" of Tally is the engine's door below the public package, including the copy into WebAssembly. The
  rivals decode by \`Buffer.toString\`, which also replaces what is not UTF-8 instead of refusing it.
- Ajv lists issues by a second validator, with \`allErrors\`. Zod's verdict makes a new object, as always with Zod.
- TypeBox has no formats of its own: it uses Ajv's. Tally ends its list of issues at the contract's limit, 50.
- What a contestant lets through that the contract forbids, or refuses that it allows:
${differenceList(node, "  ")}

## Size

${sizeTable()}
`;

console.log(report);
if (options.includes("--write")) writeFileSync(new URL("RESULTS.md", import.meta.url), report);
