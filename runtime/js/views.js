// Reading and writing the values that views are made of (runtime/tally/engine/view.h), at addresses in WASM memory.
//
// Every `put` answers whether the value is of a kind that its place can hold. That is all it looks at: what the value
// must satisfy is judged in C++, and so is every value that a `put` turned away.
import { bytesOf } from "./bytes.js";
import { writeJson } from "./json.js";
import { Memory, shortText } from "./memory.js";
import { byCodePoint, define, isPlain, ownMember } from "./shape.js";
import { isWellFormed } from "./text.js";

const two32 = 2 ** 32;
const nanosPerMilli = 1e6;
const largestMillis = 9223372036854; // 2^63 ns
const longestScratch = 64;
const none = [];

/** What text `read_text` and `write_text` are for: positions in the list that generated code gives. */
const form = { uuid: 0, timestamp: 1, decimal: 2, date: 3, time: 4, duration: 5 };

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export class Views extends Memory {
  constructor(made, module, exports) {
    super(made, module, exports);
    this.bytes = 0; // the contract's limit on a document
    this.strings = ""; // all strings of the value that is being written
    this.stringsAt = 0; // where they are going to lie, if they are ASCII
    this.kept = false; // whether the view is kept as that of a document: beyond the input buffer, and with one zero
    this.slots = []; // for each of them, where its address belongs and its length
    this.slotCount = 0; // entries of `slots` in use
    this.has = 0; // what `present` found: one bit a field, those from the 33rd on in `more`
    this.more = [];
    this.polluted = false; // whether every object inherits members
    this.unknown = none; // keys of members that the contract does not name
  }

  // ---- Out of memory ----

  getBool(at) {
    return this.u8[at] !== 0;
  }
  /** An integer, or the nearest double. */
  getInteger(at) {
    return this.i32[(at + 4) >>> 2] * two32 + this.u32[at >>> 2];
  }
  /** Nanoseconds as milliseconds. They are a multiple, so rounding makes good what the double above 2^53 lost. */
  getMillis(at) {
    return Math.round(this.getInteger(at) / nanosPerMilli);
  }
  getString(at) {
    return this.text(this.u32[at >>> 2], this.u32[(at + 4) >>> 2]);
  }
  getJson(at) {
    return JSON.parse(this.getString(at));
  }
  /** A copy: memory is used again. */
  getBytes(at) {
    const start = this.u32[at >>> 2];
    return new Uint8Array(this.u8.subarray(start, start + this.u32[(at + 4) >>> 2]));
  }
  getUuid(at) {
    const b = this.u8;
    return (
      hex[b[at]] + hex[b[at + 1]] + hex[b[at + 2]] + hex[b[at + 3]] + "-" + hex[b[at + 4]] + hex[b[at + 5]] + "-" +
      hex[b[at + 6]] + hex[b[at + 7]] + "-" + hex[b[at + 8]] + hex[b[at + 9]] + "-" + hex[b[at + 10]] +
      hex[b[at + 11]] + hex[b[at + 12]] + hex[b[at + 13]] + hex[b[at + 14]] + hex[b[at + 15]]
    );
  }
  getTimestamp(at) {
    return this.text(this.scratch, this.exports.write_text(form.timestamp, at));
  }
  getDecimal(at) {
    return this.text(this.scratch, this.exports.write_text(form.decimal, at));
  }
  getDate(at) {
    return this.text(this.scratch, this.exports.write_text(form.date, at));
  }
  getTime(at) {
    return this.text(this.scratch, this.exports.write_text(form.time, at));
  }
  getDuration(at) {
    return this.text(this.scratch, this.exports.write_text(form.duration, at));
  }
  define(object, key, value) {
    define(object, key, value);
  }
  /** Adds the kept unknown members of the map at an address. */
  getUnknown(at, out) {
    let entry = this.u32[at >>> 2];
    for (const end = entry + 16 * this.u32[(at + 4) >>> 2]; entry < end; entry += 16) {
      define(out, this.getString(entry), this.getJson(entry + 8));
    }
  }

  // ---- Into memory ----
  //
  // What is written lies within the view that `begin_view` made, or within what `allocate` gave: its size is a number that
  // was made here, never one that is asked of the value again.

  /** More memory of the same message, at an address divisible by 8; 0 when there is none. */
  allocate(size) {
    const address = this.exports.allocate(size);
    this.refresh();
    return address;
  }

  putBool(at, value) {
    if (typeof value !== "boolean") return false;
    this.u8[at] = value ? 1 : 0;
    return true;
  }
  putInt8(at, value) {
    if (typeof value !== "number" || value << 24 >> 24 !== value) return false;
    this.i8[at] = value;
    return true;
  }
  putInt16(at, value) {
    if (typeof value !== "number" || value << 16 >> 16 !== value) return false;
    this.i16[at >>> 1] = value;
    return true;
  }
  putInt32(at, value) {
    if (typeof value !== "number" || (value | 0) !== value) return false;
    this.i32[at >>> 2] = value;
    return true;
  }
  putUint8(at, value) {
    if (typeof value !== "number" || (value & 0xff) !== value) return false;
    this.u8[at] = value;
    return true;
  }
  putUint16(at, value) {
    if (typeof value !== "number" || (value & 0xffff) !== value) return false;
    this.u16[at >>> 1] = value;
    return true;
  }
  putUint32(at, value) {
    if (typeof value !== "number" || value >>> 0 !== value) return false;
    this.u32[at >>> 2] = value;
    return true;
  }
  putInteger(at, value) {
    if (!Number.isSafeInteger(value)) return false;
    const high = Math.floor(value / two32);
    this.u32[at >>> 2] = value - high * two32;
    this.i32[(at + 4) >>> 2] = high;
    return true;
  }
  putInt64(at, value) {
    if (typeof value !== "bigint") return this.putInteger(at, value);
    this.i64[at >>> 3] = value;
    return this.i64[at >>> 3] === value;
  }
  putUint64(at, value) {
    if (typeof value !== "bigint") return value >= 0 && this.putInteger(at, value);
    this.u64[at >>> 3] = value;
    return this.u64[at >>> 3] === value;
  }
  putFloat32(at, value) {
    if (typeof value !== "number") return false;
    const rounded = Math.fround(value);
    // Half way between two floats it is the digits that decide, as they do in a document: not here.
    const mirrored = 2 * value - rounded;
    if (rounded !== value && Math.fround(mirrored) === mirrored) return false;
    this.f32[at >>> 2] = this.kept ? rounded + 0 : rounded;
    return true;
  }
  putFloat64(at, value) {
    if (typeof value !== "number") return false;
    this.f64[at >>> 3] = this.kept ? value + 0 : value;
    return true;
  }
  putMillis(at, value) {
    if (!Number.isInteger(value) || value > largestMillis || value < -largestMillis) return false;
    // The product takes up to 64 bits, so it is made of two that a double holds.
    const high = Math.floor(value / two32);
    const low = (value - high * two32) * nanosPerMilli;
    const carry = Math.floor(low / two32);
    this.u32[at >>> 2] = low - carry * two32;
    this.i32[(at + 4) >>> 2] = high * nanosPerMilli + carry;
    return true;
  }
  /** The string's bytes follow when all strings are known: see `placeStrings`. */
  putString(at, value) {
    if (typeof value !== "string") return false;
    const { slots, slotCount } = this;
    slots[slotCount] = at;
    slots[slotCount + 1] = value.length;
    this.slotCount = slotCount + 2;
    this.u32[at >>> 2] = this.stringsAt + this.strings.length;
    this.u32[(at + 4) >>> 2] = value.length;
    this.strings += value;
    return true;
  }
  putJson(at, value, depth) {
    return this.putString(at, writeJson(value, this.bytes, depth));
  }
  putBytes(at, value) {
    const bytes = bytesOf(value);
    // A document has four characters for three bytes.
    if (bytes === undefined || 4 * bytes.length > 3 * this.bytes) return false;
    const start = this.allocate(bytes.length);
    if (start === 0) return false;
    this.u8.set(bytes, start);
    this.u32[at >>> 2] = start;
    this.u32[(at + 4) >>> 2] = bytes.length;
    return true;
  }
  putUuid(at, value) {
    return this.putScratch(value) && this.exports.read_text(form.uuid, value.length, at) !== 0;
  }
  putTimestamp(at, value) {
    return this.putScratch(value) && this.exports.read_text(form.timestamp, value.length, at) !== 0;
  }
  putDecimal(at, value) {
    return this.putScratch(value) && this.exports.read_text(form.decimal, value.length, at) !== 0;
  }
  putDate(at, value) {
    return this.putScratch(value) && this.exports.read_text(form.date, value.length, at) !== 0;
  }
  putTime(at, value) {
    return this.putScratch(value) && this.exports.read_text(form.time, value.length, at) !== 0;
  }
  putDuration(at, value) {
    return this.putScratch(value) && this.exports.read_text(form.duration, value.length, at) !== 0;
  }
  /** A short ASCII text into the buffer that `read_text` looks at. */
  putScratch(value) {
    if (typeof value !== "string" || value.length > longestScratch) return false;
    const { u8, scratch } = this;
    let all = 0;
    for (let i = 0; i < value.length; ++i) {
      const unit = value.charCodeAt(i);
      u8[scratch + i] = unit;
      all |= unit;
    }
    return all < 0x80;
  }
  putEnum8(at, value, positions) {
    const position = positions.get(value);
    if (position === undefined) return false;
    this.u8[at] = position;
    return true;
  }
  putEnum16(at, value, positions) {
    const position = positions.get(value);
    if (position === undefined) return false;
    this.u16[at >>> 1] = position;
    return true;
  }

  /** The value of a union's tag, if `value` can be one at all. */
  tagOf(value, tag) {
    return isPlain(value) ? ownMember(value, tag) : undefined;
  }
  /** Memory for the variant of a union, whose {position, address} is at `at`; 0 if there is none. */
  putVariant(at, position, size) {
    const variant = this.allocate(size);
    this.u32[at >>> 2] = position;
    this.u32[(at + 4) >>> 2] = variant;
    return variant;
  }

  /** Memory for a value of its own, whose address is at `at`, filled by `write`. */
  putBox(at, size, write) {
    const box = this.allocate(size);
    this.u32[at >>> 2] = box;
    return box !== 0 && write(box);
  }

  /** Memory for the items of a list or the entries of a map, whose {address, count} is at `at`; 0 if there is none. */
  putItems(at, count, size) {
    // The length of a proxy is whatever its handler says. A document has two bytes or more for each item.
    if (count >>> 0 !== count || count * 2 > this.bytes) return 0;
    const items = this.allocate(count * size);
    this.u32[at >>> 2] = items;
    this.u32[(at + 4) >>> 2] = count;
    return items;
  }
  /** The keys of a map's entries in the order that its view needs, or nothing. */
  mapKeys(value) {
    return isPlain(value) ? Object.keys(value).sort(byCodePoint) : undefined;
  }

  // ---- Members of records ----

  /**
   * Finds out which fields of `shape` an object has as own enumerable members, beside a union's `tag`: `has`, `more` and
   * `unknown` tell. False when it is no plain object, or has members that the contract rejects.
   */
  present(value, { names, index, reject, oldNames }, tag) {
    if (typeof value !== "object" || value === null) return false;
    const fields = names.length;
    // Members mostly come in the declared order: one compare for each finds them. `for in` would also see inherited
    // members, so this is for objects that inherit none.
    if (fields <= 32 && !this.polluted && Object.getPrototypeOf(value) === Object.prototype) {
      let has = 0;
      let next = 0;
      for (const key in value) {
        if (key === tag) continue;
        while (next < fields && names[next] !== key) ++next;
        if (next === fields) return this.presentInAnyOrder(value, names, index, reject, oldNames, tag);
        has |= 1 << next++;
      }
      this.has = has;
      this.unknown = none;
      return true;
    }
    return isPlain(value) && this.presentInAnyOrder(value, names, index, reject, oldNames, tag);
  }

  presentInAnyOrder(value, names, index, reject, oldNames, tag) {
    const words = new Array((names.length + 31) >>> 5).fill(0);
    const unknown = [];
    for (const key of Object.keys(value)) {
      const field = index.get(key);
      if (field !== undefined) words[field >>> 5] |= 1 << (field & 31);
      else if (oldNames.has(key)) return false; // the reader of documents knows which field that is
      else if (key !== tag) unknown.push(key);
    }
    this.has = words[0];
    this.more = words.slice(1);
    this.unknown = unknown;
    return !reject || unknown.length === 0;
  }

  /** Members that are dropped have to be sound all the same, as they have to be in a document. */
  dropUnknown(value, keys, depth) {
    return keys.every((key) => isWellFormed(key) && writeJson(value[key], this.bytes, depth) !== undefined);
  }

  /** Writes members that are kept: a map from key to JSON text. */
  putUnknown(at, value, keys, depth) {
    let entry = this.putItems(at, keys.length, 16);
    if (entry === 0) return false;
    for (const key of keys.sort(byCodePoint)) {
      if (!this.putString(entry, key) || !this.putJson(entry + 8, value[key], depth)) return false;
      entry += 16;
    }
    return true;
  }

  /** Encodes the strings of a written view, all in one. False when one of them is not well-formed Unicode. */
  placeStrings() {
    const { strings, slots, slotCount } = this;
    if (strings.length > this.bytes) return false;
    if (this.kept && strings.length <= shortText && this.encodeShort(strings, this.stringsAt)) {
      this.source = strings;
      this.at = this.stringsAt;
      this.plain = strings.length;
      return true;
    }
    this.encode(strings);
    if (this.plain >= 0 && this.base === this.stringsAt) return true; // every string lies where `putString` expected it
    if (this.plain < 0 && !isWellFormed(strings)) return false;
    const table = this.allocate(slotCount * 4);
    const text = this.kept ? this.exports.keep_text(this.length) : this.base;
    this.refresh();
    if (table === 0 || text === 0) return false;
    for (let i = 0; i < slotCount; ++i) this.u32[(table >>> 2) + i] = slots[i];
    this.at = text;
    return this.exports.place_strings(table, slotCount >>> 1, text, this.length) !== 0;
  }
}
