// `tally serve` and requests that break HTTP (RFC 9112), or want more than there is: each costs its own connection.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {connect as connectTls} from 'node:tls';
import {connect, frame, hello, mark, plantFolder, raw, serve, serveFor, shaken, status, upgrade, write} from './hub.mjs';

const limits = {timeout: 120_000};
const MiB = 1 << 20;
const post = (...lines) => ['POST / HTTP/1.1', 'Host: x', ...lines, '', ''].join('\r\n');
const chunked = post('Transfer-Encoding: chunked');

/** Whether a client is served as ever. */
async function alive(url) {
  const client = await connect(url);
  client.send(hello('alive'), write(1, 'level', mark(1)));
  await client.next('welcome');
  await client.close();
}

/** What the program had in memory at most, in bytes. */
const peak = ({process}) => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${process.pid}/status`, 'utf8'))[1]) * 1024;

const metric = async (url, name) =>
  Number((await (await fetch(`${url}/metrics`)).text()).split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1] ?? 0);
const refused = (url, reason) => metric(url, `tally_connections_refused_total{reason="${reason}"}`);

/** The status of the answer to bytes on a connection of their own. */
async function answer(port, bytes) {
  const {socket, all} = await raw(port);
  socket.end(bytes);
  return status(await all());
}

/** Sends `piece` again and again until it is that many bytes or the other side has had enough. */
async function pour({socket, all}, piece, bytes) {
  for (let sent = 0; sent < bytes && socket.writable; sent += piece.length) {
    if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), all()]);
  }
}

test('a trailer of 65,534 bytes costs its own connection', limits, async (t) => {
  const {url, port} = await serveFor(t);
  const trailer = `${chunked}0\r\nX: ${'a'.repeat(65_534)}\r\n\r\n`;
  assert.equal(await answer(port, trailer), 431);
  assert.equal(await answer(port, trailer.replace('chunked\r\n', `chunked\r\nY: ${'b'.repeat(15_000)}\r\n`)), 431);
  await alive(url);
  assert.equal(await refused(url, 'header_size'), 2);
});

test('a trailer of 65,534 bytes behind TLS, and what is no TLS, cost their own connections', limits, async (t) => {
  const folder = plantFolder(t);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem',
    '-days', '1', '-subj', '/CN=localhost'], {cwd: folder, stdio: 'ignore'});
  const server = await serve(folder, ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem']);
  t.after(() => server.stop('SIGKILL'));
  const socket = connectTls({port: server.port, rejectUnauthorized: false});
  await once(socket, 'secureConnect');
  socket.write(`${chunked}0\r\nX: ${'a'.repeat(65_534)}\r\n\r\n`);
  socket.on('error', () => {});
  const [bytes] = await once(socket, 'data');
  assert.equal(status(bytes), 431);
  socket.destroy();
  for (const bytes of ['GET / HTTP/1.1\r\n\r\n', Buffer.from([22, 3, 1, 0xff, 0xff]), Buffer.alloc(MiB, 255)]) {
    const opened = await raw(server.port);
    opened.socket.end(bytes);
    assert.equal(status(await opened.all()), NaN);
  }
  await alive(server.url);
});

for (const [what, head, piece] of [
  ['a field', 'GET / HTTP/1.1\r\nHost: x\r\nX: ', 'a'],
  ['fields', 'GET / HTTP/1.1\r\n', 'X: a\r\n'],
  ['lines before the request', '', '\r\n'],
  ['an extension of a chunk', `${chunked}1;`, 'a'],
  ['extensions of chunks', chunked, '1;a=b\r\nx\r\n'],
  ['zeros of the size of a chunk', chunked, '0'],
  ['a trailer', `${chunked}0\r\nX: `, 'a'],
  ['trailers', `${chunked}0\r\n`, 'X: a\r\n'],
]) {
  test(`${what} without an end: answered with 431, and not kept`, limits, async (t) => {
    const server = await serveFor(t);
    await alive(server.url);
    const before = peak(server);
    const opened = await raw(server.port);
    opened.socket.write(head);
    await pour(opened, Buffer.from(piece.repeat(MiB / 8)), 64 * MiB);
    opened.socket.end();
    assert.equal(status(await opened.all()), 431);
    assert.ok(peak(server) - before < 16 * MiB, `${peak(server) - before} bytes`);
    await alive(server.url);
  });
}

test('bodies without an end: 413', limits, async (t) => {
  const server = await serveFor(t);
  assert.equal(await answer(server.port, post('Content-Length: 65537')), 413);
  assert.equal(await answer(server.port, post('Content-Length: 99999999999999999999')), 413);
  assert.equal(await answer(server.port, `${chunked}10001\r\n`), 413);
  assert.equal(await answer(server.port, `${chunked}ffffffffffffffff1\r\n`), 413);
  assert.equal(await answer(server.port, `${chunked}10000\r\n${'x'.repeat(65_536)}\r\n1\r\n`), 413);
  assert.equal(await answer(server.port, `${chunked}10000\r\n${'x'.repeat(65_536)}\r\n0\r\n\r\n`), 405);
});

test('what two readers could understand in two ways is 400', limits, async (t) => {
  const {url, port} = await serveFor(t);
  const cases = {
    'two hosts': 'GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n',
    'no host': 'GET / HTTP/1.1\r\n\r\n',
    'a coding that is not known, with a length': post('Transfer-Encoding: xchunked', 'Content-Length: 0'),
    'a coding that is not known': post('Transfer-Encoding: xchunked'),
    'a coding and a length': `${post('Transfer-Encoding: chunked', 'Content-Length: 0')}0\r\n\r\n`,
    'two codings': `${post('Transfer-Encoding: gzip, chunked')}0\r\n\r\n`,
    'two lengths': `${post('Content-Length: 1', 'Content-Length: 2')}ab`,
    'a length that is no number': `${post('Content-Length: 1a')}a`,
    'a space before a colon': `${post('Transfer-Encoding : chunked')}0\r\n\r\n`,
    'a line that goes on': post('X: a', ' b'),
    'LF alone': 'GET / HTTP/1.1\nHost: x\n\n',
    'CR alone': post('X: a\rb'),
    'NUL': post('X: a\0b'),
    'a chunk that is longer than it says': `${chunked}1\r\nab\r\n0\r\n\r\n`,
    'a chunk without a size': `${chunked}\r\n`,
    'no request': 'hello\r\n\r\n',
    'what has no lines': '\u0016\u0003\u0001',
  };
  for (const [what, bytes] of Object.entries(cases)) {
    // Nothing behind it is taken for a request.
    const {socket, all} = await raw(port);
    socket.end(`${bytes}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`);
    const text = (await all()).toString('latin1');
    assert.equal(text.match(/HTTP\/1\.1 (\d+)/g).join(), 'HTTP/1.1 400', what);
    assert.match(text, /\r\nConnection: close\r\n/, what);
  }
  await alive(url);
});

test('a handshake has one key of 16 bytes, the version, and no body', limits, async (t) => {
  const {url, port} = await serveFor(t);
  const key = (text) => [{key: `Sec-WebSocket-Key: ${text}`}, 400];
  const cases = {
    'no base64': key('!!!!!!!!!!!!!!!!!!!!!!!!'),
    '15 bytes': key('AAAAAAAAAAAAAAAAAAAA'),
    '17 bytes': key('AAAAAAAAAAAAAAAAAAAAAAA='),
    '18 bytes in as many characters': key('AAAAAAAAAAAAAAAAAAAAAAAA'),
    'bits that stand for nothing': key('dGhlIHNhbXBsZSBub25jZR=='),
    'no padding': key('dGhlIHNhbXBsZSBub25jZQ'),
    'the other alphabet': key('____________________-Q=='),
    'two keys': [{more: 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='}, 400],
    'a body': [{more: 'Content-Length: 2'}, 400, '[]'],
    'a body in chunks': [{more: 'Transfer-Encoding: chunked'}, 400, '2\r\n[]\r\n0\r\n\r\n'],
    'no body, in chunks': [{more: 'Transfer-Encoding: chunked'}, 400, '0\r\n\r\n'],
    'no version': [{version: null}, 426],
    'two versions': [{version: 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 8'}, 400],
    'two hosts': [{more: 'Host: evil.example'}, 400],
    'two origins': [{more: 'Origin: http://localhost\r\nOrigin: http://evil.example'}, 400],
    'a host in the target that is not the page\'s': [
      {start: `GET http://evil.example/tally HTTP/1.1`, more: `Origin: http://127.0.0.1:${port}`}, 403],
  };
  for (const [what, [changes, code, more = '']] of Object.entries(cases))
    assert.equal(await answer(port, upgrade(port, changes) + more), code, what);
  const {socket, all} = await raw(port);
  socket.end(upgrade(port, {version: 'Sec-WebSocket-Version: 8'}));
  assert.match((await all()).toString(), /^HTTP\/1\.1 426 [^]*\r\nSec-WebSocket-Version: 13\r\n/);
  await alive(url);
});

