// Values of 110 bytes from one client through a server of one thread to many subscribers: `tally serve`, which judges each value and
// numbers it, beside a server of npm `ws` that only passes them on.
// usage: node tests/bench/hub.mjs [--subscribers 200] [--values 5000] [--rounds 5]    TALLY names the program
import {fork, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import Ws, {WebSocketServer} from 'ws';
import {frame, hello, subscribe, subprotocol, upgrade, write} from '../hub/hub.mjs';
import {round, table} from './tables.mjs';

const own = fileURLToPath(import.meta.url);
const root = resolve(own, '../../..');
const window = 200;  // values that the publisher has under way
const option = (name, usual) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
};

/** 110 bytes; the last one of a round says so. */
function value(n, last) {
  const text = JSON.stringify({n, last, by: ''});
  return JSON.stringify({n, last, by: 'x'.repeat(110 - text.length)});
}
const marker = Buffer.from('"last":true');

/** A process of its own: a server that gives every message to all others, and acknowledges it. */
function rival() {
  const server = new WebSocketServer({port: 0, host: '127.0.0.1', perMessageDeflate: false}, () => process.send(server.address().port));
  server.on('connection', (publisher) => {
    publisher.on('message', (data) => {
      const {id, payload} = JSON.parse(data);
      const text = JSON.stringify({type: 'data', id, payload});
      for (const client of server.clients) if (client !== publisher) client.send(text);
      publisher.send(JSON.stringify([{type: 'ack', id}]));
    });
  });
}

/** A process of its own: subscribers that look for the last value of a round, and do nothing else. */
async function subscribers(port, count, asHub) {
  let missing = 0;
  let bytes = 0;
  process.on('message', () => {
    missing = count;
    bytes = 0;
    process.send('ready');
  });
  for (let i = 0; i < count; ++i) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(upgrade(port, {protocol: asHub ? `Sec-WebSocket-Protocol: ${subprotocol}` : null}));
    await once(socket, 'data');
    if (asHub) {
      socket.write(frame(1, JSON.stringify([hello(`s${i}`), subscribe(1, 'values')])));
      await once(socket, 'data');
    }
    let tail = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      const text = Buffer.concat([tail, chunk]);
      if (text.includes(marker) && --missing === 0) process.send({bytes});
      tail = text.includes(marker) ? Buffer.alloc(0) : text.subarray(-marker.length);
    });
  }
  process.send('connected');
}

const memory = (pid) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
const message = (child) => once(child, 'message').then(([text]) => text);

async function startHub() {
  const folder = mkdtempSync(join(tmpdir(), 'tally-bench-'));
  mkdirSync(join(folder, 'schemas'));
  writeFileSync(join(folder, 'schemas/bench.contract.yaml'), `contract: 1
package: bench
types: {Value: {record: {n: int32, last: bool, by: {type: string, maxLength: 200}}}}
keys: {values: {type: Value, buffer: {ring: 100000}, access: readwrite}}
`);
  const program = resolve(root, process.env.TALLY ?? 'build/release/bin/tally');
  const child = spawn(program, ['serve', '--contracts', 'schemas', '--port', '0'], {cwd: folder});
  const [url] = await once(child.stdout, 'data');
  child.on('exit', () => rmSync(folder, {recursive: true}));
  return {child, port: Number(new URL(String(url).trim()).port)};
}

async function startRival() {
  const child = fork(own, ['rival']);
  return {child, port: await message(child)};
}

/** Nanoseconds for a value at one subscriber, by round, and bytes of the server's memory for each subscriber. */
async function measure({start, asHub}, {count, values, rounds}) {
  const {child: server, port} = await start();
  const before = memory(server.pid);
  const audience = fork(own, ['subscribers', String(port), String(count), asHub ? 'hub' : 'ws']);
  await message(audience);
  const perSubscriber = (memory(server.pid) - before) / count;
  const publisher = new Ws(`ws://127.0.0.1:${port}/tally`, asHub ? [subprotocol] : []);
  await once(publisher, 'open');
  if (asHub) publisher.send(JSON.stringify([hello('publisher')]));
  let acked = 0;
  let wake = () => {};
  publisher.on('message', (data) => {
    for (const {type, id} of JSON.parse(data)) if (type === 'ack') acked = id;
    wake();
  });
  const times = [];
  let id = 0;
  for (let i = 0; i < rounds; ++i) {
    audience.send('round');
    await message(audience);
    const arrived = message(audience);
    const begin = process.hrtime.bigint();
    for (let n = 1; n <= values; ++n) {
      const text = JSON.stringify(write(++id, 'values', 0)).replace('"payload":0', `"payload":${value(n, n === values)}`);
      publisher.send(asHub ? `[${text}]` : text);
      while (id - acked >= window) await new Promise((resolve_) => (wake = resolve_));
    }
    await arrived;
    times.push(Number(process.hrtime.bigint() - begin) / (values * count));
  }
  publisher.close();
  audience.kill();
  server.kill();
  return {times: times.sort((a, b) => a - b), perSubscriber};
}

async function run() {
  const effort = {count: option('subscribers', 200), values: option('values', 5000), rounds: option('rounds', 5)};
  const contestants = [
    {name: 'Tally, `tally serve`', start: startHub, asHub: true},
    {name: 'ws', start: startRival, asHub: false},
  ];
  const rows = [];
  for (const contestant of contestants) {
    const {times, perSubscriber} = await measure(contestant, effort);
    const median = times[times.length >> 1];
    rows.push([contestant.name, round(1e9 / median, 0), round(1e9 / times[0], 0), `${round(perSubscriber / 1024, 1)} KiB`]);
  }
  console.log(`${effort.values} values of 110 B to ${effort.count} subscribers, ${effort.rounds} rounds\n`);
  console.log(table(['server', '>deliveries/s, median', '>best', '>memory of a subscriber'], rows));
}

const [part, port, count, kind] = process.argv.slice(2);
if (part === 'rival') rival();
else if (part === 'subscribers') await subscribers(Number(port), Number(count), kind === 'hub');
else await run();
