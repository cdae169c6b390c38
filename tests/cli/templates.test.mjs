import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, sensors, tally} from './tally.mjs';

const projectWith = (use) => ({
  'tally.yaml': `tally: 1\ncontracts: [sensors.contract.yaml]\ntargets: {cpp: ${use}}\n`,
  'sensors.contract.yaml': sensors,
});
const header = (cwd, out) => readFileSync(join(cwd, out, 'sensors.h'), 'utf8');

test('an exported target makes what the built-in one makes', (t) => {
  const cwd = folder(t, projectWith('{out: a}'));
  const {status, stderr} = tally(cwd, ['templates', 'export', 'cpp', 'mine/cpp']);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^\d files written\n$/);
  tally(cwd, ['generate']);
  writeFileSync(join(cwd, 'tally.yaml'), projectWith('{out: b, templates: mine/cpp}')['tally.yaml']);
  assert.equal(tally(cwd, ['generate']).status, 0);
  assert.equal(header(cwd, 'b'), header(cwd, 'a'));
});

test('nothing is exported over a target, and of none that does not exist', (t) => {
  const cwd = folder(t, {'mine/target.yaml': 'by hand\n'});
  const there = tally(cwd, ['templates', 'export', 'cpp', 'mine']);
  assert.equal(there.status, 2);
  assert.match(there.stderr, /error\[T002\]: `mine\/target\.yaml` is there already/);
  assert.equal(readFileSync(join(cwd, 'mine/target.yaml'), 'utf8'), 'by hand\n');
  assert.match(tally(cwd, ['templates', 'export', 'markdwon', 'x']).stderr, /did you mean `markdown`\?/);
});

test('a block of a built-in target is replaced by a file of its name', (t) => {
  const cwd = folder(t, {...projectWith('{out: a, blocks: blocks}'),
    'blocks/record_members.mustache': '  static constexpr const char* title = "{{name}}";\n',
    'blocks/README.md': 'No template.'});
  const {status, stderr} = tally(cwd, ['generate', '--depfile', 'deps.d']);
  assert.equal(status, 0, stderr);
  assert.match(header(cwd, 'a'), /std::int32_t value\{\};\n {2}static constexpr const char\* title = "Reading";\n/);
  assert.match(readFileSync(join(cwd, 'deps.d'), 'utf8'), /blocks\/record_members\.mustache/);
});

test('what is wrong with a replacement is said in its file', (t) => {
  const generate = (files) => tally(folder(t, {...projectWith('{out: a, blocks: blocks}'), ...files}), ['generate']);
  const wrong = [
    [{'blocks/record_member.mustache': ''}, /blocks\/record_member\.mustache:1:1: error\[T510\][^]*did you mean `record_members`\?/],
    [{'blocks/record_members.mustache': 'x\n{{nmae}}\n'}, /blocks\/record_members\.mustache:2:3: error\[T501\][^]*did you mean `name`\?/],
    [{'blocks/record_members.mustache': '{{#name}}'}, /blocks\/record_members\.mustache:1:1: error\[T502\]/],
    [{}, /no file in `blocks`/],
  ];
  for (const [files, message] of wrong) {
    const {status, stderr} = generate(files);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});

const spelling = (spellings) => ({
  ...projectWith('{out: a, templates: mine}'),
  'mine/target.yaml': `target: 1
name: mine
model: model
outputs: [{template: t.mustache, each: contract, path: out.txt}]
reserved: [value]
spellings: ${spellings}
`,
  'mine/t.mustache': `{{#types}}{{#is_record}}{{#fields}}
{{names.snake}}: {{type.spelled}} = {{resolved.spelled}}{{#resolved.constraints}} {{spelled}}{{/resolved.constraints}}
{{/fields}}{{/is_record}}{{/types}}`,
});

test('a target spells types and limits in its own words', (t) => {
  const cwd = folder(t, spelling(`{int32: i32, type: 'my.{{name}}', maximum: '{{field.wire}} <= {{value}}', string: ''}`));
  const {status, stderr} = tally(cwd, ['generate']);
  assert.equal(status, 0, stderr);
  assert.deepEqual(readFileSync(join(cwd, 'a/out.txt'), 'utf8').trim().split(/\n+/), ['name: my.Name =  minLength 2', 'value_: i32 = i32 value <= 100']);
});

test('a spelling that cannot work is an error where it stands', (t) => {
  const wrong = [
    ['{int23: x}', /mine\/target\.yaml:6:13: error\[T201\][^]*did you mean `int\d+`\?/],
    [`{list: 'a{{elment}}'}`, /mine\/target\.yaml:6:19: error\[T501\][^]*did you mean `element`\?/],
    [`{list: '{{'}`, /mine\/target\.yaml:6:19: error\[T502\]/],
    ['[]', /mine\/target\.yaml:6:12: error/],
  ];
  for (const [spellings, message] of wrong) {
    const {status, stderr} = tally(folder(t, spelling(spellings)), ['generate']);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});

test('a group of commands shows examples of its own', (t) => {
  const {stdout} = tally(folder(t), ['templates', '--help']);
  assert.match(stdout, /Examples:\n  tally templates export markdown tools\/markdown\n$/);
});
