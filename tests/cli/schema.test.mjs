// The JSON Schemas for editors: what they say, and what yaml-language-server does with them.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import Ajv from 'ajv';
import {languageServer, schemas} from './language_server.mjs';
import {folder, tally} from './tally.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const languages = ['contract', 'project', 'target'];
const committed = (language) => readFileSync(join(schemas, `${language}.schema.json`), 'utf8');

/** A contract with these lines under `types`. */
const types = (lines) => `contract: 1\npackage: garden\ntypes:\n${lines}`;

/** Every file below a folder whose name ends so. */
const below = (path, end) =>
  readdirSync(join(root, path), {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && entry.name.endsWith(end))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

for (const language of languages) {
  test(`the committed schema of a ${language} is what \`tally schema ${language}\` prints`, () => {
    assert.equal(tally(root, ['schema', language]).stdout, committed(language));
  });

  test(`every example in the schema of a ${language} fits its place`, () => {
    const ajv = new Ajv({strict: false, allErrors: true});
    const schema = JSON.parse(committed(language));
    let examples = 0;
    const visit = (node, pointer) => {
      if (node === null || typeof node !== 'object') return;
      if (Array.isArray(node.examples) && node.markdownDescription !== undefined) {
        // Beside a `$ref`, a validator of draft 7 reads nothing else: the example is all that is left out here.
        const {examples: list, ...rest} = node;
        const fits = ajv.compile({definitions: schema.definitions, allOf: [rest]});
        for (const example of list) {
          examples += 1;
          assert.ok(fits(example), `${pointer} = ${JSON.stringify(example)}: ${ajv.errorsText(fits.errors)}`);
        }
      }
      for (const [key, value] of Object.entries(node)) visit(value, `${pointer}/${key}`);
    };
    visit(schema, '');
    assert.ok(examples > 5);
  });
}

test('a language that there is not is refused', () => {
  const {status, stderr} = tally(root, ['schema', 'markdown']);
  assert.equal(status, 2);
  assert.match(stderr, /markdown/);
});

test('keys are offered where they belong', async (t) => {
  const server = await languageServer(t);
  const offered = async (text) => [...(await server.complete('keys.contract.yaml', text)).keys()];

  const header = await offered('contract: 1\n‸');
  for (const key of ['package', 'version', 'imports', 'limits', 'types', 'tests']) assert.ok(header.includes(key), key);
  assert.ok(!header.includes('contract') && !header.includes('minLength'));

  const form = await offered(types('  Sku:\n    ‸'));
  for (const key of ['newtype', 'alias', 'enum', 'record', 'union', 'mixin', 'derive']) assert.ok(form.includes(key), key);

  const newtype = await offered(types('  Sku:\n    newtype: string\n    ‸'));
  assert.ok(newtype.includes('minLength') && newtype.includes('unit'));
  assert.ok(!newtype.includes('record') && !newtype.includes('default'));

  const field = await offered(types('  Line:\n    record:\n      sku:\n        type: string\n        ‸'));
  assert.ok(field.includes('default') && field.includes('renamedFrom') && field.includes('pattern'));
  assert.ok(!field.includes('type') && !field.includes('newtype'));
});

test('values are offered with what they mean', async (t) => {
  const server = await languageServer(t);
  const unknown = await server.complete('a.contract.yaml', types('  Line:\n    unknown: ‸\n    record: {}\n'));
  assert.deepEqual([...unknown.keys()], ['reject', 'drop', 'keep']);
  assert.match(unknown.get('keep').documentation.value, /written back/);

  for (const [name, text] of [
    ['newtype', '  Sku:\n    newtype: ‸'],
    ['field', '  Line:\n    record:\n      sku: ‸'],
    ['type', '  Line:\n    record:\n      sku:\n        type: ‸'],
  ]) {
    const offered = await server.complete(`${name}.contract.yaml`, types(text));
    assert.ok(offered.has('timestamp') && offered.has('uint8'), name);
    assert.match(offered.get('uint8').documentation.value, /from 0 to 255/);
  }
  const format = await server.complete('f.contract.yaml', types('  Mail:\n    newtype: string\n    format: ‸'));
  assert.ok(format.has('email') && format.has('json-pointer'));
  const rules = await server.complete('tally.yaml', 'tally: 1\nlint:\n  ‸');
  assert.ok(rules.has('pattern.unanchored') && rules.has('doc.missing'));
});

test('whole pieces are offered as snippets', async (t) => {
  const server = await languageServer(t);
  const offered = await server.complete('s.contract.yaml', types('  Sku:\n    ‸'));
  assert.match(offered.get('a union').insertText, /union:\n\s+tag: .*kind/);
});

test('what the mouse points at is explained', async (t) => {
  const server = await languageServer(t);
  const about = async (lines) => server.hover('h.contract.yaml', types(lines));
  assert.match(await about('  Sku: {newtype: string, max‸Length: 4}\n'), /greatest length.*Unicode scalar values/);
  assert.match(await about('  Line: {record: {sku: {type: int32, min‸imum: 4}}}\n'), /smallest number that is allowed/);
  assert.match(await about('  Line: {un‸known: drop, record: {}}\n'), /not declared/);
});

test('mistakes are shown where they are', async (t) => {
  const server = await languageServer(t);
  let count = 0;
  const mistakes = async (lines) => {
    const found = await server.open(`wrong${(count += 1)}.contract.yaml`, types(lines));
    return found.map(({range, message}) => `${range.start.line + 1}:${range.start.character + 1} ${message}`);
  };
  assert.deepEqual(await mistakes('  Sku: {newtype: string, maxLenght: 3}\n'), ['4:26 Property maxLenght is not allowed.']);
  assert.deepEqual(await mistakes('  Line:\n    record:\n      sku: {type: string, pattren: x}\n'), [
    '6:27 Property pattren is not allowed.',
  ]);
  assert.deepEqual(await mistakes('  Line: {unknown: drp, record: {}}\n'), [
    '4:19 Value is not accepted. Valid values: "reject", "drop", "keep".',
  ]);
  assert.deepEqual(await mistakes('  line: {record: {}}\n'), [
    '4:3 A type is named by a capital letter, then letters, digits and `_`',
  ]);
  assert.match((await mistakes('  Line: {record: {sku: strin}}\n'))[0], /^4:24 Value is not accepted.*"string"/);
});

test('a modeline is enough: what `tally init` writes needs no settings', async (t) => {
  const cwd = folder(t);
  assert.equal(tally(cwd, ['init', 'cold']).status, 0);
  const server = await languageServer(t, {configured: false});
  for (const file of ['tally.yaml', 'schemas/readings.contract.yaml']) {
    const path = join(cwd, 'cold', file);
    const text = readFileSync(path, 'utf8');
    assert.deepEqual(await server.open(path, text), [], file);
    const [mistake] = await server.open(path, `${text}wrong: 1\n`);
    assert.equal(mistake?.message, 'Property wrong is not allowed.', file);
  }
});

test('nothing that the compiler takes is refused', async (t) => {
  const server = await languageServer(t);
  const files = ['schemas', 'examples', 'tests', 'templates'].flatMap((path) =>
    ['.contract.yaml', '/tally.yaml', 'target.yaml'].flatMap((end) => below(path, end)),
  ).filter((file) => !file.includes('/compiler/bad/T'));
  files.push(join(root, 'tally.yaml'));
  assert.ok(files.length > 10);
  for (const file of files) assert.deepEqual(await server.open(file, readFileSync(file, 'utf8')), [], file);
});

// Bad contracts that look right to a schema, and why.
const beyond = {
  'names stand for something that only the compiler looks up': [
    'T204', 'T205', 'T215', 'T217', 'T218', 'T220', 'T221', 'T222', 'T226', 'T227', 'T229', 'T232', 'T241', 'T242', 'T245', 'T361', 'T362',
  ],
  'files are read by the compiler alone': ['T212', 'T213', 'T214'],
  'types are followed through their definitions': ['T223', 'T224', 'T233', 'T234'],
  'patterns of keys and versions are held against each other': ['T243', 'T244', 'T360'],
  'expressions are parsed and typed by the compiler': ['T350', 'T351', 'T352', 'T353', 'T354', 'T355', 'T356'],
  'what a value must be depends on a type': ['T206', 'T207', 'T301', 'T302', 'T307', 'T311', 'T312', 'T321', 'T322', 'T363', 'T364', 'T601', 'T602', 'T603', 'T604', 'T605'],
  'several keys have to agree': ['T231', 'T303', 'T308', 'T310'],
  'patterns are compiled': ['T401', 'T402', 'T403', 'T405'],
  'codes of issues are open: a rule may add one': ['T606'],
  'warnings, and comments': ['T701', 'T702', 'T703', 'T704', 'T705', 'T706', 'T711', 'T712', 'T713'],
};

test('every other bad contract is shown to be bad', async (t) => {
  const server = await languageServer(t);
  const classes = new Set(Object.values(beyond).flat());
  const needed = new Set();
  const bad = below('tests/compiler/bad', '.contract.yaml').filter((file) => /\/bad\/T/.test(file));
  let seen = 0;
  for (const file of bad) {
    const code = /\/(T[0-9]+)-[^/]*$/.exec(file)[1];
    if ((await server.open(file, readFileSync(file, 'utf8'))).length > 0) {
      seen += 1;
    } else {
      assert.ok(classes.has(code), file);
      needed.add(code);
    }
  }
  assert.deepEqual(classes, needed);
  assert.ok(seen >= 14, `${seen} of ${bad.length}`);
});
