import assert from 'node:assert/strict';
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

test('a reader that goes away ends the program without a signal', (t) => {
  const cwd = folder(t, project);
  const {stdout} = shell(cwd, `(yes '{}' | head -100000 | "$TALLY" validate - --ndjson --type Reading; echo $? > status) | head -1; sleep 0.2; cat status`);
  assert.match(stdout, /\n2\n$/);
});

test('nothing is coloured when stderr is no terminal', (t) => {
  const {stderr} = tally(folder(t), ['check', 'missing.yaml']);
  assert.ok(!stderr.includes('\x1b'));
});
