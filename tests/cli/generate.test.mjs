import assert from 'node:assert/strict';
import {appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, project, sensors, tally} from './tally.mjs';

function read(cwd, file) {
  return readFileSync(join(cwd, file), 'utf8');
}

test('outputs are written for each contract and for the set', (t) => {
  const cwd = folder(t, {...project, 'schemas/b.contract.yaml': sensors.replace('acme.sensors', 'b')});
  const {status, stdout, stderr} = tally(cwd, ['generate']);
  assert.equal(status, 0);
  assert.equal(stdout, '');
  assert.equal(stderr, '3 files written, 0 unchanged\n');
  assert.equal(read(cwd, 'out/sensors.txt'), 'package acme.sensors\nfrom schemas/sensors.contract.yaml\n');
  assert.equal(read(cwd, 'out/b.txt'), 'package b\nfrom schemas/b.contract.yaml\n');
  assert.equal(read(cwd, 'out/all.txt'), 'b\nsensors\n');
});

test('only what changed is written', (t) => {
  const cwd = folder(t, project);
  tally(cwd, ['generate']);
  const before = statSync(join(cwd, 'out/all.txt'), {bigint: true});
  appendFileSync(join(cwd, 'tools/line.mustache'), 'more\n');
  assert.equal(tally(cwd, ['generate']).stderr, '1 file written, 1 unchanged\n');
  const after = statSync(join(cwd, 'out/all.txt'), {bigint: true});
  assert.deepEqual([after.mtimeNs, after.ino], [before.mtimeNs, before.ino]);
});

test('the bytes do not depend on the folder in which tally runs', (t) => {
  const cwd = folder(t, project);
  tally(cwd, ['generate']);
  const expected = read(cwd, 'out/sensors.txt');
  for (const [where, args] of [['schemas', []], ['schemas', ['--project', '../tally.yaml']], ['.', ['--project', './schemas/../tally.yaml']],
    ['/', ['--project', join(cwd, 'tally.yaml')]]]) {
    rmSync(join(cwd, 'out'), {recursive: true});
    assert.equal(tally(where === '/' ? '/' : join(cwd, where), ['generate', ...args]).status, 0);
    assert.equal(read(cwd, 'out/sensors.txt'), expected);
  }
});

test('an imported contract outside of the globs is generated too', (t) => {
  const cwd = folder(t, {...project, 'lib/money.contract.yaml': sensors.replace('acme.sensors', 'money'),
    'schemas/sensors.contract.yaml': `${sensors}imports: {m: ../lib/money.contract.yaml}\n`});
  assert.equal(tally(cwd, ['generate']).status, 0);
  assert.equal(read(cwd, 'out/all.txt'), 'money\nsensors\n');
});

test('--check names what is not up to date and the first line that differs', (t) => {
  const cwd = folder(t, project);
  tally(cwd, ['generate']);
  const clean = tally(cwd, ['generate', '--check']);
  assert.equal(clean.status, 0);
  assert.equal(clean.stderr, '2 files up to date\n');

  writeFileSync(join(cwd, 'out/sensors.txt'), 'package acme.sensors\nby hand\n');
  rmSync(join(cwd, 'out/all.txt'));
  const {status, stdout, stderr} = tally(cwd, ['generate', '--check']);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /error\[T506\]: `out\/all\.txt` is missing/);
  assert.match(stderr, /error\[T506\]: `out\/sensors\.txt` is not up to date\n.*line 2 is `by hand` and should be `from schemas\/sensors\.contract\.yaml`/);
  assert.equal(read(cwd, 'out/sensors.txt'), 'package acme.sensors\nby hand\n');
  assert.ok(!existsSync(join(cwd, 'out/all.txt')));
});

test('--list-outputs prints the paths and writes nothing', (t) => {
  const cwd = folder(t, project);
  const {status, stdout, stderr} = tally(cwd, ['generate', '--list-outputs']);
  assert.equal(status, 0);
  assert.equal(stdout, 'out/sensors.txt\nout/all.txt\n');
  assert.equal(stderr, '');
  assert.ok(!existsSync(join(cwd, 'out')));
  assert.equal(tally(join(cwd, 'schemas'), ['generate', '--list-outputs']).stdout, '../out/sensors.txt\n../out/all.txt\n');
});

