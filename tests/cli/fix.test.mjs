import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, project, sensors, shell, tally} from './tally.mjs';

const header = 'contract: 1\npackage: a\n';
const other = `${header.replace('package: a', 'package: b')}types: {Y: {newtype: string, maxLength: 9}}\n`;

/** What `tally fix` makes of one contract. */
function fixed(t, content, more = {}) {
  const cwd = folder(t, {'x.contract.yaml': content, 'y.contract.yaml': other, 'z.contract.yaml': other.replace('package: b', 'package: c'), ...more});
  const result = tally(cwd, ['fix', 'x.contract.yaml']);
  return {...result, text: readFileSync(join(cwd, 'x.contract.yaml'), 'utf8')};
}

// [what is certain, before, after]; both are the lines behind the header.
const cases = [
  ['a misspelt key', 'types: {A: {newtype: string, maxLenght: 3}}\n', 'types: {A: {newtype: string, maxLength: 3}}\n'],
  ['a key in another style', 'types: {A: {newtype: string, max_length: 3}}\n', 'types: {A: {newtype: string, maxLength: 3}}\n'],
  ['a misspelt type', 'types: {Abc: {newtype: int8}, B: {alias: list<Abd>, maxItems: 2}}\n', 'types: {Abc: {newtype: int8}, B: {alias: list<Abc>, maxItems: 2}}\n'],
  ['a type by the name of another language', 'types: {A: {record: {f: boolean, n: integer | null}}}\n', 'types: {A: {record: {f: bool, n: int | null}}}\n'],
  ['a list in brackets', 'types:\n  A: {alias: "int8[]", maxItems: 2}\n  B:\n    alias: list[int8]\n    maxItems: 2\n', 'types:\n  A: {alias: "list<int8>", maxItems: 2}\n  B:\n    alias: list<int8>\n    maxItems: 2\n'],
  ['a misspelt import', 'imports: {money: ./y.contract.yaml}\ntypes: {A: {alias: mony.Y}}\n', 'imports: {money: ./y.contract.yaml}\ntypes: {A: {alias: money.Y}}\n'],
  ['an unused import', 'imports:\n  b: ./y.contract.yaml\n  c: ./z.contract.yaml\ntypes: {A: {alias: b.Y}}\n', 'imports:\n  b: ./y.contract.yaml\ntypes: {A: {alias: b.Y}}\n'],
  ['all imports unused', 'imports:\n  b: ./y.contract.yaml\n  c: ./z.contract.yaml\ntypes: {A: {newtype: int8}}\n', 'types: {A: {newtype: int8}}\n'],
  ['a number in quotes', 'types: {A: {newtype: int8, maximum: "1_0"}}\n', 'types: {A: {newtype: int8, maximum: 10}}\n'],
  ['a short version', 'version: 3.1\n', 'version: 3.1.0\n'],
  ['a misspelt word', 'unknown: dorp\n', 'unknown: drop\n'],
  ['null twice', 'types: {A: {alias: int8 | null}, B: {alias: A | null}}\n', 'types: {A: {alias: int8 | null}, B: {alias: A}}\n'],
  ['text that needs quotes', "doc: Prices: net, it's in cents # why\n", "doc: 'Prices: net, it''s in cents' # why\n"],
  ['text that starts with a sign', 'doc: @home\n', "doc: '@home'\n"],
  ['a comment without a blank', 'doc: "a"# b\n', 'doc: "a" # b\n'],
  ['a pattern without anchors', 'types: {A: {newtype: string, pattern: "[a-z]"}}\n', "types: {A: {newtype: string, pattern: '^[a-z]$'}}\n"],
  ['a comment that keeps nothing back', 'types:\n  # tally-ignore naming.type: why not\n  A: {newtype: int8}\n  B: {newtype: int8}  # tally-ignore naming.type: why not\n', 'types:\n  A: {newtype: int8}\n  B: {newtype: int8}\n'],
  ['a newtype of a list', 'types: {A: {newtype: list<int8>, maxItems: 2}}\n', 'types: {A: {alias: list<int8>, maxItems: 2}}\n'],
  ['a misspelt issue code', "types: {A: {newtype: string, maxLength: 1, examples: {invalid: [{value: ab, code: max_length}]}}}\ntests: [{name: a, type: A, json: '\"ab\"', issues: [{path: '', code: maxlength}]}]\n", "types: {A: {newtype: string, maxLength: 1, examples: {invalid: [{value: ab, code: maxLength}]}}}\ntests: [{name: a, type: A, json: '\"ab\"', issues: [{path: '', code: maxLength}]}]\n"],
  ['a tag of YAML', 'version: !!str 1.0.0\n', 'version: 1.0.0\n'],
];

