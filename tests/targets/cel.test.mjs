// Rules are a subset of CEL: the cases of CEL's own conformance suite that fall into it come to what CEL says, evaluated from the plan
// and by generated code. The others are listed in cel.json, by the reason for which a rule cannot be that expression.
// Beside them random expressions over random documents: plan and generated code agree about all of them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { tally } from "../cli/tally.mjs";
import { celCases } from "./cel_cases.mjs";
import { randomDocument, randomRecords } from "./random_rules.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const listed = JSON.parse(readFileSync(new URL("cel.json", import.meta.url), "utf8"));

function workplace(t) {
  const cwd = mkdtempSync(join(root, "build/cel-"));
  t.after(() => rmSync(cwd, { recursive: true }));
  return cwd;
}

const quoted = (expression) => JSON.stringify(expression).replaceAll("\u007f", "\\x7f");
const header = "contract: 1\npackage: cel\nlimits: {bytes: 16777216, issues: 10000}\ntypes:\n";

/** A record with the fields of the cases and a rule for each of their expressions. */
function record(name, fields, expressions) {
  const members = Object.entries(fields).map(([field, type]) => `${field}: ${type}`);
  const rules = expressions.map((each, i) => `      - {id: r-${i}, assert: ${quoted(each)}}\n`);
  return `  ${name}:\n    record: {${members.join(", ")}}\n    rules:\n${rules.join("")}`;
}

/** What an error of a rule has to say, whichever way it is asked. */
const askedBothWays = (expression) => [expression, `!(${expression})`, `(${expression}) == (${expression})`];

/** The first message about each line of the contract. */
function messages(cwd, contract) {
  writeFileSync(join(cwd, "cel.contract.yaml"), contract);
  const { stdout } = tally(cwd, ["check", "--format", "json", "cel.contract.yaml"]);
  const found = new Map();
  for (const { line, message, severity } of JSON.parse(stdout)) {
    if (severity === "error" && !found.has(line)) found.set(line, message);
  }
  return found;
}

/** Adds to each case why it is no rule; a tenth of them at a time, because only so many errors are shown. */
function refuse(cwd, all) {
  for (let begin = 0; begin < all.length; begin += 100) {
    const some = all.slice(begin, begin + 100);
    const fields = Object.assign({}, ...some.map((each) => each.fields));
    const found = messages(cwd, header + record("C", fields, some.map(({ expression }) => expression)));
    const first = header.split("\n").length + 3;
    some.forEach((each, i) => (each.reason = found.get(first + i)));
    for (const [line, message] of found) assert.ok(line >= first, message);
  }
}

/** Why an expression is none, without what is different every time. */
function reasonOf(message) {
  return message.replace(/^the list holds .*/, "a list holds another type").replace(/`(this\.)?c\d+_(\w+)`/g, "`$2`");
}

function sorted(cwd) {
  const leftOut = {};
  const leave = (reason, name) => (leftOut[reason] ??= []).push(name);
  const given = [];
  for (const each of celCases) {
    if (each.reason) leave(each.reason, each.name);
    else given.push(each);
  }
  const holding = given.filter(({ hold }) => hold).map((each) => ({ ...each, expression: each.hold }));
  // Of an error, the first form that has a type.
  const failing = given.filter(({ fail }) => fail).map((each) => ({ ...each, expression: each.fail, forms: askedBothWays(each.fail) }));
  refuse(cwd, holding);
  refuse(cwd, failing);
  const numbers = failing.filter(({ reason }) => /^`assert` must be a truth value/.test(reason ?? ""));
  for (const each of numbers) [each.expression, each.forms] = [each.forms[2], [each.forms[2]]];
  refuse(cwd, numbers);
  for (const each of [...holding, ...failing]) {
    if (each.reason) leave(reasonOf(each.reason), each.name);
  }
  const sound = ({ reason }) => reason === undefined;
  return { leftOut, holding: holding.filter(sound), failing: failing.filter(sound) };
}

