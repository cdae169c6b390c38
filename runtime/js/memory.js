// One instance of contracts.wasm: its exports, its memory under typed arrays, and text on its way in and out.
import { mustFit } from "./made.js";
import { encodeLosslessly, isWellFormed } from "./text.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

// A call into the encoder costs more than it saves below this many characters. The views of records have room for them, so
// that it is a multiple of 16.
export const shortText = 48;
// And out of the decoder below this many bytes.
const shortDecoded = 24;

const known = {
  proc_exit(code) {
    throw new Error(`contracts.wasm ended with code ${code}`);
  },
  emscripten_notify_memory_growth() {}, // seen by the length of the typed arrays
};

/**
 * An instance for a package that was made from the same contracts. It calls `given`, which has to be all that it asks for.
 * One that is used for contracts alone is given nothing: contracts do not call what a program that is more than that imports.
 */
export function instantiate(made, module, given) {
  mustFit(made, module, start);
  return start(module, given);
}

function start(module, given) {
  const nothing = given === undefined ? () => 0 : undefined;
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = given?.[name] ?? known[name] ?? nothing;
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  (exports._initialize ?? exports.__wasm_call_ctors)();
  return exports;
}

export class Memory {
  /**
   * @param {object} made what the package that asks was generated from
   * @param {WebAssembly.Module} module
   * @param {WebAssembly.Exports=} exports of an instance that runs already
   */
  constructor(made, module, exports = instantiate(made, module)) {
    this.made = made;
    this.module = module;
    this.exports = exports;
    this.scratch = this.exports.scratch();
    this.base = 0; // address of the input buffer
    this.capacity = 0; // bytes in it
    this.length = 0; // bytes of text in it
    this.source = ""; // a text that lies in memory
    this.at = 0; // where: it mostly is that of the input buffer
    this.plain = -1; // how many bytes of it are one character of `source` each: all of an ASCII text, else none (-1)
    this.mapped = -1; // how many bytes of it `deltas` can place in `source`, or none (-1)
    this.deltas = 0; // address of {position behind a character, bytes minus characters up to there}, `deltaCount` times
    this.deltaCount = 0;
    this.reserve(4096);
  }

  /** Makes new typed arrays when a call has moved the memory under the old ones. */
  refresh() {
    if (this.u8 !== undefined && this.u8.length !== 0) return;
    const { buffer } = this.exports.memory;
    this.i8 = new Int8Array(buffer);
    this.u8 = new Uint8Array(buffer);
    this.i16 = new Int16Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.i64 = new BigInt64Array(buffer);
    this.u64 = new BigUint64Array(buffer);
    this.input = new Uint8Array(buffer, this.base, this.capacity);
  }

  /** Makes room in the input buffer. */
  reserve(size) {
    if (size <= this.capacity) return;
    this.capacity = Math.max(size, 2 * this.capacity);
    this.base = this.exports.reserve_input(this.capacity);
    this.u8 = undefined; // `input` lies elsewhere now, whether memory moved or not
    this.refresh();
  }

  /** Puts a text into the input buffer. */
  encode(text) {
    const { length } = text;
    this.forgetSource();
    this.source = text;
    this.length = length;
    this.reserve(length);
    this.at = this.base;
    if (length <= shortText && this.encodeShort(text, this.base)) {
      this.plain = length;
      return;
    }
    let { read, written } = encoder.encodeInto(text, this.input);
    if (written === length && read === length) {
      this.plain = length;
      return;
    }
    if (read < length) {
      this.reserve(3 * length);
      ({ written } = encoder.encodeInto(text, this.input));
    }
    this.length = written;
    // As long as what `encodeInto` has put in place of what is lone.
    if (!isWellFormed(text)) this.length = encodeLosslessly(text, this.input);
    this.at = this.base;
  }

  /** False when the text is not ASCII. */
  encodeShort(text, at) {
    const { u8 } = this;
    let all = 0;
    for (let i = 0; i < text.length; ++i) {
      const unit = text.charCodeAt(i);
      u8[at + i] = unit;
      all |= unit;
    }
    return all < 0x80;
  }

  /** Nothing is cut out of `source` any more: the memory where it lies is used for something else from now on. */
  forgetSource() {
    this.plain = -1;
    this.mapped = -1;
  }

  /** Puts a document's bytes into the input buffer. */
  copy(bytes) {
    this.reserve(bytes.length);
    this.input.set(bytes);
    this.at = this.base;
    this.length = bytes.length;
    this.forgetSource();
  }

  /** Decodes the document that `copy` took, so that its strings can be cut out of it. */
  decodeInput() {
    this.source = decoder.decode(this.input.subarray(0, this.length));
    if (this.source.length === this.length) this.plain = this.length;
  }

  /** Makes strings cuttable out of a well-formed text that is not ASCII, too. */
  mapInput() {
    if (this.plain >= 0) return;
    const table = this.exports.map_text(this.length);
    this.refresh();
    if (table === 0) return;
    this.deltas = this.u32[table >>> 2] >>> 2;
    this.deltaCount = this.u32[(table >>> 2) + 1];
    this.mapped = this.length;
  }

  /** How many bytes more than characters there are before a position in the input: O(log n). */
  delta(position) {
    const { u32, deltas } = this;
    let low = 0;
    let high = this.deltaCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (u32[deltas + 2 * middle] <= position) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : u32[deltas + 2 * low - 1];
  }

  /** The text of `size` bytes at an address. */
  text(address, size) {
    const start = address - this.at;
    const end = start + size;
    if (start >= 0 && end <= this.plain) return this.source.substring(start, end);
    if (start >= 0 && end <= this.mapped) {
      return this.source.substring(start - this.delta(start), end - this.delta(end));
    }
    return this.decodeShort(address, size) ?? decoder.decode(this.u8.subarray(address, address + size));
  }

  /** Undefined when the text is long or not ASCII. */
  decodeShort(address, size) {
    if (size > shortDecoded) return undefined;
    const { u8 } = this;
    let text = "";
    for (let i = 0; i < size; ++i) {
      const byte = u8[address + i];
      if (byte >= 0x80) return undefined;
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** The text that an export answered with: the address of {address, length}. */
  answer(result) {
    this.refresh();
    return this.text(this.u32[result >>> 2], this.u32[(result >>> 2) + 1]);
  }
}
