// Which share of the lines of compiler and runtime has run, by what programs of the preset `coverage` have left behind:
//
//   node scripts/coverage.mjs [BUILD]     ends with exit code 1 when one of both is below the goal
//
// gcov comes with g++. A line counts once, however many units hold it. The adapters for browsers are not compiled by g++, so they
// do not count.
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const goal = 90; // percent of the lines
const parts = { compiler: "compiler/", runtime: "runtime/tally/" };
const root = fileURLToPath(new URL("..", import.meta.url));
const build = resolve(process.argv[2] ?? join(root, "build/coverage"));
const run = promisify(execFile);

/** How often each line of our files has run: by file and number. */
const files = new Map();

/** Adds what one unit has counted: a JSON text for each of its objects. */
async function count(unit) {
  const options = ["--json-format", "--stdout", unit];
  const { stdout } = await run("gcov", options, { cwd: dirname(unit), maxBuffer: 1 << 30 });
  for (const text of stdout.split("\n").filter(Boolean)) {
    const { current_working_directory: folder, files: seen } = JSON.parse(text);
    for (const { file, lines } of seen) {
      const path = relative(root, resolve(folder, file));
      if (!Object.values(parts).some((folder) => path.startsWith(folder))) continue;
      if (!files.has(path)) files.set(path, new Map());
      const counts = files.get(path);
      for (const line of lines) counts.set(line.line_number, (counts.get(line.line_number) ?? 0) + line.count);
    }
  }
}

const share = (counts) => {
  const all = counts.flatMap((each) => [...each.values()]);
  const ran = all.filter((times) => times > 0).length;
  return { ran, all: all.length, percent: all.length === 0 ? 0 : (100 * ran) / all.length };
};
const print = (name, { ran, all, percent }) => console.log(`${percent.toFixed(1).padStart(6)} %  ${`${ran} of ${all}`.padStart(15)}  ${name}`);

// Notes, which a unit has even if no program that links it has run.
const units = readdirSync(build, { recursive: true }).filter((name) => name.endsWith(".gcno")).map((name) => join(build, name));
if (units.length === 0) {
  console.error(`${build}: no unit was compiled with --coverage`);
  process.exit(1);
}
await Promise.all(Array.from({ length: availableParallelism() }, async () => {
  while (units.length > 0) await count(units.pop());
}));

const below = [...files].map(([name, counts]) => [name, share([counts])]).filter(([, { all, percent }]) => all > 0 && percent < goal);
console.log(`Files of which less than ${goal} % of the lines have run:`);
for (const [name, result] of below.sort(([, a], [, b]) => b.all - b.ran - (a.all - a.ran))) print(name, result);
for (const [part, folder] of Object.entries(parts)) {
  const result = share([...files].filter(([name]) => name.startsWith(folder)).map(([, counts]) => counts));
  print(part, result);
  if (result.percent < goal) process.exitCode = 1;
}
