import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {folder, project, tally} from './tally.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const contracts = ['schemas', 'schemas/tally', 'tests/contracts'].flatMap((folder) =>
  readdirSync(join(root, folder)).filter((file) => file.endsWith('.contract.yaml')).map((file) => `${folder}/${file}`));

const lines = (text) => text.trimEnd().split('\n');

/** The entry points of a contract. */
function types(contract) {
  const {stdout} = tally(root, ['model', contract, '--format', 'json']);
  const {contracts: all} = JSON.parse(stdout);
  const {types: list} = all.find(({path}) => path === contract);
  return list.filter((type) => !type.inline_variant).map(({name}) => name);
}

for (const path of contracts) {
  test(`${path}: what is called valid is, and what is called wrong is so as it says`, (t) => {
    const names = types(path);
    assert.ok(names.length > 0);
    for (const type of names) {
      const judge = (documents) => {
        const input = `${documents.join('\n')}\n`;
        const args = ['validate', '-', '--ndjson', '--contract', path, '--type', type, '--format', 'json'];
        return lines(tally(root, args, {input}).stdout).map((line) => JSON.parse(line));
      };
      const sample = (...args) => tally(root, ['sample', path, '--type', type, '--count', '20', ...args]);

      const valid = sample();
      assert.equal(valid.status, 0, `${type}: ${valid.stderr}`);
      assert.equal(lines(valid.stdout).length, 20);
      for (const [i, verdict] of judge(lines(valid.stdout)).entries())
        assert.ok(verdict.valid, `${type}: ${lines(valid.stdout)[i]}`);

      const invalid = sample('--invalid');
      if (type === 'Anything') {
        assert.equal(invalid.status, 2);
        continue;
      }
      assert.equal(invalid.status, 0, `${type}: ${invalid.stderr}`);
      // The document's own text: reading and writing it again would forget duplicates and digits.
      const faulty = lines(invalid.stdout).map((line) => {
        const [, document, rest] = /^\{"document":(.*)(,"code":"(?:[^"\\]|\\.)*","path":"(?:[^"\\]|\\.)*"\})$/.exec(line);
        return {document, ...JSON.parse(`{${rest.slice(1)}`)};
      });
      for (const [i, {issues}] of judge(faulty.map(({document}) => document)).entries()) {
        const found = issues.map(({code, path: place}) => ({code, path: place}));
        assert.deepEqual(found, [{code: faulty[i].code, path: faulty[i].path}], faulty[i].document);
      }
    }
  });
}

test('the same seed gives the same documents, on every platform and in runs of any length', () => {
  const sample = (...args) => tally(root, ['sample', 'schemas/sensors.contract.yaml', '--type', ...args]).stdout;
  const long = sample('Temperature', '--count', '9', '--seed', '4');
  assert.equal(sample('Temperature', '--count', '9', '--seed', '4'), long);
  assert.ok(long.startsWith(sample('Temperature', '--count', '3', '--seed', '4')));
  assert.notEqual(sample('Temperature', '--count', '9', '--seed', '5'), long);
  assert.equal(long, readFileSync(new URL('sample.expected.ndjson', import.meta.url), 'utf8'));
});

test('an array is the same documents', (t) => {
  const cwd = folder(t, project);
  const sample = (...args) => tally(cwd, ['sample', '--type', 'Reading', ...args]).stdout;
  const apart = lines(sample('--count', '4')).map((line) => JSON.parse(line));
  assert.deepEqual(JSON.parse(sample('--count', '4', '--format', 'json')), apart);
  assert.deepEqual(JSON.parse(sample('--count', '0', '--format', 'json')), []);
});

test('there is one document unless more are asked for', (t) => {
  const cwd = folder(t, project);
  const {stdout, stderr} = tally(cwd, ['sample', '--type', 'acme.sensors.Reading']);
  assert.equal(lines(stdout).length, 1);
  assert.equal(stderr, '');
});

test('a type for which there is nothing is an error that says where', (t) => {
  const cwd = folder(t, {
    'a.contract.yaml':
      'contract: 1\npackage: a\ntypes:\n  T: {record: {host: {type: string, format: ipv4, pattern: ^x}}}\n',
  });
  const {status, stdout, stderr} = tally(cwd, ['sample', 'a.contract.yaml', '--type', 'T']);
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /error\[T013\]: no valid document of `T` was found/);
  assert.match(stderr, /nothing was found for `\/host` with `format: ipv4`, `pattern: \^x`/);
  assert.match(tally(cwd, ['sample', 'a.contract.yaml', '--type', 'U']).stderr, /error\[T\d+\]: unknown type `U`/);
});
