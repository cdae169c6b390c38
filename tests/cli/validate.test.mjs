import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, project, sensors, tally} from './tally.mjs';

const files = {'s.contract.yaml': sensors, 'good.json': '{"name": "roof", "value": 7}', 'bad.json': '{\n  "name": "é",\n  "value": 101\n}\n'};

function validate(cwd, file, args = [], options = {}) {
  return tally(cwd, ['validate', file, '--contract', 's.contract.yaml', '--type', 'Reading', ...args], options);
}

function lines(text) {
  return text.trimEnd().split('\n').map((line) => JSON.parse(line));
}

test('a valid document is status 0', (t) => {
  const {status, stdout, stderr} = validate(folder(t, files), 'good.json');
  assert.equal(status, 0);
  assert.equal(stdout, '');
  assert.equal(stderr, '1 document, 0 invalid\n');
});

test('an invalid document is status 1, with a line for each issue', (t) => {
  const {status, stdout, stderr} = validate(folder(t, files), 'bad.json');
  assert.equal(status, 1);
  assert.equal(stdout, `bad.json:2:11: /name: must have at least 2 characters, has 1 [minLength]
bad.json:3:12: /value: must be at most 100 [maximum]
`);
  assert.equal(stderr, '1 document, 1 invalid\n');
});

test('an issue of the whole document has no path', (t) => {
  const {stdout} = validate(folder(t, files), '-', [], {input: '[]'});
  assert.equal(stdout, '<stdin>:1:1: must be object, not array [type]\n');
});

test('--format json is a line for the document', (t) => {
  const cwd = folder(t, files);
  const bad = validate(cwd, 'bad.json', ['--format', 'json']);
  assert.equal(bad.status, 1);
  assert.equal(bad.stderr, '');
  assert.deepEqual(lines(bad.stdout), [{
    document: 1,
    valid: false,
    issues: [
      {path: '/name', code: 'minLength', params: {limit: 2, actual: 1, unit: 'characters'}, message: 'must have at least 2 characters, has 1', line: 2, column: 11},
      {path: '/value', code: 'maximum', params: {limit: 100}, message: 'must be at most 100', line: 3, column: 12},
    ],
  }]);
  assert.deepEqual(lines(validate(cwd, 'good.json', ['--format', 'json']).stdout), [{document: 1, valid: true, issues: []}]);
});

test('NDJSON is judged line by line; blank lines are no documents', (t) => {
  const input = '{"name":"ab","value":1}\n\n  \t\r\n{"name":"ab"}\r\n{"name":"ab","value":1}\n[\n{"name":"abc","value":2}';
  const {status, stdout} = validate(folder(t, files), '-', ['--ndjson', '--format', 'json'], {input});
  assert.equal(status, 1);
  const documents = lines(stdout);
  assert.deepEqual(documents.map(({document, valid}) => [document, valid]), [[1, true], [2, false], [3, true], [4, false], [5, true]]);
  assert.equal(documents[1].issues[0].code, 'required');
  assert.equal(documents[1].issues[0].line, 4);  // of the input
  assert.equal(documents[3].issues[0].code, 'syntax');
});

test('nothing of a sensitive value is printed, in any form', (t) => {
  const cwd = folder(t, {'s.contract.yaml': `contract: 1
package: s
types:
  Password: {newtype: string, minLength: 30, pattern: '^[0-9]+$', sensitive: true}
  Login: {record: {user: {type: string, maxLength: 3}, password: Password, answers?: {type: map<int>, sensitive: true}}}
`});
  const documents = ['{"user":"erika","password":"hunter2"}', '{"user":7,"password":"hunter2","answers":{"hunter2":"hunter2"}}', '{"user":"u","password":["hunter2"]}'];
  for (const format of ['text', 'json', 'sarif', 'github']) {
    const args = ['validate', '-', '--contract', 's.contract.yaml', '--type', 'Login', '--ndjson', '--format', format];
    const {status, stdout, stderr} = tally(cwd, args, {input: documents.join('\n')});
    assert.equal(status, 1);
    assert.match(stdout, /must have at least 30 characters/);
    assert.doesNotMatch(stdout + stderr, /hunter2|has 7|not array/);
  }
});

test('NDJSON without a document is valid', (t) => {
  const {status, stderr} = validate(folder(t, files), '-', ['--ndjson'], {input: '\n\n'});
  assert.equal(status, 0);
  assert.equal(stderr, '0 documents, 0 invalid\n');
});

test('many documents go through', (t) => {
  const input = '{"name":"ab","value":1}\n'.repeat(50_000);
  const {status, stderr} = validate(folder(t, files), '-', ['--ndjson'], {input});
  assert.equal(status, 0);
  assert.equal(stderr, '50000 documents, 0 invalid\n');
});

test('the type may be named with its package', (t) => {
  const cwd = folder(t, files);
  const args = ['validate', 'good.json', '--contract', 's.contract.yaml', '--type'];
  assert.equal(tally(cwd, [...args, 'acme.sensors.Reading']).status, 0);
  assert.equal(tally(cwd, [...args, 'Name']).status, 1);
});

test('an imported type is named with its package', (t) => {
  const cwd = folder(t, {...files, 'b.contract.yaml': `contract: 1
package: b
imports: {s: ./s.contract.yaml}
types: {All: {alias: list<s.Reading>}}
`});
  const args = ['validate', 'good.json', '--contract', 'b.contract.yaml', '--type'];
  assert.equal(tally(cwd, [...args, 'acme.sensors.Reading']).status, 0);
  assert.equal(tally(cwd, [...args, 'Reading']).status, 2);
});

