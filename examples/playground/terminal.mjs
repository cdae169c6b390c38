// How the demo speaks.

const coloured = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (coloured ? `\x1b[${code}m${text}\x1b[0m` : String(text));

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

/** An error that is explained by its message alone, with the exit code that it deserves. */
export class Trouble extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Says what went wrong; returns the exit code. */
export function explain(error) {
  const known = error instanceof Trouble;
  console.error(`${red('demo:')} ${known ? error.message : error.stack}`);
  return known ? error.exitCode : 1;
}

/** One line for one check. */
export function tick(ok, text) {
  console.log(`  ${ok ? green('✓') : red('✗')} ${text}`);
}

/** Columns as wide as they need to be; numbers, which are all but the first `left` columns, to the right. */
export function table(rows, left) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const pad = (cell, i) => (i < left ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
  return rows.map((row) => row.map(pad).join('   ').trimEnd());
}
