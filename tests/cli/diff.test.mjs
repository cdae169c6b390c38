import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, project, sensors, tally} from './tally.mjs';

const tighter = sensors.replace('maximum: 100', 'maximum: 90');
const both = (now) => ({'old/a.contract.yaml': sensors, 'new/a.contract.yaml': now});

test('equal contracts have no changes', (t) => {
  const now = sensors.replace('types:', 'doc: Documented.\ntypes:').replace('maximum: 100', 'maximum: 1.0e2');
  const {status, stdout, stderr} = tally(folder(t, both(now)), ['diff', 'old', 'new']);
  assert.equal(stdout, '');
  assert.match(stderr, /^0 changes; /);
  assert.equal(status, 0);
});

test('a change is told with its places, its limits and what it breaks', (t) => {
  const {status, stdout, stderr} = tally(folder(t, both(tighter)), ['diff', 'old/a.contract.yaml', 'new/a.contract.yaml']);
  assert.equal(status, 1);
  assert.equal(stdout, `new/a.contract.yaml:10:7: acme.sensors.Reading/value: maximum 100 -> 90 [limits.tightened]
      = Fewer values are valid than before.
      = breaks old writers, new readers
      = was at old/a.contract.yaml:10:7
`);
  assert.equal(stderr, '1 change; old writers, new readers: breaking; new writers, old readers: compatible; ' +
    'C++ source: compatible; TypeScript source: compatible\n');
});

test('a text shows how two patterns differ', (t) => {
  const wider = sensors.replace('minLength: 2', () => "minLength: 2, pattern: '^[a-z]*$'");
  const {stdout} = tally(folder(t, both(wider)), ['diff', 'old', 'new']);
  assert.match(stdout, /pattern none -> \^\[a-z\]\*\$; refused now: "a0" /);
});

test('--allow takes a direction out of the exit status', (t) => {
  const cwd = folder(t, both(tighter));
  assert.equal(tally(cwd, ['diff', 'old', 'new', '--allow', 'cpp']).status, 1);
  assert.equal(tally(cwd, ['diff', 'old', 'new', '--allow', 'cpp', '--allow', 'old-to-new']).status, 0);
  assert.equal(tally(cwd, ['diff', 'old', 'new', '--allow', 'sideways']).status, 2);
});

test('--format json has verdicts by direction, of each change and of all', (t) => {
  const {status, stdout} = tally(folder(t, both(tighter)), ['diff', 'old', 'new', '--format', 'json']);
  assert.equal(status, 1);
  const verdicts = {'old-to-new': 'breaking', 'new-to-old': 'compatible', cpp: 'compatible', typescript: 'compatible'};
  assert.deepEqual(JSON.parse(stdout), {
    diff: 1,
    verdicts,
    changes: [{
      id: 'limits.tightened',
      type: 'acme.sensors.Reading',
      member: 'value',
      detail: 'maximum 100 -> 90',
      description: 'Fewer values are valid than before.',
      verdicts,
      renaming: null,
      migration: null,
      old: {path: 'old/a.contract.yaml', line: 10, column: 7},
      new: {path: 'new/a.contract.yaml', line: 10, column: 7},
    }],
  });
});

