// Contracts that share a package, one of which imports the other, are one program; so are the contracts of two projects.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { tally } from "../cli/tally.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const contracts = {
  "parts.contract.yaml": `contract: 1
package: acme.shop
types:
  Part: {record: {name: {type: string, pattern: '^a'}, tags: {type: list<string>, default: [new]}}}
consts:
  Most: {type: int32, value: 3}
keys:
  parts.{id}: {type: Part, buffer: latest}
`,
  "orders.contract.yaml": `contract: 1
package: acme.shop
imports: {parts: parts.contract.yaml}
types:
  Order: {record: {parts: list<parts.Part>, note: {type: string, pattern: '^b', default: b}}}
  Orders: {alias: list<Order>, maxItems: 2}
keys:
  orders.{id}: {type: Order, buffer: latest}
`,
};

const program = `#include <cstdio>
#include "contract_set.h"
#include "orders.h"
int main() {
  const auto order = tally::parse<acme::shop::Order>(R"({"parts":[{"name":"a"}]})");
  const auto part = tally::parse<acme::shop::Part>(R"({"name":"b"})");
  std::printf("%d %d %zu %zu %zu\\n", bool(order), bool(part), contracts::contract_set::types().size(), std::size(acme::shop::parts_keys),
              std::size(acme::shop::orders_keys));
  return acme::shop::orders_plan.types.size() > acme::shop::parts_plan.types.size() ? 0 : 1;
}
`;

test("contracts of one package link", (t) => {
  const cwd = mkdtempSync(join(root, "build/package-"));
  t.after(() => rmSync(cwd, { recursive: true }));
  for (const [name, text] of Object.entries(contracts)) writeFileSync(join(cwd, name), text);
  const targets = "{cpp: {out: .}, embind: {out: .}, typescript: {out: ts}}";
  writeFileSync(join(cwd, "tally.yaml"), `tally: 1\ncontracts: ['*.contract.yaml']\ntargets: ${targets}\n`);
  const { status, stderr } = tally(cwd, ["generate"]);
  assert.equal(status, 0, stderr);
  writeFileSync(join(cwd, "main.cpp"), program);
  const sources = ["main.cpp", "parts.cpp", "orders.cpp", "contract_set.cpp", join(root, "build/dev/runtime/libtally_engine.a")];
  execFileSync("g++", ["-std=c++20", "-I.", `-I${join(root, "runtime")}`, ...sources, "-o", "shop"], { cwd });
  assert.equal(execFileSync(join(cwd, "shop"), { encoding: "utf8" }), "1 0 3 1 1\n");

  // embind's blocks too are by contract.
  const blocks = ["parts", "orders"].map((name) => /BINDINGS\((\w+)\)/.exec(readFileSync(join(cwd, `${name}.embind.cpp`), "utf8"))[1]);
  assert.deepEqual(blocks, ["parts_contract", "orders_contract"]);
});

test("the contract sets of two projects link", (t) => {
  const cwd = mkdtempSync(join(root, "build/projects-"));
  t.after(() => rmSync(cwd, { recursive: true }));
  for (const name of ["plant", "shop"]) {
    mkdirSync(join(cwd, name));
    writeFileSync(join(cwd, name, "a.contract.yaml"), `contract: 1\npackage: ${name}\ntypes:\n  A: {record: {x: int8}}\n`);
    const text = `tally: 1\ncontracts: ['*.contract.yaml']\ntargets: {cpp: {out: cpp, options: {namespace: 'acme::${name}'}}}\n`;
    writeFileSync(join(cwd, name, "tally.yaml"), text);
    const { status, stderr } = tally(join(cwd, name), ["generate"]);
    assert.equal(status, 0, stderr);
  }
  writeFileSync(join(cwd, "main.cpp"), `#include <cstdio>
#include "plant/cpp/contract_set.h"
#include "shop/cpp/contract_set.h"
int main() {
  for (const auto& set : {acme::plant::contract_set::types(), acme::shop::contract_set::types()}) {
    for (const tally::ContractType* type : set) std::puts(type->name.data());
  }
}
`);
  const sources = ["plant", "shop"].flatMap((name) => ["a.cpp", "contract_set.cpp"].map((file) => `${name}/cpp/${file}`));
  const engine = join(root, "build/dev/runtime/libtally_engine.a");
  execFileSync("g++", ["-std=c++20", "-I.", `-I${join(root, "runtime")}`, "main.cpp", ...sources, engine, "-o", "both"], { cwd });
  assert.equal(execFileSync(join(cwd, "both"), { encoding: "utf8" }), "plant.A\nshop.A\n");
});
