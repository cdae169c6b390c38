// What people write who come from JSON Schema, OpenAPI, protobuf, Zod, Pydantic, TypeScript or Rust: each word is told what Tally calls it,
// and `tally fix` writes that where it is certain.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, tally} from './tally.mjs';

const header = 'contract: 1\npackage: a\ntypes:\n  Other: {record: {n: int8}}\n  Pair: {params: [A, B], record: {a: A, b: B}}\n';
const field = (text) => `  R:\n    record:\n      f: ${text}\n`;

/** Runs a command over one contract. */
function run(t, command, content) {
  const cwd = folder(t, {'x.contract.yaml': content});
  const result = tally(cwd, [command, 'x.contract.yaml']);
  return {...result, text: readFileSync(join(cwd, 'x.contract.yaml'), 'utf8')};
}

// [as it is written elsewhere, what `tally fix` makes of it]
const certain = [
  // presence and null
  [field('{type: string, nullable: true}'), field('{type: string | null}')],
  [field("{nullable: true, type: 'list<int8>', maxItems: 3}"), field("{type: 'list<int8> | null', maxItems: 3}")],
  [field('\n        type: string\n        nullable: true\n        maxLength: 3'), field('\n        type: string | null\n        maxLength: 3')],
  [field('{type: string | null, nullable: true}'), field('{type: string | null}')],
  [field('{type: string, nullable: false}'), field('{type: string}')],
  [field('{type: string, optional: true}'), '  R:\n    record:\n      f?: {type: string}\n'],
  [field('{type: string, required: false}'), '  R:\n    record:\n      f?: {type: string}\n'],
  [field('{type: string, required: true}'), field('{type: string}')],
  [field('{type: int8, optional: true, default: 1}'), field('{type: int8, default: 1}')],
  ["  R:\n    record:\n      'f': {type: int8, optional: true}\n", "  R:\n    record:\n      'f?': {type: int8}\n"],
  [field('null | string'), field('string | null')],
  ["  R: {record: {'null'?: int8}}\n", "  R: {record: {'null?': int8}}\n"],
  ["  R:\n    record:\n      'null'?: int8\n      b: int8\n", "  R:\n    record:\n      'null?': int8\n      b: int8\n"],
  // limits
  [field('{type: int8, min: 1, max: 5}'), field('{type: int8, minimum: 1, maximum: 5}')],
  [field('{type: string, min: 1, max: 5}'), field('{type: string, minLength: 1, maxLength: 5}')],
  [field('{type: list<int8>, min: 1, max: 5}'), field('{type: list<int8>, minItems: 1, maxItems: 5}')],
  [field('{type: map<int8>, min: 1, max: 5}'), field('{type: map<int8>, minProperties: 1, maxProperties: 5}')],
  [field('{type: float64, gt: 1, lte: 5}'), field('{type: float64, exclusiveMinimum: 1, maximum: 5}')],
  ["  S: {newtype: string, regex: '^a$'}\n", "  S: {newtype: string, pattern: '^a$'}\n"],
  [field('{type: list<int8>, unique: true, maxItems: 2}'), field('{type: list<int8>, uniqueItems: true, maxItems: 2}')],
  // shapes
  ['  R:\n    properties:\n      f: int8\n', '  R:\n    record:\n      f: int8\n'],
  ['  R:\n    type: object\n    properties:\n      f: int8\n', '  R:\n    record:\n      f: int8\n'],
  ['  E: {type: string, enum: [a, b]}\n', '  E: {enum: [a, b]}\n'],
  [field("{$ref: '#/definitions/Other'}"), field('{type: Other}')],
  [field("{type: int8, description: Text}"), field("{type: int8, doc: Text}")],
  ['  U: {union: {discriminator: kind, variants: {a: Other}}}\n', '  U: {union: {tag: kind, variants: {a: Other}}}\n'],
  ['  U: {union: {tag: kind, variants: {a: {type: string}}}}\n', '  U: {union: {tag: kind, variants: {a: {record: {type: string}}}}}\n'],
  // types
  [field('array<string>'), field('list<string>')],
  [field('{type: Vec<u8>}'), field('{type: list<uint8>}')],
  [field('i64'), field('int64')],
  ['  R: {record: {f: Pair<int32, string>}}\n', "  R: {record: {f: 'Pair<int32, string>'}}\n"],
  ['  R: {record: {f: {type: Pair<int32, Pair<int8, string>>, doc: Text}}}\n', "  R: {record: {f: {type: 'Pair<int32, Pair<int8, string>>', doc: Text}}}\n"],
];