/** A program that judges each line `TYPE DOCUMENT` of its input by generated code, and says 1 or 0, then what explain says. */
const program = `#include <cstdio>
#include <iostream>
#include <string>

#include "contract_set.h"

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::size_t blank = line.find(' ');
    for (const tally::ContractType* type : contracts::contract_set::types()) {
      if (type->name != line.substr(0, blank)) continue;
      tally::Arena arena;
      const tally::Document document(line.substr(blank + 1));
      const bool accepted = tally::judge(*type, arena, document.padded()) != nullptr;
      std::string codes;
      if (!accepted) {
        for (const tally::Issue& issue : tally::explain(*type, document.padded())) codes += " " + std::string(issue.code);
      }
      const auto all = tally::explain(type->plan, type->type, document.padded());
      std::printf("%d %d%s\\n", accepted, all.empty(), codes.c_str());
    }
  }
}
`;

function judgeCompiled(cwd, contract, documents) {
  writeFileSync(join(cwd, "cel.contract.yaml"), contract);
  writeFileSync(join(cwd, "tally.yaml"), "tally: 1\ncontracts: [cel.contract.yaml]\ntargets: {cpp: {out: cpp}}\n");
  const { status, stderr } = tally(cwd, ["generate"]);
  assert.equal(status, 0, stderr);
  writeFileSync(join(cwd, "main.cpp"), program);
  const sources = readdirSync(join(cwd, "cpp")).filter((name) => name.endsWith(".cpp")).map((name) => join("cpp", name));
  const flags = ["-std=c++20", "-O0", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off", "-Icpp", `-I${join(root, "runtime")}`];
  const library = join(root, "build/dev/runtime/libtally_engine.a");
  execFileSync("c++", [...flags, "main.cpp", ...sources, library, "-o", "judge"], { cwd });
  const input = documents.map(([type, document]) => `cel.${type} ${JSON.stringify(document)}\n`).join("");
  return execFileSync(join(cwd, "judge"), { input, encoding: "utf8", maxBuffer: 1 << 28 }).trimEnd().split("\n");
}

test("the cases of CEL's conformance suite, and random rules", (t) => {
  const cwd = workplace(t);
  const { leftOut, holding, failing } = sorted(cwd);

  const fields = Object.assign({}, ...holding.map((each) => each.fields));
  const document = Object.assign({}, ...holding.map((each) => each.document));
  const forms = failing.flatMap((each) => each.forms.map((form) => ({ ...each, form })));
  const types = forms.map((each, i) => record(`F${i}`, each.fields, [each.form]));
  const random = randomRecords(20261121, 40);
  const contract = header + record("Holding", fields, holding.map(({ expression }) => expression)) + types.join("") + random.yaml;
  const found = messages(cwd, contract);
  assert.deepEqual([...found], []);

  // From the plan.
  writeFileSync(join(cwd, "holding.json"), JSON.stringify(document));
  const { stdout } = tally(cwd, ["validate", "holding.json", "--contract", "cel.contract.yaml", "--type", "Holding", "--format", "json"]);
  const wrong = JSON.parse(stdout).issues.map(({ code }) => holding[Number(code.slice(2))].name);
  assert.deepEqual(wrong, [], "from the plan");

  // By generated code, which is held against the plan as well.
  const documents = [["Holding", document], ...forms.map((each, i) => [`F${i}`, each.document])];
  const count = documents.length;
  for (let i = 0; i < 4000; ++i) documents.push(randomDocument(random));
  const answers = judgeCompiled(cwd, contract, documents);
  assert.equal(answers.length, documents.length);
  assert.equal(answers[0], "1 1");
  assert.deepEqual(forms.filter((each, i) => answers[i + 1] !== "0 0 r-0").map(({ name, form }) => `${name}: ${form}`), []);
  const accepted = answers.slice(count).filter((answer) => answer === "1 1").length;
  const refused = answers.slice(count).filter((answer) => /^0 0( r-\d+)+$/.test(answer)).length;
  assert.deepEqual(answers.slice(count).flatMap((answer, i) => (/^(1 1|0 0( r-\d+)+)$/.test(answer) ? [] : [[answer, ...documents[count + i]]])), []);
  assert.ok(accepted > 400 && refused > 400, `${accepted} accepted, ${refused} refused`);

  const actual = { run: holding.length + failing.length, "left out": leftOut };
  if (process.env.TALLY_UPDATE) writeFileSync(new URL("cel.json", import.meta.url), `${JSON.stringify(actual, null, 1)}\n`);
  else assert.deepEqual(actual, listed);
});
