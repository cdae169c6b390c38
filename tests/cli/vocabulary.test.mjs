// The tables of the vocabulary, and those who cannot read them: pages, the contract of the template model, and JavaScript.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, root, tally} from './tally.mjs';
import {column, rows} from '../vocabulary.mjs';

const text = (path) => readFileSync(join(root, path), 'utf8');

const keywords = column(1, 'keywords', 'TALLY_KEYWORD', 'TALLY_KEYWORD_LIKE');
const issues = [
  ...rows('issues', 'TALLY_ISSUE', 'TALLY_UPGRADE_ISSUE'),
  ...rows('keywords', 'TALLY_KEYWORD').map((row) => [row[0], row[1], ...row.slice(9)]),
];
const tables = {
  keywords,
  types: column(1, 'kinds', 'TALLY_BUILTIN'),
  formats: column(1, 'formats', 'TALLY_FORMAT'),
  generators: column(1, 'generators', 'TALLY_GENERATOR'),
  buffers: column(1, 'buffers', 'TALLY_BUFFER', 'TALLY_SIZED_BUFFER'),
  accesses: column(1, 'accesses', 'TALLY_ACCESS'),
  policies: column(1, 'unknown', 'TALLY_UNKNOWN'),
  units: column(1, 'length_units', 'TALLY_LENGTH_UNIT'),
  steps: column(1, 'steps', 'TALLY_STEP'),
  encodings: column(1, 'encodings', 'TALLY_ENCODING'),
};

test('docs/vocabulary.md is what the program prints', (t) => {
  const {status, stdout} = tally(folder(t), ['explain', 'vocabulary']);
  assert.equal(status, 0);
  assert.equal(stdout, text('docs/vocabulary.md'), 'run: build/dev/bin/tally explain vocabulary > docs/vocabulary.md');
});

test('the page has every word of every table', () => {
  const page = text('docs/vocabulary.md');
  const {encodings, ...shown} = tables;
  for (const word of [...Object.values(shown).flat(), ...issues.map((row) => row[1])]) {
    assert.ok(page.includes(`| \`${word}\` |`), word);
  }
});

test('docs/language.md tells of every word that contracts may use', () => {
  const page = text('docs/language.md');
  const {encodings, ...shown} = tables;
  for (const word of Object.values(shown).flat()) assert.match(page, new RegExp(`\\b${word}\\b`), word);
});

test('a sentence shows no parameter that its issue does not have, and every issue has a sentence and a meaning', () => {
  for (const [, code, sentence, parameters, meaning] of issues) {
    const known = parameters.split(', ');
    for (const [, name] of sentence.matchAll(/\{(\w+)\}/g)) assert.ok(known.includes(name), `${code}: ${name}`);
    assert.match(sentence, /^(must|is|occurs|cannot) /, code);
    assert.match(meaning, /\.$/, code);
  }
});

test('no table has a word twice', () => {
  for (const [name, words] of Object.entries({...tables, issues: issues.map((row) => row[1])})) {
    assert.equal(new Set(words).size, words.length, name);
  }
});

test('the template model has the same words', (t) => {
  const {stdout} = tally(root, ['model', 'schemas/tally/model.contract.yaml']);
  const types = JSON.parse(stdout).contracts.flatMap((contract) => contract.types);
  const words = (name) => types.find((type) => type.name === name).values.map((value) => value.wire);
  assert.deepEqual(words('Generator'), tables.generators);
  assert.deepEqual(words('Buffer'), tables.buffers);
  assert.deepEqual(words('Access'), tables.accesses);
  assert.deepEqual(words('Policy'), tables.policies);
  assert.deepEqual(words('LengthUnit'), tables.units);
  assert.deepEqual(words('Action'), tables.steps);
  assert.deepEqual(words('Encoding'), tables.encodings);
});

/** A type of TypeScript that is one of these texts. */
const union = (words) => words.map((word) => `"${word}"`).join(' | ');

test('the JavaScript runtime has the same words', () => {
  const numbers = tables.buffers.map((word, i) => `${word}: ${i}`).join(', ');
  assert.ok(text('runtime/js/db.js').includes(`const kinds = { ${numbers} };`), 'db.js: what db.wasm calls the buffers');
  const declarations = text('runtime/js/index.d.ts');
  assert.ok(declarations.includes(`buffer: ${union(tables.buffers)};`));
  assert.ok(declarations.includes(`access: ${union(tables.accesses)};`));
  assert.ok(text('runtime/js/glue.d.ts').includes(`shape(unknown: ${union(tables.policies)},`));
});

test('marshal code finds the functions and arrays that the table of kinds names', () => {
  const views = text('runtime/js/views.js') + text('runtime/js/memory.js');
  for (const [id, ...row] of rows('kinds', 'TALLY_BUILTIN')) {
    const [get, shift, put] = row.slice(-4);
    const read = shift === '-1' ? new RegExp(`^export function ${get}\\(m,`, 'm') : new RegExp(`\\b${get}\\b`);
    assert.match(views, read, id);
    assert.match(views, new RegExp(`^export function ${put}\\(m,`, 'm'), id);
  }
});
