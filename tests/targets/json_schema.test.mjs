// The JSON Schemas of our contracts, compiled by Ajv, judge the documents of tests/vectors as Tally does. What a schema cannot
// say is listed here by name.
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

/** Reason -> the vectors about which a schema has another opinion for this reason. */
const differences = {
  "text is parsed before a schema sees it: keys that came twice are gone": [
    ...["a duplicate", "a duplicate in escapes", "a duplicate of the same value", "a map's key twice"],
    ...["a map's key twice, once in escapes", "a member twice before the tag", "dropped: a known member twice"],
    ...["dropped: duplicates among them", "kept: duplicates among them", "the tag twice", "the tag twice, the first unknown"],
  ],
  "no keyword for the size and the depth of a document": [
    ...["a bomb in a member that is dropped", "a document one byte larger", "a document one level deeper"],
  ],
  "no keyword for lone surrogates": [
    ...["an escaped lone surrogate in opaque JSON", "dropped: they are judged for their text"],
    ...["kept: half a surrogate pair as a key", "kept: they are judged for their text"],
  ],
  "no keyword for the order of texts: the range of a timestamp, and of a number that is text": [
    ...["a timestamp finer than a nanosecond", "a timestamp in the year 9999", "a timestamp one nanosecond earlier"],
    ...["a timestamp one nanosecond later", "huge as text, beyond its own limit", "large as text, one beyond"],
  ],
  "JavaScript rounds numbers to doubles": [
    ...["an integer that is none by one digit far behind", "an integer with a huge negative exponent"],
    ...["dropped: they are judged for their numbers", "huge at the type's last is beyond its own limit", "huge beyond its type"],
    ...["large -9223372036854775809", "large 9223372036854775808"],
  ],
  "ajv-formats takes more for a date-time than RFC 3339 does": [
    ...["a timestamp with a leap second where none can be", "a timestamp with a space"],
  ],
};

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

const listed = Object.values(differences).flat().sort();

test("a schema of draft 2020-12 judges as Tally does, but for what is listed", () => {
  const validates = compileAll(Ajv2020.default, schemasIn(join(root, "generated/json-schema")));
  assert.deepEqual(otherOpinions(validates), listed);
});

test("so does one of draft 7, under identifiers of one's own", (t) => {
  const cwd = mkdtempSync(join(root, "build/schemas-"));
  t.after(() => rmSync(cwd, { recursive: true }));
  const contracts = `../../schemas/*.contract.yaml`;
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
  const { $comment, $defs } = read(join(root, "generated/json-schema/orders.schema.json"));
  assert.match($comment, /at most 1048576 bytes and 32 levels/);
  assert.equal($defs.Weight.$comment, "Unit: kg");
  assert.match($defs.Sku.$comment, /^Not valid \(pattern\): "a-100"/);
  assert.deepEqual($defs.Sku.examples, ["A-100", "ZX9"]);
  assert.match($defs.Envelope.$comment, /kept and written back/);
  assert.match($defs.Order.properties.total.$comment, /text: minimum 0$/m);
  assert.equal($defs.Status.description, "`draft`: Not visible to the warehouse.");
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
