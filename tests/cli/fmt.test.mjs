import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, project, sensors, tally} from './tally.mjs';

const untidy = sensors.replace('newtype: string,', 'newtype:   string ,').replace('    record:', '      record: # all of it');
const tidy = sensors.replace('    record:', '    record:  # all of it');

test('a contract is laid out, and a second time changes nothing', (t) => {
  const cwd = folder(t, {'a.contract.yaml': untidy.replace('      name', '          name').replace('      value', '          value')});
  const model = () => JSON.parse(tally(cwd, ['model', 'a.contract.yaml']).stdout, (key, value) => (key === 'line' || key === 'column' ? undefined : value));
  const before = model();
  const first = tally(cwd, ['fmt', 'a.contract.yaml']);
  assert.equal(first.status, 0);
  assert.equal(first.stderr, '1 file changed\n');
  assert.equal(readFileSync(join(cwd, 'a.contract.yaml'), 'utf8'), tidy);
  assert.deepEqual(model(), before);
  assert.equal(tally(cwd, ['fmt', 'a.contract.yaml']).stderr, '0 files changed\n');
});

test('--check writes nothing, shows a diff and is status 1', (t) => {
  const before = sensors.replace('{newtype: string,', '{newtype: string ,');
  const cwd = folder(t, {'a.contract.yaml': before, 'b.contract.yaml': sensors});
  const {status, stdout, stderr} = tally(cwd, ['fmt', '--check', 'a.contract.yaml', 'b.contract.yaml']);
  assert.equal(status, 1);
  assert.match(stdout, /\n-  Name: \{newtype: string , minLength: 2\}\n\+  Name: \{newtype: string, minLength: 2\}\n/);
  assert.match(stderr, /^error\[T011\]: `a\.contract\.yaml` is not in canonical layout$/m);
  assert.match(stderr, /^1 file would change$/m);
  assert.equal(readFileSync(join(cwd, 'a.contract.yaml'), 'utf8'), before);
  assert.equal(tally(cwd, ['fmt', '--check', 'b.contract.yaml']).status, 0);
});

test('without files the project and its contracts are laid out', (t) => {
  const cwd = folder(t, {...project, 'schemas/sensors.contract.yaml': sensors.replace('package: ', 'package:  ')});
  writeFileSync(join(cwd, 'tally.yaml'), project['tally.yaml'].replace('tally: 1', 'tally:   1'));
  assert.equal(tally(cwd, ['fmt']).stderr, '2 files changed\n');
  assert.equal(readFileSync(join(cwd, 'tally.yaml'), 'utf8'), project['tally.yaml']);
  assert.equal(readFileSync(join(cwd, 'schemas/sensors.contract.yaml'), 'utf8'), sensors);
});

test('a contract with errors can be laid out, a file that is not YAML cannot', (t) => {
  const cwd = folder(t, {'a.contract.yaml': 'contract:  2\n', 'b.contract.yaml': 'a: [1\n'});
  assert.equal(tally(cwd, ['fmt', 'a.contract.yaml']).status, 0);
  const {status, stderr} = tally(cwd, ['fmt', 'b.contract.yaml', 'none.yaml']);
  assert.equal(status, 2);
  assert.match(stderr, /error\[T101\]/);
  assert.match(stderr, /error\[T001\]/);
  assert.equal(readFileSync(join(cwd, 'b.contract.yaml'), 'utf8'), 'a: [1\n');
});

test('the YAML files of this repository are laid out', () => {
  const root = join(new URL('.', import.meta.url).pathname, '../..');
  assert.equal(tally(root, ['fmt', '--check']).status, 0);
});
