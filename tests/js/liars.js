// Bytes that lie: what they say of themselves is not so, or stops being so. Each row makes them of `bytes`, and says what is
// true: bytes, or `undefined` where there are none (any more).

const boom = () => {
  throw new Error("boom");
};

/** Own members of a Uint8Array, under names that it inherits. */
const owning = (members) => (bytes) =>
  Object.defineProperties(
    bytes.slice(),
    Object.fromEntries(Reflect.ownKeys(members).map((key) => [key, { ...members[key], configurable: true }])),
  );
const value = (value) => ({ value });
const getter = (get) => ({ get });
const growing = () => {
  let n = 0;
  return () => (n += 97);
};

/** The names that code which trusts a value would ask. */
const names = ["length", "byteLength", "byteOffset", "buffer", "subarray", "slice", "set", "constructor", "map"];
const answers = { NaN, Infinity, "-1": -1, 0: 0, 1: 1, 600: 600, 1e9: 1e9, "2 ** 53": 2 ** 53, text: "7", null: null };

const owned = names.flatMap((name) => [
  ...Object.entries(answers).map(([as, answer]) => [`an own ${name}: ${as}`, owning({ [name]: value(answer) })]),
  [`an own ${name} that throws`, owning({ [name]: getter(boom) })],
  [`an own ${name} that is never the same`, (bytes) => owning({ [name]: getter(growing()) })(bytes)],
]);

class Liar extends Uint8Array {
  get length() {
    return 600;
  }
  get byteLength() {
    return boom();
  }
  get buffer() {
    return new ArrayBuffer(0);
  }
  subarray() {
    return new Uint8Array(1e6);
  }
  [Symbol.iterator]() {
    return boom();
  }
  static get [Symbol.species]() {
    return boom();
  }
}

/** Row: what it is, how it is made of bytes, and whether they are still to be had. */
const rows = [
  ...owned.map(([name, make]) => [name, make, true]),
  ["an own iterator", owning({ [Symbol.iterator]: value(boom) }), true],
  ["another own tag", owning({ [Symbol.toStringTag]: value("Array") }), true],
  ["an own tag that throws", owning({ [Symbol.toStringTag]: getter(boom) }), true],
  ["own traps of conversion", owning({ toString: value(boom), valueOf: value(boom), toJSON: value(boom) }), true],
  ["a subclass", (bytes) => Object.setPrototypeOf(bytes.slice(), Liar.prototype), true],
  ["no prototype", (bytes) => Object.setPrototypeOf(bytes.slice(), null), true],
  ["the prototype of arrays", (bytes) => Object.setPrototypeOf(bytes.slice(), Array.prototype), true],
  ["shared memory", (bytes) => { const view = new Uint8Array(new SharedArrayBuffer(bytes.length)); view.set(bytes); return view; }, true],
  ["a part of more", (bytes) => { const all = new Uint8Array(bytes.length + 20).fill(1); all.set(bytes, 7); return all.subarray(7, 7 + bytes.length); }, true],

  ["another kind with an own tag", (bytes) => Object.defineProperty(Float64Array.from(bytes), Symbol.toStringTag, { value: "Uint8Array" }), false],
  ["another kind with this prototype", (bytes) => Object.setPrototypeOf(Uint8ClampedArray.from(bytes), Uint8Array.prototype), false],
  ["a proxy", (bytes) => new Proxy(bytes.slice(), {}), false],
  ["a proxy whose traps throw", (bytes) => new Proxy(bytes.slice(), new Proxy({}, { get: () => boom })), false],
  ["an object that inherits", (bytes) => Object.create(bytes.slice()), false],
  ["an object with its prototype", (bytes) => Object.setPrototypeOf({ length: bytes.length }, Uint8Array.prototype), false],
  ["a buffer that was given away", (bytes) => { const gone = bytes.slice(); structuredClone(gone, { transfer: [gone.buffer] }); return gone; }, false],
];

/** A view of a buffer that can be resized, where the host has such. */
function resized(bytes, from, to, tracking) {
  const buffer = new ArrayBuffer(from, { maxByteLength: Math.max(from, to) });
  const view = tracking ? new Uint8Array(buffer) : new Uint8Array(buffer, 0, bytes.length);
  buffer.resize(to);
  if (view.length >= bytes.length) view.set(bytes);
  return view;
}
if (ArrayBuffer.prototype.resize !== undefined) {
  rows.push(
    ["a buffer that has grown", (bytes) => resized(bytes, bytes.length, 4096, false), true],
    ["a buffer that has grown under a view of all of it", (bytes) => resized(bytes, 1, bytes.length, true), true],
    ["a buffer that has shrunk under a view of all of it", (bytes) => resized(bytes, 4096, bytes.length, true), true],
    ["a buffer that is too short by now", (bytes) => resized(bytes, bytes.length, bytes.length - 1, false), false],
    ["a buffer that is empty by now", (bytes) => resized(bytes, bytes.length, 0, false), false],
  );
}

export const liars = rows.map(([name, make, remain]) => ({ name, make, remain }));

/** Buffers, which are documents as well. */
export const bufferLiars = [
  ["own members", (bytes) => Object.assign(Object.defineProperty(bytes.slice().buffer, "byteLength", { value: 1e9 }), { length: -1 }), true],
  ["a proxy", (bytes) => new Proxy(bytes.slice().buffer, {}), false],
  ["a proxy that is long", (bytes) => new Proxy(bytes.slice().buffer, { get: () => 2 ** 31 }), false],
  ["an object that inherits", (bytes) => Object.create(bytes.slice().buffer), false],
  ["one that was given away", (bytes) => { const { buffer } = bytes.slice(); structuredClone(buffer, { transfer: [buffer] }); return buffer; }, false],
].map(([name, make, remain]) => ({ name, make, remain }));

/** Arrays whose length is whatever their handler says, and never the same where that is a function. */
export const lengths = [-1, 0.5, 1.5, NaN, Infinity, 2 ** 31, 2 ** 32, 2 ** 53, "2", "many", null, {}, 3n, Symbol("s"),
  { valueOf: boom }, { valueOf() { return (this.n = (this.n ?? 0) + 1000); } }, { valueOf: () => 2, toString: boom }];
export const longAs = (items, length) =>
  new Proxy(items, { get: (target, key) => (key === "length" ? length : Reflect.get(target, key)) });
