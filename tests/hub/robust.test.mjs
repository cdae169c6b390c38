// `tally serve` and those who do not keep to the rules.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {closeCode, connect, frame, hello, mark, raw, serveFor, shaken, status, upgrade, write} from './hub.mjs';
import {openPeers} from './page_socket.mjs';

const limits = {timeout: 60_000};
const peers = await openPeers();
after(() => peers.close());

/** Whether the server still serves. */
async function alive(url) {
  const client = await connect(url);
  client.send(hello('alive'));
  await client.next('welcome');
  await client.close();
}

test('what breaks RFC 6455 is closed with the code that it names', limits, async (t) => {
  const {url, port} = await serveFor(t);
  const text = 1;
  const cases = {
    'bad UTF-8': [frame(text, [0xc3, 0x28]), 1007],
    'UTF-8 that is cut off': [frame(text, [0xe2, 0x82]), 1007],
    'a surrogate in UTF-8': [frame(text, [0xed, 0xa0, 0x80]), 1007],
    'a frame without a mask': [frame(text, '[]', {masked: false}), 1002],
    'a reserved opcode': [frame(3, ''), 1002],
    'a reserved bit': [frame(text, '[]', {reserved: 0x40}), 1002],
    'a continuation of nothing': [frame(0, '[]'), 1002],
    'a ping in fragments': [frame(9, '', {final: false}), 1002],
    'a ping that is too long': [frame(9, 'x'.repeat(126)), 1002],
    'a message within a message': [Buffer.concat([frame(text, '[', {final: false}), frame(text, '[]')]), 1002],
    'a binary frame': [frame(2, '[]'), 1008],
    'a frame that says it is too large': [frame(text, '[', {length: 2 ** 31}), 1009],
    'fragments that are too large together': [
      Buffer.concat([frame(text, ' '.repeat(700_000), {final: false}), frame(0, ' '.repeat(700_000))]),
      1009,
    ],
  };
  for (const [what, [bytes, code]] of Object.entries(cases)) {
    const {socket, all} = await shaken(port);
    socket.write(bytes);
    if (code === 1008) socket.write(frame(8, [3, 240]));  // it waits for the answer to its own
    assert.equal(closeCode(await all()), code, what);
  }
  await alive(url);
});

test('requests that are no handshake are refused', limits, async (t) => {
  const {url, port} = await serveFor(t, ['--origin', 'https://shop.example']);
  const origin = (text) => ({origin: `Origin: ${text}`});
  const cases = {
    'another subprotocol': [{protocol: 'Sec-WebSocket-Protocol: mqtt, tally.2.json'}, 400],
    'no subprotocol': [{protocol: null}, 400],
    'another origin': [origin('https://evil.example'), 403],
    'an origin that only begins like an allowed one': [origin('https://shop.example.evil.example'), 403],
    'no origin at all, as text': [origin('null'), 403],
    'a name that leads here, and its page': [{host: 'Host: evil.example', ...origin('http://evil.example')}, 403],
    'another path': [{start: 'GET /elsewhere HTTP/1.1'}, 404],
    'no key': [{key: null}, 400],
    'a key that is none': [{key: 'Sec-WebSocket-Key: short'}, 400],
    'a frame before the answer': [{}, 400, frame(1, '[]')],
    'an old version': [{version: 'Sec-WebSocket-Version: 8'}, 426],
    'HTTP/1.0': [{start: 'GET /tally HTTP/1.0'}, 426],
    'POST': [{start: 'POST /tally HTTP/1.1'}, 405],
    'no upgrade': [{upgrade: null}, 426],
    'a header that is too large': [{more: `X: ${'x'.repeat(20_000)}`}, 431],
    'a body that is too large': [{start: 'GET / HTTP/1.1', upgrade: null, more: 'Content-Length: 1000000'}, 413],
    'what is no HTTP': [{start: '\u0001\u0002'}, 400],
  };
  for (const [what, [changes, code, more = '']] of Object.entries(cases)) {
    const {socket, all} = await raw(port);
    socket.write(Buffer.concat([Buffer.from(upgrade(port, changes)), Buffer.from(more)]));
    socket.end();
    const answer = await all();
    assert.equal(status(answer), code, `${what}: ${answer}`);
  }
  await alive(url);
});