test('an answer reaches who is still sending', limits, async (t) => {
  const {port} = await serveFor(t);
  for (let i = 0; i < 20; ++i) {
    const {socket, all} = await raw(port);
    socket.write(`GET / HTTP/1.1\r\nX: ${'a'.repeat(MiB)}`);
    socket.end();
    assert.equal(status(await all()), 431);
  }
});

test('frames that are not whole are bounded for all connections together: who has sent most is cut off', limits, async (t) => {
  const server = await serveFor(t);
  const bystander = await connect(server.url);
  bystander.send(hello('bystander'));
  await bystander.next('welcome');
  const before = peak(server);
  const first = frame(1, ' '.repeat(MiB - 100), {final: false});
  const opened = [];
  for (let i = 0; i < 100; ++i) {
    opened.push(await shaken(server.port));
    opened[i].socket.write(first);
  }
  while ((await refused(server.url, 'unfinished')) < 30) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok((await metric(server.url, 'tally_unfinished_bytes')) <= 64 * MiB);
  // A buffer is at most twice what is in it.
  assert.ok(peak(server) - before < 180 * MiB, `${peak(server) - before} bytes`);
  bystander.send(write(1, 'level', mark(1, 'x'.repeat(1000))));
  assert.equal((await bystander.next('ack')).id, 1);
  for (const {socket} of opened) socket.destroy();
  while ((await metric(server.url, 'tally_unfinished_bytes')) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});

test('refusals are counted by their reasons, and logged so many times', limits, async (t) => {
  const server = await serveFor(t);
  for (let i = 0; i < 100; ++i) await answer(server.port, `GET /${i} HTTP/1.1\r\n\r\n`);
  await answer(server.port, `GET / HTTP/1.1\r\nHost: x\r\nX\u001b[2J\r\n\r\n`);
  await answer(server.port, upgrade(server.port, {protocol: null}));
  const {socket, all} = await shaken(server.port);
  socket.end(frame(3, ''));
  await all();
  for (const [reason, count] of Object.entries({host: 100, syntax: 1, subprotocol: 1, frame: 1}))
    assert.equal(await refused(server.url, reason), count, reason);
  await server.stop();
  const lines = server.said().trimEnd().split('\n');
  const of = (reason) => lines.filter((line) => line.includes(`reason=${reason}`));
  assert.equal(of('syntax').length, 1);
  assert.equal(of('frame').length, 1);
  // Ten of a reason in a period, and how many were left out.
  assert.ok(of('host').length >= 10 && of('host').length < 60, server.said());
  assert.match(server.said(), /suppressed=\d+/);
  assert.doesNotMatch(server.said(), /\u001b/);
});
