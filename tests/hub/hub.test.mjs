// `tally serve` as its clients see it.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {connect, hello, mark, plainPeers, serveFor, subscribe, write} from './hub.mjs';

const limits = {timeout: 60_000};

for (const peer of Object.keys(plainPeers)) {
  test(`${peer}: a late subscriber gets the value that is there, then each new one`, limits, async (t) => {
    const {url} = await serveFor(t);
    const writer = await connect(url, {peer});
    writer.send(hello('writer'), write(1, 'level', mark(1)));
    assert.equal((await writer.next('welcome')).last_write, 0);
    assert.deepEqual(await writer.next('ack'), {type: 'ack', id: 1, seq: 1, kept: 'memory'});

    const reader = await connect(url, {peer});
    reader.send(hello('reader'), subscribe(7, 'level', 'trend.+'));
    assert.deepEqual(await reader.next('subscribed'), {type: 'subscribed', id: 7, patterns: ['level', 'trend.+'], count: 1});
    const snapshot = await reader.next('snapshot');
    assert.deepEqual([snapshot.key, snapshot.seq, snapshot.payload, snapshot.last], ['level', 1, mark(1), true]);
    writer.send(write(2, 'level', mark(2)), write(3, 'trend.a', mark(3)));
    const newer = (key) => reader.next((message) => message.type === 'data' && message.key === key);
    const values = [await newer('level'), await newer('trend.a')];
    assert.deepEqual(values.map(({key, seq, payload}) => [key, seq, payload]), [['level', 2, mark(2)], ['trend.a', 1, mark(3)]]);
    assert.ok(Math.abs(values[0].ts - Date.now()) < 60_000);
    assert.deepEqual(await reader.close(), {code: 1000, reason: ''});
  });

  test(`${peer}: a value that breaks its contract is refused with its issues, and changes nothing`, limits, async (t) => {
    const {url} = await serveFor(t);
    const client = await connect(url, {peer});
    client.send(hello('c'), write(1, 'level', {by: 'x', n: -1}), write(2, 'level', mark(2)));
    const {code, issues} = await client.next('nack');
    assert.equal(code, 'contract');
    assert.deepEqual(issues, [{path: '/n', code: 'minimum', params: {limit: 0}, message: issues[0].message}]);
    assert.equal((await client.next('ack')).seq, 1);
  });

  test(`${peer}: text beyond ASCII and frames of many kilobytes go through`, limits, async (t) => {
    const {url} = await serveFor(t);
    const client = await connect(url, {peer});
    const long = mark(1, 'ä€😀'.repeat(300));
    client.send(hello('c'), subscribe(1, 'trend.+'), ...Array.from({length: 100}, (_, i) => write(i + 1, 'trend.a', long)));
    const last = await client.next((message) => message.type === 'data' && message.seq === 100);
    assert.deepEqual(last.payload, long);
  });
}

test('who comes back goes on where it was', limits, async (t) => {
  const {url} = await serveFor(t);
  const first = await connect(url);
  first.send(hello('c'), subscribe(1, 'trend.a'), write(1, 'trend.a', mark(1)), write(2, 'trend.a', mark(2)));
  const {epoch} = await first.next('welcome');
  await first.next((message) => message.type === 'data' && message.seq === 2);
  await first.close();

  const other = await connect(url);
  other.send(hello('other'), write(1, 'trend.a', mark(3)));
  await other.next('ack');

  const again = await connect(url);
  again.send(hello('c', {resume: [{key: 'trend.a', epoch, seq: 2}]}), subscribe(1, 'trend.a'), write(2, 'trend.a', mark(2)));
  assert.equal((await again.next('welcome')).last_write, 2);
  assert.equal((await again.next('subscribed')).count, 0);
  assert.equal((await again.next('ack')).seq, 2);  // as before: it is not applied again
  const {seq, payload} = await again.next('data');
  assert.deepEqual([seq, payload], [3, mark(3)]);
});

test('what a subscriber cannot be given any more is a gap', limits, async (t) => {
  const {url} = await serveFor(t);
  const writer = await connect(url);
  writer.send(hello('w'), write(1, 'short.a', mark(1)));
  const {epoch} = await writer.next('welcome');
  for (let id = 2; id <= 9; ++id) writer.send(write(id, 'short.a', mark(id)));
  await writer.next(({type, id}) => type === 'ack' && id === 9);
  const reader = await connect(url);
  reader.send(hello('r', {resume: [{key: 'short.a', epoch, seq: 1}]}), subscribe(1, 'short.a'));
  assert.deepEqual(await reader.next('gap'), {type: 'gap', key: 'short.a', from: 2, to: 4});
  assert.equal((await reader.next('data')).seq, 5);
});

