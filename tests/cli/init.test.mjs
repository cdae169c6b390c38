import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync, readdirSync} from 'node:fs';
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

test('each part has its own files, and all parts are one project', (t) => {
  const cwd = folder(t);
  const made = (...parts) => {
    const {status, stdout, stderr} = tally(cwd, ['init', ...parts]);
    assert.equal(status, 0, stderr);
    return stdout.split('\n').filter((line) => /^\.\/(app|hub|web|CMake)/.test(line)).map((line) => line.slice(2));
  };
  const web = ['.npmrc', 'index.html', 'package.json', 'src/app.tsx', 'src/main.tsx', 'test/readings.test.mjs', 'tsconfig.json', 'vite.config.js'];
  assert.deepEqual(made('--web'), web.map((file) => `web/${file}`));
  assert.deepEqual(made('--server'), ['CMakeLists.txt', 'hub/main.cpp', 'hub/test.cpp', 'CMakeUserPresets.json']);
  assert.deepEqual(made('--web', '--server', '--cpp'), ['app/main.cpp', 'app/test.cpp']);
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
    const compiled = spawnSync('c++', ['-std=c++20', '-fsyntax-only', '-I', 'generated/cpp', '-I', join(root, 'runtime'), 'app/main.cpp', 'app/test.cpp'],
      {cwd: made, encoding: 'utf8'});
    assert.equal(compiled.status, 0, `${word}: ${compiled.stderr}`);
  }
});

test('no file that is there is written over; what ours would need in it is said', (t) => {
  const theirs = {'tally.yaml': 'tally: 1\ncontracts: [mine.contract.yaml]\n', '.gitignore': '/build/\n', 'app/main.cpp': 'int main() {}\n'};
  const cwd = folder(t, theirs);
  const {status, stdout, stderr} = tally(cwd, ['init']);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^left as it was: \.\/tally\.yaml, which would need\n    contracts: \[schemas\/\*\.contract\.yaml\]\n    targets:\n      cpp: /m);
  assert.match(stderr, /^left as it was: \.\/\.gitignore, which would need\n    \/generated\/$/m);
  assert.match(stderr, /^left as it was: \.\/app\/main\.cpp$/m);
  assert.match(stdout, /^\.\/app\/test\.cpp$/m);
  for (const [file, text] of Object.entries(theirs)) assert.equal(readFileSync(join(cwd, file), 'utf8'), text);

  const again = tally(cwd, ['init']);
  assert.equal(again.status, 0);
  assert.equal(again.stdout, '');
});

test('where a file cannot be made, none is', (t) => {
  const cwd = folder(t, {'web': 'a file\n'});
  const {status, stdout, stderr} = tally(cwd, ['init', '--cpp', '--web']);
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /error\[T002\]: `\.\/web\/package\.json`: cannot write: Not a directory/);
  assert.deepEqual(readdirSync(cwd), ['web']);
});

test('the project builds with one command, and its program judges', {timeout: 600_000}, (t) => {
  const cwd = folder(t);
  const {stderr} = tally(cwd, ['init', 'cold']);
  const made = join(cwd, 'cold');
  // CMake's own choice is make, which is not everywhere.
  const env = {...process.env, PATH: `${dirname(binary)}:${process.env.PATH}`, CMAKE_GENERATOR: 'Ninja'};
  const build = spawnSync('cmake', ['--workflow', '--preset', 'dev'], {cwd: made, encoding: 'utf8', env});
  assert.equal(build.status, 0, build.stdout + build.stderr);
  assert.match(build.stdout, /100% tests passed, 0 tests failed out of 1/);
  const [, command] = /^ *(build\/judge .*)$/m.exec(stderr);
  assert.ok(readFileSync(join(made, 'README.md'), 'utf8').includes(`\n${command}\n`));
  assert.equal(shell(made, command).stdout, 'roof: 21.5 °C\n');
  const refused = shell(made, `echo '{"sensor":"roof","celsius":61}' | build/judge`);
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /^\/celsius: must be at most 60$/m);
});
