// What a user sees of each diagnostic, word for word: tests/cli/diagnostics.txt, which UPDATE=1 writes. Those about
// contracts come from tests/compiler/bad, the others from what is said here.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {folder, project, sensors, tally} from './tally.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const golden = join(root, 'tests/cli/diagnostics.txt');

/** Why a diagnostic cannot be shown here. */
const elsewhere = {
  T000: 'no diagnostic',
  T012: 'a defect of tally: nobody knows a file that has it',
  T015: 'a PATH without Emscripten: tests/install/package.test.mjs',
  T016: 'what a compiler refuses: tests/install/package.test.mjs',
  T115: 'a file of a million nodes takes long to read: tests/compiler/yaml/refuse_test.cpp',
};

const bad = join(root, 'tests/compiler/bad');
const contractsIn = (path) => readdirSync(path, {recursive: true}).filter((name) => name.endsWith('.contract.yaml'));
const badFiles = Object.fromEntries(contractsIn(bad).map((name) => [name, readFileSync(join(bad, name))]));
const lintRules = [...readFileSync(join(root, 'compiler/lint/rules.cpp'), 'utf8').matchAll(/"([a-z]+\.[a-z]+)"/gi)].map(([, rule]) => rule);

const contract = (text) => ({files: {'bad.contract.yaml': text}, args: ['check', 'bad.contract.yaml']});
const header = 'contract: 1\npackage: acme\n';
const generating = (files, args = ['generate']) => ({files: {...project, ...files}, args});
const outputs = (path) => project['tools/target.yaml'].replace('{{stem}}.txt', path);
const target = (text) => `tally: 1\ncontracts: [schemas/*.contract.yaml]\ntargets:\n  ${text}\n`;

const cases = {
  T001: {files: {}, args: ['check', 'shcemas/orders.contract.yaml']},
  T002: generating({out: 'a file'}),
  T003: {files: {}, args: ['check']},
  T004: generating({'tally.yaml': project['tally.yaml'].replace('schemas/', 'contracts/')}),
  T005: {files: {}, args: ['validate', 'orders.json']},
  T006: {files: {}, args: ['explain', 'T240']},
  T009: {...contract(`${header}types:\n${Array.from({length: 201}, (_, i) => `  T${i}: {newtype: text}\n`).join('')}`), last: 2},
  T010: generating({'tally.yaml': target('cpp: {out: ../elsewhere}')}),
  T011: {files: {'bad.contract.yaml': 'contract:   1\npackage: acme\n'}, args: ['fmt', '--check', 'bad.contract.yaml']},
  T013: {files: {'bad.contract.yaml': `${header}types:\n  Sum: {record: {a: float64}, rules: [{id: sum, assert: 'this.a == 0.125 && this.a < 0.0'}]}\n`}, args: ['sample', 'bad.contract.yaml', '--type', 'Sum']},
  T014: {files: project, args: ['serve', '--port', '0']},
  T101: contract('contract: 1\npackage: "acme\n'),
  T102: contract(Buffer.from('contract: 1\npackage: acm\xe9\n', 'latin1')),
  T103: contract('contract: 1\npackage: ac\u0007me\n'),
  T104: contract(`${header}types:\n\tName: {newtype: string}\n`),
  T105: contract(`${header}package: acme.orders\n`),
  T106: contract('contract: 1\npackage: &name acme\n'),
  T107: contract('contract: 1\npackage: *name\n'),
  T108: contract('contract: 1\npackage: !!str acme\n'),
  T109: contract(`${header}<<: {version: 1.0.0}\n`),
  T110: contract(`${header}---\n${header}`),
  T111: contract(`%YAML 1.2\n---\n${header}`),
  T112: contract(`${header}? version\n: 1.0.0\n`),
  T113: contract(`# ${'x'.repeat(2 ** 21)}\n`),
  T114: contract(`contract: ${'['.repeat(65)}${']'.repeat(65)}\n`),
  T116: contract('# Later.\n'),
  T501: generating({'tools/contract.mustache': 'package {{pakage}}\n'}),
  T502: generating({'tools/contract.mustache': '{{#declarations}}\n{{name}}\n'}),
  T503: generating({'tally.yaml': target('ccp: {out: out}')}),
  T504: generating({'tools/target.yaml': outputs('all.txt')}),
  T505: generating({'tools/target.yaml': outputs('../{{stem}}.txt')}),
  T506: generating({}, ['generate', '--check']),
  T507: generating({'tools/contract.mustache': '{{> lien}}\n'}),
  T508: generating({'tools/contract.mustache': '{{declarations}}\n'}),
  T509: generating({'tools/line.mustache': 'and {{> line}}\n'}),
  T510: generating({'tally.yaml': target('cpp: {out: out, blocks: mine}'), 'mine/inclusions.mustache': '\n'}),
  T511: generating({'tally.yaml': target('cpp: {out: out, options: {indent: 4}}')}),
  T801: {
    ...generating({}, ['check']),
    before: ['lock'],
    after: {'schemas/sensors.contract.yaml': sensors.replace('maximum: 100', 'maximum: 50')},
  },
  T802: {...generating({}, ['check']), before: ['lock'], after: {'tally.lock': '{}\n'}},
  T803: generating({'tally.yaml': `${target('cpp: {out: out}')}compatibility: {types: {acme.sensors.Readin: []}}\n`}, ['check']),
};

