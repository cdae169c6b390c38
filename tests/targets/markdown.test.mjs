// The reference pages: every link leads somewhere, every table is one, every type has its place in the diagram.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { folder, tally } from "../cli/tally.mjs";

const anchorsOf = (page) => [...page.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
const linksOf = (page) => [...page.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)].map(([, file, anchor]) => ({ file, anchor }));

/** File name -> text. */
function pagesIn(path) {
  return new Map(readdirSync(path).map((name) => [name, readFileSync(join(path, name), "utf8")]));
}

/** The cells of a row; a bar inside of a cell is escaped. */
const cellsOf = (row) => row.split(/(?<!\\)\|/).slice(1, -1);

function assertSound(pages) {
  for (const [name, page] of pages) {
    const anchors = anchorsOf(page);
    assert.equal(new Set(anchors).size, anchors.length, `${name}: an anchor twice`);
    // What looks like a link in code, as a pattern may, is none.
    for (const { file, anchor } of linksOf(page.replaceAll(/(`+)[^`\n]+\1/g, (code) => (code.includes("](") ? "" : code)))) {
      const target = file === "" ? page : pages.get(file);
      assert.ok(target !== undefined, `${name}: no page ${file}`);
      if (anchor !== undefined) assert.ok(anchorsOf(target).includes(anchor), `${name}: no #${anchor} in ${file || name}`);
    }
    for (const table of page.matchAll(/(?:^\|.*\n)+/gm)) {
      const widths = table[0].trimEnd().split("\n").map((row) => cellsOf(row).length);
      assert.deepEqual(new Set(widths).size, 1, `${name}:\n${table[0]}`);
    }
  }
}

const generated = pagesIn(fileURLToPath(new URL("../contracts/generated/markdown", import.meta.url)));

test("the links, anchors and tables of our own pages are sound", () => {
  assert.ok([...generated.values()].flatMap(linksOf).length > 50);
  assertSound(generated);
});

test("the diagram has each record, union and enum of the page once, and nothing else", () => {
  for (const [name, page] of generated) {
    const types = [...page.matchAll(/^\| \[(\w+)\]\(#type-\w+\) \| (record|union|enum) \|$/gm)].map(([, type]) => type);
    const classes = [...page.matchAll(/^ {2}class (\w+) \{$/gm)].map(([, type]) => type);
    assert.deepEqual(classes, types, name);
  }
});

test("text that means something to Markdown or Mermaid stays in its cell", (t) => {
  const cwd = folder(t, {
    "tally.yaml": "tally: 1\ncontracts: ['*.contract.yaml']\ntargets: {markdown: {out: out}}\n",
    "odd.contract.yaml": String.raw`contract: 1
package: odd
types:
  Odd:
    record:
      bar?: {type: string | null, pattern: 'a|${"`"}b', wire: 'x|y', doc: "one | two\nthree", unit: a|b}
      kept: {type: list<map<Sign>>, maxItems: 3, items: {keys: {minLength: 1}}}
  Sign: {enum: {plus: {wire: '|', doc: A bar.}}}
`,
  });
  const { status, stderr } = tally(cwd, ["generate"]);
  assert.equal(status, 0, stderr);
  const pages = pagesIn(join(cwd, "out"));
  assertSound(pages);
  const rows = pages.get("odd.md").split("\n").filter((line) => line.startsWith("|")).map((row) => cellsOf(row).map((cell) => cell.trim()));
  assert.deepEqual(rows.find(([name]) => name === "`x\\|y`"),
    ["`x\\|y`", "string \\| null", "optional", "pattern ``a\\|`b``", "a\\|b", "one \\| two<br>three"]);
  assert.deepEqual(rows.find(([name]) => name === "`kept`").slice(1, 4),
    ["list&lt;map&lt;[Sign](#type-Sign)&gt;&gt;", "required", "maxItems `3`; items: keys: minLength `1`"]);
  assert.match(pages.get("odd.md"), /^ {4}kept list of map of Sign$/m);
  assert.match(pages.get("odd.md"), /^ {2}Odd --> "\*" Sign : kept$/m);
});

test("digits of decimals, defaults, former names and what goes stand in their cells", () => {
  const row = (page, name) => cellsOf(generated.get(page).split("\n").find((line) => line.startsWith(`| \`${name}\` |`))).map((cell) => cell.trim());
  assert.deepEqual(row("scalars.md", "whole").slice(1, 3), ["decimal(38, 0)", "optional"]);
  assert.deepEqual(row("scalars.md", "token").slice(1, 4), ["bytes as base64url", "optional", "minLength `2`, maxLength `6`"]);
  assert.equal(row("scalars.md", "email")[3], "format `email`");
  assert.equal(row("catalogue.md", "stock")[2], "default `0`");
  assert.equal(row("catalogue.md", "name").at(-1), "Formerly `title`, `label`.");
  assert.equal(row("catalogue.md", "legacy_code").at(-1), "Deprecated since 1.0.0: Use the name.");
  assert.equal(row("catalogue.md", "WAREHOUSE").at(-1), "Fetched on request.<br>Since 0.9.0.");
  assert.match(generated.get("catalogue.md"), /^Since 0\.1\.0\.\nDeprecated: use Product\.$/m);
});
