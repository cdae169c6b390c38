// adoption.mjs: from an empty folder to the first judged document, with Tally and with what else a team may choose. Prints for each
// row the files and commands that somebody writes and the seconds of the commands. Tally is the prefix of `scripts/test install`, or
// TALLY_PREFIX; all programs are installed, npm's packages are not.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { round, table } from "./tables.mjs";

const prefix = resolve(process.env.TALLY_PREFIX ?? fileURLToPath(new URL("../../build/prefix/usr", import.meta.url)));
const good = '{"id":"p1","pressure":3}';
const bad = '{"id":"p1","pressure":30}';

const contract = `contract: 1
package: plant
version: 1.0.0
types:
  Pump:
    record:
      id: {type: string, minLength: 2}
      pressure: {type: float64, minimum: 0, maximum: 16}
`;
const project = "tally: 1\ncontracts: [plant.contract.yaml]\ntargets: {}\n";
const message = `syntax = "proto3";
package plant;
import "buf/validate/validate.proto";
message Pump {
  string id = 1 [(buf.validate.field).string.min_len = 2];
  double pressure = 2 [(buf.validate.field).double = {gte: 0, lte: 16}];
}
`;
const node = '{"private": true, "type": "module"}\n';

/** Each with its files, its commands, and the command that judges its argument: it ends with 0 for a sound document, else with 1. */
const rows = [
  {
    name: "Tally, C++",
    files: {
      "plant.contract.yaml": contract,
      "CMakeLists.txt": `cmake_minimum_required(VERSION 3.25)
project(Plant LANGUAGES CXX)
find_package(Tally CONFIG REQUIRED COMPONENTS engine)
add_executable(judge main.cpp)
tally_generate(TARGET judge CONTRACTS plant.contract.yaml)
`,
      "main.cpp": `#include "plant.h"
int main(int, char** arguments) { return tally::parse<plant::Pump>(arguments[1]) ? 0 : 1; }
`,
    },
    commands: ["cmake -B build", "cmake --build build"],
    judge: ["build/judge"],
  },
  {
    name: "Tally, web",
    files: {
      "plant.contract.yaml": contract,
      "tally.yaml": project,
      "package.json": node,
      "judge.js": `import { Pump } from "@acme/plant/inline";
process.exit(Pump.safeParse(process.argv[2]).ok ? 0 : 1);
`,
    },
    commands: ["tally package --name @acme/plant --only judge", "npm install --no-audit --no-fund ./dist/*.tgz"],
    judge: ["node", "judge.js"],
  },
  {
    name: "Zod, web",
    files: {
      "package.json": node,
      "judge.js": `import { z } from "zod";
const Pump = z.object({ id: z.string().min(2), pressure: z.number().min(0).max(16) });
process.exit(Pump.safeParse(JSON.parse(process.argv[2])).success ? 0 : 1);
`,
    },
    commands: ["npm install --no-audit --no-fund zod"],
    judge: ["node", "judge.js"],
  },
  {
    // `buf dep update` fetches validate.proto from a registry of its own. Here it comes out of the npm package, by what \`prepare\` does.
    name: "buf and protovalidate, web",
    files: {
      "plant.proto": message,
      "buf.yaml": "version: v2\ndeps: [buf.build/bufbuild/protovalidate]\n",
      "buf.gen.yaml": "version: v2\nplugins:\n  - local: protoc-gen-es\n    out: gen\n    opt: [target=js, import_extension=js]\n    include_imports: true\n",
      "package.json": node,
      "judge.js": `import { fromJsonString } from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import { PumpSchema } from "./gen/plant_pb.js";
try {
  const pump = fromJsonString(PumpSchema, process.argv[2]);
  process.exit(createValidator().validate(PumpSchema, pump).kind === "valid" ? 0 : 1);
} catch {
  process.exit(1);
}
`,
    },
    commands: [
      "npm install --no-audit --no-fund @bufbuild/buf @bufbuild/protoc-gen-es @bufbuild/protobuf @bufbuild/protovalidate",
      "npx buf generate image.binpb --path plant.proto",
    ],
    prepare: {
      before: 1,
      files: {
        "prepare.js": `import { writeFileSync } from "node:fs";
import { createFileRegistry, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { file_buf_validate_validate as file } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
const all = [];
const add = (each) => { each.dependencies.forEach(add); if (!all.includes(each.proto)) all.push(each.proto); };
add(file);
writeFileSync("validate.binpb", toBinary(FileDescriptorSetSchema, { $typeName: "google.protobuf.FileDescriptorSet", file: all }));
`,
      },
      command: "node prepare.js && protoc -I. --descriptor_set_in=validate.binpb --include_imports -o image.binpb plant.proto",
    },
    judge: ["node", "judge.js"],
  },
];

function run(cwd, command, ...args) {
  const env = { ...process.env, PATH: `${prefix}/bin:${cwd}/node_modules/.bin:${process.env.PATH}`, CMAKE_PREFIX_PATH: prefix, XDG_CACHE_HOME: `${cwd}/cache` };
  const [program, rest] = args.length > 0 ? [command, args] : ["bash", ["-c", command]];
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd, env, encoding: "utf8" });
  return { status, output: stdout + stderr, seconds: (performance.now() - start) / 1000 };
}

function write(cwd, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
}

function measure({ name, files, commands, prepare, judge }) {
  const cwd = mkdtempSync(join(tmpdir(), "adoption-"));
  try {
    write(cwd, files);
    write(cwd, { "cache/about": "of a user who has made nothing yet" });
    let seconds = 0;
    const succeed = (command) => {
      const { status, output, seconds } = run(cwd, command);
      if (status !== 0) throw new Error(`${name}: ${command}\n${output}`);
      return seconds;
    };
    commands.forEach((command, i) => {
      if (prepare?.before === i) {
        write(cwd, prepare.files);
        succeed(prepare.command);
      }
      seconds += succeed(command);
    });
    const first = run(cwd, ...judge, good);
    if (first.status !== 0 || run(cwd, ...judge, bad).status !== 1) throw new Error(`${name} judges wrongly: ${first.output}`);
    const lines = Object.values(files).join("").trimEnd().split("\n").length;
    return [name, ...[Object.keys(files).length, lines, commands.length].map(String), round(seconds + first.seconds, 1)];
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

console.log(table(["", ">files", ">lines", ">commands", ">seconds"], rows.map(measure)));
