// Types that lead back to themselves: graphs of two and three records, numbered, whose edges are of every kind that ends a circle.
// Every compiler takes their C++, and what it makes can be made, copied, moved, read, written and destroyed.
// TALLY_GRAPHS=1 takes every graph.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { tally } from "../cli/tally.mjs";
import { compilers } from "./compilers.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const names = ["A", "B", "C"];

/** How `from` may hold `to`: the member, and what has to be declared for it. */
const kinds = [
  (to) => ({ type: `list<${to}>` }),
  (to) => ({ type: `map<${to}>` }),
  (to) => ({ type: to, optional: true }),
  (to) => ({ type: `${to} | null`, optional: true }),
  (to) => ({ type: `list<${to} | null>` }),
  (to) => ({ type: `list<map<${to}>>` }),
  (to) => ({ type: `map<list<${to}>>` }),
  (to) => ({ type: `list<list<${to}>>`, optional: true }),
  (to, own) => ({ type: own, declared: `{union: {tag: t, variants: {end: {}, go: ${to}}}}` }),
  (to, own) => ({ type: `list<${own}>`, declared: `{union: {tag: t, variants: {go: {next: ${to}}, end: {}}}}` }),
  (to, own) => ({ type: `list<${own}>`, declared: `{alias: '${to} | null'}` }),
  (to, own) => ({ type: own, declared: `{alias: 'list<${to}>'}` }),
];

/** Edges as [from, to], one kind each. */
const shapes = [
  [[0, 0]],
  [[0, 1], [1, 0]],
  [[0, 1], [1, 0], [0, 0]],
  [[0, 1], [1, 2], [2, 0]],
  [[0, 2], [2, 1], [1, 0]],
  [[0, 1], [1, 0], [1, 2], [2, 1]],
];

/** Every choice of kinds for every shape; of two records each `few`th, of three each `step`th of them. */
function* graphs(few, step) {
  let number = 0;
  for (const edges of shapes) {
    for (let choice = 0; choice < kinds.length ** edges.length; ++choice, ++number) {
      if (number % (edges.length > 2 ? step : few) !== 0) continue;
      yield { name: `G${number}`, edges: edges.map((edge, i) => [...edge, kinds[Math.floor(choice / kinds.length ** i) % kinds.length]]) };
    }
  }
}

function declarations({ name, edges }) {
  const records = names.map(() => ["n: int32"]);
  let types = "";
  edges.forEach(([from, to, kind], i) => {
    const own = `${name}E${i}`;
    const { type, optional, declared } = kind(name + names[to], own);
    records[from].push(`e${i}${optional ? "?" : ""}: '${type}'`);
    if (declared) types += `  ${own}: ${declared}\n`;
  });
  const used = new Set(edges.flat().filter(Number.isInteger));
  return [...used].map((i) => `  ${name}${names[i]}: {record: {${records[i].join(", ")}}}\n`).join("") + types;
}

const program = (types) => `#include <cstdio>
#include <iostream>
#include <string>
#include "graphs.h"
template <class T>
bool exercise(const std::string& text) {
  const T fresh{};
  auto read = tally::parse<T>(text);
  if (!read) return false;
  T copy = *read;
  T moved = std::move(*read);
  copy = fresh;
  copy = moved;
  if (!(copy == moved)) return false;
  const auto again = tally::parse<T>(*tally::stringify<T>(moved));
  moved = std::move(copy);
  return again && *again == moved;
}
int main() {
  std::string name, text;
  int bad = 0;
  while (std::cin >> name && std::getline(std::cin, text)) {
${types.map((type) => `    if (name == "${type}" && !exercise<recursion::${type}>(text)) { std::printf("%s%s\\n", name.c_str(), text.c_str()); ++bad; }\n`).join("")}  }
  return bad;
}
`;

/** The project of these graphs in a folder of its own. */
function generate(t, all) {
  const cwd = mkdtempSync(join(root, "build/recursion-"));
  t.after(() => rmSync(cwd, { recursive: true }));
  writeFileSync(join(cwd, "graphs.contract.yaml"), `contract: 1\npackage: recursion\ntypes:\n${all.map(declarations).join("")}`);
  writeFileSync(join(cwd, "tally.yaml"), "tally: 1\ncontracts: [graphs.contract.yaml]\ntargets: {cpp: {out: .}}\n");
  const { status, stderr } = tally(cwd, ["generate"]);
  assert.equal(status, 0, stderr);
  return cwd;
}

const flags = ["-std=c++20", "-Wall", "-Wextra", "-ffp-contract=off", "-I.", `-I${join(root, "runtime")}`];

test("every compiler takes circles of every kind", (t) => {
  const all = process.env.TALLY_GRAPHS !== undefined;
  const cwd = generate(t, [...graphs(all ? 1 : 7, all ? 1 : 1999)]); // primes, so that all kinds come together in time
  for (const compiler of compilers) {
    const { status, stderr } = spawnSync(compiler, ["-fsyntax-only", ...flags, "graphs.cpp"], { cwd, encoding: "utf8" });
    assert.equal(status, 0, `${compiler}\n${stderr.slice(0, 4000)}`);
  }
});

test("values of them are made, copied, moved, read, written and destroyed", (t) => {
  const some = [...graphs(23, 7919)];
  const cwd = generate(t, some);
  const types = some.map(({ name, edges }) => name + names[edges[0][0]]);
  writeFileSync(join(cwd, "main.cpp"), program(types));
  const library = join(root, "build/dev/runtime/libtally_engine.a");
  execFileSync("clang++", [...flags, "-fsanitize=address", "main.cpp", "graphs.cpp", library, "-o", "live"], { cwd });
  const documents = types.map((type) => {
    const { stdout, stderr } = tally(cwd, ["sample", "graphs.contract.yaml", "--type", type, "--count", "5"]);
    assert.notEqual(stdout, "", stderr);
    return stdout.trimEnd().split("\n").map((document) => `${type} ${document}\n`).join("");
  });
  const { status, stdout, stderr } = spawnSync(join(cwd, "live"), { input: documents.join(""), encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
});
