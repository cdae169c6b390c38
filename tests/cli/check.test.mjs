import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import Ajv from 'ajv';
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

/** What the schema of SARIF 2.1.0 requires of the parts that tally writes; nothing else may be there. */
const sarif = (() => {
  const object = (required, optional = {}) =>
    ({type: 'object', required: Object.keys(required), properties: {...required, ...optional}, additionalProperties: false});
  const list = (items) => ({type: 'array', items});
  const string = {type: 'string'};
  const whole = {type: 'integer', minimum: 1};
  const message = object({text: string});
  const level = {enum: ['none', 'note', 'warning', 'error']};
  const artifactLocation = object({uri: {...string, pattern: '^[A-Za-z0-9._~/:%-]+$'}});
  const region = object({startLine: whole, startColumn: whole, endLine: whole, endColumn: whole});
  const location = object({}, {physicalLocation: object({artifactLocation, region}), message});
  const replacement = object({deletedRegion: region}, {insertedContent: object({text: string})});
  const change = object({artifactLocation, replacements: {...list(replacement), minItems: 1}});
  const result = object(
    {message},
    {ruleId: string, ruleIndex: {type: 'integer', minimum: -1}, level, locations: list(location), relatedLocations: list(location),
      fixes: list(object({artifactChanges: {...list(change), minItems: 1}}, {description: message}))},
  );
  const rule = object({id: string}, {shortDescription: message, help: object({text: string}, {markdown: string}), defaultConfiguration: object({}, {level})});
  const run = object(
    {tool: object({driver: object({name: string}, {version: string, rules: list(rule)})})},
    {invocations: list(object({executionSuccessful: {type: 'boolean'}}, {exitCode: {type: 'integer'}})), columnKind: {enum: ['utf16CodeUnits', 'unicodeCodePoints']}, results: list(result)},
  );
  return new Ajv({strict: false}).compile(object({version: {const: '2.1.0'}, runs: list(run)}, {$schema: string}));
})();

/** The SARIF log on stdout of a command that must end with this status. */
function sarifOf(cwd, args, status) {
  const result = tally(cwd, [...args, '--format', 'sarif']);
  assert.equal(result.status, status, result.stderr);
  const log = JSON.parse(result.stdout);
  assert.ok(sarif(log), JSON.stringify(sarif.errors));
  const [run] = log.runs;
  assert.equal(run.invocations[0].exitCode, status);
  for (const {ruleId, ruleIndex} of run.results) assert.equal(run.tool.driver.rules[ruleIndex].id, ruleId);
  return run;
}

test('--format sarif is a valid log with rules, help and fixes', (t) => {
  const cwd = folder(t, {'a.contract.yaml': `${sensors}  Flag: {alias: list<string>, minItem: 1}\n`, 'tally.yaml': project['tally.yaml']});
  const run = sarifOf(cwd, ['check', 'a.contract.yaml'], 1);
  assert.deepEqual(run.results.map((result) => result.ruleId), ['T201']);
  assert.match(run.tool.driver.rules[0].help.markdown, /^# T201: unknown key\n/);
  assert.equal(run.invocations[0].executionSuccessful, true);
  assert.deepEqual(sarifOf(folder(t, {'a.contract.yaml': sensors}), ['check', 'a.contract.yaml'], 0).results, []);
  assert.equal(sarifOf(cwd, ['check', 'none.yaml'], 2).invocations[0].executionSuccessful, false);
  assert.equal(sarifOf(cwd, ['generate'], 2).results[0].ruleId, 'T004');
});

test('--format github is a workflow command per diagnostic', (t) => {
  const cwd = folder(t, {'a.contract.yaml': sensors.replace('name: Name', 'name: Nmae')});
  const {status, stdout, stderr} = tally(cwd, ['check', 'a.contract.yaml', '--format', 'github']);
  assert.equal(status, 1);
  assert.equal(stderr, '');
  assert.equal(stdout, '::error file=a.contract.yaml,line=9,col=13,endColumn=17,title=T204::unknown type `Nmae`%0Adid you mean `Name`?%0Adeclared at a.contract.yaml:6:3\n');
});

test('model writes diagnostics for programs to stderr: stdout is the model', (t) => {
  const cwd = folder(t, {'a.contract.yaml': sensors.replace('name: Name', 'name: Nmae')});
  for (const [format, first] of [['json', /^\[\n/], ['sarif', /^\{\n/], ['github', /^::error /]]) {
    const {status, stdout, stderr} = tally(cwd, ['model', 'a.contract.yaml', '--format', format]);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, first);
  }
});

test('validate puts the issues of documents into SARIF and GitHub forms', (t) => {
  const cwd = folder(t, {'a.contract.yaml': sensors, 'x.json': '{"name": "a",\n "value": 1}'});
  const args = ['validate', 'x.json', '--contract', 'a.contract.yaml', '--type', 'Reading'];
  const [result] = sarifOf(cwd, args, 1).results;
  assert.equal(result.ruleId, 'minLength');
  assert.equal(result.message.text, '/name: must have at least 2 characters, has 1');
  assert.equal(result.locations[0].physicalLocation.region.startColumn, 10);
  const {status, stdout} = tally(cwd, [...args, '--format', 'github']);
  assert.equal(status, 1);
  assert.equal(stdout, '::error file=x.json,line=1,col=10,endColumn=10,title=minLength::/name: must have at least 2 characters, has 1\n');
});

const tasteless = sensors.replace('minLength: 2', "minLength: 2, pattern: 'a'");

test('the project says how much a lint rule matters', (t) => {
  const files = (lint) => ({...project, 'tally.yaml': `${project['tally.yaml']}lint: {${lint}}\n`, 'schemas/sensors.contract.yaml': tasteless});
  for (const [lint, status, code] of [['', 0, /warning\[T701\]/], ['pattern.unanchored: error', 1, /error\[T701\]/], ['doc.missing: warning', 0, /warning\[T706\]/]]) {
    const cwd = folder(t, files(lint));
    for (const args of [['check'], ['check', 'schemas/sensors.contract.yaml']]) {
      const result = tally(cwd, args);
      assert.equal(result.status, status, result.stderr);
      assert.match(result.stderr, code);
    }
  }
  const quiet = tally(folder(t, files('pattern.unanchored: off')), ['check']);
  assert.equal(quiet.stderr, '1 contract checked, no errors\n');
  for (const [lint, code] of [['pattern.anchored: off', /error\[T713\]/], ['doc.missing: warn', /error\[T228\]/]])
    assert.match(tally(folder(t, files(lint)), ['check']).stderr, code);
});

test('the contracts of this repository are quiet', () => {
  const root = join(new URL('.', import.meta.url).pathname, '../..');
  assert.match(tally(root, ['check']).stderr, /^\d+ contracts checked, no errors\n$/);
});
