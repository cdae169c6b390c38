import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, project, shell, tally} from './tally.mjs';

const commands = ['init', 'generate', 'check', 'fix', 'fmt', 'validate', 'upgrade', 'explain', 'model', 'diff', 'lock', 'serve'];

test('--version is the name and the number', (t) => {
  const {status, stdout} = tally(folder(t), ['--version']);
  assert.equal(status, 0);
  assert.equal(stdout, 'tally 0.1.0\n');
});

test('--help names every command', (t) => {
  const {status, stdout, stderr} = tally(folder(t), ['--help']);
  assert.equal(status, 0);
  assert.equal(stderr, '');
  for (const command of commands) assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
});

for (const command of commands) {
  test(`${command} --help has examples and the exit status`, (t) => {
    const {status, stdout} = tally(folder(t), [command, '--help']);
    assert.equal(status, 0);
    assert.match(stdout, /^Exit status: 0 /m);
    assert.match(stdout, new RegExp(`^Examples:\n  tally ${command}`, 'm'));
  });
}

test('a command line that makes no sense is status 2 and T005', (t) => {
  const cases = [
    [[], /a command is missing/],
    [['chekc'], /`chekc` is not expected here\n.*did you mean `check`\?/],
    [['check', '--fromat', 'json'], /`--fromat` is not expected here\n.*did you mean `--format`\?/],
    [['check', '--format', 'xml'], /xml/],
    [['validate', 'x.json'], /--type is required/],
    [['explain'], /CODE is required/],
    [['generate', '--check', '--list-outputs'], /excludes/],
    [['generate', '--project'], /--project/],
  ];
  for (const [args, message] of cases) {
    const {status, stdout, stderr} = tally(folder(t), args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, /^error\[T005\]: /);
    assert.match(stderr, message);
  }
});

test('a stdout that takes nothing is status 2 and T002', (t) => {
  const cwd = folder(t, project);
  for (const redirection of ['>&-', '> /dev/full']) {
    const {status, stderr} = shell(cwd, `"$TALLY" model ${redirection}`);
    assert.equal(status, 2);
    assert.match(stderr, /error\[T002\]: cannot write to stdout/);
  }
});

// Each writes more than a pipe holds.
const talkative = {
  model: 'model',
  sample: 'sample --type Reading --count 100000',
  'sample --invalid': 'sample --type Reading --invalid --count 100000 --format json',
  schema: 'schema contract',
  explain: 'explain T204',
  'validate --format json': `validate - --ndjson --type Reading --format json`,
  'generate --list-outputs': 'generate --list-outputs',
  help: '--help',
  version: '--version',
};

for (const [name, args] of Object.entries(talkative)) {
  test(`${name}: a reader that has enough is no error`, (t) => {
    const cwd = folder(t, project);
    const input = args.includes('validate') ? `yes '{}' | head -100000 |` : '';
    for (const reader of ['head -c 1', 'true']) {
      const {stderr} = shell(cwd, `(${input} "$TALLY" ${args}; echo $? > status) | ${reader}; sleep 0.1; while [ ! -s status ]; do sleep 0.1; done`);
      assert.equal(readFileSync(join(cwd, 'status'), 'utf8'), name.startsWith('validate') ? '1\n' : '0\n');
      assert.ok(!stderr.includes('T002'), stderr);
    }
  });
}

test('a number is a whole number in its range, written as such', (t) => {
  const cwd = folder(t, project);
  const ranges = {
    '--count': ['sample', '--type', 'Reading'],
    '--seed': ['sample', '--type', 'Reading'],
    '--from': ['upgrade', 'x.json', '--type', 'Reading'],
    '--port': ['serve'],
    '--simulate-every': ['serve'],
  };
  for (const [option, command] of Object.entries(ranges)) {
    for (const value of ['-1', '1e3', '0x10', '010', '1.5', ' 1', '99999999999999999999999', 'x', '']) {
      const {status, stdout, stderr} = tally(cwd, [...command, `${option}=${value}`]);
      assert.equal(status, 2, `${option}=${value}`);
      assert.equal(stdout, '');
      assert.match(stderr, /^error\[T005\]: /, `${option}=${value}`);
    }
  }
  assert.match(tally(cwd, ['sample', '--type', 'Reading', '--count', '-1']).stderr, /--count: must be a whole number from 0 to \d+, not -1/);
  assert.equal(tally(cwd, ['sample', '--type', 'Reading', '--count', '0']).stdout, '');
  assert.equal(tally(cwd, ['sample', '--type', 'Reading', '--seed', '18446744073709551615']).status, 0);
});

test('only commands that take `--project` advise it', (t) => {
  const cwd = folder(t);
  for (const args of [['check'], ['fix'], ['fmt'], ['model'], ['serve'], ['sample', '--type', 'A'], ['generate'], ['lock']]) {
    const {stderr} = tally(cwd, args);
    assert.match(stderr, /error\[T003\]/, args[0]);
    const takes = tally(cwd, [args[0], '--help']).stdout.includes('--project');
    assert.equal(stderr.includes('--project'), takes, args[0]);
  }
});

test('nothing is coloured when stderr is no terminal', (t) => {
  const {stderr} = tally(folder(t), ['check', 'missing.yaml']);
  assert.ok(!stderr.includes('\x1b'));
});
