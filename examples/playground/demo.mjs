// The demo: judges the USGS earthquake feed in both halves and beside Ajv, then serves the playground.
//
//   node examples/playground/demo.mjs [--check] [--port N] [--build FOLDER]
//
// --check tries the page out in headless Chromium instead of staying. Exit codes: 0 done, 1 something did not tally,
// 2 wrong usage or a port that is taken. `scripts/demo` builds what is needed before.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { checkPage } from './check.mjs';
import { report } from './report.mjs';
import { serve } from './serve.mjs';
import { stage } from './stage.mjs';
import { bold, dim, explain, green, tick, Trouble } from './terminal.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { check: { type: 'boolean' }, port: { type: 'string' }, build: { type: 'string' } },
    });
    const port = Number(values.port ?? (values.check ? 0 : 8080));
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is no port`);
    return { check: values.check ?? false, port, build: resolve(values.build ?? join(root, 'build')) };
  } catch (error) {
    throw new Trouble(`${error.message}\nusage: scripts/demo [--check] [--port N]`, 2);
  }
}

const feed = join(root, 'node_modules/vega-datasets/data/earthquakes.json');

async function demo() {
  const { check, port, build } = readArguments();
  const program = `${build}/release/bin/playground_server`;
  const page = fileURLToPath(new URL('page', import.meta.url));
  const site = await stage({ page, packages: `${build}/package`, feed, to: `${build}/playground` });
  const server = await serve(program, site, port);
  let staying = false;
  const leave = () => server.stop().then(() => process.exit(staying ? 0 : 130));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, leave);
  try {
    const sound = await report({ program, feed, site, url: server.url });
    if (check) {
      const tallied = await checkPage(server.url, `${build}/playground.png`);
      const ended = await server.stop();
      tick(ended, 'the server ends when it is told to');
      return sound && tallied && ended ? 0 : 1;
    }
    console.log(`\n${bold('The playground is at')} ${green(server.url)}   ${dim('Ctrl-C ends it.')}`);
    staying = true;
    await server.ended;
    return sound ? 0 : 1;
  } finally {
    await server.stop();
  }
}

try {
  process.exitCode = await demo();
} catch (error) {
  process.exitCode = explain(error);
}
