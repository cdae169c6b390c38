// What a demo is told.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Trouble } from './terminal.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** `--check` tries the page out in headless Chromium instead of staying. `build` is the folder of what was built. */
export function readArguments() {
  try {
    const { values } = parseArgs({
      options: { check: { type: 'boolean' }, port: { type: 'string' }, build: { type: 'string' } },
    });
    const port = Number(values.port ?? (values.check ? 0 : 8080));
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is no port`);
    return { check: values.check ?? false, port, build: resolve(values.build ?? join(root, 'build')) };
  } catch (error) {
    throw new Trouble(`${error.message}\nusage: scripts/demo [playground] [--check] [--port N]`, 2);
  }
}
