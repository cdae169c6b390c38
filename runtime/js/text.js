// Text between JavaScript and UTF-8.

const lone = /\p{Surrogate}/u;

/** Whether every surrogate of a string is half of a pair. */
export const isWellFormed = String.prototype.isWellFormed
  ? (text) => text.isWellFormed()
  : (text) => !lone.test(text);

/** Base64 with padding. */
export function encodeBase64(bytes) {
  const piece = 8192; // arguments of a call
  let binary = "";
  for (let at = 0; at < bytes.length; at += piece) {
    binary += String.fromCharCode(...bytes.subarray(at, at + piece));
  }
  return btoa(binary);
}

/**
 * Writes a string as UTF-8 in which lone surrogates are encoded like any other code point (WTF-8), so that what judges
 * the bytes sees them; `encodeInto` would replace them. Returns the number of bytes; `out` has room for three a unit.
 */
export function encodeLosslessly(text, out) {
  let at = 0;
  for (const character of text) {
    const scalar = character.codePointAt(0);
    if (scalar < 0x80) {
      out[at++] = scalar;
      continue;
    }
    const following = scalar < 0x800 ? 1 : scalar < 0x10000 ? 2 : 3;
    out[at++] = ((0xff00 >> (following + 1)) & 0xff) | (scalar >> (6 * following));
    for (let i = following - 1; i >= 0; --i) out[at++] = 0x80 | ((scalar >> (6 * i)) & 0x3f);
  }
  return at;
}
