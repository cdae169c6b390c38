// Reading and writing the values that views are made of (runtime/tally/engine/view.h): `m` is WASM memory, `at` an address in it.
// They are functions, so that a bundler leaves out those that no contract of the page needs.
//
// Every `put` answers whether the value is of a kind that its place can hold. That is all it looks at: what the value
// must satisfy is judged in C++, and so is every value that a `put` turned away.
import { bytesOf } from "./bytes.js";
import { writeJson } from "./json.js";
import { byCodePoint, define, isPlain, ownMember } from "./shape.js";
import { isWellFormed } from "./text.js";

export { define };

const two32 = 2 ** 32;
const nanosPerMilli = 1e6;
const largestMillis = 9223372036854; // 2^63 ns
const longestScratch = 64;
const none = [];

/** What text `read_text` and `write_text` are for: positions in the list that generated code gives. */
const form = { uuid: 0, timestamp: 1, decimal: 2, date: 3, time: 4, duration: 5 };

const hex = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

// ---- Out of memory ----

export function getBool(m, at) {
  return m.u8[at] !== 0;
}
/** An integer, or the nearest double. */
export function getInteger(m, at) {
  return m.i32[(at + 4) >>> 2] * two32 + m.u32[at >>> 2];
}
/** Nanoseconds as milliseconds. They are a multiple, so rounding makes good what the double above 2^53 lost. */
export function getMillis(m, at) {
  return Math.round(getInteger(m, at) / nanosPerMilli);
}
export function getString(m, at) {
  return m.text(m.u32[at >>> 2], m.u32[(at + 4) >>> 2]);
}
export function getJson(m, at) {
  return JSON.parse(getString(m, at));
}
/** A copy: memory is used again. */
export function getBytes(m, at) {
  const start = m.u32[at >>> 2];
  return new Uint8Array(m.u8.subarray(start, start + m.u32[(at + 4) >>> 2]));
}
export function getUuid(m, at) {
  const b = m.u8;
  return (
    hex[b[at]] + hex[b[at + 1]] + hex[b[at + 2]] + hex[b[at + 3]] + "-" + hex[b[at + 4]] + hex[b[at + 5]] + "-" +
    hex[b[at + 6]] + hex[b[at + 7]] + "-" + hex[b[at + 8]] + hex[b[at + 9]] + "-" + hex[b[at + 10]] +
    hex[b[at + 11]] + hex[b[at + 12]] + hex[b[at + 13]] + hex[b[at + 14]] + hex[b[at + 15]]
  );
}
export function getTimestamp(m, at) {
  return m.text(m.scratch, m.exports.write_text(form.timestamp, at));
}
export function getDecimal(m, at) {
  return m.text(m.scratch, m.exports.write_text(form.decimal, at));
}
export function getDate(m, at) {
  return m.text(m.scratch, m.exports.write_text(form.date, at));
}
export function getTime(m, at) {
  return m.text(m.scratch, m.exports.write_text(form.time, at));
}
export function getDuration(m, at) {
  return m.text(m.scratch, m.exports.write_text(form.duration, at));
}
/** Adds the kept unknown members of the map at an address. */
export function getUnknown(m, at, out) {
  let entry = m.u32[at >>> 2];
  for (const end = entry + 16 * m.u32[(at + 4) >>> 2]; entry < end; entry += 16) {
    define(out, getString(m, entry), getJson(m, entry + 8));
  }
}

// ---- Into memory ----
//
// What is written lies within the view that `begin_view` made, or within what `allocate` gave: its size is a number that
// was made here, never one that is asked of the value again.