test('a change that a migration makes up for says so', (t) => {
  const record = (members) => `contract: 1\npackage: shop\nversion: 2.0.0\ntypes: {Order: {record: {${members}}}}\n`;
  const cwd = folder(t, {
    'old.contract.yaml': record('amount: int64, note: string'),
    'new.contract.yaml': record('total: int64') +
      'migrations: [{from: 1, to: 2, type: Order, steps: [{rename: {from: amount, to: total}}]}]\n',
  });
  const diff = (...args) => tally(cwd, ['diff', 'old.contract.yaml', 'new.contract.yaml', ...args]);
  const covered = /Order\/(\w+) \[[^[]*= covered by a migration from 1 to 2: `upgrade` reads old documents\n/g;
  assert.deepEqual([...diff().stdout.matchAll(covered)].map(([, member]) => member), ['total', 'amount']);
  assert.equal(diff().status, 1);
  const {changes} = JSON.parse(diff('--format', 'json').stdout);
  assert.deepEqual(changes.map(({member, migration}) => [member, migration]),
      [['total', {from: 1, to: 2}], ['amount', {from: 1, to: 2}], ['note', null]]);
});

test('what cannot be read is status 2', (t) => {
  const cwd = folder(t, {'old/a.contract.yaml': sensors, 'new/readme.md': '', 'bad.lock': '{}'});
  assert.match(tally(cwd, ['diff', 'old', 'missing']).stderr, /error\[T001\]/);
  assert.match(tally(cwd, ['diff', 'old', 'new']).stderr, /error\[T004\]/);
  assert.match(tally(cwd, ['diff', 'bad.lock', 'old']).stderr, /error\[T802\]/);
  assert.equal(tally(cwd, ['diff', 'old', 'new']).status, 2);
});

function locked(t) {
  const cwd = folder(t, project);
  assert.equal(tally(cwd, ['generate']).status, 0);
  const {status, stderr} = tally(cwd, ['lock']);
  assert.equal(stderr, '2 types locked\n');
  assert.equal(status, 0);
  return cwd;
}

const change = (cwd, text) => writeFileSync(join(cwd, 'schemas/sensors.contract.yaml'), text);

test('with a lock, a breaking change needs a higher major version', (t) => {
  const cwd = locked(t);
  assert.equal(tally(cwd, ['check']).status, 0);
  change(cwd, tighter);
  for (const command of [['check'], ['generate', '--check'], ['lock']]) {
    const {status, stderr} = tally(cwd, command);
    assert.equal(status, 1, command.join(' '));
    assert.match(stderr, /sensors\.contract\.yaml:10:7: error\[T801\]: `acme\.sensors\.Reading\/value` breaks .*limits\.tightened: maximum 100 -> 90/);
  }
  change(cwd, tighter.replace('1.2.0', '1.3.0'));
  assert.equal(tally(cwd, ['check']).status, 1);
  change(cwd, tighter.replace('1.2.0', '2.0.0'));
  assert.equal(tally(cwd, ['check']).status, 0);
  assert.equal(tally(cwd, ['lock']).status, 0);
  change(cwd, sensors);
  assert.equal(tally(cwd, ['check']).status, 1);
});

test('a type that is gone breaks what was published', (t) => {
  const cwd = locked(t);
  change(cwd, sensors.replace('Reading:', 'Measurement:'));
  assert.match(tally(cwd, ['check']).stderr, /error\[T801\]: `acme\.sensors\.Reading` breaks .*type\.removed/);
});

// Old readers refuse what is larger than before; everything else is as it was.
const wider = sensors.replace('maximum: 100', 'maximum: 110');
/** What `check` says of a change under a policy; empty when it breaks nothing that counts. */
function underPolicy(t, policy, changed = wider) {
  const cwd = locked(t);
  const path = join(cwd, 'tally.yaml');
  writeFileSync(path, readFileSync(path, 'utf8') + `compatibility: ${policy}\n`);
  change(cwd, changed);
  const {status, stderr} = tally(cwd, ['check']);
  assert.equal(tally(cwd, ['lock']).status, status, 'lock holds to the same');
  return status === 0 ? '' : stderr;
}

test('what counts is for the project to say: additive changes need no new version where nobody has old readers', (t) => {
  assert.match(underPolicy(t, '{}'), /T801.*limits\.loosened.*\n(.*\n)*.*= it breaks new writers, old readers\n/);
  assert.equal(underPolicy(t, '{directions: [old-to-new, cpp, typescript]}'), '');
  assert.match(underPolicy(t, '{directions: [new-to-old]}'), /T801/);
  assert.match(underPolicy(t, '{directions: [old-to-new, cpp, typescript]}', tighter), /= it breaks old writers, new readers\n/);
  assert.equal(underPolicy(t, '{directions: []}', tighter), '');
});

test('a type says it for itself, a package for its types, and the nearest counts', (t) => {
  const readers = '[new-to-old]';
  assert.equal(underPolicy(t, `{directions: ${readers}, packages: {acme.sensors: []}}`), '');
  assert.match(underPolicy(t, `{directions: [], packages: {acme.sensors: ${readers}}}`), /T801/);
  assert.match(underPolicy(t, `{packages: {acme.sensors: []}, types: {acme.sensors.Reading: ${readers}}}`), /T801/);
  assert.equal(underPolicy(t, `{packages: {acme.sensors: ${readers}}, types: {acme.sensors.Reading: []}}`), '');
});

test('what a type holds counts as much as the type', (t) => {
  const of = (maximum) => `contract: 1
package: acme
version: 1.0.0
types:
  Part: {record: {size: {type: int32, maximum: ${maximum}}}}
  Whole: {union: {tag: kind, variants: {one: {parts: list<Part>}}}}
`;
  const said = (policy) => {
    const cwd = folder(t, {'tally.yaml': `tally: 1\ncontracts: ['*.contract.yaml']\ncompatibility: ${policy}\n`, 'a.contract.yaml': of(1)});
    assert.equal(tally(cwd, ['lock']).status, 0);
    writeFileSync(join(cwd, 'a.contract.yaml'), of(2));
    const {status, stderr} = tally(cwd, ['check']);
    return status === 0 ? '' : stderr;
  };
  assert.match(said('{directions: [new-to-old], types: {acme.Part: []}}'), /T801.*`acme\.Part\/size`/);
  assert.match(said('{directions: [], types: {acme.Whole: [new-to-old]}}'), /T801.*`acme\.Part\/size`/);
  assert.equal(said('{directions: [new-to-old], types: {acme.Part: [], acme.Whole: []}}'), '');
});

test('a policy is for what there is, and in words that there are', (t) => {
  assert.match(underPolicy(t, '{types: {acme.sensors.Readin: []}}'), /error\[T803\]: there is no type `acme\.sensors\.Readin`\n(.*\n)*.*did you mean `acme\.sensors\.Reading`\?/);
  assert.match(underPolicy(t, '{packages: {acme: []}}'), /error\[T803\]: there is no package `acme`/);
  assert.match(underPolicy(t, '{directions: [old-to-knew]}'), /error\[T228\]: a direction cannot be `old-to-knew`/);
  assert.match(underPolicy(t, '{direction: []}'), /did you mean `directions`\?/);
  assert.match(underPolicy(t, '{directions: cpp}'), /error/);
});

test('a removed and an added field of one type may be one', (t) => {
  const record = (members) => `contract: 1\npackage: shop\ntypes: {Order: {record: {${members}}}}\n`;
  const cwd = folder(t);
  const renamings = (before, after) => {
    writeFileSync(join(cwd, 'old.contract.yaml'), record(before));
    writeFileSync(join(cwd, 'new.contract.yaml'), record(after));
    const diff = (...args) => tally(cwd, ['diff', 'old.contract.yaml', 'new.contract.yaml', ...args]).stdout;
    const found = JSON.parse(diff('--format', 'json')).changes.map(({member, renaming}) => [member, renaming]);
    assert.equal(diff().includes('renamedFrom: ['), found.some(([, renaming]) => renaming !== null));
    return found;
  };
  const renaming = {from: 'amount', to: 'total'};
  assert.deepEqual(renamings('amount: int64, note: string', 'total: int64, note: string'), [['total', renaming], ['amount', renaming]]);
  assert.deepEqual(renamings('amount: int64', "sum: {type: int64, wire: total}"), [['total', renaming], ['amount', renaming]]);
  const none = (before, after) => assert.ok(renamings(before, after).every(([, found]) => found === null));
  none('amount: int64', 'total: int32');
  none('amount: int64', 'total: int64, sum: int64');
  none('amount: int64, sum: int64', 'total: int64');
  none('amount: int64', 'total: {type: int64, renamedFrom: [amount]}');
});

test('a promise that a renaming would keep says so', (t) => {
  const cwd = locked(t);
  change(cwd, sensors.replace('value:', 'measured:'));
  assert.match(tally(cwd, ['check']).stderr, /= if `value` is called `measured` now, say so there: `renamedFrom: \[value\]`\n/);
  change(cwd, sensors.replace('value: {', 'measured: {renamedFrom: [value], '));
  assert.doesNotMatch(tally(cwd, ['check']).stderr, /say so there/);
});

test('a lock can be compared with contracts', (t) => {
  const cwd = locked(t);
  change(cwd, tighter);
  const {status, stdout} = tally(cwd, ['diff', 'tally.lock', 'schemas']);
  assert.equal(status, 1);
  assert.match(stdout, /acme\.sensors\.Reading\/value: maximum 100 -> 90 \[limits\.tightened\]/);
});

test('a lock that was changed by hand is refused', (t) => {
  const cwd = locked(t);
  const path = join(cwd, 'tally.lock');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"100"', '"90"'));
  const {status, stderr} = tally(cwd, ['check']);
  assert.equal(status, 1);
  assert.match(stderr, /error\[T802\]/);
});