for (const [before, after] of certain) {
  test(`fix: ${before.trim().replace(/\s+/g, ' ')}`, (t) => {
    const {status, text, stderr} = run(t, 'fix', header + before);
    assert.equal(text, header + after, stderr);
    assert.equal(status, 0, stderr);
  });
}

// [as it is written elsewhere, what has to be said; nothing is changed]
const advised = [
  [field('{type: Other, min: 1}'), /`minimum` for a number, `minLength` for text/],
  [field('{type: string, length: 5}'), /`minLength` and `maxLength`/],
  [field('{type: string, enum: [a, b]}'), /`Name: \{enum: \[a, b\]\}`/],
  [field('{record: {a: int8}}'), /`Name: \{record: \{\.\.\.\}\}`/],
  [field('{type: string, const: a}'), /declare an `enum` with that value/],
  [field('{oneOf: [string, int8]}'), /an `enum`, for a choice of records a `union`/],
  ['  U: {oneOf: [Other, R]}\n', /an `enum`, for a choice of records a `union`/],
  ['  U: {allOf: [Other, R]}\n', /`mixin` and `include` it/],
  ['  U: {union: [Other, Other]}\n', /`\{tag: kind, variants: \{a: A, b: B\}\}`/],
  ['  S: {type: string, maxLength: 3}\n', /`newtype: T` for a type of its own, `alias: T`/],
  ['  R: {record: {f: int8}, required: [f]}\n', /every field is required unless its name ends with `\?`/],
  ['  R: {record: {f: int8}, additionalProperties: false}\n', /`unknown: reject`, `drop` or `keep`/],
  [field('any'), /write `json`/],
  [field('object'), /declare a `record` and write its name, or `map<T>`/],
  [field('array'), /write `list<T>`/],
  [field('set<string>'), /`list<T>` with `uniqueItems: true`/],
  [field("'Record<string, int8>'"), /write `map<T>`/],
  [field('email'), /`\{type: string, format: \.\.\.\}`/],
  [field('string | int8'), /a value is of one kind/],
  [field('Other | Pair'), /for a choice of records declare a `union`/],
  [field(`"'a' | 'b'"`), /for a choice of texts declare an `enum`/],
  ['  E: {enum: [1, 2]}\n', /for numbers take a type such as `uint8`/],
  ['  U: {union: {tag: kind, variants: {a: {type: Other, doc: string}}}}\n', /may be a record or have fields/],
  ['  U: {union: {tag: kind, variants: {a: {type: Other, doc: Other}}}}\n', /may be a record or have fields/],
];

for (const [before, hint] of advised) {
  test(`hint: ${before.trim().replace(/\s+/g, ' ')}`, (t) => {
    const {status, text, stderr} = run(t, 'fix', header + before);
    assert.match(stderr, hint);
    assert.equal(text, header + before);
    assert.equal(status, 1);
  });
}

test('words that are chosen from a list have names elsewhere, too', (t) => {
  assert.match(run(t, 'fix', `${header}unknown: strip\n`).text, /^unknown: drop$/m);
  assert.match(run(t, 'check', header + field('{type: string, format: url}')).stderr, /write `uri`/);
});

test('what a contract declares itself is no foreign word', (t) => {
  const {status, stderr} = run(t, 'check', `${header}  List: {params: [T], record: {items: {type: list<T>, maxItems: 3}}}\n${field('List<int8>')}`);
  assert.equal(status, 0, stderr);
});

test('a documented variant stays one', (t) => {
  const {status, stderr} = run(t, 'check', `${header}  U: {union: {tag: kind, variants: {a: {type: Other, doc: A few words.}}}}\n`);
  assert.equal(status, 0, stderr);
});