export function putBool(m, at, value) {
  if (typeof value !== "boolean") return false;
  m.u8[at] = value ? 1 : 0;
  return true;
}
export function putInt8(m, at, value) {
  if (typeof value !== "number" || value << 24 >> 24 !== value) return false;
  m.i8[at] = value;
  return true;
}
export function putInt16(m, at, value) {
  if (typeof value !== "number" || value << 16 >> 16 !== value) return false;
  m.i16[at >>> 1] = value;
  return true;
}
export function putInt32(m, at, value) {
  if (typeof value !== "number" || (value | 0) !== value) return false;
  m.i32[at >>> 2] = value;
  return true;
}
export function putUint8(m, at, value) {
  if (typeof value !== "number" || (value & 0xff) !== value) return false;
  m.u8[at] = value;
  return true;
}
export function putUint16(m, at, value) {
  if (typeof value !== "number" || (value & 0xffff) !== value) return false;
  m.u16[at >>> 1] = value;
  return true;
}
export function putUint32(m, at, value) {
  if (typeof value !== "number" || value >>> 0 !== value) return false;
  m.u32[at >>> 2] = value;
  return true;
}
export function putInteger(m, at, value) {
  if (!Number.isSafeInteger(value)) return false;
  const high = Math.floor(value / two32);
  m.u32[at >>> 2] = value - high * two32;
  m.i32[(at + 4) >>> 2] = high;
  return true;
}
export function putInt64(m, at, value) {
  if (typeof value !== "bigint") return putInteger(m, at, value);
  m.i64[at >>> 3] = value;
  return m.i64[at >>> 3] === value;
}
export function putUint64(m, at, value) {
  if (typeof value !== "bigint") return value >= 0 && putInteger(m, at, value);
  m.u64[at >>> 3] = value;
  return m.u64[at >>> 3] === value;
}
export function putFloat32(m, at, value) {
  if (typeof value !== "number") return false;
  const rounded = Math.fround(value);
  // Half way between two floats it is the digits that decide, as they do in a document: not here.
  const mirrored = 2 * value - rounded;
  if (rounded !== value && Math.fround(mirrored) === mirrored) return false;
  m.f32[at >>> 2] = m.kept ? rounded + 0 : rounded;
  return true;
}
export function putFloat64(m, at, value) {
  if (typeof value !== "number") return false;
  m.f64[at >>> 3] = m.kept ? value + 0 : value;
  return true;
}
export function putMillis(m, at, value) {
  if (!Number.isInteger(value) || value > largestMillis || value < -largestMillis) return false;
  // The product takes up to 64 bits, so it is made of two that a double holds.
  const high = Math.floor(value / two32);
  const low = (value - high * two32) * nanosPerMilli;
  const carry = Math.floor(low / two32);
  m.u32[at >>> 2] = low - carry * two32;
  m.i32[(at + 4) >>> 2] = high * nanosPerMilli + carry;
  return true;
}
/** The string's bytes follow when all strings are known: see `placeStrings`. */
export function putString(m, at, value) {
  if (typeof value !== "string") return false;
  const { slots, slotCount } = m;
  slots[slotCount] = at;
  slots[slotCount + 1] = value.length;
  m.slotCount = slotCount + 2;
  m.u32[at >>> 2] = m.stringsAt + m.strings.length;
  m.u32[(at + 4) >>> 2] = value.length;
  m.strings += value;
  return true;
}
export function putJson(m, at, value, depth) {
  return putString(m, at, writeJson(value, m.bytes, depth));
}
export function putBytes(m, at, value) {
  const bytes = bytesOf(value);
  // A document has four characters for three bytes.
  if (bytes === undefined || 4 * bytes.length > 3 * m.bytes) return false;
  const start = m.allocate(bytes.length);
  if (start === 0) return false;
  m.u8.set(bytes, start);
  m.u32[at >>> 2] = start;
  m.u32[(at + 4) >>> 2] = bytes.length;
  return true;
}
export function putUuid(m, at, value) {
  return putScratch(m, value) && m.exports.read_text(form.uuid, value.length, at) !== 0;
}
export function putTimestamp(m, at, value) {
  return putScratch(m, value) && m.exports.read_text(form.timestamp, value.length, at) !== 0;
}
export function putDecimal(m, at, value) {
  return putScratch(m, value) && m.exports.read_text(form.decimal, value.length, at) !== 0;
}
export function putDate(m, at, value) {
  return putScratch(m, value) && m.exports.read_text(form.date, value.length, at) !== 0;
}
export function putTime(m, at, value) {
  return putScratch(m, value) && m.exports.read_text(form.time, value.length, at) !== 0;
}
export function putDuration(m, at, value) {
  return putScratch(m, value) && m.exports.read_text(form.duration, value.length, at) !== 0;
}
/** A short ASCII text into the buffer that `read_text` looks at. */
function putScratch(m, value) {
  return typeof value === "string" && value.length <= longestScratch && m.encodeShort(value, m.scratch);
}
export function putEnum8(m, at, value, positions) {
  const position = positions.get(value);
  if (position === undefined) return false;
  m.u8[at] = position;
  return true;
}
export function putEnum16(m, at, value, positions) {
  const position = positions.get(value);
  if (position === undefined) return false;
  m.u16[at >>> 1] = position;
  return true;
}

