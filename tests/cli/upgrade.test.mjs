import assert from 'node:assert/strict';
import {test} from 'node:test';
import {folder, tally} from './tally.mjs';

const contract = `contract: 1
package: shop
version: 3.0.0
versionField: v
limits: {bytes: 100}
types:
  Order: {record: {total: {type: int32, maximum: 9}, weight?: float64}}
migrations:
  - {from: 1, to: 2, type: Order, steps: [{rename: {from: amount, to: total}}]}
  - {from: 2, to: 3, type: Order, steps: [{convert: {field: weight, using: shop::kilograms, from: string}}]}
`;

function upgrade(t, document, ...args) {
  const cwd = folder(t, {'shop.contract.yaml': contract, 'order.json': document});
  return tally(cwd, ['upgrade', 'order.json', '--contract', 'shop.contract.yaml', '--type', 'Order', ...args]);
}

test('a document of an older version becomes one of today', (t) => {
  const {status, stdout, stderr} = upgrade(t, '{"amount": 7}\n', '--from', '1');
  assert.equal(stderr, '');
  assert.equal(stdout, '{"total":7}\n');
  assert.equal(status, 0);
});

test('a document may carry its version', (t) => {
  assert.equal(upgrade(t, '{"v": 1, "amount": 7}').stdout, '{"total":7}\n');
  assert.equal(upgrade(t, '{"v": "3.0.0", "total": 7}').stdout, '{"total":7}\n');
});

test('issues of the new document have a path, those of the text a place', (t) => {
  const {status, stdout, stderr} = upgrade(t, '{"amount": 70}', '--from', '1');
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^order\.json: \/total: must be at most 9 \[maximum\]\n/);
  assert.match(upgrade(t, '{"amount":}', '--from', '1').stderr, /^order\.json:1:11: is not valid JSON \[syntax\]\n/);
  assert.match(upgrade(t, '{"amount": 7}').stderr, /^order\.json: \/v: is required \[required\]\n/);
  assert.match(upgrade(t, '{"amount": 7}', '--from', '4').stderr, /: must be of a version up to 3 \[version\]\n/);
  assert.match(upgrade(t, ' '.repeat(200), '--from', '1').stderr, /: is larger than 100 bytes \[size\]\n/);
});

test('functions are in programs', (t) => {
  const {status, stderr} = upgrade(t, '{"total": 7, "weight": "1 kg"}', '--from', '2');
  assert.equal(status, 1);
  assert.equal(stderr, 'order.json: /weight: cannot be converted by shop::kilograms [convert]\n' +
    'the functions of `convert` are in programs, not in `tally`\n');
});

test('a type or a file that is not there is status 2', (t) => {
  const cwd = folder(t, {'shop.contract.yaml': contract});
  const run = (...args) => tally(cwd, ['upgrade', ...args, '--contract', 'shop.contract.yaml']);
  assert.match(run('order.json', '--type', 'Order').stderr, /error\[T001\]: cannot read `order\.json`/);
  assert.match(run('order.json', '--type', 'Ordr').stderr, /error\[T204\].*did you mean `Order`\?/s);
  assert.equal(run('order.json', '--type', 'Order').status, 2);
});
