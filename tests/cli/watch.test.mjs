import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {binary, folder, project, sensors, tally} from './tally.mjs';

/** A running `tally generate --watch`: `round()` is what it says until it watches again. */
function watch(t, cwd) {
  const child = spawn(binary, ['generate', '--watch'], {cwd, stdio: ['ignore', 'ignore', 'pipe']});
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  let wake = () => {};
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
    wake();
  });
  const exit = once(child, 'exit');
  async function round() {
    for (;;) {
      const end = /watching \d+ files?\n/.exec(said);
      if (end) {
        const text = said.slice(0, end.index);
        said = said.slice(end.index + end[0].length);
        return text;
      }
      await Promise.race([new Promise((resolve) => (wake = resolve)), exit.then(() => assert.fail(`ended: ${said}`))]);
    }
  }
  return {child, exit, round};
}

test('each change is generated, errors are shown and survived, and an interrupt ends it', {timeout: 60_000}, async (t) => {
  const cwd = folder(t, project);
  const {child, exit, round} = watch(t, cwd);
  const contract = join(cwd, 'schemas/sensors.contract.yaml');
  assert.equal(await round(), '2 files written, 0 unchanged\n');

  writeFileSync(contract, sensors.replace('acme.sensors', 'acme.probes'));
  assert.equal(await round(), '1 file written, 1 unchanged\n');
  assert.match(readFileSync(join(cwd, 'out/sensors.txt'), 'utf8'), /^package acme\.probes/);

  writeFileSync(contract, sensors.replace('name: Name', 'name: Nmae'));
  assert.match(await round(), /^schemas\/sensors\.contract\.yaml:9:13: error\[T204\]/);
  writeFileSync(contract, sensors);
  assert.equal(await round(), '1 file written, 1 unchanged\n');

  // A new contract, a template, and the project itself.
  const other = join(cwd, 'schemas/other.contract.yaml');
  writeFileSync(other, 'contract: 1\npackage: other\n');
  assert.equal(await round(), '2 files written, 1 unchanged\n');
  rmSync(other);
  assert.equal(await round(), '1 file written, 1 unchanged\n');
  writeFileSync(join(cwd, 'tools/line.mustache'), 'made of {{path}}\n');
  assert.equal(await round(), '1 file written, 1 unchanged\n');
  writeFileSync(join(cwd, 'tally.yaml'), project['tally.yaml'].replace('out: out', 'out: elsewhere'));
  assert.equal(await round(), '2 files written, 0 unchanged\n');
  assert.ok(existsSync(join(cwd, 'elsewhere/all.txt')));

  child.kill('SIGINT');
  assert.deepEqual(await exit, [0, null]);
});

test('a missing import is waited for', {timeout: 60_000}, async (t) => {
  const cwd = folder(t, {...project, 'schemas/sensors.contract.yaml': `${sensors.replace('version', 'imports: {m: ../m.yaml}\nversion')}      m: m.M\n`});
  const {child, exit, round} = watch(t, cwd);
  assert.match(await round(), /error\[T212\]/);
  writeFileSync(join(cwd, 'm.yaml'), 'contract: 1\npackage: m\ntypes: {M: {newtype: int8}}\n');
  assert.match(await round(), /^\d files written, 0 unchanged\n$/);
  child.kill('SIGTERM');
  assert.deepEqual(await exit, [0, null]);
});

test('--watch goes with neither --check nor --list-outputs', (t) => {
  for (const option of ['--check', '--list-outputs']) {
    const {status, stderr} = tally(folder(t, project), ['generate', '--watch', option]);
    assert.equal(status, 2);
    assert.match(stderr, /error\[T005\]/);
  }
});
