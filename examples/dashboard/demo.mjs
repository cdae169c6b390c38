// The demo: live records of a C++ server in a page.
//
//   node examples/dashboard/demo.mjs [--check] [--port N] [--build FOLDER] [--preset NAME]
//
// --check tries the page out in headless Chromium instead of staying. Exit codes: 0 done, 1 something did not work,
// 2 wrong usage or a port that is taken. `scripts/demo` builds what is needed before.
import { join } from 'node:path';

import { readArguments, root } from '../playground/arguments.mjs';
import { serve } from '../playground/serve.mjs';
import { bold, dim, explain, green, tick } from '../playground/terminal.mjs';
import { assemble } from './build.mjs';
import { checkPage } from './check.mjs';

const feed = join(root, 'node_modules/vega-datasets/data/earthquakes.json');

async function demo() {
  const { check, port, build, bin } = readArguments();
  const { site } = await assemble(build);
  const start = (at) => serve(`${bin}/dashboard_server`, ['--data', feed, '--files', site, '--port', String(at)]);
  let server = await start(port);
  let staying = false;
  const leave = () => server.stop().then(() => process.exit(staying ? 0 : 130));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, leave);
  try {
    if (check) {
      const { url } = server;
      /** Ends the server, and starts another one at the same address. */
      const restart = async (between) => {
        const ended = await server.stop();
        await between();
        server = await start(new URL(url).port);
        return ended;
      };
      const worked = await checkPage({ url, restart, pictures: `${build}/dashboard` });
      const ended = await server.stop();
      tick(ended, 'the server ends when it is told to');
      return worked && ended ? 0 : 1;
    }
    console.log(`\n${bold('The dashboard is at')} ${green(server.url)}   ${dim('Ctrl-C ends it.')}`);
    console.log(dim('Documents judged on both sides: scripts/demo playground'));
    staying = true;
    await server.ended;
    return 0;
  } finally {
    await server.stop();
  }
}

try {
  process.exitCode = await demo();
} catch (error) {
  process.exitCode = explain(error);
}
