// `tally package`: contracts in, an npm package out, in one command and without CMake.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { folder, root } from "../cli/tally.mjs";
import { prefix, project, run } from "./prefix.mjs";

const kept = { after: (end) => process.on("exit", end) };
const files = {
  "schemas/plant.contract.yaml": project["schemas/other.contract.yaml"].replace("acme.other", "acme.plant"),
  // Called as a source of the program is, and as a module of the package.
  "schemas/contracts.contract.yaml": "contract: 1\npackage: acme.keys\nversion: 1.0.0\ntypes:\n  Level: {newtype: float64, minimum: 0}\nkeys:\n  tank.{id}: {type: Level}\n",
  "tally.yaml": 'tally: 1\ncontracts: [schemas/*.contract.yaml]\ntargets:\n  typescript: {out: generated, options: {package: "@acme/contracts", version: 1.2.0}}\n',
  "package.json": '{"name": "plant", "private": true, "type": "module"}',
};

/** Whether it ended well, and what it says of the steps. */
function pack(cwd, ...args) {
  const { status, stdout, output } = run(cwd, join(prefix, "bin/tally"), "package", "--json", ...args);
  const events = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const names = (phase) => events.filter((event) => event.phase === phase).map(({ name }) => name);
  return { status, output, names, artifacts: events.filter(({ event }) => event === "artifact").map(({ path }) => path) };
}

/** What a program of a package's user prints. */
function printed(cwd, program) {
  const { status, stdout, output } = run(cwd, "node", "--input-type=module", "-e", program);
  assert.equal(status, 0, output);
  return stdout.trim();
}

const parse = 'import { Name } from "@acme/contracts/inline"; console.log(Name.safeParse("\\"0123456789\\"").issues?.[0].message ?? "fine");';

describe("tally package", () => {
  const cwd = folder(kept, files);
  const runtime = "dist/tally-runtime-0.1.0.tgz";
  const tarball = "dist/acme-contracts-1.2.0.tgz";
  let first;
  /** Makes the package of contracts with this limit. */
  const limit = (characters) => {
    writeFileSync(join(cwd, "schemas/plant.contract.yaml"), files["schemas/plant.contract.yaml"].replace("maxLength: 9", `maxLength: ${characters}`));
    const packed = pack(cwd);
    assert.equal(packed.status, 0, packed.output);
    return packed;
  };
  before(() => {
    mkdirSync(join(cwd, "node_modules/.bin"), { recursive: true });
    symlinkSync(join(root, "node_modules/.bin/esbuild"), join(cwd, "node_modules/.bin/esbuild"));
    first = pack(cwd);
    assert.equal(first.status, 0, first.output);
  });

  test("makes a folder and a tarball, and says so", () => {
    assert.deepEqual(first.artifacts, ["dist/acme-contracts", tarball, runtime, "dist/tally-vite-0.1.0.tgz"]);
    assert.ok(existsSync(join(cwd, tarball)));
    assert.ok(first.names("compiling").includes("contracts/plant.cpp"));
    assert.deepEqual(first.names("linking").sort(), ["contracts.wasm", "db.wasm"]);
    assert.equal(readFileSync(join(cwd, ".tally/.gitignore"), "utf8"), "*\n");
  });

  test("which tools that judge packages find nothing in", () => {
    const publint = run(cwd, join(root, "node_modules/.bin/publint"), "dist/acme-contracts");
    assert.match(publint.output, /All good!/);
    const types = run(cwd, join(root, "node_modules/.bin/attw"), tarball, "--profile", "esm-only", "--exclude-entrypoints", "contracts.wasm", "db.wasm");
    assert.equal(types.status, 0, types.output);
  });

  test("with small modules and maps to what they were", () => {
    const module = readFileSync(join(cwd, "dist/acme-contracts/plant.js"), "utf8");
    const map = JSON.parse(readFileSync(join(cwd, "dist/acme-contracts/plant.js.map"), "utf8"));
    assert.ok(module.split("\n").length < 5);
    assert.match(map.sourcesContent[0], /export function bind/);
    const packed = run(cwd, "tar", "-xOf", runtime, "package/react.js", "package/react.js.map").stdout;
    assert.match(packed, /^"use client";import/);
    assert.match(packed, /"sourcesContent":/);
  });

  test("that is compiled again where a change is about it, and nowhere else", () => {
    const compiled = limit(12).names("compiling");
    assert.deepEqual(compiled.filter((name) => name.startsWith("runtime/")), []);
    assert.ok(compiled.includes("contracts/plant.cpp"));
    const again = pack(cwd);
    assert.deepEqual([again.names("compiling"), again.names("linking")], [[], []]);
  });

  // The ways of npm to a package: each installs it, then it is made of changed contracts under the same version.
  const npm = (...args) => {
    const { status, output } = run(cwd, "npm", ...args, "--no-audit", "--no-fund", "--offline");
    assert.equal(status, 0, output);
  };
  const tarballs = () => npm("install", `./${runtime}`, `./${tarball}`);
  const linked = "--install-links=false"; // which npm 9.2 would copy
  const link = () => npm("install", linked, `./${runtime}`, "./dist/acme-contracts");
  const ways = [
    { way: "tarballs, and again by the same command", install: tarballs, afterwards: tarballs, sees: "the change" },
    { way: "tarballs, and again by `npm install` alone", install: tarballs, afterwards: () => npm("install"), sees: "what the lock file names" },
    { way: "tarballs, and again by `npm ci`", install: tarballs, afterwards: () => npm("ci"), sees: "what the lock file names" },
    { way: "a link to the folder", install: link, afterwards: () => {}, sees: "the change" },
    { way: "a link to the folder, and again by `npm ci`", install: link, afterwards: () => npm("ci", linked), sees: "the change" },
    {
      way: "a workspace",
      manifest: { workspaces: ["dist/acme-contracts"], dependencies: { "@tally/runtime": `file:${runtime}` } },
      install: () => npm("install"),
      afterwards: () => {},
      sees: "the change",
    },
    {
      way: "a workspace, and again by `npm ci`",
      manifest: { workspaces: ["dist/acme-contracts"], dependencies: { "@tally/runtime": `file:${runtime}` } },
      install: () => npm("install"),
      afterwards: () => npm("ci"),
      sees: "the change",
    },
  ];
  for (const { way, manifest = {}, install, afterwards, sees } of ways) {
    test(`that npm installs: ${way}, which sees ${sees}`, () => {
      for (const each of ["node_modules/@acme", "node_modules/@tally", "node_modules/.package-lock.json", "package-lock.json"]) {
        rmSync(join(cwd, each), { recursive: true, force: true });
      }
      writeFileSync(join(cwd, "package.json"), JSON.stringify({ ...JSON.parse(files["package.json"]), ...manifest }));
      limit(9);
      install();
      assert.equal(printed(cwd, parse), "must have at most 9 characters, has 10");
      limit(12);
      afterwards();
      // The JavaScript and the program of WebAssembly are of one time, whichever it is: they would refuse each other.
      assert.equal(printed(cwd, parse), sees === "the change" ? "fine" : "must have at most 9 characters, has 10");
      const db = 'import { load } from "@acme/contracts/db"; const { Db } = await load(); const db = new Db(); console.log(db.set("tank.1", 3).ok, db.get("tank.1"));';
      assert.equal(printed(cwd, db), "true 3");
    });
  }

  test("whose runtime is compiled once for all projects of a user", (t) => {
    const other = pack(folder(t, files), "--only", "judge");
    assert.equal(other.status, 0, other.output);
    assert.deepEqual(other.names("compiling").filter((name) => name.startsWith("runtime/")), []);
    assert.ok(other.names("compiling").includes("contracts/plant.cpp"));
  });

  test("as a whole or not at all, where the disk is full", () => {
    const before = readdirSync(join(cwd, "dist")).map((name) => [name, statSync(join(cwd, "dist", name)).ino]);
    const limited = `trap "" XFSZ; ulimit -f 40; exec ${join(prefix, "bin/tally")} package`;  // no file over 20 KiB
    const { status, output } = run(cwd, "bash", "-c", limited);
    assert.equal(status, 2, output);
    assert.match(output, /error\[T002\]: `.*\.wasm(\.js)?`: cannot write: File too large/);
    assert.deepEqual(readdirSync(join(cwd, "dist")).map((name) => [name, statSync(join(cwd, "dist", name)).ino]), before);
  });

  test("of one part only, or for size", () => {
    const small = pack(cwd, "--only", "judge", "--small", "--out", "small");
    assert.equal(small.status, 0, small.output);
    const names = readdirSync(join(cwd, "small/acme-contracts"));
    assert.ok(names.includes("inline.js") && !names.some((name) => name.startsWith("db.")));
    const { exports } = JSON.parse(readFileSync(join(cwd, "small/acme-contracts/package.json"), "utf8"));
    assert.ok("." in exports && "./inline" in exports);
    assert.deepEqual(Object.keys(exports).filter((entry) => entry.startsWith("./db")), []);
    const size = (path) => readFileSync(join(cwd, path)).length;
    assert.ok(size("small/acme-contracts/contracts.wasm") < size("dist/acme-contracts/contracts.wasm"));
  });
});

