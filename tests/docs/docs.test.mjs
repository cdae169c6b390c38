// Every example of the docs is what it says: contracts are checked, programs compiled, commands run.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { binary, folder, tally } from "../cli/tally.mjs";
import { blocks, pages, root } from "./blocks.mjs";
import { prefix } from "../install/prefix.mjs";
import * as prelude from "./prelude.mjs";

const run = promisify(execFile);
/** docs/tutorial.md is one project, which tests/install makes. */
const of = (...languages) => blocks.filter(({ page, language, mark }) => languages.includes(language) && mark !== "none" && page !== "tutorial");

/** Folders that several tests use; gone when this program ends. */
const kept = { after: (end) => process.on("exit", end) };
const bin = folder(kept);
symlinkSync(binary, join(bin, "tally"));

const firstLine = (text) => text.split("\n").find((line) => line.trim() !== "" && !/^\s*#/.test(line)) ?? "";

/** The files that a page shows. */
const shown = (page) => Object.fromEntries(blocks.filter((each) => each.page === page && each.file !== undefined).map(({ file, text }) => [file, text]));
const { "generated/fields/garden.md": fields, ...templates } = shown("targets");
/** The projects of which the pages tell. The garden is the contract of one page with the templates of another. */
const projects = { shop: folder(kept, shown("authoring")), garden: folder(kept, {
  ...templates,
  "schemas/garden.contract.yaml": blocks.find(({ page, text }) => page === "language" && /^package: garden$/m.test(text)).text,
  "tally.yaml": "tally: 1\ncontracts: [schemas/*.contract.yaml]\ntargets:\n  cpp: {out: generated/cpp}\n  fields: {out: generated/fields, templates: tools/table}\n",
}) };

test("docs/targets.md shows what its templates make", (t) => {
  const cwd = cwdOf(t, "garden");
  assert.equal(tally(cwd, ["generate"]).status, 0);
  assert.equal(readFileSync(join(cwd, "generated/fields/garden.md"), "utf8"), fields);
});

function cwdOf(t, mark) {
  if (mark === "empty") return folder(t);
  const cwd = folder(t);
  const project = projects[mark];
  const { status, stderr } = spawnSync("cp", ["-r", ...(project !== undefined ? [`${project}/.`] : ["schemas", "tally.yaml", "tests/compiler/bad"].map((each) => join(root, each))), cwd], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  if (project === undefined) {
    mkdirSync(join(cwd, "tests/compiler"), { recursive: true });
    spawnSync("mv", [join(cwd, "bad"), join(cwd, "tests/compiler")]);
  }
  if (mark === "history") cpSync(join(root, "tests/contracts/history.contract.yaml"), join(cwd, "schemas/history.contract.yaml"));
  return cwd;
}

// ---- YAML ----

const rowOf = (text) => prelude.yaml.find(({ begins }) => begins.test(firstLine(text)));

/** A contract with the types that it names and does not declare. */
function withTypes(text) {
  const declared = new Set([...text.matchAll(/^ {2}([A-Z]\w*):/gm)].map(([, name]) => name));
  const wanted = new Set();
  const want = (from) => {
    for (const [name, type] of Object.entries(prelude.types)) {
      if (declared.has(name) || wanted.has(name) || !new RegExp(`\\b${name}\\b`).test(from)) continue;
      wanted.add(name);
      want(type);
    }
  };
  want(text);
  const more = [...wanted].map((name) => `  ${name}: ${prelude.types[name]}\n`).join("");
  const imports = /\bmoney\./.test(text) && !/^imports:/m.test(text) ? "imports: {money: ./money.contract.yaml}\n" : "";
  if (more === "") return text + imports;
  return (/^types:/m.test(text) ? text.replace(/^types:\n/m, `types:\n${more}`) : `${text}types:\n${more}`) + imports;
}

describe("examples in YAML", () => {
  for (const { place, text } of of("yaml")) {
    test(place, (t) => {
      const row = rowOf(text);
      assert.ok(row !== undefined, `no row of prelude.mjs says what begins with ${firstLine(text)}`);
      const complete = row.complete(text);
      const cwd = folder(t, { ...prelude.files, ...(row.kind === "contract" ? { "example.contract.yaml": withTypes(complete) } : { "tally.yaml": complete, "schemas/money.contract.yaml": prelude.files["money.contract.yaml"] }) });
      if (row.kind === "target") {
        const target = complete.replace(/template: [^,}]+/g, "template: a.mustache").replace("outputs: []", 'outputs: [{template: a.mustache, each: set, path: a}]');
        for (const [name, content] of Object.entries({ "t/target.yaml": target, "t/a.mustache": "", "tally.yaml": "tally: 1\ncontracts: [money.contract.yaml]\ntargets: {mine: {out: o, templates: t}}\n" })) {
          mkdirSync(join(cwd, "t"), { recursive: true });
          writeFileSync(join(cwd, name), content);
        }
      }
      const args = row.kind === "target" ? ["generate"] : row.kind === "project" ? ["check"] : ["check", "example.contract.yaml"];
      const { status, stderr } = tally(cwd, args);
      assert.equal(status, 0, `${stderr}\n${complete}`);
    });
  }
});

describe("examples in JSON", () => {
  for (const { place, text } of of("json")) test(place, () => void JSON.parse(text));
});

// ---- C++ ----

/** Headers of the contracts that a page shows as a whole. */
const headers = new Map();
function headersOf(page) {
  if (!headers.has(page)) {
    const contracts = of("yaml").filter((each) => each.page === page && /^contract:/.test(firstLine(each.text)));
    const files = Object.fromEntries(contracts.map(({ text }) => [`${/^package: (?:\w+\.)*(\w+)$/m.exec(text)?.[1] ?? "example"}.contract.yaml`, text]));
    const cwd = folder(kept, { ...files, "tally.yaml": "tally: 1\ncontracts: ['*.contract.yaml']\ntargets: {cpp: {out: cpp}}\n" });
    if (contracts.length > 0) assert.equal(tally(cwd, ["generate"]).status, 0);
    headers.set(page, { cwd, found: contracts.length > 0 });
  }
  return headers.get(page);
}

/** A file of C++: as it is, or what is within a function or a coroutine. */
function fileOf(text) {
  const isFile = /^(?:[\w:<>&*]+ )+[\w:]+\(.*\{$|^(?:namespace|class|struct|EMSCRIPTEN_BINDINGS)\b/m.test(text);
  if (isFile) return text;
  const includes = text.split("\n").filter((line) => line.startsWith("#include"));
  const rest = text.split("\n").filter((line) => !line.startsWith("#include"));
  const head = /\bco_await\b/.test(text) ? "tally::async::Task<> example() {" : "void example() {";
  return [...includes, head, ...rest, "}"].join("\n");
}

describe("examples in C++", { concurrency: 2 }, () => {
  for (const { place, page, text } of of("cpp")) {
    test(place, async () => {
      const { cwd, found } = headersOf(page);
      const before = join(root, "tests/docs/prelude", `${page}.h`);
      const file = join(cwd, `${place.replace(/\W/g, "_")}.cpp`);
      const needsPage = /emscripten|EMSCRIPTEN/.test(text);
      writeFileSync(file, fileOf(text));
      const includes = ["runtime", "generated/runtime", "generated/cpp", "tests/contracts/generated/cpp", "."].map((each) => `-I${join(root, each)}`);
      const args = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wno-unused", ...(found ? [`-I${cwd}/cpp`] : []), ...includes, ...(existsSync(before) ? ["-include", before] : []), file];
      await run(needsPage ? "em++" : "g++", args);
    });
  }
});

// ---- CMake ----

describe("examples in CMake", { concurrency: 2 }, () => {
  for (const { place, page, text } of of("cmake")) {
    test(place, async (t) => {
      const { emscripten = false } = prelude.cmake[page];
      const cwd = cwdOf(t, "garden");
      for (const [name, content] of Object.entries({ "CMakeLists.txt": text, "main.cpp": "", "functions.cpp": "", "distance.cpp": "" })) writeFileSync(join(cwd, name), content);
      const toolchain = emscripten ? [`--toolchain=${prefix}/share/tally/runtime/cmake/emscripten.cmake`, `-DTally_DIR=${prefix}/lib/cmake/Tally`] : [];
      await run("cmake", ["-G", "Ninja", "-B", "build", `-DCMAKE_PREFIX_PATH=${prefix}`, ...toolchain], { cwd });
    });
  }
});

// ---- TypeScript ----

test("examples in TypeScript", async () => {
  const cwd = folder(kept);
  const paths = Object.fromEntries(
    [["index", ""], ["async", "/async"], ["db", "/db"], ["form", "/form"], ["react", "/react"], ["glue", "/glue"]].map(([file, entry]) => [`@tally/runtime${entry}`, [join(root, "runtime/js", `${file}.d.ts`)]]),
  );
  for (const [file, entry] of [["index", ""], ["db", "/db"], ["inline", "/inline"], ["json-schema", "/json-schema"]])
    paths[`@acme/contracts${entry}`] = [join(root, "tests/contracts/generated/typescript", `${file}.d.ts`)];
  const names = of("ts", "tsx").map(({ place, language, text }) => {
    const name = `${place.replace(/\W/g, "_")}.${language}`;
    writeFileSync(join(cwd, name), `${text}\nexport {};\n`);
    return name;
  });
  assert.ok(names.length > 10);
  const compilerOptions = {
    strict: true, noEmit: true, skipLibCheck: true, target: "esnext", lib: ["esnext", "dom", "dom.iterable"], types: [], module: "esnext",
    moduleResolution: "bundler", jsx: "react-jsx", paths,
  };
  writeFileSync(join(cwd, "package.json"), '{"type": "module"}');
  writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [...names, "globals.d.ts"] }));
  writeFileSync(join(cwd, "globals.d.ts"), readFileSync(join(root, "tests/docs/globals.d.ts")));
  symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"));
  const { status, stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", "."], { cwd, encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

// ---- Commands ----

describe("commands with what they print", () => {
  for (const { place, text, mark } of of("").filter(({ text }) => text.startsWith("$ ") && !prelude.endless.test(text))) {
    test(place, (t) => {
      const cwd = cwdOf(t, mark);
      // A line that begins with `$ ` is a command, and those that begin with `> ` behind it go on with it.
      for (const [, command, printed] of text.matchAll(/^\$ (.*(?:\n> .*)*)\n((?:(?!\$ ).*\n)*)/gm)) {
        const { stdout, stderr } = spawnSync("bash", ["-c", command.replace(/\n> /g, "\n")], { cwd, encoding: "utf8", env: { ...process.env, NO_COLOR: "1", PATH: `${bin}:${process.env.PATH}` } });
        const [first, last] = printed.startsWith(stderr) ? [stderr, stdout] : [stdout, stderr];
        assert.equal((first + last).trimEnd(), printed.trimEnd(), command);
      }
    });
  }
});

describe("commands", () => {
  const help = tally(root, ["--help"]).stdout;
  for (const { place, text } of of("sh", "", "ini")) {
    const calls = [...text.replaceAll("ExecStart=", "").matchAll(/^(?:.*\/)?tally ([a-z]+)(.*)$/gm)];
    if (calls.length === 0) continue;
    test(`${place} name what there is`, () => {
      for (const [, command, rest] of calls) {
        assert.match(help, new RegExp(`^ +${command}\\b`, "m"), command);
        const { stdout } = tally(root, [command, "--help"]);
        for (const [flag] of rest.matchAll(/--[a-z][a-z-]+/g)) assert.ok(stdout.includes(flag), `tally ${command} has no ${flag}`);
      }
    });
  }
  test("are scripts that there are", () => {
    for (const { place, text } of of("sh")) {
      for (const [path] of text.matchAll(/^scripts\/\w+/gm)) assert.ok(existsSync(join(root, path)), `${place}: ${path}`);
    }
  });
});

test("every language of an example has somebody who looks at it", () => {
  const known = ["yaml", "json", "cpp", "cmake", "ts", "tsx", "js", "html", "sh", "ini", ""]; // js by programs.test.mjs, html by tests/install
  assert.deepEqual(blocks.filter(({ language, mark }) => !known.includes(language) && mark !== "none").map(({ place, language }) => `${place} ${language}`), []);
});

// ---- Links ----

/** The anchors of a page, as whoever shows it makes them of headings. */
const anchors = (text) => [...text.replace(/^ *```[^]*?^ *```$/gm, "").matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-"));

test("links lead to files and headings that there are", () => {
  const broken = [];
  for (const page of pages) {
    const text = readFileSync(join(root, page), "utf8").replace(/^ *```[^]*?^ *```$/gm, "");
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [path, anchor] = link.split("#");
      const file = path === "" ? join(root, page) : join(root, page, "..", path);
      if (!existsSync(file) || (anchor !== undefined && !anchors(readFileSync(file, "utf8")).includes(anchor))) broken.push(`${page}: ${link}`);
    }
  }
  assert.deepEqual(broken, []);
});

// ---- What a hub says ----

test("docs/operating.md quotes lines and metrics that there are", () => {
  const page = readFileSync(join(root, "docs/operating.md"), "utf8");
  const sources = ["runtime/tally/server", "runtime/tally/sync", "runtime/tally/db", "compiler/serve"]
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => readFileSync(join(root, folder, name), "utf8"))).join("\n");
  const lines = [...page.matchAll(/`(?:info|warning|error): (?:\.\.\. )?([^`]+?)(?: \w+=[^`]*)?`/g)].map(([, text]) => text);
  const metrics = [...page.matchAll(/`(tally_[a-z_]+)/g)].map(([, name]) => name);
  assert.ok(lines.length > 10 && metrics.length > 5);
  assert.deepEqual([...lines, ...metrics].filter((text) => !sources.includes(text)), []);
});
