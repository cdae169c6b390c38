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

// What a schema can say of rules: which fields have to be there.
const sayable = ["contact", "shipped-needs-placed", "weight-known", "one", "c-needs"];
const isUnsayable = ({ type, issues = [] }) =>
  type.startsWith("acme.rules.") && issues.length > 0 && issues.every(({ code }) => /^[a-z-]+$/.test(code) && !codes.has(code) && !sayable.includes(code));
const codes = new Set(vectors.filter(({ type }) => !type.startsWith("acme.rules.")).flatMap(({ issues = [] }) => issues.map(({ code }) => code)));

/** Reason -> the vectors about which a schema has another opinion for this reason. */
const differences = {
  "text is parsed before a schema sees it: keys that came twice are gone": [
    ...["a duplicate", "rules: a duplicate is not sound", "a duplicate in escapes", "a duplicate of the same value", "a map's key twice"],
    ...["a map's key twice, once in escapes", "a member twice before the tag", "dropped: a known member twice"],
    ...["dropped: duplicates among them", "kept: duplicates among them", "the tag twice", "the tag twice, the first unknown"],
  ],
  "no keyword for expressions": [
    ...vectors.filter(isUnsayable).map(({ name }) => name),
    "rules: derived: both are there",
  ],
  "no keyword for the size and the depth of a document": [
    ...["a bomb in a member that is dropped", "a document one byte larger", "a document one level deeper", "one level deeper"],
  ],
  "no keyword for lone surrogates": [
    ...["an escaped lone surrogate in opaque JSON", "dropped: they are judged for their text"],
    ...["kept: half a surrogate pair as a key", "kept: they are judged for their text"],
  ],
  "no keyword for the order of texts: the range of a timestamp, of a duration, and of a number that is text": [
    ...["a timestamp finer than a nanosecond", "a timestamp in the year 9999", "a timestamp one nanosecond earlier"],
    ...["a timestamp one nanosecond later", "huge as text, beyond its own limit", "large as text, one beyond"],
    ...['range of a duration "-PT9223372036.854775809S"', 'range of a duration "P106752D"'],
    ...['range of a duration "P9223372036854775807DT9223372036854775807H"'],
    ...['range of a duration "P99999999999999999999999D"', 'range of a duration "PT153722867281M"'],
    ...['range of a duration "PT9223372036.854775808S"', 'range of a duration "PT9223372036854775807H"'],
  ],
  "decimals are judged as doubles, their digits and steps and what is text not at all": [
    ...['maximum and multipleOf of discount "999.99"', 'maximum of most "9999999999999999999.9999999999999999999"'],
    ...["multipleOf of discount 12.30", 'multipleOf of step "0.0000000008"'],
    ...['multipleOf of step "9999999999999999999999999999.9999999999"', "multipleOf of step 1"],
    ...["precision of discount 0.001", "precision of discount 0.125"],
    ...["precision of discount 100.0000000000000000000000000000000000000000000000001", "precision of discount 12.345"],
    ...["precision of discount 1e-3", "precision of discount 1e-400", "precision of discount 1e-99999999999999999999"],
    ...["precision of fraction 1e-39", "precision of whole 0.1", "range of most 10000000000000000000"],
    ...["range of whole 1e38"],
  ],
  "bytes are counted by characters, of which padding is a part": ["a newtype of too many bytes"],
  "JavaScript rounds numbers to doubles": [
    ...["an integer that is none by one digit far behind", "an integer with a huge negative exponent"],
    ...["dropped: they are judged for their numbers", "huge at the type's last is beyond its own limit", "huge beyond its type"],
    ...["large -9223372036854775809", "large 9223372036854775808"],
  ],
  "ajv-formats has opinions of its own about what RFCs say": [
    ...["a timestamp with a leap second where none can be", "a timestamp with a space"],
    ...['email "joe@[127.0.0.1]"', 'email "joe@[IPv6:::1]"', 'email "postmaster@localhost"'],
    ...['not date_time "1963-06-19 08:30:06Z"', 'not duration "P1Y2D"', 'not duration "PT1H2S"'],
    ...["not email 255 characters", "not email 77 characters", 'not hostname "example.com."', 'not time "01:02:03+0100"'],
    ...['not uri "http://example.com:8a"', 'not uri_reference "//a:b:c/"', 'not uri_reference "1a:b"'],
    ...['not uri_reference ":a"', 'uri "about:"'],
  ],
  "ajv-formats reads patterns without the flag `u`": [
    ...['not regex "(?=a)*"', 'not regex "(a)\\\\2"', 'not regex "[\\\\B]"', 'not regex "[\\\\d-z]"'],
    ...['not regex "[\\\\k]"', 'not regex "[a-\\\\w]"', 'not regex "[b-\\\\u{61}]"', 'not regex "\\\\-"'],
    ...['not regex "\\\\01"', 'not regex "\\\\1"', 'not regex "\\\\8"', 'not regex "\\\\a"', 'not regex "\\\\c1"'],
    ...['not regex "\\\\k"', 'not regex "\\\\k<a>"', 'not regex "\\\\p"', 'not regex "\\\\p{"'],
    ...['not regex "\\\\p{A=B=C}"', 'not regex "\\\\p{A=}"', 'not regex "\\\\p{}"', 'not regex "\\\\u004"'],
    ...['not regex "\\\\u{110000}"', 'not regex "\\\\u{41"', 'not regex "\\\\u{}"', 'not regex "\\\\x4"'],
    ...['not regex "]"', 'not regex "a{"', 'not regex "a{,2}"', 'not regex "a{x}"', 'not regex "a}"'],
    ...['regex "[\\\\u{1F600}-\\\\u{1F64F}]"', 'regex "[😀-🙏]"'],
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
  const scalars = read(join(root, "generated/json-schema/scalars.schema.json")).$defs;
  assert.match(scalars.Price.$comment, /12 digits, 2 of them behind the point[^]*^Exactly, and for text too: minimum 0$/m);
  assert.match(scalars.Digest.$comment, /^Of bytes: minLength 4$/m);
  assert.equal(scalars.Blobs.properties.token.contentEncoding, "base64url");
});

test("what changes over time is said", () => {
  const { Product, OldProduct, Shelf, Category } = read(join(root, "generated/json-schema/catalogue.schema.json")).$defs;
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
