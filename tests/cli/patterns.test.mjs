// Random patterns over random texts: the verdicts of tables, by bytes and by characters, are those of JavaScript's RegExp.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const tool = process.env.TALLY_PATTERN_VERDICTS ?? fileURLToPath(new URL('../../build/dev/bin/pattern_verdicts', import.meta.url));

const count = Number(process.env.TALLY_PATTERNS ?? 500);
const textsPerPattern = 20;

/** A generator of numbers below a limit: the same ones for the same seed. */
function random(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const characters = [...'aBz7_- .\n', 'é', 'ß', 'Ω', 'ʰ', '\u0301', '٣', '名', '\u2028', '\u200b', '\ue000', '😀', '𝒜', '\u{10ffff}'];
const sets = ['\\p{L}', '\\p{Lu}', '\\p{Ll}', '\\p{M}', '\\p{N}', '\\P{L}', '\\p{C}', '\\p{So}', '\\p{Script=Latin}', '\\P{sc=Grek}', '\\w', '\\W', '\\d', '\\s', '\\S'];
const ranges = ['a-z', 'A-Z', '0-9', 'à-ü', 'α-ω', '一-龥', '😀-😎', '\\u{80}-\\u{10ffff}'];
const quantifiers = ['*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}'];

function make(next) {
  const one = (list) => list[next(list.length)];
  const literal = () => one(characters).replace(/[.\n-]/u, (c) => ({ '.': '\\.', '\n': '\\n', '-': '-' })[c]);
  const member = () => one([() => one(ranges), () => one(sets), () => literal().replace('-', '\\-')])();
  const characterClass = () => `[${next(3) === 0 ? '^' : ''}${Array.from({ length: 1 + next(3) }, member).join('')}]`;
  const atom = (depth) =>
    one([literal, characterClass, characterClass, () => one(sets), () => '.', () => (depth > 0 ? `(?:${alternatives(depth - 1)})` : literal())])();
  const piece = (depth) => {
    if (next(8) === 0) return one(['\\b', '\\B', '^', '$']);
    return atom(depth) + (next(3) === 0 ? one(quantifiers) : '');
  };
  const sequence = (depth) => Array.from({ length: 1 + next(3) }, () => piece(depth)).join('');
  const alternatives = (depth) => Array.from({ length: next(4) === 0 ? 2 : 1 }, () => sequence(depth)).join('|');
  const pattern = alternatives(2);
  return next(2) === 0 ? `^${pattern.includes('|') ? `(?:${pattern})` : pattern}$` : pattern;
}

/** Known characters mostly, and any that this Node's Unicode assigns: the tables may be of a later version. */
function makeText(next) {
  const any = () => {
    for (;;) {
      const character = String.fromCodePoint(next(4) === 0 ? next(0x110000) : next(0x3000));
      if (!/[\p{Cs}\p{Cn}]/u.test(character)) return character;
    }
  };
  return Array.from({ length: next(8) }, () => (next(4) === 0 ? any() : characters[next(characters.length)])).join('');
}

test(`${count} random patterns match what JavaScript's match`, () => {
  const next = random(Number(process.env.TALLY_SEED ?? 1));
  const lines = Array.from({ length: count }, () => [make(next), ...Array.from({ length: textsPerPattern }, () => makeText(next))]);
  const input = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const answers = execFileSync(tool, { input, encoding: 'utf8', maxBuffer: 2 ** 28 }).trimEnd().split('\n');
  let matched = 0;
  lines.forEach(([pattern, ...texts], i) => {
    const expression = new RegExp(pattern, 'u');
    const expected = texts.map((text) => (expression.test(text) ? '1' : '0')).join('');
    assert.equal(answers[i], expected, JSON.stringify([pattern, ...texts]));
    matched += [...expected].filter((verdict) => verdict === '1').length;
  });
  // Neither all nor nothing.
  assert.ok(matched > lines.length && matched < lines.length * (textsPerPattern - 1), String(matched));
});
