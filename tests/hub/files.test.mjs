// The files of `tally serve --static`: how large ones are sent, and which ones are not.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {readFileSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {get} from 'node:http';
import {join} from 'node:path';
import {test} from 'node:test';
import {connect, hello, mark, plantFolder, raw, serve, status, write} from './hub.mjs';

const limits = {timeout: 120_000};
const MiB = 1 << 20;
const large = 50 * MiB;
const memory = ({process}, what) => Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${process.pid}/status`, 'utf8'))[1]) * 1024;

/** A server of a folder with a file of 50 MiB, whose every 4 KiB begin with their number. */
async function servedLarge(t) {
  const folder = plantFolder(t, {'dist/index.html': '<p>'});
  const bytes = Buffer.alloc(large);
  for (let at = 0; at < large; at += 4096) bytes.writeUInt32LE(at, at);
  writeFileSync(join(folder, 'dist/large.bin'), bytes);
  const server = await serve(folder, ['--static', 'dist']);
  t.after(() => server.stop('SIGKILL'));
  return {...server, folder, bytes};
}

test('20 readers of 50 MiB cost no memory, and others are served meanwhile', limits, async (t) => {
  const server = await servedLarge(t);
  const client = await connect(server.url);
  client.send(hello('bystander'));
  await client.next('welcome');
  const before = memory(server, 'VmHWM');
  const answers = [];
  for (let i = 0; i < 20; ++i)
    answers.push((await once(get(`${server.url}/large.bin`, {agent: false}), 'response'))[0]);
  // All of them have begun, and none of them reads.
  for (let i = 1; i <= 3; ++i) {
    client.send(write(i, 'level', mark(i)));
    assert.equal((await client.next('ack')).id, i);
    assert.equal((await fetch(server.url)).status, 200);
  }
  const digests = answers.map(async (answer) => {
    const hash = createHash('sha1');
    for await (const bytes of answer) hash.update(bytes);
    return hash.digest('hex');
  });
  const expected = createHash('sha1').update(server.bytes).digest('hex');
  for (const digest of await Promise.all(digests)) assert.equal(digest, expected);
  assert.ok(memory(server, 'VmHWM') - before < 24 * MiB, `${memory(server, 'VmHWM') - before} bytes`);
});

test('HEAD and If-None-Match of a large file send nothing of it', limits, async (t) => {
  const {url} = await servedLarge(t);
  const head = await fetch(`${url}/large.bin`, {method: 'HEAD'});
  assert.equal(head.headers.get('content-length'), String(large));
  const again = await fetch(`${url}/large.bin`, {headers: {'if-none-match': head.headers.get('etag')}});
  assert.deepEqual([again.status, await again.text()], [304, '']);
  const other = await fetch(`${url}/large.bin`, {method: 'HEAD', headers: {'if-none-match': '"1"'}});
  assert.equal(other.status, 200);
});

test('a file that becomes shorter while it is sent ends its connection early', limits, async (t) => {
  const {url, port, folder} = await servedLarge(t);
  const {socket, all} = await raw(port);
  socket.write('GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  socket.pause();
  truncateSync(join(folder, 'dist/large.bin'), 10);
  socket.resume();
  assert.ok((await all()).length < large);
  assert.equal((await fetch(url)).status, 200);
});

test('links lead to what is in the folder, and nowhere else', limits, async (t) => {
  const {url, port} = await (async () => {
    const folder = plantFolder(t, {'dist/a.js': 'a', 'dist/deep/b.js': 'b', 'dist/.env': 's', secret: 's', 'distant/c.js': 's'});
    const link = (name, to) => symlinkSync(to, join(folder, 'dist', name));
    link('inside.js', 'a.js');
    link('inside', 'deep');
    link('absolute.js', join(folder, 'dist/a.js'));
    link('back.js', '../dist/a.js');
    link('secret', '../secret');
    link('far', '/etc/passwd');
    link('root', '/');
    link('parent', '..');
    link('neighbour', '../distant');
    link('env', '.env');
    link('gone', 'nothing');
    link('circle', 'circle');
    const server = await serve(folder, ['--static', 'dist']);
    t.after(() => server.stop('SIGKILL'));
    return server;
  })();
  for (const path of ['inside.js', 'inside/b.js', 'absolute.js', 'back.js'])
    assert.equal((await fetch(`${url}/${path}`)).status, 200, path);
  for (const path of ['secret', 'far', 'root/etc/passwd', 'parent/secret', 'neighbour/c.js', 'env', 'gone', 'circle', 'deep', 'deep/'])
    assert.equal((await fetch(`${url}/${path}`)).status, 404, path);
  for (const path of ['/../secret', '/%2e%2e/secret', '/deep/../../secret', '/..%2fsecret', '//etc/passwd', '/.env', '/a.js%00']) {
    const {socket, all} = await raw(port);
    socket.end(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.equal(status(await all()), 404, path);
  }
});

test('a folder may be a link itself, and a folder that is not there is refused at the start', limits, async (t) => {
  const folder = plantFolder(t, {'real/index.html': '<p>', file: ''});
  symlinkSync('real', join(folder, 'dist'));
  const server = await serve(folder, ['--static', 'dist']);
  t.after(() => server.stop('SIGKILL'));
  assert.equal(await (await fetch(server.url)).text(), '<p>');
  for (const name of ['nowhere', 'file'])
    await assert.rejects(serve(folder, ['--static', name]),
      (error) => /"code":2/.test(error.message) && error.message.includes(`cannot serve the files of \`${name}\`: there is no such folder`));
});
