// What a demo is told.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Trouble } from './terminal.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** `--check` tries the page out in headless Chromium instead of staying. `build` is the folder of what was built, `bin` that of the servers. */
export function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        check: { type: 'boolean' },
        port: { type: 'string' },
        build: { type: 'string', default: join(root, 'build') },
        preset: { type: 'string', default: 'release' },
      },
    });
    const port = Number(values.port ?? (values.check ? 0 : 8080));
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is no port`);
    const build = resolve(values.build);
    return { check: values.check ?? false, port, build, bin: join(build, values.preset, 'bin') };
  } catch (error) {
    throw new Trouble(`${error.message}\nusage: scripts/demo [playground] [--check] [--port N] [--preset NAME]`, 2);
  }
}
