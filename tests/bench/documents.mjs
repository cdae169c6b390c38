// Documents: reading, judging and writing them, natively and in Node, and the size of what a browser loads.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { writeInputs } from "./inputs.mjs";
import { bytes, table, workTables } from "./tables.mjs";

function sizeTable(packages) {
  const contracts = join(packages, "@fixtures/contracts");
  const runtime = join(packages, "@tally/runtime");
  const modules = (directory, skip) =>
    readdirSync(directory)
      .filter((name) => name.endsWith(".js") && !skip.includes(name))
      .map((name) => join(directory, name));
  const row = (what, files) => {
    const content = Buffer.concat(files.map((file) => readFileSync(file)));
    return [what, bytes(content.length), bytes(gzipSync(content, { level: 9 }).length)];
  };
  const notForBundlers = ["contracts.wasm.js", "index.node.js", "inline.js"];
  return table(
    ["file", ">size", ">gzip"],
    [
      row("contracts.wasm: engine and all contracts of schemas/", [join(contracts, "contracts.wasm")]),
      row("JavaScript of @tally/runtime, not minified", modules(runtime, ["async.js"])),
      row("JavaScript of @tally/runtime/async, not minified", [join(runtime, "async.js")]),
      row("JavaScript of @fixtures/contracts, not minified", modules(contracts, notForBundlers)),
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

/** Measures what lies in `build` by `measureBy(program, args)`; gives the versions and the part of the report. */
export function measureDocuments(build, measureBy, options) {
  const folder = join(build, "bench");
  const packages = join(build, "package");
  const { inputs } = writeInputs(folder);

  console.error("bench: documents, native");
  const native = measureBy(join(build, "release/bin/native_bench"), [folder, ...options]);

  const reports = inputs.map(({ name, type }) => {
    console.error(`bench: documents, Node, ${name}`);
    const script = fileURLToPath(new URL("node.mjs", import.meta.url));
    return measureBy(process.execPath, [script, folder, type, packages, ...options]);
  });
  const node = {
    versions: reports[0].versions,
    measurements: reports.flatMap((report) => report.measurements),
    differences: reports.flatMap((report) => report.differences),
  };

  const sizes = new Map(inputs.map((input) => [input.name, input.bytes]));
  const columns = {
    title: "document",
    label: (input) => `${input}, ${bytes(sizes.get(input))}`,
    size: ({ work, input }) => (/^(bytes|text)/.test(work) ? sizes.get(input) : undefined),
  };

  const text = `## Documents, native

MB/s are 10^6 bytes of the document's JSON text.

${workTables(native, columns)}

What is not equal:
- simdjson and nlohmann::json check by the same hand-written code (\`native/contract_checks.h\`), patterns by hand-written
  matchers; UUIDs, RFC 3339 and \`multipleOf\` are Tally's functions for everybody.
- Tally and simdjson find text padded; \`tally::parse\` copies it first. A verdict of Tally includes the view of the document.
- A DOM is not a typed value; it is the nearest thing that nlohmann::json makes by itself. Tally judges before it writes.
- What a contestant lets through that the contract forbids:
${differenceList(native, "  ")}

## Documents, Node

${workTables(node, columns)}

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

${sizeTable(packages)}
`;
  return { versions: { ...native.versions, ...node.versions }, text };
}
