// What bytes are, and how many there are. A value may have members of its own under names like `length`, and its buffer may
// shrink or be gone: so the getters that every typed array inherits are asked, and nothing that the value says of itself.
const { isView } = ArrayBuffer;
const inherited = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(Uint8Array.prototype));
const asking = ({ get, value }) => Function.prototype.call.bind(get ?? value);

const nameOf = asking(inherited[Symbol.toStringTag]);
const lengthOf = asking(inherited.length);
const bufferOf = asking(inherited.buffer);
const offsetOf = asking(inherited.byteOffset);
const mustExist = asking(inherited.keys); // throws where the buffer is gone, or too short by now

/**
 * The bytes of a Uint8Array of whichever realm or subclass, in a view whose length stays as it is. Undefined for anything
 * else, and where there are no bytes any more.
 */
export function bytesOf(value) {
  try {
    if (!isView(value) || nameOf(value) !== "Uint8Array") return undefined;
    const length = lengthOf(value);
    if (length === 0) mustExist(value);
    return new Uint8Array(bufferOf(value), offsetOf(value), length);
  } catch {
    return undefined;
  }
}

/** What is given as JSON: text as it is, or bytes, also those of an ArrayBuffer. Undefined for anything else. */
export function documentOf(value) {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || isView(value)) return bytesOf(value);
  try {
    // A DataView takes no proxy of a buffer, nor what inherits from one.
    return value instanceof ArrayBuffer && new DataView(value) ? new Uint8Array(value) : undefined;
  } catch {
    return undefined;
  }
}
