// The compiler: how long `tally check` and `tally generate` take for many contracts, and how much memory.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { typesPerContract, writeProject } from "./compiler_inputs.mjs";
import { duration, round, table } from "./tables.mjs";

const sizes = { thorough: [250, 500, 1000], quick: [50, 100, 200] };
const rounds = { thorough: 5, quick: 1 };

/** Where files cost no disk: what a thousand new files cost there differs tenfold between machines. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** The works for a project in `folder`; `prepare` puts things as they are before each round. `disk` is a folder elsewhere. */
function worksFor(folder, tally, disk) {
  const empty = (name) => () => rmSync(join(folder, name), { recursive: true, force: true });
  const nothing = () => {};
  const protos = readdirSync(join(folder, "proto"));
  return [
    { work: "tally check", prepare: nothing, command: [tally, "check"] },
    { work: "tally generate, all files new", prepare: empty("out"), command: [tally, "generate"] },
    { work: "tally generate, nothing changed", prepare: nothing, command: [tally, "generate"] },
    {
      work: "cp of what it made to the disk",
      prepare: () => rmSync(disk, { recursive: true, force: true }),
      command: ["cp", "-r", "out", disk],
    },
    {
      work: "protoc --cpp_out",
      prepare: () => {
        empty("proto_out")();
        mkdirSync(join(folder, "proto_out"));
      },
      command: ["protoc", "-Iproto", "--cpp_out=proto_out", ...protos],
    },
  ];
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/** Works take turns, so many rounds; the medians of what each spent. */
function measure(folder, spend, works, count) {
  const spent = works.map(() => []);
  for (let i = 0; i < count; ++i) {
    works.forEach(({ prepare, command }, nth) => {
      prepare();
      spent[nth].push(JSON.parse(execFileSync(spend, command, { cwd: folder, encoding: "utf8", stdio: "pipe" })));
    });
  }
  return works.map(({ work }, nth) => {
    const of = (what) => median(spent[nth].map((each) => each[what]));
    return { work, wall: of("wall"), cpu: of("cpu"), peak: of("peak") };
  });
}

const mebibytes = (bytes) => `${round(bytes / 2 ** 20, 0)} MiB`;

function targetTable(largest) {
  const by = (work) => largest.find((each) => each.work === work);
  const reached = (value, most) => (value < most ? "yes" : "no");
  const time = (work, most) => [work, `below ${most / 1e9} s`, duration(by(work).wall), reached(by(work).wall, most)];
  const own = largest.filter(({ work }) => work.startsWith("tally"));
  const peak = Math.max(...own.map((each) => each.peak));
  return table(
    ["target", "wanted", ">measured", "reached"],
    [
      time("tally check", 1e9),
      time("tally generate, all files new", 3e9),
      ["memory of each", "below 500 MB", mebibytes(peak), reached(peak, 500e6)],
    ],
  );
}

/** Measures what lies in `build`; gives the versions and the part of the report. */
export function measureCompiler(build, _measureBy, options) {
  const effort = options.includes("--quick") ? "quick" : "thorough";
  const spend = join(build, "release/bin/spend");
  const tally = join(build, "release/bin/tally");
  const reports = sizes[effort].map((contracts) => {
    console.error(`bench: compiler, ${contracts} contracts`);
    const folder = mkdtempSync(join(memory, "tally-bench-"));
    const disk = mkdtempSync(join(build, "bench-"));
    writeProject(folder, contracts);
    const spent = measure(folder, spend, worksFor(folder, tally, disk), rounds[effort]);
    for (const each of [folder, disk]) rmSync(each, { recursive: true });
    return { contracts, spent };
  });
  const works = reports[0].spent.map(({ work }) => work);
  const rows = works.flatMap((work, nth) =>
    reports.map(({ contracts, spent }, i) => {
      const { wall, cpu, peak } = spent[nth];
      const types = contracts * typesPerContract;
      return [
        i === 0 ? work : "",
        round(contracts, 0),
        duration(wall),
        duration(cpu),
        duration(wall / types),
        duration(cpu / types),
        mebibytes(peak),
      ];
    }),
  );
  const largest = reports.at(-1);
  const protoc = execFileSync("protoc", ["--version"], { encoding: "utf8" }).match(/[\d.]+/)[0];
  const text = `## The compiler

### targets, for ${round(largest.contracts, 0)} contracts of ten types each

${targetTable(largest.spent)}

### many contracts

Records, unions, enums, newtypes, maps and lists with constraints, patterns, documentation, examples and imports
(\`compiler_inputs.mjs\`). \`tally generate\` makes C++, embind and TypeScript. "processors" is the time on all of them
together; where a type takes as long in a large project as in a small one, the cost is linear. All files lie in memory
(\`${memory}\`); what a disk adds is what \`cp\` needs to put the same files there.

${table(["work", ">contracts", ">clock", ">processors", ">clock a type", ">processors a type", ">memory"], rows)}

What is not equal:
- protoc gets the same types without their constraints, examples and tests, which it has not, and makes C++ alone, by one
  thread. It writes all of its files each time.
`;
  return { versions: { protoc }, text };
}
