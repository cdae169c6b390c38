// The JSON Schemas of our contracts, compiled by Ajv, judge the documents of tests/vectors as Tally does. What a schema cannot
// say is in json_schema_opinions.json, one by one.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import Ajv7 from "ajv/dist/ajv.js";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { folder, sensors, tally } from "../cli/tally.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path) => JSON.parse(readFileSync(path, "utf8"));

const vectorsFolder = new URL("../vectors/", import.meta.url);
const vectors = readdirSync(vectorsFolder)
  .filter((name) => name !== "json_suite_i.json")
  .flatMap((name) => read(new URL(name, vectorsFolder)));

/** Each vector about which a schema, or who judges by it, has another opinion, and why. */
const opinions = read(new URL("json_schema_opinions.json", import.meta.url));

function documentOf({ document, base64, spaces = 0 }) {
  const text = base64 === undefined ? document : new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(Buffer.from(base64, "base64"));
  return text + " ".repeat(spaces);
}

function compileAll(Ajv, schemas) {
  const ajv = addFormats.default(new Ajv({ schemas, strictTypes: false }));
  const packages = new Map(schemas.map((schema) => [schema.title.split(" ")[0], schema]));
  const judge = (type) => {
    const dot = type.lastIndexOf(".");
    const schema = packages.get(type.slice(0, dot));
    return ajv.compile({ $ref: `${schema.$id}#/${schema.$defs ? "$defs" : "definitions"}/${type.slice(dot + 1)}` });
  };
  const judges = new Map();
  return ({ type, ...vector }) => {
    let value;
    try {
      value = JSON.parse(documentOf(vector));
    } catch {
      return false; // no JSON at all: no business of a schema
    }
    if (!judges.has(type)) judges.set(type, judge(type));
    return judges.get(type)(value);
  };
}

function schemasIn(path) {
  return readdirSync(path).map((name) => read(join(path, name)));
}

function otherOpinions(validates) {
  return vectors.filter((vector) => validates(vector) !== vector.valid).map(({ name }) => name).sort();
}

const listed = Object.keys(opinions).sort();

test("every other opinion has its reason", () => {
  for (const [name, reason] of Object.entries(opinions)) assert.match(reason, /^(JSON\.parse|no keyword|no multipleOf|uniqueItems|maxLength|ajv-formats) /, name);
});

test("a schema of draft 2020-12 judges as Tally does, but for what is listed", () => {
  const validates = compileAll(Ajv2020.default, schemasIn(join(root, "tests/contracts/generated/json-schema")));
  assert.deepEqual(otherOpinions(validates), listed);
});

test("so does one of draft 7, under identifiers of one's own", (t) => {
  const cwd = mkdtempSync(join(root, "build/schemas-"));
  t.after(() => rmSync(cwd, { recursive: true }));
  const contracts = ["schemas/*", "schemas/tally/wire", "tests/contracts/*"].map((each) => `../../${each}.contract.yaml`).join(", ");
  const options = `{draft: 7, base: "https://example.org/schemas/"}`;
  writeFileSync(join(cwd, "tally.yaml"), `tally: 1\ncontracts: [${contracts}]\ntargets: {json-schema: {out: out, options: ${options}}}\n`);
  const { status, stderr } = tally(cwd, ["generate"]);
  assert.equal(status, 0, stderr);
  const schemas = schemasIn(join(cwd, "out"));
  for (const schema of schemas) {
    assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
    assert.match(schema.$id, /^https:\/\/example\.org\/schemas\/\w+\.schema\.json$/);
  }
  assert.deepEqual(otherOpinions(compileAll(Ajv7.default, schemas)), listed);
});

