// The other half: the C++ server.
import { time } from './compare.js';

/** The server's verdict on a document. */
export async function ask(type, bytes, signal) {
  const start = performance.now();
  const response = await fetch(`judge?type=${encodeURIComponent(type)}`, { method: 'POST', body: bytes, signal });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const answer = await response.json();
  const { valid, issues, canonical, microseconds } = answer;
  const spent = `${time(microseconds)}, round trip ${Math.round(performance.now() - start)}\u00a0ms`;
  return { valid, issues, canonical, microseconds, note: `${valid ? 'Bytes to verdict' : 'All issues'} in ${spent}` };
}

/** The names of all entry points. */
export async function typeNames() {
  const response = await fetch('types');
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.json();
}
