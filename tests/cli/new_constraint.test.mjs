// A new constraint is a row of its table and three functions. This adds `notContaining` to a copy, compiles what reads the table, links
// it with the rest of the program as it is, and tries it out. The row comes last, so what only has the enumerators may stay.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join, relative} from 'node:path';
import {after, before, test} from 'node:test';
import {binary, folder, root, tally} from './tally.mjs';

/** By file: what stands in front of which line. */
const changes = {
  'runtime/tally/engine/vocabulary/keywords.def': ['#undef TALLY_KEYWORD\n', `
TALLY_KEYWORD(not_containing, "notContaining", text, none, absence, text,
  "The text must not contain {}.",
  "What must not occur in the text.", "'@'",
  "must not contain {part}", "part",
  "The text has a part that it must not have.")

`],
  'compiler/targets/cpp/conditions.cpp': ['  [[nodiscard]] std::string difference() const {\n', `
  [[nodiscard]] std::string absence() const {
    return access + ".text().find(\\"" + constraint.text + "\\") == std::string_view::npos";
  }

`],
  'runtime/tally/engine/explain/values.cpp': ['}  // namespace text_tests\n', `
void absence(Walk& walk, Bound /*none*/, const Constraint& constraint, std::string_view text,
             const char* at) {
  if (text.find(constraint.text) != std::string_view::npos)
    walk.report(IssueCode::not_containing, at, {{"part", to_json(constraint.text)}});
}

`],
  'compiler/sample/faults.cpp': ['  void difference(const Target& target) {\n', `
  void absence(const Target& target) {
    replace(target.code, tally::to_json(target.constraint.text));
  }

`],
};

const build = dirname(dirname(binary));
const scratch = mkdtempSync(join(tmpdir(), 'tally-constraint-'));
const changed = join(scratch, 'bin/tally');
after(() => rmSync(scratch, {recursive: true}));

function run(command) {
  const {status, stdout, stderr} = spawnSync('sh', ['-c', command], {cwd: build, encoding: 'utf8', maxBuffer: 1 << 26});
  assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
  return stdout;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const include = ['compiler', 'runtime'].map((part) => `-I${quoted(join(scratch, part))}`).join(' ');

function write(path, text) {
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, text);
}

before(() => {
  for (const [path, [line, added]] of Object.entries(changes)) {
    const text = readFileSync(join(root, path), 'utf8');
    assert.equal(text.split(line).length, 2, `${path}: ${line}`);
    write(join(scratch, path), text.replace(line, () => added + line));
  }
  // Whatever reads the table, and whatever has codes of issues: those of constraints are not the last ones.
  const table = /vocabulary\/(keywords|issues)\.def|IssueCode/;
  const objects = JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8'))
    .filter(({file}) => /^(compiler|runtime\/tally\/engine)\//.test(relative(root, file)) && table.test(readFileSync(file, 'utf8')))
    .map(({file, command}) => {
      const path = relative(root, file);
      const source = path in changes ? join(scratch, path) : file;
      const object = join(scratch, `${path.replaceAll('/', '_')}.o`);
      run(command.replace(' -I', () => ` ${include} -I`).replace(/ -MD -MT \S+ -MF \S+/, '')
        .replace(/ -o \S+ -c .*$/, () => ` -o ${quoted(object)} -c ${quoted(source)}`));
      return quoted(object);
    });
  const link = run('ninja -t commands bin/tally').trim().split('\n').at(-1);
  mkdirSync(dirname(changed));
  run(link.replace(' -o bin/tally ', ` ${objects.join(' ')} -o ${quoted(changed)} `));
});

/** The changed program over one contract. */
function program(t, args, types, files = {}) {
  const cwd = folder(t, {'x.contract.yaml': `contract: 1\npackage: a\nversion: 1.0.0\ntypes:\n${types}`, ...files});
  const result = spawnSync(changed, args, {cwd, encoding: 'utf8', timeout: 60_000});
  return {...result, cwd};
}

const name = '  Name: {newtype: string, maxLength: 8, notContaining: "@"}\n';

test('four files change: the table and where the three functions are', () => {
  assert.deepEqual(Object.keys(changes).map((path) => basename(path)),
    ['keywords.def', 'conditions.cpp', 'explain_values.cpp', 'faults.cpp']);
  const untouched = tally(root, ['explain', 'notContaining']);
  assert.equal(untouched.status, 2);
});

test('check knows it, and what it does not apply to', (t) => {
  assert.equal(program(t, ['check', 'x.contract.yaml'], name).status, 0);
  const {stderr} = program(t, ['check', 'x.contract.yaml'], '  Age: {newtype: int8, notContaining: "1"}\n');
  assert.match(stderr, /T301.*`notContaining` does not apply to `int8`/);
});

test('validate judges by it, and says what is wrong', (t) => {
  const args = ['validate', 'x.json', '--type', 'Name', '--contract', 'x.contract.yaml', '--format', 'json'];
  assert.equal(program(t, args, name, {'x.json': '"bob"'}).status, 0);
  const {status, stdout} = program(t, args, name, {'x.json': '"bob@"'});
  assert.equal(status, 1);
  assert.match(stdout, /notContaining/);
  assert.match(stdout, /must not contain @/);
});

test('generated C++ asks for it, its plan explains it, and both compile', (t) => {
  const project = 'tally: 1\ncontracts: [x.contract.yaml]\ntargets: {cpp: {out: cpp}, json-schema: {out: schema}, markdown: {out: docs}}\n';
  const {status, stderr, cwd} = program(t, ['generate'], name, {'tally.yaml': project});
  assert.equal(status, 0, stderr);
  const source = readFileSync(join(cwd, 'cpp/x.cpp'), 'utf8');
  assert.match(source, /\.text\(\)\.find\("@"\) == std::string_view::npos/);
  assert.match(source, /\.keyword = Keyword::not_containing, \.text = "@"/);
  run(`c++ -std=c++20 -fsyntax-only ${include} -I${quoted(join(root, 'runtime'))} ${quoted(join(cwd, 'cpp/x.cpp'))}`);
  assert.match(readFileSync(join(cwd, 'schema/x.schema.json'), 'utf8'), /"\$comment": "The text must not contain @\."/);
  assert.match(readFileSync(join(cwd, 'docs/x.md'), 'utf8'), /notContaining `@`/);
});

test('explain, the vocabulary and the schema for editors tell of it', (t) => {
  assert.match(program(t, ['explain', 'notContaining'], name).stdout, /^# notContaining\n\nThe text has a part .*\n\nIn `params`: part\.\n$/);
  assert.match(program(t, ['explain', 'vocabulary'], name).stdout, /\| `notContaining` \| What must not occur in the text\. \|/);
  const schema = JSON.parse(program(t, ['schema', 'contract'], name).stdout);
  assert.match(schema.definitions.refinements.properties.notContaining.description, /^What must not occur/);
});

test('sample breaks it', (t) => {
  const args = ['sample', 'x.contract.yaml', '--type', 'Name', '--invalid', '--count', '20'];
  const {status, stdout, stderr} = program(t, args, name);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /notContaining/);
});

test('diff does not decide what it cannot compare', (t) => {
  const {stdout} = program(t, ['diff', 'old.contract.yaml', 'x.contract.yaml'], name,
    {'old.contract.yaml': `contract: 1\npackage: a\nversion: 1.0.0\ntypes:\n${name.replace('@', '#')}`});
  assert.match(stdout, /undecided|could not be decided/);
});