test("what has no keyword is said", () => {
  const { $comment, $defs } = read(join(root, "tests/contracts/generated/json-schema/orders.schema.json"));
  assert.match($comment, /at most 1048576 bytes and 32 levels/);
  assert.equal($defs.Weight.$comment, "Unit: kg");
  assert.match($defs.Sku.$comment, /^Not valid \(pattern\): "a-100"/);
  assert.deepEqual($defs.Sku.examples, ["A-100", "ZX9"]);
  assert.match($defs.Envelope.$comment, /kept and written back/);
  assert.match($defs.Order.properties.total.$comment, /text: minimum 0$/m);
  assert.equal($defs.Status.description, "`draft`: Not visible to the warehouse.");
  const scalars = read(join(root, "tests/contracts/generated/json-schema/scalars.schema.json")).$defs;
  assert.match(scalars.Price.$comment, /12 digits, 2 of them behind the point[^]*^Exactly, and for text too: minimum 0$/m);
  assert.match(scalars.Digest.$comment, /^Of bytes: minLength 4$/m);
  assert.equal(scalars.Blobs.properties.token.contentEncoding, "base64url");
  const { Medium, Secret, Lengths, Clock, Distinct } = read(join(root, "tests/contracts/generated/json-schema/values.schema.json")).$defs;
  assert.deepEqual(Medium.anyOf, [{ enum: ["web", "app", "NO", "fax", "text"] }, { type: "string" }]);
  assert.match(Medium.$comment, /^Other strings are values, too\.$/m);
  assert.match(Secret.$comment, /^Sensitive: messages and logs tell nothing of it\.$/m);
  const { utf16, bytes } = Lengths.properties;
  assert.deepEqual([utf16.minLength, utf16.maxLength, bytes.minLength, bytes.maxLength], [1, 6, 1, 6]);
  assert.match(utf16.$comment, /^Counted otherwise: minLength 2 UTF-16 code units$/m);
  assert.match(Clock.properties.at.$comment, /^In whole milliseconds/m);
  assert.equal(Distinct.properties.flags.uniqueItems, true);
  assert.equal(Distinct.properties.flags.$comment, undefined);
  assert.match(Distinct.properties.exact.$comment, /^Items are compared as values, however they are written\.$/m);
  assert.match(Distinct.properties.by_two.$comment, /^No two items have the same channel, name\.$/m);
});

test("what changes over time is said", () => {
  const { Product, OldProduct, Shelf, Category } = read(join(root, "tests/contracts/generated/json-schema/catalogue.schema.json")).$defs;
  const { name, title, shelf, legacy_code: legacy } = Product.properties;
  assert.equal(name.$comment, "Formerly: title, label");
  assert.deepEqual([title.deprecated, title.$comment, title.maxLength], [true, "Now: name", 80]);
  assert.equal(shelf.default, "WAREHOUSE");
  assert.ok(!Product.required.includes("shelf"));
  assert.deepEqual([legacy.deprecated, legacy.$comment], [true, "Deprecated since 1.0.0: Use the name."]);
  assert.match(OldProduct.$comment, /^Since 0\.1\.0\nDeprecated: use Product$/m);
  assert.match(Shelf.$comment, /^Reserved: cellar$/m);
  assert.match(Shelf.$comment, /^`store`: deprecated, since 0\.9\.0: use warehouse$/m);
  assert.deepEqual(Category.properties.children.items, { $ref: "#/$defs/Category" });
});

test("an option has the values that it has", (t) => {
  const yaml = (options) => `tally: 1\ncontracts: ["*.contract.yaml"]\ntargets: {json-schema: {out: out, options: ${options}}}\n`;
  const refused = (options) => {
    const cwd = folder(t, { "tally.yaml": yaml(options), "sensors.contract.yaml": sensors });
    const { status, stderr } = tally(cwd, ["generate"]);
    assert.equal(status, 2);
    return stderr;
  };
  assert.match(refused("{draft: 4}"), /`draft` cannot be `4`[^]*there are `2020-12`, `7`/);
  assert.match(refused("{drafts: 7}"), /error\[T511\][^]*did you mean `draft`\?/);
});
