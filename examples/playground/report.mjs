// What is judged, what both halves say, and how fast beside JSON.parse and Ajv.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import Ajv from 'ajv';

import { feedSchema } from './ajv-schema.mjs';
import { bold, dim, table, tick } from './terminal.mjs';

const type = 'usgs.earthquakes.Feed';
const rounds = 60;
const warmUp = 8;

/** Prints the report; false when somebody refused the feed. `url` is where the server is, `site` what it serves. */
export async function report({ program, feed, site, url }) {
  const bytes = await readFile(feed);
  const text = bytes.toString('utf8');
  const { features } = JSON.parse(text);
  const native = JSON.parse(execFileSync(program, ['--judge', feed, '--type', type, '--repeat', '200']));

  console.log(bold(`\n${basename(feed)}, the feed of the US Geological Survey, judged as ${type}`));
  console.log(
    `${count(bytes.length)} bytes, ${count(features.length)} events, ${count(values(features))} values against ` +
      `${native.types} types with ${native.constraints} constraints\n`,
  );

  const ways = await makeWays({ url, site }, bytes, text);
  const verdicts = ways.map(({ run }) => run());
  const [wasm, object, , ajv] = verdicts;
  tick(native.valid, `C++, machine code: ${verdict(native.valid)}`);
  tick(wasm && object, `C++, WebAssembly in Node ${process.versions.node}: ${verdict(wasm && object)}`);
  tick(ajv, `Ajv, a schema written by hand: ${verdict(ajv)}`);

  const rates = medians(ways).map((milliseconds) => bytes.length / milliseconds / 1000);
  const reference = rates.at(-1);
  const rows = [
    ['Tally, machine code', 'bytes to verdict', native.megabytes_per_second],
    ...ways.map(({ name, what }, i) => [name, what, rates[i]]),
  ].map(([name, what, rate]) => [name, what, count(Math.round(rate)), `${(rate / reference).toFixed(1)}x`]);
  const [head, ...lines] = table([['', '', 'MB/s', `against ${ways.at(-1).name}`], ...rows], 2);
  console.log(`\n  ${dim(head)}`);
  for (const line of lines) console.log(`  ${line}`);
  console.log(dim('  Medians; one thread, the document in memory, MB of 10^6 bytes.'));
  return native.valid && verdicts.every(Boolean);
}

const verdict = (valid) => (valid ? 'valid' : 'not valid');
const count = (number) => number.toLocaleString('en');

/** Each way to judge the feed; `run` returns whether it was accepted. The others are held against the last one. */
async function makeWays({ url, site }, bytes, text) {
  const wasm = await WebAssembly.compile(await readFile(join(site, 'package/contracts/contracts.wasm')));
  const { load } = await import(pathToFileURL(join(site, 'package/contracts/index.js')));
  const { Feed } = await load(wasm);

  // The package's API always makes objects. A verdict alone, as a gateway wants it, is one call into the engine, which
  // knows an entry point by its position.
  const { Engine } = await import(pathToFileURL(join(site, 'package/runtime/glue.js')));
  const { made } = await import(pathToFileURL(join(site, 'package/contracts/contracts.js')));
  const engine = new Engine(made, wasm);
  const names = await (await fetch(`${url}/types`)).json();
  const entry = { index: names.indexOf(type), bytes: bytes.length };

  const accepts = new Ajv({ allowUnionTypes: true }).compile(feedSchema);
  return [
    { name: 'Tally, WebAssembly', what: 'bytes in, to verdict', run: () => engine.judgeDocument(entry, bytes) !== 0 },
    { name: 'Tally, WebAssembly', what: 'text to checked object', run: () => Feed.safeParse(text).ok },
    { name: 'JSON.parse', what: 'text to object, nothing checked', run: () => JSON.parse(text) !== undefined },
    { name: 'JSON.parse + Ajv', what: 'text to checked object', run: () => accepts(JSON.parse(text)) },
  ];
}

/** The median time of each way in milliseconds; they take turns, so that a busy moment hits all of them. */
function medians(ways) {
  const times = ways.map(() => []);
  for (let round = -warmUp; round < rounds; ++round) {
    ways.forEach(({ run }, i) => {
      const start = performance.now();
      run();
      if (round >= 0) times[i].push(performance.now() - start);
    });
  }
  return times.map((list) => list.sort((a, b) => a - b)[rounds >> 1]);
}

/** How many numbers, strings, booleans and nulls there are. */
function values(node) {
  if (typeof node !== 'object' || node === null) return 1;
  return Object.values(node).reduce((sum, inner) => sum + values(inner), 0);
}
