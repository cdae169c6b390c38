// What the tests of `tally serve` are made of: the program, clients by two libraries, and a socket to misuse.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {connect as connectSocket} from 'node:net';
import {WebSocket as Undici, Agent} from 'undici';
import Ws from 'ws';
import {binary, folder} from '../cli/tally.mjs';

export const subprotocol = 'tally.1.json';

export const plant = `contract: 1
package: acme.plant
types:
  Mark: {record: {by: {type: string, maxLength: 1000}, n: {type: int32, minimum: 0}}}
  Wave: {record: {level: {type: float64, minimum: 0, maximum: 10, simulate: {sine: {mean: 5, amplitude: 5, period: PT10S}}}}}
keys:
  level: {type: Mark, access: readwrite}
  trend.{id}: {type: Mark, buffer: {ring: 20000}, access: readwrite}
  short.{id}: {type: Mark, buffer: {ring: 5}, access: readwrite}
  order: {type: Mark, buffer: mailbox, access: write}
  hidden: {type: Mark, access: write}
  wave: {type: Wave}
`;

/** A folder with the contract, gone after the test. */
export const plantFolder = (t, files = {}) => folder(t, {'schemas/plant.contract.yaml': plant, ...files});

/** Starts the program, `under` a line of bash that ends in `exec`: {url, port, process, said(), stop(signal) -> {code, signal}}. */
export async function serve(cwd, args = [], {under = 'exec'} = {}) {
  const all = ['serve', '--contracts', 'schemas', ...(args.includes('--port') ? [] : ['--port', '0']), ...args];
  const child = spawn('bash', ['-c', `${under} "$0" "$@"`, binary, ...all], {cwd});
  let output = '';
  let said = '';
  child.stderr.on('data', (bytes) => (said += bytes));
  const ended = once(child, 'exit').then(([code, signal]) => ({code, signal}));
  await new Promise((listening, failed) => {
    child.stdout.on('data', (bytes) => {
      output += bytes;
      if (output.endsWith('\n')) listening();
    });
    ended.then((how) => failed(new Error(`tally serve ended: ${JSON.stringify(how)}\n${said}`)));
  });
  const url = output.trim();
  return {
    url,
    port: Number(new URL(url).port),
    process: child,
    said: () => said,
    stop: (signal = 'SIGTERM') => (child.kill(signal), ended),
  };
}

/** The same, ended after the test `t`. */
export async function serveFor(t, args = [], files = {}) {
  const server = await serve(plantFolder(t, files), args);
  t.after(() => server.stop('SIGKILL'));
  return server;
}

/** How each library makes a WebSocket. */
export const peers = {
  ws: (url, {protocols, origin, headers}) => new Ws(url, protocols, {origin, headers, rejectUnauthorized: false}),
  undici: (url, {protocols, origin, headers}) =>
    new Undici(url, {
      protocols,
      headers: {...(origin === undefined ? {} : {origin}), ...headers},
      dispatcher: new Agent({connect: {rejectUnauthorized: false}}),
    }),
};

/** The same with Node's own one, where it has one; it takes nothing but protocols. */
export const plainPeers =
  globalThis.WebSocket === undefined ? peers : {...peers, node: (url, {protocols}) => new globalThis.WebSocket(url, protocols)};

/**
 * A client that hears everything: {send, next(type), heard, closed -> {code, reason}, socket}. `peer` is one of
 * `plainPeers`, or makes a socket as they do.
 */
