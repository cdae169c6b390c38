// The C++ server as a child process.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { once } from 'node:events';

import { Trouble } from './terminal.mjs';

/** Starts a server, which says its address first; resolves when it accepts connections. */
export async function serve(program, options) {
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
  const ended = once(child, 'close').catch((error) => {
    throw new Trouble(`${program} does not start: ${error.message}`, 2);
  });
  const url = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => line),
    ended.then(([code]) => {
      const hint = complaint.includes('in use') ? '\nAnother port: scripts/demo --port N' : '';
      throw new Trouble(`${complaint.trim() || `the server ended with code ${code}`}${hint}`, 2);
    }),
  ]);
  child.stderr.pipe(process.stderr);
  return {
    url,
    ended,
    /** True when the server ended as it should. */
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code === 0;
    },
  };
}