/** The value of a union's tag, if `value` can be one at all. */
export function tagOf(value, tag) {
  return isPlain(value) ? ownMember(value, tag) : undefined;
}
/** Memory for the variant of a union, whose {position, address} is at `at`; 0 if there is none. */
export function putVariant(m, at, position, size) {
  const variant = m.allocate(size);
  m.u32[at >>> 2] = position;
  m.u32[(at + 4) >>> 2] = variant;
  return variant;
}

/** Memory for a value of its own, whose address is at `at`, filled by `write`. */
export function putBox(m, at, size, write) {
  const box = m.allocate(size);
  m.u32[at >>> 2] = box;
  return box !== 0 && write(box);
}

/** Memory for the items of a list or the entries of a map, whose {address, count} is at `at`; 0 if there is none. */
export function putItems(m, at, count, size) {
  // The length of a proxy is whatever its handler says. A document has two bytes or more for each item.
  if (count >>> 0 !== count || count * 2 > m.bytes) return 0;
  const items = m.allocate(count * size);
  m.u32[at >>> 2] = items;
  m.u32[(at + 4) >>> 2] = count;
  return items;
}
/** The keys of a map's entries in the order that its view needs, or nothing. */
export function mapKeys(value) {
  return isPlain(value) ? Object.keys(value).sort(byCodePoint) : undefined;
}

// ---- Members of records ----

/**
 * Finds out which fields of `shape` an object has as own enumerable members, beside a union's `tag`: `has`, `more` and
 * `unknown` tell. False when it is no plain object, or has members that the contract rejects.
 */
export function present(m, value, { names, index, reject, oldNames }, tag) {
  if (typeof value !== "object" || value === null) return false;
  const fields = names.length;
  // Members mostly come in the declared order: one compare for each finds them. `for in` would also see inherited
  // members, so this is for objects that inherit none.
  if (fields <= 32 && !m.polluted && Object.getPrototypeOf(value) === Object.prototype) {
    let has = 0;
    let next = 0;
    for (const key in value) {
      if (key === tag) continue;
      while (next < fields && names[next] !== key) ++next;
      if (next === fields) return presentInAnyOrder(m, value, names, index, reject, oldNames, tag);
      has |= 1 << next++;
    }
    m.has = has;
    m.unknown = none;
    return true;
  }
  return isPlain(value) && presentInAnyOrder(m, value, names, index, reject, oldNames, tag);
}

function presentInAnyOrder(m, value, names, index, reject, oldNames, tag) {
  const words = new Array((names.length + 31) >>> 5).fill(0);
  const unknown = [];
  for (const key of Object.keys(value)) {
    const field = index.get(key);
    if (field !== undefined) words[field >>> 5] |= 1 << (field & 31);
    else if (oldNames.has(key)) return false; // the reader of documents knows which field that is
    else if (key !== tag) unknown.push(key);
  }
  m.has = words[0];
  m.more = words.slice(1);
  m.unknown = unknown;
  return !reject || unknown.length === 0;
}

/** Members that are dropped have to be sound all the same, as they have to be in a document. */
export function dropUnknown(m, value, keys, depth) {
  return keys.every((key) => isWellFormed(key) && writeJson(value[key], m.bytes, depth) !== undefined);
}

/** Writes members that are kept: a map from key to JSON text. */
export function putUnknown(m, at, value, keys, depth) {
  let entry = putItems(m, at, keys.length, 16);
  if (entry === 0) return false;
  for (const key of keys.sort(byCodePoint)) {
    if (!putString(m, entry, key) || !putJson(m, entry + 8, value[key], depth)) return false;
    entry += 16;
  }
  return true;
}

