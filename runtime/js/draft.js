// The memory in which a view is being written.
import { Memory, shortText } from "./memory.js";
import { isWellFormed } from "./text.js";

const none = [];

export class Draft extends Memory {
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

  /** More memory of the same message, at an address divisible by 8; 0 when there is none. */
  allocate(size) {
    const address = this.exports.allocate(size);
    this.refresh();
    return address;
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
