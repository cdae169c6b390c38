import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {binary, folder, root, shell, tally} from './tally.mjs';

test('a new project is checked, generated and in canonical layout at once', (t) => {
  const cwd = folder(t);
  const {status, stdout} = tally(cwd, ['init', 'Cold Storage']);
  assert.equal(status, 0);
  assert.match(stdout, /^Cold Storage\/schemas\/readings\.contract\.yaml$/m);
  const made = join(cwd, 'Cold Storage');
  for (const file of stdout.trimEnd().split('\n')) assert.ok(existsSync(join(cwd, file)), file);
  assert.equal(tally(made, ['check']).stderr, '1 contract checked, no errors\n');
  assert.equal(tally(made, ['fmt', '--check']).status, 0);
  assert.equal(tally(made, ['generate']).status, 0);
  assert.match(readFileSync(join(made, 'generated/cpp/readings.h'), 'utf8'), /namespace cold_storage_readings/);
});

test('the current folder is the default, and gives the name', (t) => {
  const cwd = join(folder(t, {'9-lives/README': ''}), '9-lives');
  assert.equal(tally(cwd, ['init']).status, 0);
  assert.match(readFileSync(join(cwd, 'schemas/readings.contract.yaml'), 'utf8'), /^package: lives_readings$/m);
});

// Words of C++ and of its library, macros and functions of C, and what CMake calls its own targets.
const words = ['int', 'class', 'time', 'std', 'errno', 'test', 'Übung', '42'];

test('a folder may be called as it likes', (t) => {
  const cwd = folder(t);
  for (const word of words) {
    assert.equal(tally(cwd, ['init', word]).status, 0, word);
    const made = join(cwd, word);
    assert.equal(tally(made, ['generate']).status, 0, word);
    const compiled = spawnSync('c++', ['-std=c++20', '-fsyntax-only', '-I', 'generated/cpp', '-I', join(root, 'runtime'), 'main.cpp'],
      {cwd: made, encoding: 'utf8'});
    assert.equal(compiled.status, 0, `${word}: ${compiled.stderr}`);
  }
});

test('no file that is there is written over', (t) => {
  const cwd = folder(t, {'tally.yaml': 'mine\n'});
  const {status, stdout, stderr} = tally(cwd, ['init']);
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /error\[T002\]: `.\/tally\.yaml` is there already/);
  assert.ok(!existsSync(join(cwd, 'CMakeLists.txt')));
  assert.equal(readFileSync(join(cwd, 'tally.yaml'), 'utf8'), 'mine\n');
});

test('the project builds with one command, and its program judges', {timeout: 600_000}, (t) => {
  const cwd = folder(t);
  tally(cwd, ['init', 'cold']);
  const made = join(cwd, 'cold');
  // CMake's own choice is make, which is not everywhere.
  const env = {...process.env, PATH: `${dirname(binary)}:${process.env.PATH}`, CMAKE_GENERATOR: 'Ninja'};
  const build = spawnSync('cmake', ['--workflow', '--preset', 'dev'], {cwd: made, encoding: 'utf8', env});
  assert.equal(build.status, 0, build.stdout + build.stderr);
  const [, command] = /^(build\/judge .*)$/m.exec(readFileSync(join(made, 'README.md'), 'utf8'));
  assert.deepEqual(shell(made, command).stdout, 'roof: 21.5 °C\n');
  const refused = shell(made, `echo '{"sensor":"roof","celsius":61}' | build/judge`);
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /^\/celsius: must be at most 60$/m);
});
