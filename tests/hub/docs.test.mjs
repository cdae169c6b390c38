// What docs/hub.md shows: its programs are compiled by the build (`docs_hub_1`, ...), what links them is configured here.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync, symlinkSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {folder} from '../cli/tally.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the CMake of docs/hub.md finds all that it links, from a copy of this repository', {timeout: 120_000}, (t) => {
  const page = readFileSync(`${root}/docs/hub.md`, 'utf8');
  const block = (language) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)[1];
  const cwd = folder(t, {
    'CMakeLists.txt': block('cmake'),
    'main.cpp': block('cpp'),
    'generated/cpp/sensors.cpp': readFileSync(`${root}/generated/cpp/sensors.cpp`),
  });
  symlinkSync(root, `${cwd}/tally`);
  const configured = spawnSync('cmake', ['-S', '.', '-B', 'build'], {cwd, encoding: 'utf8'});
  assert.equal(configured.status, 0, configured.stderr);
});
