// The demo: judges the USGS earthquake feed in both halves and beside Ajv, then serves the playground.
//
//   node examples/playground/demo.mjs [--check] [--port N] [--build FOLDER] [--preset NAME]
//
// --check tries the page out in headless Chromium instead of staying. Exit codes: 0 done, 1 something did not tally,
// 2 wrong usage or a port that is taken. `scripts/demo playground` builds what is needed before.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readArguments, root } from './arguments.mjs';
import { checkPage } from './check.mjs';
import { report } from './report.mjs';
import { serve } from './serve.mjs';
import { stage } from './stage.mjs';
import { bold, dim, explain, green, tick } from './terminal.mjs';

const feed = join(root, 'node_modules/vega-datasets/data/earthquakes.json');

async function demo() {
  const { check, port, build, bin } = readArguments();
  const program = `${bin}/playground_server`;
  const page = fileURLToPath(new URL('page', import.meta.url));
  const site = await stage({ page, packages: `${build}/package`, feed, to: `${build}/playground` });
  const server = await serve(program, [site, String(port)]);
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
