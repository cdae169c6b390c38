// The order of the folders: who may include whom, where a platform may be named, and what large headers cost. CONTRIBUTING.md says why.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

// Folder -> the folders and libraries that its files may include besides their own and the standard library.
const layers = {
  "runtime/tally/engine": [],
  "runtime/tally/interop": ["tally/engine", "fmt", "nlohmann"],
  "runtime/tally/async": [],
  "runtime/tally/buffers": ["tally/engine", "tally/async"],
  "runtime/tally/db": ["tally/engine", "tally/async", "tally/buffers"],
  "runtime/tally/sync": ["tally/engine", "tally/async", "tally/buffers", "tally/contracts", "tally/db"],
  "runtime/tally/virtual": ["tally/async", "tally/engine"],
  "runtime/tally/native": ["tally/async", "tally/buffers", "tally/engine", "boost"],
  "runtime/tally/server": ["tally/async", "tally/contracts", "tally/db", "tally/engine", "tally/native", "tally/sync", "boost", "openssl", "sys"],
  "runtime/tally/javascript": ["tally/async", "tally/buffers", "tally/engine", "emscripten"],
  "runtime/tally/wasm": ["tally/async", "tally/javascript", "tally/buffers", "tally/db", "tally/engine", "tally/sync"],
  "compiler/source": [],
  "compiler/render": ["nlohmann"],
  "compiler/pattern": ["tally/engine"],
  "compiler/diagnose": ["source", "nlohmann"],
  "compiler/yaml": ["diagnose", "source", "yaml-cpp"],
  "compiler/model": ["pattern", "source", "tally/engine", "nlohmann"],
  "compiler/rules": ["diagnose", "model", "source", "tally/engine"],
  "compiler/plan": ["model", "pattern", "rules", "tally/engine"],
  "compiler/language": ["compat/directions.def", "tally/engine/vocabulary"],
  "compiler/resolve": ["diagnose", "language", "model", "rules", "source", "tally/engine", "yaml"],
  "compiler/format": ["source", "yaml"],
  "compiler/lint": ["diagnose", "model", "source", "yaml"],
  "compiler/elaborate": ["diagnose", "language", "model", "pattern", "rules", "source", "tally/engine", "yaml"],
  "compiler/check": ["diagnose", "model", "plan", "source", "tally/engine", "nlohmann"],
  "compiler/compat": ["model", "pattern", "rules", "source", "tally/engine", "nlohmann"],
  "compiler/sample": ["model", "pattern", "plan", "tally/engine"],
  "compiler/serve": ["compat", "model", "plan", "sample", "tally/async", "tally/db", "tally/engine", "tally/native", "tally/server", "tally/sync"],
  "compiler/package": ["render", "tally/engine", "nlohmann", "sys"],
  "compiler/project": ["compat", "diagnose", "language", "lint", "render", "resolve", "source", "yaml"],
  "compiler/editor": ["diagnose", "language", "lint", "nlohmann", "source", "yaml"],
  "compiler/compile": ["check", "compat", "diagnose", "elaborate", "lint", "model", "project", "render", "resolve", "source", "targets"],
  "compiler/targets": ["compat", "diagnose", "language", "model", "plan", "render", "resolve", "rules", "source", "tally/engine", "yaml", "nlohmann"],
};
// What `compile` stands on is a function of values: the commands read the disk for it, write what it made and show what it says.
const commands = ["compiler/commands", "compiler/package", "compiler/serve"];
const effects = /<(filesystem|fstream|iostream|ctime|csignal|unistd\.h|fcntl\.h|sys\/[^>]*)>|\b(fopen|getenv|printf|std::c(in|out|err)|\w+_clock)\b/;
const adapters = ["runtime/tally/native", "runtime/tally/server", "runtime/tally/javascript", "runtime/tally/wasm"];

// Macros by which compilers tell operating systems, processors and Emscripten.
const platform = /\b(_WIN\d+|_MSC_VER|__linux__|__unix__|__APPLE__|__ANDROID__|__FreeBSD__|__EMSCRIPTEN\w*|EMSCRIPTEN|__wasm\w*__|__x86_64__|__i386__|__aarch64__|__arm__)/;

// Headers that cost seconds -> the one file that pays.
const large = {
  "CLI/CLI.hpp": "compiler/commands/command_line.cpp",
};

const sourcesOf = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && [".h", ".cpp"].includes(extname(entry.name)))
    .map((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      return { folder, name: relative(root, path), lines: readFileSync(path, "utf8").split("\n") };
    });
const sources = Object.keys(layers).flatMap(sourcesOf);

const inside = (path, folder) => path === folder || path.startsWith(`${folder}/`);

/** Whether a file of `folder` may include `header`. A header without a folder is the standard library's. */
function allowed(folder, header) {
  const own = folder.replace(/^(runtime|compiler)\//, "");
  return !header.includes("/") || [own, ...layers[folder]].some((each) => inside(header, each));
}

/** Every line that `wrong` finds fault with, as file:line: text. */
const offenders = (wrong) =>
  sources.flatMap(({ folder, name, lines }) =>
    lines.flatMap((line, i) => (wrong(line, folder) ? [`${name}:${i + 1}: ${line.trim()}`] : [])),
  );

test("every folder of a layer has sources", () => {
  for (const folder of Object.keys(layers)) assert.ok(sources.some((each) => each.folder === folder), folder);
});

test("dependencies run downwards only", () => {
  const wrong = (line, folder) => {
    const header = /^\s*#\s*include\s*[<"]([^>"]+)[>"]/.exec(line)?.[1];
    return header !== undefined && !allowed(folder, header);
  };
  assert.deepEqual(offenders(wrong), []);
});

test("no platform is named outside the adapters", () => {
  const wrong = (line, folder) => !adapters.includes(folder) && /^\s*#/.test(line) && platform.test(line);
  assert.deepEqual(offenders(wrong), []);
});

test("a large header is compiled once", () => {
  const all = ["compiler", "runtime/tally", "tests"].flatMap(sourcesOf);
  for (const [header, home] of Object.entries(large)) {
    const includers = all.filter(({ lines }) => lines.some((line) => line.startsWith(`#include <${header}>`)));
    assert.deepEqual(includers.map(({ name }) => name), [home]);
  }
});

test("the compiler below its commands touches neither disk nor terminal, environment or clock", () => {
  const wrong = (line, folder) => folder.startsWith("compiler/") && !commands.includes(folder) && effects.test(line.replace(/\/\/.*/, ""));
  assert.deepEqual(offenders(wrong), []);
});

test("no check is blind", () => {
  assert.equal(allowed("runtime/tally/async", "tally/engine/view.h"), false);
  assert.equal(allowed("runtime/tally/engine", "emscripten/val.h"), false);
  assert.equal(allowed("runtime/tally/buffers", "tally/async/fiber.h"), true);
  for (const line of ["#ifdef __EMSCRIPTEN__", "#if defined(__wasm__)", "#  elif defined(_WIN32)"]) assert.match(line, platform);
  for (const line of ["#include <filesystem>", "#include <sys/stat.h>", "std::fopen(path)", "std::cerr << x", "steady_clock::now()"]) assert.match(line, effects);
});