describe("tally package refuses", () => {
  const refused = (t, more, ...args) => {
    const cwd = folder(t, { ...files, ...more });
    const { status, output } = pack(cwd, ...args);
    assert.equal(status, 2, output);
    assert.ok(!existsSync(join(cwd, "dist/acme-contracts")));
    return output;
  };

  test("contracts that are wrong, before it compiles", (t) => {
    assert.match(refused(t, { "schemas/plant.contract.yaml": "contract: 1\npackage: acme.plant\nversion: 1.0.0\ntypes:\n  A: {newtype: sting}\n" }), /schemas\/plant\.contract\.yaml:5:16: error\[T204\]/);
  });

  test("functions that do not compile, and shows what the compiler says", (t) => {
    const output = refused(t, { "rules.cpp": "int answer = fourty_two;\n" }, "--source", "rules.cpp");
    assert.match(output, /rules\.cpp:1:14: error: use of undeclared identifier 'fourty_two'/);
    assert.match(output, /error\[T016\]: `contracts\/rules\.cpp` cannot be made/);
  });

  test("a place where a file is in the way", (t) => {
    assert.match(refused(t, { dist: "mine" }, "--only", "judge", "--small"), /error\[T002\]: `.*dist`: Not a directory/);
  });

  test("a folder where nothing can be written", (t) => {
    assert.match(refused(t, {}, "--only", "judge", "--small", "--out", "/proc/dist"), /error\[T002\]: `\/proc\/dist`: /);
  });

  test("a package without a name", (t) => {
    assert.match(refused(t, { "tally.yaml": "tally: 1\ncontracts: [schemas/*.contract.yaml]\n" }), /the package has no name/);
  });

  test("a machine without Emscripten, and says where it comes from", (t) => {
    const cwd = folder(t, files);
    const { status, output } = run(cwd, "env", "PATH=/nowhere", join(prefix, "bin/tally"), "package");
    assert.equal(status, 2);
    assert.match(output, /error\[T015\]: there is no `em\+\+` on the PATH\n.*`apt install emscripten`/);
  });
});