test('--depfile lists the project, the contracts with their imports, and the templates', (t) => {
  const cwd = folder(t, {...project, 'lib/money.contract.yaml': sensors.replace('acme.sensors', 'money'),
    'schemas/sensors.contract.yaml': `${sensors}imports: {m: ../lib/money.contract.yaml}\n`});
  assert.equal(tally(cwd, ['generate', '--depfile', 'deps.d']).status, 0);
  assert.equal(read(cwd, 'deps.d'), [
    'out/money.txt out/sensors.txt out/all.txt:', 'lib/money.contract.yaml', 'schemas/sensors.contract.yaml',
    'tally.yaml', 'tools/contract.mustache', 'tools/line.mustache', 'tools/set.mustache', 'tools/target.yaml',
  ].join(' \\\n  ') + '\n');
  const failed = tally(cwd, ['generate', '--depfile', 'none/deps.d']);
  assert.equal(failed.status, 2);
  assert.match(failed.stderr, /error\[T002\]/);
});

test('a built-in target needs no folder', (t) => {
  const cwd = folder(t, {...project, 'tally.yaml': 'tally: 1\ncontracts: [schemas/*.contract.yaml]\ntargets: {cpp: {out: cpp}}\n'});
  assert.equal(tally(cwd, ['generate', '--depfile', 'deps.d']).status, 0);
  assert.match(read(cwd, 'cpp/sensors.h'), /schemas\/sensors\.contract\.yaml/);
  assert.ok(!read(cwd, 'deps.d').includes('mustache'));
});

test('a broken project is status 2', (t) => {
  const start = 'tally: 1\ncontracts: [schemas/*.contract.yaml]\n';
  const cases = [
    ['tally: 1\ncontracts: [none/*.contract.yaml]\n', 'T004', /no file matches `none\/\*\.contract\.yaml`/],
    ['tally: 1\n', 'T202', /no `contracts`/],
    ['tally: [', 'T101', /tally\.yaml:1:8/],
    ['', 'T116', /empty/],
    [Buffer.from([0xff, 0xfe]), 'T102', /UTF-8/],
    ['['.repeat(10_000), 'T114', /deep/],
    [start, 'T503', /no `targets`/],
    [`${start}target: {}\n`, 'T201', /did you mean `targets`\?/],
    [`${start}targets: {ccp: {out: x}}\n`, 'T503', /did you mean `cpp`\?/],
    [`${start}targets: {cpp: {out: ../x}}\n`, 'T010', /leaves the folder/],
    [`${start}targets: {mine: {out: x, templates: nowhere}}\n`, 'T001', /nowhere\/target\.yaml/],
    [`${start}targets: {mine: {out: x, templates: tools, options: {color: red}}}\n`, 'T511', /no option `color`/],
    [`${start}targets: {embind: {out: x, options: {color: red}}}\n`, 'T511', /it has none/],
    [`${start}targets: {cpp: {out: x, options: {namespace: a::class}}}\n`, 'T208', /it is a namespace of C\+\+/],
    [`${start}targets: {cpp: {out: x, options: {namespace: "a:b"}}}\n`, 'T208', /cannot be `a:b`/],
    [`${start}targets: {cpp: {out: x, options: {namespace: std}}}\n`, 'T208', /cannot be `std`/],
    [`${start}targets: {a: {out: x, templates: tools}, b: {out: X, templates: tools}}\n`, 'T504', /case only/],
  ];
  for (const [content, code, message] of cases) {
    const cwd = folder(t, {...project, 'tally.yaml': content});
    const {status, stdout, stderr} = tally(cwd, ['generate']);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`error\\[${code}\\]`));
    assert.match(stderr, message);
    assert.ok(!existsSync(join(cwd, 'x')));
  }
});

test('a project that is missing or a folder is status 2', (t) => {
  const cwd = folder(t);
  mkdirSync(join(cwd, 'folder'));
  assert.match(tally(cwd, ['generate']).stderr, /error\[T003\]/);
  for (const name of ['none.yaml', 'folder']) {
    const {status, stderr} = tally(cwd, ['generate', '--project', name]);
    assert.equal(status, 2);
    assert.match(stderr, /error\[T001\]/);
  }
});

