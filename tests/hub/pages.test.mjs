// What `tally serve` says over HTTP, and over TLS.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {get} from 'node:https';
import {after, test} from 'node:test';
import {connect, hello, plantFolder, raw, serve, serveFor, write} from './hub.mjs';
import {openPeers} from './page_socket.mjs';

const peers = await openPeers();
after(() => peers.close());
const limits = {timeout: 60_000};

test('GET /healthz, /version and /metrics', limits, async (t) => {
  const {url} = await serveFor(t);
  assert.equal(await (await fetch(`${url}/healthz`)).text(), 'ok\n');
  const version = await (await fetch(`${url}/version`)).json();
  assert.equal(version.protocol, 'tally.1.json');

  const client = await connect(url);
  client.send(hello('c'), write(1, 'level', {by: 'c', n: -1}), write(2, 'level', {by: 'c', n: 1}));
  assert.equal((await client.next('welcome')).epoch, version.epoch);
  await client.next('ack');
  const answer = await fetch(`${url}/metrics`);
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const samples = new Map();
  const types = new Map();
  for (const line of (await answer.text()).trimEnd().split('\n')) {
    const meta = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (meta?.[1] === 'TYPE') types.set(meta[2], meta[3]);
    if (meta) continue;
    const sample = /^([a-z_]+)(\{[a-z]+="[^"\\]*"\})? (\d+)$/.exec(line);
    assert.ok(sample, line);
    assert.ok(types.has(sample[1]), line);
    assert.equal(types.get(sample[1]) === 'counter', sample[1].endsWith('_total'), line);
    samples.set(sample[1] + (sample[2] ?? ''), Number(sample[3]));
  }
  assert.equal(samples.get('tally_sessions'), 1);
  assert.equal(samples.get('tally_writes_total'), 1);
  assert.equal(samples.get('tally_values_total'), 1);
  assert.equal(samples.get('tally_values_refused_total'), 1);
  assert.equal(samples.get('tally_refused_total{code="contract"}'), 1);
  assert.ok(samples.get('tally_sent_bytes_total') > 100);
});

test('files are served with their types, and not sent twice', limits, async (t) => {
  const {url, port} = await serveFor(t, ['--static', 'dist'], {'dist/index.html': '<p>hi', 'dist/a.wasm': '\0asm'});
  const page = await fetch(`${url}/?x=1`);
  assert.equal(await page.text(), '<p>hi');
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal((await fetch(`${url}/a.wasm`)).headers.get('content-type'), 'application/wasm');
  const again = await fetch(url, {headers: {'if-none-match': page.headers.get('etag')}});
  assert.equal(again.status, 304);
  const head = await fetch(url, {method: 'HEAD'});
  assert.deepEqual([head.headers.get('content-length'), await head.text()], ['5', '']);
  assert.equal((await fetch(`${url}/none`)).status, 404);
  const {socket, all} = await raw(port);
  socket.end('GET /../schemas/plant.contract.yaml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  assert.match((await all()).toString(), /^HTTP\/1\.1 404 /);
});

test('other methods are 405', limits, async (t) => {
  const {url} = await serveFor(t);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await fetch(`${url}/healthz`, {method});
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD']);
  }
});

test('requests follow each other on one connection', limits, async (t) => {
  const {port} = await serveFor(t);
  const {socket, all} = await raw(port);
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  assert.equal((await all()).toString().match(/HTTP\/1\.1 200 OK/g).length, 3);
});

test('with a certificate everything is TLS', limits, async (t) => {
  const folder = plantFolder(t);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem',
    '-days', '1', '-subj', '/CN=localhost'], {cwd: folder, stdio: 'ignore'});
  const server = await serve(folder, ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem']);
  t.after(() => server.stop('SIGKILL'));
  assert.match(server.url, /^https:/);
  const status = await new Promise((resolve) => get(`${server.url}/healthz`, {rejectUnauthorized: false}, (answer) => resolve(answer.resume().statusCode)));
  assert.equal(status, 200);
  for (const [name, peer] of Object.entries(peers.all)) {
    const client = await connect(server.url, {peer, origin: server.url});
    client.send(hello(name), write(1, 'level', {by: name, n: 1}));
    assert.equal((await client.next('ack')).id, 1);
    await client.close();
  }
  const {socket, all} = await raw(server.port);
  socket.end('GET /healthz HTTP/1.1\r\n\r\n');
  assert.doesNotMatch((await all()).toString('latin1'), /200 OK/);
  const last = await connect(server.url);
  last.send(hello('last'));
  await last.next('welcome');
  const stopped = server.stop('SIGTERM');
  assert.equal((await last.closed).code, 1001);
  assert.equal((await stopped).code, 0);
});

test('what cannot be served is one sentence and status 2', limits, async (t) => {
  const folder = plantFolder(t, {'data/hub.log': 'x'});
  const first = await serve(folder);
  t.after(() => first.stop('SIGKILL'));
  const cases = [
    [['--port', String(first.port)], /cannot listen at 127\.0\.0\.1 port \d+: /],
    [['--address', 'nowhere'], /`nowhere` is no address/],
    [['--tls-cert', 'none.pem', '--tls-key', 'none.pem'], /cannot use the certificate `none\.pem`/],
    [['--data', 'schemas/plant.contract.yaml'], /cannot make the folder/],
  ];
  for (const [args, message] of cases) {
    await assert.rejects(serve(folder, args), (error) => /"code":2/.test(error.message) && message.test(error.message));
  }
});