export async function connect(url, {peer = 'ws', protocols = [subprotocol], ...options} = {}) {
  const make = typeof peer === 'function' ? peer : plainPeers[peer];
  const socket = make(`${url.replace('http', 'ws')}/tally`, {protocols, ...options});
  const heard = [];
  const waiting = [];
  const left = [];
  const deliver = () => {
    while (waiting.length > 0) {
      const found = left.findIndex(waiting[0].wanted);
      if (found < 0) return;
      waiting.shift().resolve(left.splice(found, 1)[0]);
    }
  };
  socket.addEventListener('message', ({data}) => {
    const messages = JSON.parse(data);
    heard.push(...messages);
    left.push(...messages);
    deliver();
  });
  const closed = new Promise((resolve) => {
    socket.addEventListener('close', ({code, reason}) => {
      resolve({code, reason});
      for (const {reject} of waiting) reject(new Error(`closed with ${code} ${reason}; heard ${JSON.stringify(heard).slice(0, 2000)}`));
    });
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', (event) => reject(event.error ?? new Error(event.message)));
  });
  return {
    socket,
    heard,
    closed,
    send: (...messages) => socket.send(JSON.stringify(messages)),
    /** The next message of that type, or for which `wanted` is true; others wait until they are wanted. */
    next: (wanted) =>
      new Promise((resolve, reject) => {
        waiting.push({wanted: typeof wanted === 'string' ? (message) => message.type === wanted : wanted, resolve, reject});
        deliver();
      }),
    close: () => (socket.close(1000), closed),
  };
}

export const hello = (client, more = {}) => ({type: 'hello', client, ...more});
export const subscribe = (id, ...patterns) => ({type: 'subscribe', id, patterns});
export const write = (id, key, payload) => ({type: 'write', id, key, payload, ts: 0});
export const mark = (n, by = 'test') => ({by, n});

/** A plain socket: {socket, all() -> what came until the end}. */
export async function raw(port) {
  const socket = connectSocket(port, '127.0.0.1');
  await once(socket, 'connect');
  const chunks = [];
  socket.on('data', (bytes) => chunks.push(bytes));
  socket.on('error', () => {});
  const ended = new Promise((resolve) => socket.on('close', () => resolve(Buffer.concat(chunks))));
  return {socket, all: () => ended, soFar: () => Buffer.concat(chunks)};
}

/** The status of an answer over HTTP; NaN when there is none. */
export const status = (bytes) => Number(/^HTTP\/1\.[01] (\d{3}) /.exec(bytes.toString('latin1'))?.[1]);

/** The head of a sound request for a WebSocket, some of its lines replaced or, by null, left out. */
export function upgrade(port, changes = {}) {
  const lines = {
    start: 'GET /tally HTTP/1.1',
    host: `Host: 127.0.0.1:${port}`,
    connection: 'Connection: Upgrade',
    upgrade: 'Upgrade: websocket',
    version: 'Sec-WebSocket-Version: 13',
    key: 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    protocol: `Sec-WebSocket-Protocol: ${subprotocol}`,
    ...changes,
  };
  return `${Object.values(lines).filter((line) => line !== null).join('\r\n')}\r\n\r\n`;
}

/** A socket behind a sound handshake. */
export async function shaken(port) {
  const opened = await raw(port);
  opened.socket.write(upgrade(port));
  await once(opened.socket, 'data');
  return opened;
}

/** A frame of a client (RFC 6455, 5.2), masked unless it is to be wrong. */
export function frame(opcode, payload, {final = true, masked = true, reserved = 0, length} = {}) {
  const body = Buffer.from(payload);
  const size = length ?? body.length;
  const head = [(final ? 0x80 : 0) | reserved | opcode];
  const flag = masked ? 0x80 : 0;
  if (size < 126) head.push(flag | size);
  else if (size < 65536) head.push(flag | 126, size >> 8, size & 255);
  else head.push(flag | 127, 0, 0, 0, 0, (size >>> 24) & 255, (size >> 16) & 255, (size >> 8) & 255, size & 255);
  const mask = masked ? Buffer.from([1, 2, 3, 4]) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from(head), mask, masked ? body.map((byte, i) => byte ^ mask[i % 4]) : body]);
}

/** The code with which a server closed, out of all that it sent. */
export function closeCode(bytes) {
  let at = bytes.indexOf('\r\n\r\n') + 4;
  while (at < bytes.length) {
    const opcode = bytes[at] & 15;
    let size = bytes[at + 1] & 127;
    let begin = at + 2;
    if (size === 126) [size, begin] = [bytes.readUInt16BE(begin), begin + 2];
    else if (size === 127) [size, begin] = [Number(bytes.readBigUInt64BE(begin)), begin + 8];
    if (opcode === 8) return bytes.readUInt16BE(begin);
    at = begin + size;
  }
  return undefined;
}
