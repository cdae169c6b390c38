// How long others wait, and how much memory the hub takes, while clients subscribe as much as they can. Prints a line for
// each abuse. The long run: node tests/hub/abuse-subscribe.mjs --keys 100000 --patterns 9998 --clients 20
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {performance} from 'node:perf_hooks';
import {pathToFileURL} from 'node:url';
import {isMainThread, parentPort, Worker, workerData} from 'node:worker_threads';
import {connect, hello, mark, subscribe, write} from './hub.mjs';

export const contract = `contract: 1
package: acme.open
types:
  Mark: {record: {by: {type: string, maxLength: 1000}, n: {type: int32, minimum: 0}}}
keys:
  open.{group}.{name}: {type: Mark, access: readwrite}
  level: {type: Mark, access: readwrite}
`;

const megabytes = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const range = (count, each) => Array.from({length: count}, (_, i) => each(i));

/** Makes `open.{group}.{name}`, a hundred groups. */
export async function makeKeys(url, count) {
  const writer = await greet(url, 'maker');
  for (let id = 1; id <= count; ++id) {
    writer.send(write(id, `open.${id % 100}.${id}`, mark(id)));
    // It keeps to the hub's limits: 256 without an answer, 10,000 a second.
    if (id % 200 !== 0) continue;
    await writer.next((message) => message.type === 'ack' && message.id === id);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await writer.close();
}

/**
 * Somebody else, on a thread of his own, so that only the hub makes him wait: pings until `stop`, which gives the longest
 * time without an answer, in milliseconds.
 */
async function bystand(url) {
  const worker = new Worker(new URL(import.meta.url), {workerData: {url}});
  await once(worker, 'message');
  return {
    stop: async () => {
      worker.postMessage('stop');
      const [longest] = await once(worker, 'message');
      await worker.terminate();
      return longest;
    },
  };
}

async function ping({url}) {
  const client = await greet(url, 'bystander');
  let over = false;
  parentPort.on('message', () => (over = true));
  parentPort.postMessage('there');
  let longest = 0;
  for (let pings = 0; !over; ) {
    const begin = performance.now();
    client.send({type: 'ping', ts: ++pings});
    await client.next('pong');
    longest = Math.max(longest, performance.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await client.close();
  parentPort.postMessage(longest);
}

/** A client that says that it is there. */
async function greet(url, name) {
  const client = await connect(url);
  client.socket.addEventListener('message', ({data}) => {
    if (data.includes('{"type":"ping"')) client.send({type: 'pong', ts: 0});
  });
  client.send(hello(name));
  await client.next('welcome');
  return client;
}

/** One abuse: what the clients send, and what each of them is told in the end. */
const abuses = {
  'one pattern many times in one frame': ({patterns}) => [[subscribe(1, ...range(patterns, () => 'open.+.+'))]],
  'one pattern in many subscriptions': ({patterns}) => [range(patterns, (i) => subscribe(i, 'open.+.+'))],
  'patterns that match nothing': ({patterns}) => [[subscribe(1, ...range(patterns, (i) => `open.+.nothing${i}`))]],
  'patterns that match a key each': ({patterns}) => [[subscribe(1, ...range(patterns, (i) => `+.+.${i + 1}`))]],
  'patterns with all keys of a group': ({patterns}) => [[subscribe(1, ...range(patterns, (i) => `open.${i % 100}.${i < 100 ? '+' : i}`))]],
  'everything, subscribed and unsubscribed': () => [
    [subscribe(1, '#'), {type: 'unsubscribe', id: 1}, subscribe(1, '#'), {type: 'unsubscribe', id: 1}, subscribe(1, 'open.#')],
  ],
  'many clients': ({patterns, clients}) =>
    range(clients, (client) => [subscribe(1, ...range(patterns, (i) => `open.${client}x${i}.+`), 'open.new.+')]),
};

/**
 * Tries each abuse on a hub whose records are there: [{what, waited (ms), grown (MiB), told, key (ms)}], where `told` are the
 * types of what answered each message and `key` is how long it took until all who had subscribed it had a new key.
 */
export async function abuse({url, process: {pid}}, sizes) {
  const results = [];
  let keys = 0;
  for (const [what, make] of Object.entries(abuses)) {
    const sent = make(sizes);
    const clients = [];
    for (const i of sent.keys()) clients.push(await greet(url, `abuser-${i}`));
    const before = megabytes(pid);
    const bystander = await bystand(url);
    const told = new Set();
    await Promise.all(
      clients.map(async (client, i) => {
        client.send(...sent[i]);
        const asked = sent[i].filter(({type}) => type === 'subscribe').length;
        let snapshots = 0;
        for (let n = 0; n < asked; ++n) {
          const answer = await client.next(({type}) => type === 'subscribed' || type === 'error');
          told.add(answer.code ?? answer.type);
          if (n === asked - 1) snapshots = answer.count ?? 0;
        }
        for (; snapshots > 0; --snapshots) await client.next(({type, last}) => type === 'snapshot' && last);
      }),
    );
    const grown = megabytes(pid) - before;
    // A key that is new.
    const writer = await greet(url, `writer-${++keys}`);
    const key = `open.new.${keys}`;
    const begin = performance.now();
    writer.send(write(1, key, mark(1)));
    await writer.next('ack');
    if (what === 'many clients') await Promise.all(clients.map((client) => client.next((message) => message.key === key)));
    const key = performance.now() - begin;
    for (const client of [...clients, writer]) await client.close();
    results.push({what, waited: await bystander.stop(), grown, told: [...told], key});
  }
  return results;
}

/** A number behind `--name`, or the usual one. */
function option(name, usual) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
}

if (!isMainThread) {
  await ping(workerData);
} else if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const {serve} = await import('./hub.mjs');
  const {mkdtempSync, mkdirSync, rmSync, writeFileSync} = await import('node:fs');
  const {tmpdir} = await import('node:os');
  const {join} = await import('node:path');
  const sizes = {keys: option('keys', 10_000), patterns: option('patterns', 9_999), clients: option('clients', 20)};
  const folder = mkdtempSync(join(tmpdir(), 'tally-abuse-'));
  mkdirSync(join(folder, 'schemas'));
  writeFileSync(join(folder, 'schemas', 'open.contract.yaml'), contract);
  const server = await serve(folder, ['--limit', `records=${sizes.keys + 1000}`, '--limit', `records_of_client=${sizes.keys + 1000}`]);
  try {
    await makeKeys(server.url, sizes.keys);
    console.log(`${sizes.keys} keys, ${sizes.patterns} patterns, ${sizes.clients} clients`);
    for (const {what, waited, grown, told, key} of await abuse(server, sizes)) {
      console.log(
        `${what}: others waited ${waited.toFixed(1)} ms, ${grown.toFixed(1)} MiB more, told ${told.join(', ')}; a new key took ${key.toFixed(1)} ms`,
      );
    }
  } finally {
    await server.stop('SIGKILL');
    rmSync(folder, {recursive: true});
  }
}
