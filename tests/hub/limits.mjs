// What names and keys cost that clients invent. `node tests/hub/limits.mjs --names 10000 --keys 100000` prints it.
import {readFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {connect, hello, mark, plant, serve, write} from './hub.mjs';
import {folder} from '../cli/tally.mjs';

/** What /metrics says of each bound: name -> {now, limit}. */
export async function bounds(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const samples = (metric) => [...text.matchAll(new RegExp(`^${metric}\\{what="(\\w+)"\\} (\\d+)$`, 'gm'))];
  const now = new Map(samples('tally_bounded').map(([, name, count]) => [name, Number(count)]));
  return new Map(samples('tally_bound').map(([, name, count]) => [name, {now: now.get(name), limit: Number(count)}]));
}

/** Clients that say hello and nothing else. */
export async function nameless(url, names) {
  for (let name = 0; name < names; ++name) {
    const client = await connect(url);
    client.send(hello(`nameless-${name}`));
    await client.next('welcome');
    await client.close();
  }
}

/** Clients, one after the other, each with as many writes to keys that `key` makes: code -> how often it was the answer. */
export async function invent(url, {names, writes, key, payload = () => mark(1), wait = false}) {
  const answers = new Map();
  for (let name = 0; name < names; ++name) {
    const client = await connect(url);
    client.send(hello(`invented-${name}`));
    for (let from = 0; from < writes; from += 200) {
      const count = Math.min(200, writes - from);
      client.send(...Array.from({length: count}, (_, i) => write(from + i + 1, key(name, from + i), payload(name, from + i))));
      for (let i = 0; i < count; ++i) {
        const {type, code} = await client.next(({type}) => type === 'ack' || type === 'nack');
        const answer = type === 'ack' ? 'ack' : code;
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }
      if (wait) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await client.close();
  }
  return answers;
}

/** Bytes that the program has in memory. */
const memory = ({process: {pid}}) => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

async function main() {
  const {values} = parseArgs({options: {names: {type: 'string', default: '10000'}, keys: {type: 'string', default: '100000'}}});
  const [names, keys] = [Number(values.names), Number(values.keys)];
  const atEnd = [];
  const cwd = folder({after: (end) => atEnd.push(end)}, {'schemas/plant.contract.yaml': plant});
  const many = Object.fromEntries(Array.from({length: 20}, (_, i) => [`unknown-${i}`, 1]));
  const bad = {...many, by: 'x'.repeat(2000), n: -1};
  const perClient = 1000;
  const cases = [
    ['names that say hello', names, (url) => nameless(url, names)],
    ['names with 20 bad writes each', names, (url) => invent(url, {names, writes: 20, key: () => 'level', payload: () => bad})],
    ['keys of bad writes', keys, (url) => invent(url, {names: keys / perClient, writes: perClient, key: (name, i) => `short.${name}-${i}`, payload: () => bad})],
    ['keys of good writes', keys, (url) => invent(url, {names: keys / perClient, writes: perClient, key: (name, i) => `short.${name}-${i}`, wait: true})],
  ];
  for (const [what, count, run] of cases) {
    const server = await serve(cwd);
    const before = memory(server);
    const begun = Date.now();
    const answers = await run(server.url);
    const grown = memory(server) - before;
    const known = await bounds(server.url);
    const said = answers === undefined ? '' : `, answers ${JSON.stringify(Object.fromEntries(answers))}`;
    const counts = ['remembered_clients', 'remembered_writes', 'records', 'value_bytes'].map((name) => `${name} ${known.get(name).now}`);
    console.log(`${what}: ${count}, ${Math.round(grown / count)} bytes each, ${(grown / 2 ** 20).toFixed(1)} MiB, ${Math.round((Date.now() - begun) / 1000)} s${said}; ${counts.join(', ')}`);
    await server.stop();
  }
  for (const end of atEnd) end();
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main();