test('a contract with errors is status 2, also with --check', (t) => {
  const cwd = folder(t, {...project, 'schemas/sensors.contract.yaml': sensors.replace('int32', 'int33')});
  for (const args of [[], ['--check'], ['--list-outputs']]) {
    const {status, stderr} = tally(cwd, ['generate', ...args]);
    assert.equal(status, 2);
    assert.match(stderr, /^schemas\/sensors\.contract\.yaml:10:21: error\[T204\]/);
  }
  assert.ok(!existsSync(join(cwd, 'out')));
});

test('an error in a template is shown in the template, and nothing is written', (t) => {
  const cwd = folder(t, {...project, 'tools/line.mustache': 'from {{paht}}\n'});
  const {status, stderr} = tally(cwd, ['generate']);
  assert.equal(status, 2);
  assert.match(stderr, /^tools\/line\.mustache:1:8: error\[T501\]: unknown variable `paht`/);
  assert.match(stderr, /did you mean `path`\?/);
  assert.ok(!existsSync(join(cwd, 'out')));
});

test('two contracts that would write one file are named', (t) => {
  const cwd = folder(t, {...project, 'tally.yaml': project['tally.yaml'].replace('schemas/*', 'schemas/**/*'),
    'schemas/old/sensors.contract.yaml': sensors.replace('acme.sensors', 'old')});
  const {status, stderr} = tally(cwd, ['generate']);
  assert.equal(status, 2);
  assert.match(stderr, /error\[T504\]: `sensors\.txt`/);
  assert.match(stderr, /`schemas\/old\/sensors\.contract\.yaml` and for `schemas\/sensors\.contract\.yaml`/);
});

test('an output folder that is a file is status 2', (t) => {
  const cwd = folder(t, {...project, out: 'a file'});
  const {status, stderr} = tally(cwd, ['generate']);
  assert.equal(status, 2);
  assert.match(stderr, /error\[T002\]: `out\/sensors\.txt`/);
});

test('a TypeScript package keeps its own names beside types that are called alike', (t) => {
  const types = '{Contract: {newtype: string}, Issue: {record: {}}, Other: {enum: [a]}}';
  const cwd = folder(t, {
    'tally.yaml': 'tally: 1\ncontracts: [a.contract.yaml]\ntargets: {typescript: {out: out}}\n',
    'a.contract.yaml': `contract: 1\npackage: a\ntypes: ${types}\n`,
  });
  assert.equal(tally(cwd, ['generate']).status, 0);
  const declarations = read(cwd, 'out/inline.d.ts');
  assert.match(declarations, /^ {2}export type Issue = aModule\.Issue;$/m);
  assert.doesNotMatch(declarations, /^export type (Contract|Issue) =/m);
  assert.match(declarations, /^export type Other = a\.Other;$/m);
});

test('the contract with everything in it goes through every target, under any names', (t) => {
  const money = readFileSync(new URL('../../schemas/money.contract.yaml', import.meta.url), 'utf8');
  const shop = readFileSync(new URL('../contracts/shop.contract.yaml', import.meta.url), 'utf8').replace('../../schemas/money', './money');
  const cwd = folder(t, {
    'tally.yaml': `tally: 1\ncontracts: [orders.contract.yaml]\ntargets:\n${['cpp', 'embind', 'typescript', 'json-schema', 'markdown']
        .map((target) => `  ${target}: {out: out/${target}}\n`).join('')}`,
    'orders.contract.yaml': shop.replaceAll(/Shop(?=[A-Z])/g, '').replaceAll('acme.shop', 'acme.orders').replaceAll('acme::shop', 'acme::orders'),
    'money.contract.yaml': money,
  });
  const {status, stderr} = tally(cwd, ['generate']);
  assert.equal(status, 0, stderr);
  assert.match(read(cwd, 'out/cpp/orders.h'), /^bool check_vat\(const ::acme::orders::view::Order& value\) noexcept;$/m);
  assert.match(read(cwd, 'out/typescript/inline.d.ts'), /^export declare const OrderPatch: tally\.Contract</m);
});