test('a client that comes again replaces its older connection', limits, async (t) => {
  const {url} = await serveFor(t);
  const first = await connect(url);
  first.send(hello('c'));
  await first.next('welcome');
  const second = await connect(url);
  second.send(hello('c'));
  assert.equal((await first.closed).code, 4409);
  second.send({type: 'ping', ts: 5});
  assert.equal((await second.next('pong')).ts, 5);
});

test('access says what clients may do', limits, async (t) => {
  const {url} = await serveFor(t);
  const client = await connect(url);
  client.send(hello('c'), subscribe(1, 'hidden', 'order', 'level', '#'));
  const refused = [await client.next('error'), await client.next('error')];
  const message = 'what may be read: level, trend.+, short.+, wave';
  assert.deepEqual(refused, ['hidden', 'order'].map((key) => ({type: 'error', code: 'forbidden', key, message})));
  assert.deepEqual((await client.next('subscribed')).patterns, ['level', '#']);
  client.send(write(1, 'wave', {level: 1}), write(2, 'nobody', mark(1)), write(3, 'trend.a.b', mark(1)), write(4, 'trend/a', mark(1)));
  const codes = [];
  for (let i = 0; i < 4; ++i) codes.push((await client.next('nack')).code);
  assert.deepEqual(codes, ['forbidden', 'forbidden', 'forbidden', 'no-record']);
  client.send(write(5, 'hidden', mark(1)), write(6, 'order', mark(1)), write(7, 'short.a', mark(1)));
  for (const id of [5, 6, 7]) assert.equal((await client.next('ack')).id, id);
  // What `#` names of it is what may be read: nobody is shown `hidden`.
  assert.equal((await client.next('data')).key, 'short.a');
  const shown = client.heard.filter(({type, key}) => key !== undefined && type !== 'error').map(({key}) => key);
  assert.deepEqual([...new Set(shown)].sort(), ['level', 'short.a', 'wave']);
});

test('a client that reads nothing costs the others nothing, and is told what it lost', limits, async (t) => {
  const {url} = await serveFor(t);
  const slow = await connect(url);
  slow.send(hello('slow'), subscribe(1, 'short.a'));
  await slow.next('subscribed');
  slow.socket._socket.pause();

  const count = 10_000;
  const live = await connect(url);
  live.send(hello('live'), subscribe(1, 'short.a'));
  await live.next('subscribed');
  const by = 'x'.repeat(990);
  let acked = 0;
  for (let id = 1; id <= count; ++id) {
    live.send(write(id, 'short.a', mark(id, by)));
    if (id % 5 === 0) acked = (await live.next(({type, id: known}) => type === 'ack' && known === id)).id;
  }
  assert.equal(acked, count);
  await live.next(({type, seq}) => type === 'data' && seq === count);

  slow.socket._socket.resume();
  await slow.next(({type, seq}) => type === 'data' && seq === count);
  let known = 0;
  let gaps = 0;
  for (const message of slow.heard) {
    if (message.type === 'data') assert.equal(message.seq, ++known);
    if (message.type === 'gap') [known, gaps] = [(assert.equal(message.from, known + 1), message.to), gaps + 1];
  }
  assert.ok(gaps > 0);
});

test('SIGTERM closes the connections with 1001 and ends in order', limits, async (t) => {
  const server = await serveFor(t);
  const clients = await Promise.all(Array.from({length: 5}, () => connect(server.url)));
  clients.forEach((client, i) => client.send(hello(`c${i}`)));
  await Promise.all(clients.map((client) => client.next('welcome')));
  const stopped = server.stop('SIGTERM');
  for (const client of clients) assert.equal((await client.closed).code, 1001);
  assert.deepEqual(await stopped, {code: 0, signal: null});
});

test('--simulate makes up values of what clients only read', limits, async (t) => {
  const {url} = await serveFor(t, ['--simulate', '--simulate-every', '20']);
  const client = await connect(url);
  client.send(hello('c'), subscribe(1, 'wave', 'level'));
  const third = await client.next(({type, key, seq}) => type === 'data' && key === 'wave' && seq >= 3);
  assert.ok(third.payload.level >= 0 && third.payload.level <= 10);
  assert.ok(client.heard.some(({type, key}) => type === 'position' && key === 'level'));
});
