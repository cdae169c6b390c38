// Runs the program `tally` in a folder of its own. The environment variable TALLY names another binary.
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const binary = resolve(process.env.TALLY ?? join(root, 'build/dev/bin/tally'));

/** A contract with something of everything that the commands show. */
export const sensors = `contract: 1
package: acme.sensors
version: 1.2.0
limits: {bytes: 1000, depth: 5, issues: 10}
types:
  Name: {newtype: string, minLength: 2}
  Reading:
    record:
      name: Name
      value: {type: int32, maximum: 100}
`;

/** A target of one file per contract and one for the set. */
export const target = {
  'tools/target.yaml': `target: 1
name: mine
model: cpp
outputs:
  - {template: contract.mustache, each: contract, path: "{{stem}}.txt"}
  - {template: set.mustache, each: set, path: all.txt}
`,
  'tools/contract.mustache': 'package {{package}}\n{{> line}}',
  'tools/line.mustache': 'from {{path}}\n',
  'tools/set.mustache': '{{#contracts}}{{stem}}\n{{/contracts}}',
};

export const project = {
  'tally.yaml': 'tally: 1\ncontracts: [schemas/*.contract.yaml]\ntargets:\n  mine: {out: out, templates: tools}\n',
  'schemas/sensors.contract.yaml': sensors,
  ...target,
};

/** A temporary folder with these files, removed after the test `t`. */
export function folder(t, files = {}) {
  const path = mkdtempSync(join(tmpdir(), 'tally-'));
  t.after(() => rmSync(path, {recursive: true}));
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, content);
  }
  return path;
}

/**
 * {status, stdout, stderr}; fails when the program was killed by a signal or took a minute. EPIPE is no failure: a program
 * that refuses its contract ends before it reads its input.
 */
export function tally(cwd, args, options = {}) {
  const result = spawnSync(binary, args, {cwd, encoding: 'utf8', input: '', maxBuffer: 1 << 26, timeout: 60_000, ...options});
  if (result.error && result.error.code !== 'EPIPE') throw result.error;
  if (result.signal) throw new Error(`tally ${args.join(' ')} was ended by ${result.signal}:\n${result.stderr}`);
  return result;
}

/** The same for a line of shell in which `$TALLY` is the program. */
export function shell(cwd, command) {
  const env = {...process.env, TALLY: binary};
  const result = spawnSync('sh', ['-c', command], {cwd, encoding: 'utf8', env, timeout: 60_000});
  if (result.error) throw result.error;
  return result;
}
