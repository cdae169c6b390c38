import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {folder, project, sensors, tally} from './tally.mjs';

const catalogue = `contract: 1
package: shop
imports: {s: ./s.contract.yaml}
types:
  Labels: {alias: map<string>, keys: {maxLength: 9}}
  Status: {enum: {open: {doc: Not closed.}, closed: {wire: CLOSED}}}
  Item:
    doc: Anything.
    unknown: keep
    record:
      id: uuid
      at?: {type: 'timestamp | null', encoding: unixMillis}
      readings: {type: list<s.Reading>, maxItems: 3}
      '@kind': {type: Status}
  Event: {union: {tag: kind, variants: {item: Item, note: {text: string}}}}
`;

test('the model is versioned JSON with imported contracts first', (t) => {
  const cwd = folder(t, {'s.contract.yaml': sensors, 'shop.contract.yaml': catalogue.replace("'@kind'", 'kind_of')});
  const {status, stdout, stderr} = tally(cwd, ['model', 'shop.contract.yaml']);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  const {model, contracts} = JSON.parse(stdout);
  assert.equal(model, 1);
  assert.deepEqual(contracts.map(({package: name}) => name), ['acme.sensors', 'shop']);
  const [first, shop] = contracts;
  assert.deepEqual(first.limits, {bytes: 1000, depth: 5, issues: 10});
  assert.equal(first.version, '1.2.0');
  assert.deepEqual(shop.imports, [{alias: 's', package: 'acme.sensors', path: 's.contract.yaml'}]);

  const types = Object.fromEntries(shop.types.map((type) => [type.name, type]));
  assert.deepEqual(types.Labels.type.keys, [{keyword: 'maxLength', value: '9', quoted: '\"9\"', unit: 'characters', constant: null, spelled: 'maxLength 9'}]);
  assert.deepEqual(types.Status.values.map(({name, wire, doc}) => [name, wire, doc]),
      [['open', 'open', 'Not closed.'], ['closed', 'CLOSED', '']]);
  assert.equal(types.Item.unknown, 'keep');
  assert.equal(types.Item.qualified, 'shop.Item');
  const [id, at, readings] = types.Item.fields;
  assert.equal(id.type.name, 'uuid');
  assert.equal(at.optional, true);
  assert.equal(at.type.form, 'nullable');
  assert.equal(at.type.element.encoding, 'unixMillis');
  assert.deepEqual(readings.type.constraints.map(({keyword, value}) => [keyword, value]), [['maxItems', '3']]);
  assert.equal(readings.type.spelled, 'list<Reading>');
  assert.deepEqual([at.resolved.kind, at.resolved.nullable, readings.names.screaming_snake], ['timestamp', true, 'READINGS']);
  assert.equal(readings.type.element.name, 'acme.sensors.Reading');
  assert.deepEqual(readings.place, {line: 13, column: 7});
  assert.equal(types.Event.tag, 'kind');
  assert.deepEqual(types.Event.variants.map(({name, record}) => [name, record]), [['item', 'shop.Item'], ['note', 'shop.EventNote']]);
  assert.equal(types.EventNote.inline_variant, true);
});

test('without files it is the model of the project', (t) => {
  const {status, stdout} = tally(folder(t, project), ['model']);
  assert.equal(status, 0);
  assert.equal(JSON.parse(stdout).contracts[0].path, 'schemas/sensors.contract.yaml');
});

test('a contract that is wrong or missing has no model', (t) => {
  const cwd = folder(t, {'x.contract.yaml': sensors.replace('Name:', 'name:')});
  for (const file of ['x.contract.yaml', 'none.contract.yaml']) {
    const {status, stdout, stderr} = tally(cwd, ['model', file]);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /error\[T/);
  }
});

test('the model of all our contracts is what schemas/tally/model.contract.yaml says', (t) => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = ['schemas', 'schemas/tally', 'tests/contracts'].flatMap((folder) =>
    readdirSync(join(root, folder)).filter((name) => name.endsWith('.contract.yaml')).map((name) => join(folder, name)));
  const model = tally(root, ['model', ...files]);
  assert.equal(model.status, 0, model.stderr);
  const judge = (document) => tally(folder(t, {'model.json': document}),
      ['validate', 'model.json', '--type', 'tally.model.Model', '--contract', join(root, 'schemas/tally/model.contract.yaml')]);
  const said = judge(model.stdout);
  assert.equal(said.status, 0, said.stdout);
  assert.equal(judge(model.stdout.replace('"is_record"', '"is_recorded"')).status, 1);
});