for (const [name, before, after] of cases) {
  test(`fixes ${name}`, (t) => {
    const {status, text, stderr} = fixed(t, header + before);
    assert.equal(text, header + after, stderr);
    assert.equal(status, 0, stderr);
  });
}

test('fixes what stands in front of everything else', (t) => {
  assert.equal(fixed(t, 'package: a\n').text, 'contract: 1\npackage: a\n');
  assert.equal(fixed(t, '\ufeffcontract: 1\npackage: a\n').text, header);
  assert.equal(fixed(t, '%YAML 1.2\n---\ncontract: 1\npackage: a\n').text, `---\n${header}`);
});

test('one fix makes room for the next', (t) => {
  const {status, text, stderr} = fixed(t, 'pakcage: a\ntpyes:\n  A:\n    doc: a: b\n    nwetype: strin\n    maxLenght: "3"\n');
  assert.equal(text, "contract: 1\npackage: a\ntypes:\n  A:\n    doc: 'a: b'\n    newtype: string\n    maxLength: 3\n");
  assert.equal(status, 0);
  assert.match(stderr, /^8 fixes in 1 file$/m);
});

test('what is not certain is left to a person', (t) => {
  for (const body of ['types: {Ab: {newtype: int8}, Ac: {newtype: int8}, B: {alias: Ad}}\n', 'types: {A: {newtype: string, minLength: 1, minLengt: 2}}\n', 'doc: a: b\n  c\n']) {
    const {status, text, stderr} = fixed(t, header + body);
    assert.equal(status, 1);
    assert.equal(text, header + body);
    assert.match(stderr, /error\[T\d+\]/);
    assert.match(stderr, /^0 fixes in 0 files$/m);
  }
});

test('--dry-run writes nothing and prints a diff that `patch` takes', (t) => {
  const before = sensors.replace('minLength', 'minLenght').replace('name: Name', 'name: Nmae');
  const cwd = folder(t, {'x.contract.yaml': before});
  const {status, stdout} = tally(cwd, ['fix', '--dry-run', 'x.contract.yaml']);
  assert.equal(status, 0);
  assert.equal(readFileSync(join(cwd, 'x.contract.yaml'), 'utf8'), before);
  assert.match(stdout, /^--- x\.contract\.yaml\n\+\+\+ x\.contract\.yaml\n@@ -3,8 \+3,8 @@\n/);
  assert.match(stdout, /\n-  Name: \{newtype: string, minLenght: 2\}\n\+  Name: \{newtype: string, minLength: 2\}\n/);
  assert.equal(shell(cwd, '"$TALLY" fix --dry-run x.contract.yaml | git apply -p0 --unsafe-paths -').status, 0);
  assert.equal(readFileSync(join(cwd, 'x.contract.yaml'), 'utf8'), sensors);
});

test('without files the contracts and the file of the project are fixed', (t) => {
  const cwd = folder(t, {...project, 'tally.yaml': project['tally.yaml'].replace('contracts:', 'contract:'), 'schemas/sensors.contract.yaml': sensors.replace('newtype', 'newtpye')});
  assert.equal(tally(cwd, ['fix']).status, 0);
  assert.equal(readFileSync(join(cwd, 'tally.yaml'), 'utf8'), project['tally.yaml']);
  assert.equal(readFileSync(join(cwd, 'schemas/sensors.contract.yaml'), 'utf8'), sensors);
});

test('a contract that is only imported is left alone', (t) => {
  const wrong = other.replace('maxLength', 'maxLenght');
  const {status, stderr} = fixed(t, `${header}imports: {b: ./y.contract.yaml}\ntypes: {A: {alias: b.Y}}\n`, {'y.contract.yaml': wrong});
  assert.equal(status, 1);
  assert.match(stderr, /^0 fixes in 0 files$/m);
});

test('a file that cannot be read is status 2', (t) => {
  assert.equal(tally(folder(t), ['fix', 'none.contract.yaml']).status, 2);
  assert.equal(tally(folder(t), ['fix']).status, 2);
});
