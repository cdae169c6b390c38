import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, project, sensors, tally} from './tally.mjs';

test('a sound contract is status 0', (t) => {
  const {status, stdout, stderr} = tally(folder(t, {'a.contract.yaml': sensors}), ['check', 'a.contract.yaml']);
  assert.equal(status, 0);
  assert.equal(stdout, '');
  assert.equal(stderr, '1 contract checked, no errors\n');
});

test('without files the project is checked, from a folder below it too', (t) => {
  const cwd = folder(t, project);
  assert.equal(tally(cwd, ['check']).status, 0);
  assert.equal(tally(join(cwd, 'schemas'), ['check']).status, 0);
});

test('without files and without a project there is nothing to check', (t) => {
  const {status, stderr} = tally(folder(t), ['check']);
  assert.equal(status, 2);
  assert.match(stderr, /error\[T003\]/);
});

test('errors are shown with their place and are status 1', (t) => {
  const cwd = folder(t, {'a.contract.yaml': sensors.replace('name: Name', 'name: Nmae')});
  const {status, stdout, stderr} = tally(cwd, ['check', 'a.contract.yaml']);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^a\.contract\.yaml:9:13: error\[T204\]: .*`Nmae`/);
  assert.match(stderr, /did you mean `Name`\?/);
});

test('a warning does not change the status', (t) => {
  const cwd = folder(t, {'a.contract.yaml': sensors, 'b.contract.yaml': `contract: 1
package: b
imports: {a: ./a.contract.yaml}
types: {X: {newtype: string}}
`});
  const {status, stderr} = tally(cwd, ['check', 'b.contract.yaml']);
  assert.equal(status, 0);
  assert.match(stderr, /warning\[T214\]/);
});

test('--format json is a list on stdout and nothing on stderr', (t) => {
  const cwd = folder(t, {'a.contract.yaml': sensors.replace('name: Name', 'name: Nmae'), 'b.contract.yaml': sensors});
  const wrong = tally(cwd, ['check', '--format', 'json', 'a.contract.yaml']);
  assert.equal(wrong.status, 1);
  assert.equal(wrong.stderr, '');
  const [diagnostic] = JSON.parse(wrong.stdout);
  assert.equal(diagnostic.code, 'T204');
  assert.equal(diagnostic.path, 'a.contract.yaml');
  assert.equal(diagnostic.line, 9);
  assert.deepEqual(JSON.parse(tally(cwd, ['check', '--format', 'json', 'b.contract.yaml']).stdout), []);
  const missing = tally(cwd, ['check', '--format', 'json', 'c.contract.yaml']);
  assert.equal(missing.status, 2);
  assert.equal(JSON.parse(missing.stdout)[0].code, 'T001');
});

test('a file that cannot be read is status 2', (t) => {
  const cwd = folder(t, {'a.contract.yaml': sensors});
  mkdirSync(join(cwd, 'd.contract.yaml'));
  for (const [file, reason] of [['none.yaml', /No such file/], ['d.contract.yaml', /Is a directory/]]) {
    const {status, stderr} = tally(cwd, ['check', 'a.contract.yaml', file]);
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`error\\[T001\\]: cannot read \`${file}\``));
    assert.match(stderr, reason);
  }
});

test('a missing import is an error of the contract', (t) => {
  const cwd = folder(t, {'a.contract.yaml': `${sensors}imports: {m: ./none.contract.yaml}\n`});
  const {status, stderr} = tally(cwd, ['check', 'a.contract.yaml']);
  assert.equal(status, 1);
  assert.match(stderr, /error\[T212\]/);
});

test('input that is no contract is judged, and found wrong', (t) => {
  const garbage = Buffer.from(Array.from({length: 4096}, (_, i) => (i * 7919 + (i >> 3)) & 0xff));
  const cases = [
    ['broken YAML', 'contract: [1\n', 'T101'],
    ['no UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe, 0x0a]), 'T102'],
    ['UTF-16', Buffer.from(`\ufeff${sensors}`, 'utf16le'), 'T102'],
    ['a NUL byte', 'contract: 1\0\n', 'T103'],
    ['an empty file', '', 'T116'],
    ['only a comment', '# nothing\n', 'T116'],
    ['a list', '- contract\n', 'T203'],
    ['text', 'contract\n', 'T203'],
    ['brackets without end', '['.repeat(100_000), 'T114'],
    ['mappings without end', 'a: {'.repeat(100_000), 'T114'],
    ['indentation without end', Array.from({length: 500}, (_, i) => `${' '.repeat(i)}a:\n`).join(''), 'T114'],
    ['more than a person writes', `contract: 1 # ${'x'.repeat(9 << 20)}`, 'T113'],
    ['binary garbage', garbage, 'T10[23]'],
  ];
  for (const [name, content, code] of cases) {
    const {status, stderr} = tally(folder(t, {'x.contract.yaml': content}), ['check', 'x.contract.yaml']);
    assert.equal(status, 1, name);
    assert.match(stderr, new RegExp(`error\\[${code}\\]`), name);
  }
});

test('an endless file ends', (t) => {
  const {status, stderr} = tally(folder(t), ['check', '/dev/zero']);
  assert.equal(status, 1);
  assert.match(stderr, /error\[T113\]/);
});
