// What a project reads and writes stays in its folder, and a file is one file whatever path leads to it.
import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, tally} from './tally.mjs';

const secret = 'root:x:0:0:secret\n';
const contract = (imports, name = 'a') => `contract: 1
package: acme.${name}
${imports === undefined ? '' : `imports: {b: "${imports}"}\n`}types:
  Name: {newtype: string}
`;

/** A project in `p`, beside a file that is none of its business. */
function scene(t, files = {}) {
  const cwd = folder(t, {
    'p/tally.yaml': 'tally: 1\ncontracts: [schemas/*.contract.yaml]\ntargets: {cpp: {out: generated}}\n',
    'outside/secret': secret,
    ...files,
  });
  return {cwd, project: join(cwd, 'p')};
}

/** The codes and messages of `tally check`, which never shows what is in the secret. */
function check(cwd, args = ['check']) {
  const {stdout, stderr} = tally(cwd, args);
  assert.ok(!(stdout + stderr).includes('secret\n') && !(stdout + stderr).includes('root:x'), stderr);
  return [...stderr.matchAll(/(?:error|warning)\[(T\d+)\]: (.*)/g)].map(([, code, message]) => `${code} ${message}`);
}

for (const path of ['', '.', './', './/.', 'a.contract.yaml', './a.contract.yaml', '../schemas/a.contract.yaml', 'x/../a.contract.yaml']) {
  test(`a contract that imports ${JSON.stringify(path)} imports itself`, (t) => {
    const {project} = scene(t, {'p/schemas/a.contract.yaml': contract(path)});
    assert.deepEqual(check(project), ['T213 `schemas/a.contract.yaml` imports itself']);
  });
}

test('a contract that is named without a folder, too', (t) => {
  const cwd = folder(t, {'a.contract.yaml': contract('')});
  assert.deepEqual(check(cwd, ['check', 'a.contract.yaml']), ['T213 `a.contract.yaml` imports itself']);
});

test('a link to a contract is that contract: it cannot be imported by itself, and is there once', (t) => {
  const {project} = scene(t, {
    'p/schemas/a.contract.yaml': contract('../links/b.yaml'),
    'p/schemas/c.contract.yaml': contract('../links/d.yaml', 'c').replace('newtype: string', 'alias: b.Name'),
    'p/schemas/d.contract.yaml': contract(undefined, 'd'),
  });
  mkdirSync(join(project, 'links'));
  symlinkSync('../schemas/a.contract.yaml', join(project, 'links/b.yaml'));
  symlinkSync('../schemas/d.contract.yaml', join(project, 'links/d.yaml'));
  assert.deepEqual(check(project), ['T213 `links/b.yaml` imports itself']);
  writeFileSync(join(project, 'schemas/a.contract.yaml'), contract());
  assert.deepEqual(check(project), []);
});

test('a circle through a link is a circle', (t) => {
  const {project} = scene(t, {
    'p/schemas/a.contract.yaml': contract('link/b.contract.yaml'),
    'p/schemas/b.contract.yaml': contract('a.contract.yaml', 'b'),
  });
  symlinkSync('.', join(project, 'schemas/link'));
  assert.equal(check(project).filter((found) => /^T213 .* imports itself$/.test(found)).length, 1);
});

for (const [how, path, prepare] of [
  ['by `..`', '../../outside/secret', () => {}],
  ['by a link', 'secret.yaml', (project) => symlinkSync('../../outside/secret', join(project, 'schemas/secret.yaml'))],
  ['by a link to a folder', '../linked/secret', (project) => symlinkSync('../outside', join(project, 'linked'))],
]) {
  test(`an import that leaves the project ${how} is refused, and nothing of it shown`, (t) => {
    const {project} = scene(t, {'p/schemas/a.contract.yaml': contract(path)});
    prepare(project);
    const shown = join('schemas', path);
    for (const args of [['check'], ['model'], ['generate'], ['check', 'schemas/a.contract.yaml']])
      assert.deepEqual(check(project, args), [`T212 \`${shown}\` is outside of the project`]);
  });
}

test('imports from a sibling folder, and from the project around a project, are inside', (t) => {
  const {project} = scene(t, {
    'p/schemas/a.contract.yaml': contract('../shared/b.yaml').replace('newtype: string', 'alias: b.Name'),
    'p/shared/b.yaml': contract(undefined, 'b'),
    'p/part/tally.yaml': 'tally: 1\ncontracts: ["*.contract.yaml"]\n',
    'p/part/c.contract.yaml': contract('../shared/b.yaml', 'c').replace('newtype: string', 'alias: b.Name'),
  });
  assert.deepEqual(check(project), []);
  assert.deepEqual(check(join(project, 'part')), []);
});

test('a contract in no project imports what it likes', (t) => {
  const cwd = folder(t, {
    'x/a.contract.yaml': contract('../y/b.yaml').replace('newtype: string', 'alias: b.Name'),
    'y/b.yaml': contract(undefined, 'b'),
  });
  assert.deepEqual(check(join(cwd, 'x'), ['check', 'a.contract.yaml']), []);
});

for (const command of [['generate'], ['generate', '--check'], ['generate', '--list-outputs']]) {
  test(`${command.join(' ')}: what is generated stays in the project, wherever a link leads`, (t) => {
    const {cwd, project} = scene(t, {'p/schemas/a.contract.yaml': contract()});
    symlinkSync('../outside', join(project, 'generated'));
    const found = check(project, command);
    assert.equal(found.length, 1);
    assert.match(found[0], /^T\d+ `generated\/.*` is outside of the folder of the project$/);
    assert.ok(!existsSync(join(cwd, 'outside/a.h')));
  });
  test(`${command.join(' ')}: nor is a single file, and its lines are not shown`, (t) => {
    const {cwd, project} = scene(t, {'p/schemas/a.contract.yaml': contract(), 'p/generated/x': ''});
    symlinkSync('../../outside/secret', join(project, 'generated/a.h'));
    assert.match(check(project, command)[0], /`generated\/a\.h` is outside of the folder of the project$/);
    assert.equal(readFileSync(join(cwd, 'outside/secret'), 'utf8'), secret);
  });
}

test('a link within the project is a way to write there', (t) => {
  const {project} = scene(t, {'p/schemas/a.contract.yaml': contract(), 'p/made/x': ''});
  symlinkSync('made', join(project, 'generated'));
  assert.deepEqual(check(project, ['generate']), []);
  assert.ok(existsSync(join(project, 'made/a.h')));
});

test('two contracts that make one file are named, and not a line of a built-in target', (t) => {
  const {project} = scene(t, {
    'p/tally.yaml': 'tally: 1\ncontracts: ["*/*.contract.yaml"]\ntargets: {cpp: {out: generated}}\n',
    'p/x/a.contract.yaml': contract(),
    'p/y/a.contract.yaml': contract(undefined, 'b'),
  });
  const {stderr} = tally(project, ['generate']);
  assert.match(stderr, /^y\/a\.contract\.yaml:1:1: error\[T504\]: `a\.h`: this output path is used twice$/m);
  assert.match(stderr, /made for `x\/a\.contract\.yaml` and for `y\/a\.contract\.yaml`/);
});
