// Reads the tables of runtime/tally/engine/vocabulary as JavaScript sees them.
import {readFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../runtime/tally/engine/vocabulary');

const token = /\s*("(?:[^"\\]|\\.)*"|[^\s"(),]+|[(),])/y;

/** What stands between the brackets that open at `at`: strings without quotes, everything else as it is spelled. */
function columns(text, at) {
  const list = [''];
  token.lastIndex = at;
  for (;;) {
    const found = token.exec(text)?.[1];
    if (found === undefined) throw new Error(`no row: ${text.slice(at, at + 60)}`);
    if (found === ')') return list;
    if (found === ',') list.push('');
    else list[list.length - 1] += found.startsWith('"') ? JSON.parse(found) : found;
  }
}

/** The rows of `name.def` that begin with one of these macros, in their order. */
export function rows(name, ...macros) {
  const text = readFileSync(join(folder, `${name}.def`), 'utf8');
  return [...text.matchAll(/^(TALLY_\w+)\(/gm)]
    .filter(([, macro]) => macros.includes(macro))
    .map((found) => columns(text, found.index + found[0].length));
}

/** One column of them. */
export const column = (number, ...table) => rows(...table).map((row) => row[number]);
