// The three doors: text, bytes and objects become views in WASM memory, which C++ judges.
import { Draft } from "./draft.js";
import { hasMark, withBigintsAsText, writeForeign } from "./json.js";

/**
 * @typedef {object} Type an entry point
 * @property {number} index its position in contracts.wasm
 * @property {number} bytes limit on the size of a document
 * @property {number} depth limit on nesting
 * @property {(m: Engine, at: number) => unknown} read view -> value
 * @property {(m: Engine, at: number, value: unknown, depth: number) => boolean} write value -> view
 * @property {(input: unknown) => object} safeParse as the contract has it
 * @property {(value: unknown) => object} safeStringify canonical text, or the issues
 */

export class Engine extends Draft {
  constructor(made, module, exports) {
    super(made, module, exports);
    this.types = new Map(); // by name
    this.writing = false; // inside `write`, where getters and proxies of the user run
    this.written = false; // whether `judgeObject` had a whole view to judge, so that its no is final
    this.second = undefined;
  }

  /** This engine; or, when it was asked from inside a getter while it writes a value, another one. */
  idle() {
    if (!this.writing) return this;
    this.second ??= new Engine(this.made, this.module);
    return this.second;
  }

  // `unknown` is what the caller asked for in place of what records declare: a plan::UnknownOverride.

  /** The view of a JSON text, or of its UTF-8, or 0. `foreign` if `writeForeign` wrote it: then there may be bytes in it. */
  judgeDocument(type, document, foreign = false, unknown = 0) {
    this.putDocument(type, document);
    return this.judgeInput(type, foreign, unknown);
  }

  /** Puts a text, or bytes from `bytesOf`, into the input buffer; of one that is too large as much as shows that. */
  putDocument({ bytes: limit }, document) {
    if (typeof document === "string") this.encode(document.length > limit ? document.slice(0, limit + 1) : document);
    else this.copy(document.length > limit ? document.subarray(0, limit + 1) : document);
  }

  judgeInput(type, foreign, unknown) {
    const view = this.exports.judge(type.index, this.length, foreign, unknown);
    this.refresh();
    return view;
  }

  /** The view of a JavaScript value if it is sound and could be written field by field; else 0, which proves nothing. */
  judgeObject(type, value) {
    const { exports } = this;
    const view = exports.begin_view(type.index);
    return this.writeView(type, value, view, this.base, false) && exports.validate(type.index, view) !== 0 ? view : 0;
  }

  /** Writes a value into a view that was begun, its strings where they are expected or elsewhere. False proves nothing. */
  writeView(type, value, view, stringsAt, kept) {
    this.written = false;
    this.refresh();
    if (view === 0) return false;
    this.stringsAt = stringsAt;
    this.kept = kept;
    this.bytes = type.bytes;
    this.strings = "";
    this.slotCount = 0;
    this.polluted = hasMembers(Object.prototype);
    this.writing = true;
    let written = false;
    try {
      written = type.write(this, view, value, type.depth);
    } catch {
      // The user's getter or proxy threw: the value is looked at once more below, by something that expects it.
    } finally {
      this.writing = false;
    }
    this.written = written && this.placeStrings();
    return this.written;
  }

  /** Whether a value is sound that is written out as a document. */
  acceptsForeign(type, value) {
    const text = writeForeign(value, type.bytes, type.depth);
    if (!hasMark(text)) return this.judgeDocument(type, text, true) !== 0;
    return this.judgeWritten(type, text).view !== 0;
  }

  /**
   * The issues of a value that is written out as a document; its view when there are none. `judge` makes that of what lies in
   * the input buffer.
   */
  judgeForeign(type, value, unknown, judge) {
    return this.judgeWritten(type, writeForeign(value, type.bytes, type.depth), unknown, judge);
  }

  judgeWritten(type, text, unknown = 0, judge = () => this.judgeInput(type, true, unknown)) {
    this.encode(text);
    const issues = this.explain(type, true, unknown);
    if (issues.length > 0) return { view: 0, issues };
    this.putDocument(type, withBigintsAsText(text));
    const view = judge();
    return { view, issues: view === 0 ? this.explain(type, false, unknown) : [] };
  }

  /**
   * The view of what a document of an older version is today, or the issues. `from` is the version of one that does not
   * carry its own.
   */
  judgeUpgraded(type, input, from) {
    let foreign = false;
    if (typeof input === "string" || input instanceof Uint8Array) {
      this.putDocument(type, input);
    } else {
      foreign = true;
      this.encode(withBigintsAsText(writeForeign(input.value, type.bytes, type.depth)));
    }
    const text = this.answer(this.exports.upgrade(type.index, this.length, from, foreign));
    if (text === "") return { view: 0, issues: JSON.parse(this.answer(this.exports.upgrade_issues())) };
    const view = hasMark(text) ? 0 : this.judgeDocument(type, text);
    if (view !== 0) return { view, issues: [] };
    if (foreign) return this.judgeWritten(type, text);
    // The text is nobody's, and so are places in it.
    return { view, issues: this.explain(type, false).map(({ offset, line, column, ...issue }) => issue) };
  }

  /** The issues of the text in the input buffer; `foreign` if `writeForeign` wrote it. */
  explain(type, foreign, unknown = 0) {
    return JSON.parse(this.answer(this.exports.explain(type.index, this.length, foreign, unknown)));
  }

  /** Canonical JSON text of a view. */
  write(type, view) {
    return this.answer(this.exports.write(type.index, view));
  }
}

function hasMembers(object) {
  for (const _ in object) return true;
  return false;
}
