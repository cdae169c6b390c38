// What docs/targets.md lists for the model `cpp` is what templates see.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { folder, tally } from "../cli/tally.mjs";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const section = read("docs/targets.md").match(/### cpp, for each contract\n([^]*?)\n### /)[1];

const names = (text) => [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name);
/** The rows of the table with this header, as [first cell, second cell]. */
function table(header) {
  const [, body] = section.match(new RegExp(`\\| ${header} \\|[^\\n]*\\n\\|[-|]+\\|\\n((?:\\|.*\\n)+)`));
  return body.trim().split("\n").map((row) => row.split("|").slice(1, 3));
}

/** Asks for all of them: an unknown name is an error. */
const asked = (list) => list.map((name) => `{{#${name}}}{{/${name}}}`).join("");
const inside = (name, content) => `{{#${name}}}${content}{{/${name}}}`;

const forms = { record: ["is_record"], enum: ["is_enum", "is_open_enum"], union: ["is_union"], newtype: ["is_newtype"], alias: ["is_alias"] };

/** The names of a declaration, and those of what is "(each with ...)" in its lists. */
function ofForm(text) {
  const lists = [...text.matchAll(/`(\w+)` \(each with ([^)]*)\)/g)];
  return asked(names(text.replace(/\([^)]*\)/g, ""))) + lists.map(([, list, members]) => inside(list, asked(names(members)))).join("");
}

const declaration = names(section.match(/Each declaration has ([^]*?)\n\n/)[1]);
const entry = names(section.match(/An entry point has (.*)/)[1]);
const fields = table("field").flatMap(([first]) => names(first));
const template = [
  asked(table("name").flatMap(([first]) => names(first))),
  inside("declarations", [
    asked(declaration),
    ...table("declaration").flatMap(([first, second]) =>
      first.trim().split(", ").flatMap((form) => forms[form].map((is) => inside(is, ofForm(second))))),
    inside("is_record", inside("fields", asked(fields))),
  ].join("\n")),
  inside("entries", asked(entry)),
].join("\n");

const generate = (t, text) => tally(folder(t, {
  "tally.yaml": "tally: 1\ncontracts: [names.contract.yaml]\ntargets:\n  names: {out: out, templates: names}\n",
  "names.contract.yaml": `contract: 1
package: acme.names
version: 1.0.0
types:
  Sku: {newtype: string, minLength: 2}
  Skus: {alias: list<Sku>}
  Color: {enum: [red, green]}
  Shade: {enum: [dark, bright], open: true}
  Item:
    record: {low: int32, high: {type: int32, default: 3}}
    rules: [{id: ordered, assert: this.high >= this.low}]
  Thing: {union: {tag: kind, variants: {item: Item}}}
`,
  "names/target.yaml": "target: 1\nname: names\nmodel: cpp\noutputs: [{template: all.mustache, each: contract, path: \"{{stem}}.txt\"}]\n",
  "names/all.mustache": text,
}), ["generate"]);

test("a template may ask for every name that docs/targets.md lists for cpp", (t) => {
  const { status, stderr } = generate(t, template);
  assert.equal(status, 0, stderr);
});

test("a name that is not there is an error in each of these places", (t) => {
  for (const place of ["declarations", "entries"]) {
    const { status, stderr } = generate(t, inside(place, asked(["nowhere"])));
    assert.equal(status, 2);
    assert.match(stderr, /T501.*`nowhere`/);
  }
});
