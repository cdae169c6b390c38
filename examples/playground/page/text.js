// Between places in a text as bytes count them and as JavaScript does.

/** A text as bytes. Lone surrogates are encoded like other code points, so that a server sees them and can refuse. */
export function encode(text) {
  const bytes = new TextEncoder().encode(text);
  if (!/\p{Surrogate}/u.test(text)) return bytes;
  let at = 0;
  for (const character of text) {
    const scalar = character.codePointAt(0);
    if (scalar >= 0xd800 && scalar < 0xe000) {
      bytes.set([0xed, 0x80 | ((scalar >> 6) & 0x3f), 0x80 | (scalar & 0x3f)], at);
    }
    at += byteLength(scalar);
  }
  return bytes;
}

/** Where in a string the byte of its encoded form is. */
export function indexOfByte(text, offset) {
  let index = 0;
  for (let bytes = 0; bytes < offset && index < text.length; ) {
    const scalar = text.codePointAt(index);
    bytes += byteLength(scalar);
    index += scalar < 0x10000 ? 1 : 2;
  }
  return index;
}

function byteLength(scalar) {
  if (scalar < 0x80) return 1;
  if (scalar < 0x800) return 2;
  return scalar < 0x10000 ? 3 : 4;
}