for (const name of Object.keys(badFiles).filter((name) => /^T\d/.test(name))) {
  const lint = `tally: 1\ncontracts: ["*.contract.yaml"]\nlint: {${lintRules.map((rule) => `${rule}: warning`).join(', ')}}\n`;
  const code = name.slice(0, 4);
  const files = {...badFiles, ...(code.startsWith('T7') && {'tally.yaml': lint})};
  cases[name] = {files, args: ['check', name]};
}

/** The command, what it says to a person, and its status. */
function show(t, {files, args, before, after, last}) {
  const cwd = folder(t, files);
  if (before) assert.equal(tally(cwd, before).status, 0);
  for (const [name, text] of Object.entries(after ?? {})) writeFileSync(join(cwd, name), text);
  const {status, stderr} = tally(cwd, args);
  const lines = stderr.trimEnd().split('\n');
  const shown = last === undefined ? lines : ['...', ...lines.slice(-last)];
  return `$ tally ${args.join(' ')}\n${shown.join('\n')}\nstatus ${status}\n`;
}

const names = Object.keys(cases).sort();

test('every diagnostic says what it always said', (t) => {
  const texts = names.map((name) => show(t, cases[name]));
  for (const [i, name] of names.entries()) assert.match(texts[i], new RegExp(`\\[?${name.slice(0, 4)}\\b`), texts[i]);
  const text = texts.join('\n');
  if (process.env.UPDATE) writeFileSync(golden, text);
  assert.equal(text, readFileSync(golden, 'utf8'));
});

test('every code has a page, and a case of its own', (t) => {
  const catalogue = join(root, 'compiler/diagnose/catalogue');
  const rows = readdirSync(catalogue).flatMap((name) => [...readFileSync(join(catalogue, name), 'utf8').matchAll(/^TALLY_DIAGNOSTIC\(\w+, *(\d+)/gm)]);
  const codes = rows.map(([, number]) => `T${number.padStart(3, '0')}`);
  assert.ok(codes.length > 100);
  const cwd = folder(t);
  for (const code of codes) {
    const {status, stdout} = tally(cwd, ['explain', code]);
    assert.equal(status, 0);
    assert.ok(stdout.startsWith(`# ${code}: `) && stdout.split('\n').length > 3, code);
    assert.notEqual(names.some((name) => name.startsWith(code)), code in elsewhere, code);
  }
});
