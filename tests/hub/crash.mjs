// Kills a server at random, again and again, while clients write to it and read from it, and judges the history that
// they saw. The long run: node tests/hub/crash.mjs --times 200 [--durability written] [--seed N]
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {connect, hello, mark, plant, serve, subscribe, write} from './hub.mjs';

const keys = ['trend.a', 'trend.b', 'level'];
const writers = 3;
const readers = 2;
const capacity = 20_000;  // of `trend.{id}` in the contract
const window = 32;  // writes of one client under way
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** What everybody knows in the end, and what is wrong with it. */
class History {
  problems = [];
  values = new Map();  // 'key seq' -> payload, as the first one saw it
  places = new Map();  // 'key payload' -> seq
  acks = new Map();  // 'client id' -> {key, seq, payload}

  problem(text) {
    if (this.problems.length < 20) this.problems.push(text);
  }

  /** A value under a number, seen by anybody. */
  at(key, seq, payload, who) {
    const text = JSON.stringify(payload);
    const known = this.values.get(`${key} ${seq}`);
    if (known !== undefined && known !== text) this.problem(`${who}: ${key} ${seq} is ${text}, and was ${known}`);
    this.values.set(`${key} ${seq}`, text);
    const place = this.places.get(`${key} ${text}`);
    if (place !== undefined && place !== seq) this.problem(`${who}: ${text} of ${key} is applied twice, as ${place} and ${seq}`);
    this.places.set(`${key} ${text}`, seq);
  }

  acknowledged(client, sent, seq) {
    const known = this.acks.get(`${client} ${sent.id}`);
    if (known && known.seq !== seq) this.problem(`${client}: write ${sent.id} is acknowledged as ${known.seq} and as ${seq}`);
    this.acks.set(`${client} ${sent.id}`, {key: sent.key, seq});
    this.at(sent.key, seq, sent.payload, client);
  }
}

/** Connects for ever: `body(client)` runs until the connection ends. */
async function connecting(url, over, body) {
  while (!over.now) {
    try {
      const client = await connect(url);
      client.closed.then(() => (client.gone = true));
      await body(client);
    } catch {
      await pause(10);  // the server is not there
    }
  }
}

async function writer(name, url, over, history, random) {
  const open = [];  // what has no answer, in order
  let last = 0;
  await connecting(url, over, async (client) => {
    client.send(hello(name));
    await client.next('welcome');
    if (open.length > 0) client.send(...open);
    while (!client.gone && (!over.writing || open.length > 0)) {
      while (!over.writing && open.length < window && !client.gone) {
        ++last;
        open.push(write(last, keys[Math.floor(random() * keys.length)], mark(last, name)));
        client.send(open.at(-1));
        if (random() < 0.3) break;
      }
      const answer = await client.next(({type}) => type === 'ack' || type === 'nack');
      const place = open.findIndex(({id}) => id === answer.id);
      if (place < 0) continue;  // answered before, by another life
      const [sent] = open.splice(place, 1);
      if (answer.type === 'ack') history.acknowledged(name, sent, answer.seq);
      else history.problem(`${name}: write ${sent.id} is refused: ${answer.code}`);
    }
    if (open.length === 0 && over.writing) over.now = true;
  });
}

async function reader(name, url, over, history) {
  const known = new Map(keys.map((key) => [key, 0]));
  let epoch;
  await connecting(url, over, async (client) => {
    const resume = [...known].filter(() => epoch !== undefined).map(([key, seq]) => ({key, epoch, seq}));
    client.send(hello(name, {resume}), subscribe(1, ...keys));
    const welcome = await client.next('welcome');
    if (epoch !== undefined && welcome.epoch !== epoch) history.problem(`${name}: the epoch has changed`);
    epoch = welcome.epoch;
    while (!client.gone) {
      const {type, key, seq, payload, from, to} = await client.next(({key: any}) => any !== undefined);
      const before = known.get(key);
      if (type === 'gap') {
        if (from !== before + 1) history.problem(`${name}: a gap of ${key} from ${from} behind ${before}`);
        known.set(key, to);
      } else if (type === 'position') {
        if (seq < before) history.problem(`${name}: ${key} is at ${seq}, and was at ${before}`);
        known.set(key, seq);
      } else {
        // Of `latest` the newest value is all that is promised.
        const follows = key === 'level' ? seq > before : seq === before + 1;
        if (!follows) history.problem(`${name}: ${type} ${seq} of ${key} behind ${before}`);
        known.set(key, seq);
        history.at(key, seq, payload, name);
      }
    }
  });
  return known;
}

/** Everything that a late subscriber is given. */
async function final(url, history) {
  const client = await connect(url);
  client.send(hello('late'), subscribe(1, ...keys), {type: 'ping', ts: 1});
  const {count} = await client.next('subscribed');
  for (let i = 0; i < count; ++i) await client.next(({type, last}) => type === 'snapshot' && last);
  const newest = new Map();
  for (const {type, key, seq, payload} of client.heard) {
    if (type !== 'snapshot') continue;
    history.at(key, seq, payload, 'late');
    newest.set(key, seq);
  }
  const there = new Set(client.heard.filter(({type}) => type === 'snapshot').map(({key, seq}) => `${key} ${seq}`));
  for (const [write_, {key, seq}] of history.acks) {
    const end = newest.get(key) ?? 0;
    const lost = key === 'level' ? seq > end : seq > end - capacity && !there.has(`${key} ${seq}`);
    if (lost) history.problem(`write ${write_} was acknowledged as ${key} ${seq}, and is not there`);
  }
  // What the ring does not hold any more was seen while it did.
  for (const [key, seq] of newest) {
    const own = [...history.values.keys()].filter((each) => each.startsWith(`${key} `)).length;
    if (key !== 'level' && own !== seq) history.problem(`${key} has ${seq} values, and ${own} were seen`);
  }
  await client.close();
}

/** Runs and judges: {acknowledged, problems}. `folder` has the contract. */
export async function crashes(folder, {times, durability, seed}) {
  let state = seed;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const port = await freePort();
  const start = () => serve(folder, ['--port', String(port), '--data', 'var', '--durability', durability]);
  const history = new History();
  let server = await start();
  const over = Array.from({length: writers + readers}, () => ({now: false, writing: false}));
  const clients = over.map((mine, i) =>
    i < writers ? writer(`w${i}`, server.url, mine, history, random) : reader(`r${i}`, server.url, mine, history));
  for (let i = 0; i < times; ++i) {
    await pause(20 + random() * 200);
    await server.stop(random() < 0.9 ? 'SIGKILL' : 'SIGTERM');
    server = await start();
  }
  for (const mine of over) mine.writing = true;
  await Promise.all(clients.slice(0, writers));
  await final(server.url, history);
  for (const mine of over) mine.now = true;
  await server.stop();
  await Promise.all(clients);
  return {acknowledged: history.acks.size, values: history.values.size, problems: history.problems};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, usual) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? usual : process.argv[at + 1];
  };
  const folder = mkdtempSync(join(tmpdir(), 'tally-crash-'));
  mkdirSync(join(folder, 'schemas'));
  writeFileSync(join(folder, 'schemas/plant.contract.yaml'), plant);
  const result = await crashes(folder, {
    times: Number(option('times', 200)),
    durability: option('durability', 'synced'),
    seed: Number(option('seed', 1)),
  });
  console.log(JSON.stringify(result, null, 2));
  if (result.problems.length === 0) rmSync(folder, {recursive: true});
  process.exitCode = result.problems.length === 0 ? 0 : 1;
}
