// Writes a JavaScript value as JSON text, without ever throwing: what user code does while it is looked at (getters,
// proxies) cannot get past here.
//
// `writeJson` writes what JSON can carry. `writeForeign` writes anything, for `explain` in C++ to name what is wrong:
// a value that JSON has no form for becomes a byte 0x01 and a letter (json::Foreign in json/scan.h).
import { bytesOf } from "./bytes.js";
import { isPlain } from "./shape.js";
import { encodeBase64, isWellFormed } from "./text.js";

const mark = "\x01";
const beyondInt64 = "99999999999999999999"; // decimal digits of a large bigint take quadratic time

/** JSON text, or undefined if the value has none, is nested deeper than `depth` or makes more than `limit` characters. */
export function writeJson(value, limit, depth) {
  const writer = new Writer(limit, depth);
  writer.value(value, 0);
  return writer.sound && !writer.full() ? writer.text : undefined;
}

/**
 * The extended form. It ends early behind `limit` characters, and goes one level deeper than `depth`: enough for
 * `explain` to see that the value is too large or too deep.
 */
export function writeForeign(value, limit, depth) {
  const writer = new Writer(limit, depth + 1);
  writer.value(value, 0);
  return writer.text;
}

/** Whether an extended text is more than JSON. */
export function hasMark(foreign) {
  return foreign.includes(mark);
}

/** Extended text without bigints: they become decimal text, which is how documents carry 64-bit integers. */
export function withBigintsAsText(foreign) {
  return foreign.replace(/\x01b(-?\d+)/g, '"$1"');
}

const unreadable = Symbol("unreadable");
const none = [];

// What JSON text repeats as it is.
const unescaped = /^[ !#-[\]-~]*$/;

class Writer {
  constructor(limit, depth) {
    this.text = "";
    this.limit = limit;
    this.depth = depth;
    this.sound = true; // nothing that JSON cannot carry has been seen
  }

  full() {
    return this.text.length > this.limit;
  }

  mark(letter) {
    this.sound = false;
    this.text += mark + letter;
  }

  value(value, level) {
    switch (typeof value) {
      case "string":
        this.string(value);
        break;
      case "number":
        if (Number.isFinite(value)) this.text += Object.is(value, -0) ? "-0" : String(value);
        else this.mark(Number.isNaN(value) ? "n" : "i");
        break;
      case "boolean":
        this.text += String(value);
        break;
      case "bigint":
        this.bigint(value);
        break;
      case "object":
        if (value === null) this.text += "null";
        else this.object(value, level);
        break;
      default: // undefined, symbol, function
        this.mark(typeof value === "undefined" ? "u" : typeof value === "symbol" ? "s" : "f");
    }
  }

  string(text) {
    if (text.length > this.limit) {
      this.text += text; // too much already, whatever it is
    } else if (unescaped.test(text)) {
      this.text += '"' + text + '"';
    } else {
      // A surrogate without its other half becomes an escape, which C++ refuses as it does in any document.
      this.sound &&= isWellFormed(text);
      this.text += JSON.stringify(text);
    }
  }

  bigint(value) {
    const fits = BigInt.asIntN(65, value) === value;
    this.mark("b");
    this.text += fits ? String(value) : (value < 0n ? "-" : "") + beyondInt64;
  }

  /** As base64 in a string behind the mark, however the contract wants them. */
  bytes(bytes) {
    this.mark("y");
    this.text += '"' + encodeBase64(bytes.subarray(0, this.limit)) + '"';
  }

  object(value, level) {
    const bytes = bytesOf(value);
    if (bytes !== undefined) this.bytes(bytes);
    else if (level === this.depth) this.mark("d");
    else this.arrayOrMembers(value, level + 1);
  }

  arrayOrMembers(value, level) {
    let array = false;
    let plain = false;
    try {
      array = Array.isArray(value);
      plain = array || isPlain(value);
    } catch {
      return this.mark("x");
    }
    if (array) this.array(value, level);
    else if (plain) this.members(value, level);
    else this.mark("o");
  }

  array(value, level) {
    let length = 0;
    try {
      length = Math.trunc(value.length); // of a proxy anything
    } catch {
      return this.mark("x");
    }
    // A document has two bytes or more for each item: too much already, whatever they are.
    if (2 * length > this.limit) this.text += " ".repeat(this.limit);
    this.text += "[";
    for (let i = 0; i < length && !this.full(); ++i) {
      if (i > 0) this.text += ",";
      this.member(read(value, i), level);
    }
    this.text += "]";
  }

  members(value, level) {
    let keys = none;
    try {
      keys = Object.keys(value);
    } catch {
      return this.mark("x");
    }
    this.text += "{";
    let first = true;
    for (const key of keys) {
      if (this.full()) break;
      const member = read(value, key);
      if (member === undefined) continue; // counts as absent
      if (!first) this.text += ",";
      first = false;
      this.string(key);
      this.text += ":";
      this.member(member, level);
    }
    this.text += "}";
  }

  member(value, level) {
    if (value === unreadable) this.mark("x");
    else this.value(value, level);
  }
}

/** An item or member, or `unreadable` when what looks it up throws. */
function read(object, key) {
  try {
    return object[key];
  } catch {
    return unreadable;
  }
}
