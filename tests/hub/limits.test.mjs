// `tally serve` and those who take more than they should: everything that a client can make has a bound and an answer.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {connect, hello, mark, serveFor, subscribe, write} from './hub.mjs';
import {bounds, invent, nameless} from './limits.mjs';

const limits = {timeout: 120_000};

test('/metrics has every bound of docs/operating.md, its limit and how much there is', limits, async (t) => {
  const {url} = await serveFor(t);
  const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| [^|]+ \| ([\d,]+)( MiB)? \|/gm)];
  const documented = rows.map(([, name, count, unit]) => [name, Number(count.replaceAll(',', '')) * (unit === undefined ? 1 : 2 ** 20)]);
  const known = await bounds(url);
  assert.ok(documented.length > 10);
  assert.deepEqual([...known].map(([name, {limit}]) => [name, limit]), documented);
  for (const [name, {now, limit}] of known) assert.ok(now <= limit, name);
});

test('--limit sets them by their names, and a name that is none is refused', limits, async (t) => {
  const {url} = await serveFor(t, ['--limit', 'records=7', '--limit', 'value_bytes=1000']);
  const known = await bounds(url);
  assert.deepEqual([known.get('records').limit, known.get('value_bytes').limit], [7, 1000]);
  for (const wrong of ['record=7', 'records', 'records=', 'records=0', 'records=-1', 'records=7x', '=7'])
    await assert.rejects(serveFor(t, ['--limit', wrong]), /--limit/, wrong);
});

test('who is refused and who is closed is in the log, and nothing of what they sent', limits, async (t) => {
  const server = await serveFor(t);
  const client = await connect(server.url);
  client.send(hello('s3cret'), ...Array.from({length: 50}, (_, i) => write(i + 1, 's3cret', mark(1))));
  client.socket.send('[{"type":"s3cret"}]');
  await client.closed;
  assert.equal(client.heard.filter(({code}) => code === 'no-record').length + client.heard.filter(({code}) => code === 'forbidden').length, 50);
  assert.equal(client.heard.at(-1).message, 'what came is no frame: tag at /0');
  const lines = server.said().trim().split('\n');
  assert.equal(lines.filter((line) => /^warning: a client was refused something code=forbidden session=1$/.test(line)).length, 10);
  assert.match(lines.at(-1), /^warning: a client was closed reason="malformed frame" code=1008 session=1$/);
  assert.doesNotMatch(server.said() + JSON.stringify(client.heard), /s3cret/);
});

test('what is wrong with a payload is answered, and the connection stays', limits, async (t) => {
  const {url} = await serveFor(t);
  const client = await connect(url);
  const wrong = ['1e999', '{"by":"x","n":1e999}', '{"by":"\\ud800","n":1}', '{"by":"x","by":"y","n":1}', '[}', 'tru', '['.repeat(400_000) + ']'.repeat(400_000)];
  client.send(hello('c'));
  for (const [i, payload] of wrong.entries()) {
    client.socket.send(`[{"type":"write","id":${i + 1},"key":"level","payload":${payload},"ts":0}]`);
    const {id, code, issues} = await client.next('nack');
    assert.deepEqual([id, code, issues.length > 0], [i + 1, 'contract', true], payload.slice(0, 40));
  }
  client.send(write(100, 'level', mark(1)));
  assert.equal((await client.next('ack')).id, 100);
});

test('a client that reads is not closed, however much it gets wrong in one frame', limits, async (t) => {
  const {url} = await serveFor(t, ['--limit', 'unread_replies=20000']);
  const client = await connect(url);
  const many = Object.fromEntries(Array.from({length: 40}, (_, i) => [`unknown-${i}`, 1]));
  client.send(hello('c'), ...Array.from({length: 1000}, (_, i) => write(i + 1, 'level', many)));
  client.send(write(1001, 'level', mark(1)));
  assert.equal((await client.next('ack')).id, 1001);
  assert.equal(client.heard.filter(({type, code}) => type === 'nack' && code === 'contract').length, 1000);
  assert.equal((await bounds(url)).get('unread_bytes').now, 0);
});

test('a rate is that of the client, and not of its connection', limits, async (t) => {
  const {url} = await serveFor(t, ['--limit', 'writes_per_second=100', '--limit', 'all_writes_per_second=250']);
  // Far less than a second for each 100 of them, and no name gets more than 100 in any.
  const answers = {ack: 0, rate: 0};
  const begun = Date.now();
  for (let id = 1; id <= 1000; id += 100) {
    const client = await connect(url);
    client.send(hello('c'), ...Array.from({length: 100}, (_, i) => write(id + i, 'level', mark(1))));
    for (let i = 0; i < 100; ++i) {
      const {type, code} = await client.next(({type}) => type === 'ack' || type === 'nack');
      ++answers[type === 'ack' ? type : code];
    }
    await client.close();
  }
  const seconds = 1 + Math.floor((Date.now() - begun) / 1000);
  assert.ok(answers.ack <= 100 * (seconds + 1), `${answers.ack} in ${seconds} s`);
  assert.equal(answers.ack + answers.rate, 1000);
});

test('records are bounded by the client and in all; a write that is refused makes none', limits, async (t) => {
  const {url} = await serveFor(t, ['--limit', 'records=20', '--limit', 'records_of_client=10']);
  const before = (await bounds(url)).get('records').now;
  const first = await connect(url);
  first.send(hello('a'), ...Array.from({length: 500}, (_, i) => write(i + 1, `short.bad-${i}`, {by: 'x', n: -1})));
  await first.next(({id}) => id === 500);
  assert.equal((await bounds(url)).get('records').now, before);
  const codes = async (client, name, from) => {
    client.send(...Array.from({length: 12}, (_, i) => write(from + i, `short.${name}-${i}`, mark(1))));
    const found = [];
    for (let i = 0; i < 12; ++i) {
      const {type, code} = await client.next(({type, id}) => (type === 'ack' || type === 'nack') && id === from + i);
      found.push(type === 'ack' ? 'ack' : code);
    }
    return found;
  };
  const counted = (acks) => [...Array(acks).fill('ack'), ...Array(12 - acks).fill('too-many')];
  assert.deepEqual(await codes(first, 'a', 501), counted(10));
  const second = await connect(url);
  second.send(hello('b'));
  assert.deepEqual(await codes(second, 'b', 1), counted(20 - 10 - before));
  assert.equal((await bounds(url)).get('records').now, 20);
  second.send(subscribe(1, 'short.+'), write(100, 'short.a-0', mark(2)));
  assert.equal((await second.next(({type, seq}) => type === 'data' && seq === 2)).key, 'short.a-0');
});

test('names that are invented and keys that are made stay within their bounds', limits, async (t) => {
  const {url} = await serveFor(t, ['--limit', 'remembered_clients=50', '--limit', 'records=200']);
  await nameless(url, 100);
  assert.equal((await bounds(url)).get('remembered_clients').now, 0);
  const answers = await invent(url, {names: 100, writes: 5, key: (name, i) => `short.${name}-${i}`});
  assert.equal((await bounds(url)).get('remembered_clients').now, 50);
  assert.equal((await bounds(url)).get('records').now, 200);
  assert.equal(answers.get('too-many') > 0, true);
  assert.equal([...answers.values()].reduce((sum, count) => sum + count), 500);
});