// What a client may send: who keeps to RFC 6455 and to nothing else. One frame, or more, then the codes of the error that
// the hub sends, if any, and of its close.
const greeting = JSON.stringify([hello('abuser')]);
const abuses = {
  'nothing': ['', 'malformed', 1008],
  'no JSON': ['x', 'malformed', 1008],
  'no array': ['{}', 'malformed', 1008],
  'an array that does not end': ['[', 'malformed', 1008],
  'more than an array': [`${greeting} x`, 'malformed', 1008],
  'no message': ['[null]', 'malformed', 1008],
  'a message without a type': ['[{}]', 'malformed', 1008],
  'a message of no type that there is': ['[{"type":"dance"}]', 'malformed', 1008],
  'hello without a name': ['[{"type":"hello"}]', 'malformed', 1008],
  'hello with a name that is none': [JSON.stringify([hello('a b')]), 'malformed', 1008],
  'a message before hello': ['[{"type":"ping","ts":1}]', 'malformed', 1008],
  'hello twice': [[greeting, greeting], 'malformed', 1008],
  'a message of the hub': [[greeting, '[{"type":"position","key":"level","seq":1}]'], 'malformed', 1008],
  'more levels than anybody needs': ['['.repeat(500_000), 'malformed', 1008],
  'a value without an end': [[greeting, '[{"type":"write","id":1,"key":"level","ts":0,"payload":[[1]}]'], 'malformed', 1008],
  'bytes': [new Uint8Array([1, 2, 3]), undefined, 1008],
  'JSON as bytes': [new TextEncoder().encode(greeting), undefined, 1008],
  'a message that is too large': [[greeting, ' '.repeat(2 << 20)], undefined, 1009],
};

for (const [name, peer] of Object.entries(peers.all)) {
  test(`${name}: frames that are none close the connection and say so, and nobody else hears of it`, limits, async (t) => {
    const {url} = await serveFor(t);
    const bystander = await connect(url, {peer});
    bystander.send(hello('bystander'));
    await bystander.next('welcome');
    let id = 0;
    for (const [what, [frames, error, code]] of Object.entries(abuses)) {
      const client = await connect(url, {peer});
      for (const each of Array.isArray(frames) ? frames : [frames]) client.socket.send(each);
      assert.equal((await client.closed).code, code, what);
      assert.equal(client.heard.find(({type}) => type === 'error')?.code, error, what);
      bystander.send(write(++id, 'level', mark(id)));
      assert.equal((await bystander.next('ack')).seq, id, what);
    }
  });

  test(`${name}: allowed origins and the server's own page may connect, with the subprotocol`, limits, async (t) => {
    const {url} = await serveFor(t, ['--origin', 'https://shop.example']);
    for (const origin of ['https://shop.example', url]) {
      const client = await connect(url, {peer, origin});
      assert.equal(client.socket.protocol, 'tally.1.json');
      await client.close();
    }
    await assert.rejects(connect(url, {peer, origin: 'https://evil.example'}));
    await assert.rejects(connect(url, {peer, origin: 'https://shop.example.evil.example'}));
    await assert.rejects(connect(url, {peer, protocols: ['mqtt']}));
    await assert.rejects(connect(url, {peer, protocols: []}));
    await alive(url);
  });
}

test('connections that end anywhere leave nothing behind', limits, async (t) => {
  const {url, port} = await serveFor(t);
  const whole = Buffer.concat([Buffer.from(upgrade(port)), frame(1, JSON.stringify([hello('c')]))]);
  for (let size = 0; size <= whole.length; size += 7) {
    const {socket, all} = await raw(port);
    socket.write(whole.subarray(0, size));
    socket.end();
    if (size % 2 === 1) socket.destroy();
    await all();
  }
  await alive(url);
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    if (/^tally_sessions 0$/m.test(metrics) && /^tally_connections 1$/m.test(metrics)) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

test('frames of random bytes end connections, and nothing else', limits, async (t) => {
  const {url, port} = await serveFor(t);
  let state = 1;
  const random = () => (state = (state * 48271) % 2147483647) & 255;
  for (let i = 0; i < 200; ++i) {
    const {socket, all} = await shaken(port);
    socket.end(Buffer.from(Array.from({length: 1 + random()}, random)));
    await all();
  }
  await alive(url);
});