test('without --contract the project is searched', (t) => {
  const cwd = folder(t, {...project, 'good.json': files['good.json']});
  assert.equal(tally(cwd, ['validate', 'good.json', '--type', 'Reading']).status, 0);
});

test('a name that several contracts have needs its package', (t) => {
  const cwd = folder(t, {...project, 'good.json': files['good.json'], 'schemas/b.contract.yaml': sensors.replace('acme.sensors', 'b')});
  const {status, stderr} = tally(cwd, ['validate', 'good.json', '--type', 'Reading']);
  assert.equal(status, 2);
  assert.match(stderr, /several contracts have a type `Reading`/);
  assert.equal(tally(cwd, ['validate', 'good.json', '--type', 'b.Reading']).status, 0);
});

test('an unknown type gets a suggestion', (t) => {
  const {status, stderr} = tally(folder(t, files), ['validate', 'good.json', '--contract', 's.contract.yaml', '--type', 'Raeding']);
  assert.equal(status, 2);
  assert.match(stderr, /error\[T204\]: unknown type `Raeding`\n.*did you mean `Reading`\?/);
});

test('a document beyond the limit of its contract is a size issue, wherever it comes from', (t) => {
  const cwd = folder(t, {...files, 'large.json': `[${'1,'.repeat(5_000_000)}1]`});
  const expected = [{path: '', code: 'size', params: {limit: 1000}, message: 'is larger than 1000 bytes', line: 1, column: 1}];
  const single = validate(cwd, 'large.json', ['--format', 'json']);
  assert.equal(single.status, 1);
  assert.deepEqual(lines(single.stdout)[0].issues, expected);
  const input = `"${'x'.repeat(2000)}"\n{"name":"ab","value":1}\n`;
  const both = lines(validate(cwd, '-', ['--ndjson', '--format', 'json'], {input}).stdout);
  assert.deepEqual(both[0].issues, expected);
  assert.equal(both[1].valid, true);
  const exact = `{"name":"ab","value":1${' '.repeat(1000 - 23)}}`;
  assert.equal(exact.length, 1000);
  assert.equal(validate(cwd, '-', [], {input: exact}).status, 0);
  assert.equal(validate(cwd, '-', [], {input: `${exact} `}).status, 1);
});

test('input that is no document is judged, and found wrong', (t) => {
  const cases = [
    ['empty', '', 'syntax'],
    ['half a document', '{"name":', 'syntax'],
    ['two documents', '{} {}', 'syntax'],
    ['nesting', '['.repeat(900), 'depth'],
    ['NUL bytes', '\0\0\0', 'syntax'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 'encoding'],
    ['half a surrogate pair', '{"name":"\\ud800a","value":1}', 'encoding'],
  ];
  const cwd = folder(t, files);
  for (const [name, input, code] of cases) {
    const {status, stdout} = validate(cwd, '-', ['--format', 'json'], {input});
    assert.equal(status, 1, name);
    assert.equal(lines(stdout)[0].issues[0].code, code, name);
  }
});

test('what would control a terminal is not shown as it is', (t) => {
  const {stdout} = validate(folder(t, files), '-', [], {input: '{"\\u001b[2J":1}'});
  assert.ok(!stdout.includes('\x1b'));
  assert.match(stdout, /\[unknown\]/);
});

test('what cannot be judged is status 2', (t) => {
  const cwd = folder(t, {...files, 'broken.yaml': 'contract: [', 'wrong.yaml': sensors.replace('int32', 'int33')});
  mkdirSync(join(cwd, 'folder'));
  const cases = [
    [['validate', 'none.json', '--contract', 's.contract.yaml', '--type', 'Reading'], 'T001'],
    [['validate', 'folder', '--contract', 's.contract.yaml', '--type', 'Reading'], 'T001'],
    [['validate', 'good.json', '--contract', 'none.yaml', '--type', 'Reading'], 'T001'],
    [['validate', 'good.json', '--contract', 'folder', '--type', 'Reading'], 'T001'],
    [['validate', 'good.json', '--contract', 'broken.yaml', '--type', 'Reading'], 'T101'],
    [['validate', 'good.json', '--contract', 'wrong.yaml', '--type', 'Reading'], 'T204'],
    [['validate', 'good.json', '--type', 'Reading'], 'T003'],
  ];
  for (const [args, code] of cases) {
    const {status, stdout, stderr} = tally(cwd, args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`error\\[${code}\\]`), args.join(' '));
  }
});

test('native rules are left out, which is said once', (t) => {
  const rules = `contract: 1
package: r
types:
  R: {record: {a: int32}, rules: [{id: odd, native: acme::odd}, {id: low, assert: this.a < 5}]}
`;
  const cwd = folder(t, {'r.contract.yaml': rules, 'a.ndjson': '{"a": 2}\n{"a": 7}\n'});
  const {status, stdout, stderr} = tally(cwd, ['validate', 'a.ndjson', '--ndjson', '--contract', 'r.contract.yaml', '--type', 'R']);
  assert.equal(status, 1);
  assert.equal(stdout, 'a.ndjson:2:1: must satisfy this.a < 5 [low]\n');
  assert.equal(stderr, 'native rules are left out: they need compiled code\n2 documents, 1 invalid\n');
});
